"""Who may write a clearance: a therapist with consent who has just shown who they are, and nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry, CareLink, TherapistProfile, User
from rehab.clinic import clearing
from rehab.plans.models import Clearance, Plan
from tests.accounts.therapists import therapist, therapist_of
from tests.clinic.clearing import FLAGS, address, causes, filled, proved, sent, shut
from tests.intake.walking import ada as ada
from tests.intake.walking import runner, signed_in
from tests.plans.making import plan_of, text_in

pytestmark = [pytest.mark.django_db]
CANARY = "canary-7f3a"


@pytest.fixture
def plan(ada: User) -> Plan:
    """Ada's plan, closed by a safety answer, after a clearance with words that only few may read."""
    plan = plan_of(ada)
    now = timezone.now()
    Clearance.objects.create(
        runner=ada,
        clinician=CANARY,
        restrictions=CANARY,
        seen_on=now.date(),
        up_to=2,
        may_run=True,
        recorded_at=now - timedelta(days=2),
    )
    return shut(plan)


def _stranger(name: str, plan: Plan) -> Client:
    match name:
        case "anonymous":
            return Client()
        case "another runner":
            return signed_in(runner("bob@example.org"))
        case "the runner":
            return signed_in(plan.runner)
        case "content_admin" | "support_admin":
            return signed_in(runner(f"{name}@example.org", role=name))
        case "another therapist":
            return proved(therapist("olga@example.org", "Olga"))
        case "a therapist of before":
            gone = therapist_of(plan.runner, "gone@example.org")
            CareLink.objects.filter(therapist=gone).update(ended_at=timezone.now())
            return proved(gone)
        case _:
            quack = therapist_of(plan.runner, "quack@example.org")
            TherapistProfile.objects.filter(user=quack).update(verified_at=None, verified_by=None)
            return proved(quack)


REFUSED = {
    "anonymous": 302,
    "another runner": 403,
    "the runner": 403,
    "content_admin": 403,
    "support_admin": 403,
    "another therapist": 404,
    "a therapist of before": 404,
    "an unverified therapist": 302,
}
WHOLE = {"who": "myself", "up_to": "5", "running": "yes", "confirmed": "on", "because": "x"}


@pytest.mark.parametrize("name", list(REFUSED))
def test_nobody_else_reads_or_writes_one(name: str, plan: Plan) -> None:
    """Neither to clear nor to take back; nothing of the runner is in the answer."""
    client, own = _stranger(name, plan), address(plan.runner)
    form = {**WHOLE, "seen_on": timezone.localdate().isoformat()}
    for answer in (client.get(own), client.post(own, form), client.post(f"{own}withdraw/", form)):
        assert answer.status_code == REFUSED[name]
        assert CANARY not in answer.content.decode()
        assert "licence" in answer.headers.get("Location", "licence") or "login" in answer.headers["Location"]
    assert causes(plan) == {"safety"}
    assert Clearance.objects.count() == 1


@pytest.mark.parametrize("tier", list(FLAGS))
def test_a_runner_cannot_open_what_a_tier_keeps_for_clinicians(tier: str, ada: User) -> None:
    """By no page of their own."""
    plan = shut(plan_of(ada), tier)
    own = signed_in(ada)
    day = {"profession": "doctor", "seen_on": timezone.localdate().isoformat()}
    assert own.post(f"/plan/{plan.pk}/contact/", day).status_code == 404
    assert own.post(address(ada), {**WHOLE, **day}).status_code == 403
    own.post("/intake/", {"go_on": "1"})
    assert causes(plan) == {"safety"}


def test_an_unknown_runner_is_not_found(plan: Plan) -> None:
    """Whatever is asked for."""
    client = proved(therapist_of(plan.runner))
    for name in ("00000000-0000-0000-0000-000000000000", "1", "x"):
        assert client.get(f"/runners/{name}/clearance/").status_code == 404
    assert client.get(f"{address(plan.runner)}withdraw/").status_code == 405


def test_a_look_is_noted_and_the_runners_words_are_not(plan: Plan) -> None:
    """Who, whose and when."""
    thea = therapist_of(plan.runner)
    assert proved(thea).get(address(plan.runner)).status_code == 200
    entry = AuditEntry.objects.get(action="view")
    people = (thea.public_id, plan.runner.public_id)
    assert (entry.actor_id, entry.subject_id, entry.object_type) == (*people, "clearance")
    assert CANARY not in str(AuditEntry.objects.values())


def test_writing_one_asks_for_the_password_again(plan: Plan) -> None:
    """Reading does not; nothing is written before."""
    client = signed_in(therapist_of(plan.runner))
    answer = sent(client, plan.runner)
    assert "reauthenticate" in answer.headers["Location"]
    back = client.post(f"{address(plan.runner)}withdraw/", {"because": "x"})
    assert "reauthenticate" in back.headers["Location"]
    assert Clearance.objects.count() == 1
    assert causes(plan) == {"safety"}


def test_consent_that_ended_while_the_page_was_open_finds_nothing(plan: Plan) -> None:
    """At the next request."""
    client = proved(therapist_of(plan.runner))
    form = filled(client, plan.runner)
    CareLink.objects.update(ended_at=timezone.now())
    assert client.post(address(plan.runner), form).status_code == 404
    assert causes(plan) == {"safety"}


def test_the_service_itself_reads_consent_anew(plan: Plan) -> None:
    """Between the look and the act."""
    thea = therapist_of(plan.runner)
    CareLink.objects.update(ended_at=timezone.now())
    with pytest.raises(clearing.NoConsentError):
        clearing.withdraw_clearance(runner=plan.runner, because="x", therapist=thea, now=timezone.now())


def test_a_therapist_reads_why_a_plan_is_closed_not_the_runners_stop_page(plan: Plan) -> None:
    """By tier, with the way to the clearance; the runner keeps the stop page, and a viewer without it none."""
    page = proved(therapist_of(plan.runner)).get(f"/plan/{plan.pk}/")
    words = text_in(page)
    assert "The plan of Ada is closed" in words
    assert "A doctor within 24 to 48 hours" in words
    assert "The runner cannot open it alone." in words
    assert f'href="{address(plan.runner)}"' in page.content.decode()
    own = text_in(signed_in(plan.runner).get(f"/plan/{plan.pk}/"))
    assert "See what to do now" in own
    assert "Record a clearance" not in own
