"""Who may have a plan on paper: the runner, and a therapist with consent while it lasts; nobody else learns of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry, CareLink, TherapistProfile, User
from rehab.clinic.urls import urlpatterns
from rehab.clinic.views.handout import ASKS_FIRST, NO_START
from rehab.plans.models import Plan
from tests.accounts.factors import give_factor
from tests.checkins.days import RUNS, plan_since
from tests.checkins.logging import safe, with_course
from tests.clinic.paper import words_of
from tests.intake.walking import ada as ada
from tests.intake.walking import runner, signed_in
from tests.plans.statements import statements

pytestmark = [pytest.mark.django_db]
OWN = "/plan/handout.pdf"


@pytest.fixture
def plan(ada: User) -> Plan:
    """Ada's plan, three days old."""
    return plan_since(ada, 3, **RUNS)


@pytest.fixture
def client(plan: Plan) -> Client:
    """Her browser."""
    return signed_in(plan.runner)


def _address(plan: Plan) -> str:
    return f"/plan/{plan.pk}/handout.pdf"


def _therapist() -> User:
    thea = runner("thea@example.org", role="therapist")
    details = {"clinic": "Hill", "licence_body": "Board", "licence_number": "1"}
    TherapistProfile.objects.create(user=thea, verified_at=timezone.now(), **details)
    give_factor(thea)
    return thea


def _is_pdf(answer: HttpResponse) -> bool:
    return answer.status_code == 200 and answer.content.startswith(b"%PDF-")


def test_every_address_of_the_handout_is_tried_here() -> None:
    """One that is added later has to say who gets in."""
    ours = {str(pattern.pattern) for pattern in urlpatterns if str(pattern.pattern).endswith(".pdf")}
    assert ours == {"plan/handout.pdf", "plan/<uuid:pk>/handout.pdf"}


def test_the_runner_gets_a_pdf_that_nothing_keeps(client: Client, plan: Plan) -> None:
    """To look at in the browser; the file's name says nothing of health."""
    for address in (OWN, _address(plan)):
        answer = client.get(address)
        assert _is_pdf(answer)
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.headers["Content-Disposition"] == 'inline; filename="backstride-week.pdf"'
        assert answer.headers["Cache-Control"] == "private, no-store"
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    ("query", "name", "title"),
    [
        ("", "week", "This week"),
        ("?span=week", "week", "This week"),
        ("?span=plan", "plan", "The plan now: mobility"),
        ("?span=%00%27x", "week", "This week"),
        ("?span=plan&span=week", "week", "This week"),
    ],
)
@pytest.mark.sqlite_only
def test_a_span_is_the_week_or_the_phase(query: str, name: str, title: str, client: Client) -> None:
    """Anything else is the week."""
    answer = client.get(OWN + query)
    assert f'"backstride-{name}.pdf"' in answer.headers["Content-Disposition"]
    assert words_of(answer.content).startswith(title)


def test_the_code_leads_to_the_check_in_of_this_site(client: Client) -> None:
    """Its address is written beneath."""
    assert f"{settings.SITE_URL}/check-in/" in words_of(client.get(OWN).content)


def test_a_visitor_is_sent_to_the_log_in(plan: Plan) -> None:
    """From both addresses."""
    for address in (OWN, _address(plan)):
        answer = Client().get(address)
        assert answer.status_code == 302
        assert "/account/login/" in answer.headers["Location"]


def test_nothing_is_sent_to_it(client: Client, plan: Plan) -> None:
    """It is read, never written."""
    assert client.post(OWN).status_code == 405
    assert client.post(_address(plan)).status_code == 405


def test_another_runner_finds_nothing(plan: Plan) -> None:
    """By its address 404; their own leads to the intake, and with a plan of their own to that."""
    bob = runner("bob@example.org")
    client = signed_in(bob)
    assert client.get(_address(plan)).status_code == 404
    assert client.get(OWN).headers["Location"] == "/intake/"
    plan_since(bob, 0)
    assert client.get(_address(plan)).status_code == 404
    assert _is_pdf(client.get(OWN))


@pytest.mark.parametrize("role", ["therapist", "content_admin", "support_admin"])
@pytest.mark.sqlite_only
def test_other_roles_find_nothing(role: str, plan: Plan) -> None:
    """Nor does who runs the site."""
    client = signed_in(runner(f"{role}@example.org", role=role))
    assert client.get(_address(plan)).status_code == 404
    assert client.get(OWN).status_code == 403
    root = User.objects.create_superuser("root@example.org", "seventeen quiet herons")
    assert signed_in(root).get(_address(plan)).status_code == 404


def test_a_therapist_prints_it_while_consent_lasts_and_leaves_a_note(plan: Plan) -> None:
    """Without a consent 404, with one the paper and a note of it, after its end 404."""
    thea = _therapist()
    client = signed_in(thea)
    assert client.get(_address(plan)).status_code == 404
    CareLink.objects.create(runner=plan.runner, therapist=thea, granted_at=timezone.now())
    assert _is_pdf(client.get(_address(plan)))
    note = AuditEntry.objects.get(outcome="permit")
    assert (note.action, note.object_id) == ("view", str(plan.pk))
    assert (note.actor_id, note.subject_id) == (thea.public_id, plan.runner.public_id)
    CareLink.objects.update(ended_at=timezone.now())
    assert client.get(_address(plan)).status_code == 404
    assert AuditEntry.objects.filter(outcome="permit").count() == 1


@pytest.mark.parametrize(
    ("fields", "is_said"),
    [({}, True), ({"shares_logs": False}, False), ({"since": timedelta(3)}, False), ({"since": timedelta(0)}, True)],
)
@pytest.mark.sqlite_only
def test_days_without_a_log_are_said_where_logs_are_shared(ada: User, fields: dict[str, Any], is_said: bool) -> None:
    """On paper as on the plan's page; from the day on from which they are shared."""
    plan = plan_since(ada, 6, **RUNS)
    if "since" in fields:
        fields = {"since": plan.started_on + fields["since"]}
    thea = _therapist()
    CareLink.objects.create(runner=ada, therapist=thea, granted_at=timezone.now(), **fields)
    client = signed_in(thea)
    assert ("Nothing logged for" in words_of(client.get(_address(plan)).content)) is is_said
    assert ("Nothing logged for" in client.get(f"/plan/{plan.pk}/").content.decode()) is is_said
    assert "Nothing logged for" in words_of(signed_in(ada).get(OWN).content)


def test_a_therapist_without_a_checked_licence_gets_nothing(plan: Plan) -> None:
    """Whatever the runner agreed to."""
    quack = runner("q@example.org", role="therapist")
    CareLink.objects.create(runner=plan.runner, therapist=quack, granted_at=timezone.now())
    assert signed_in(quack).get(_address(plan)).status_code == 404


def test_the_day_is_the_runners_whoever_prints(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    """Late on a Tuesday in London it is Wednesday in Auckland, where she runs."""
    User.objects.filter(pk=plan.runner_id).update(time_zone="Pacific/Auckland")
    thea = _therapist()
    CareLink.objects.create(runner=plan.runner, therapist=thea, granted_at=timezone.now())
    clients = signed_in(plan.runner), signed_in(thea)
    late = datetime.combine(timezone.localdate(), datetime.min.time(), UTC).replace(hour=23)
    monkeypatch.setattr(timezone, "now", lambda: late)
    hers, therapists = (client.get(_address(plan)).content for client in clients)
    there = timezone.localdate(late, timezone.get_fixed_timezone(12 * 60))
    assert f"printed {there.day} {there:%B %Y}" in words_of(hers)
    assert hers == therapists


def test_a_plan_that_a_safety_answer_closed_gives_no_exercises(client: Client, plan: Plan) -> None:
    """Both addresses lead to the page that says so."""
    client.post("/safety/", safe(rf_fever="yes"))
    for address in (OWN, _address(plan)):
        answer = client.get(address)
        assert answer.headers["Location"] == f"/plan/{plan.pk}/"
        assert b"Your plan is closed for now" in client.get(address, follow=True).content


def test_questions_that_come_first_come_before_the_paper_too(client: Client, plan: Plan) -> None:
    """Today gives no exercise before they are answered; nor does the paper, and the page says why."""
    with_course(plan, has_to_rescreen=True)
    for span in ("", "?span=plan"):
        answer = client.get(OWN + span, follow=True)
        assert answer.redirect_chain == [(f"/plan/{plan.pk}/", 302)]
        assert ASKS_FIRST in answer.content.decode()


def test_a_closed_plan_has_no_paper(client: Client, plan: Plan) -> None:
    """Its page stays readable, but nobody shall train by it."""
    Plan.objects.filter(pk=plan.pk).update(closed_at=timezone.now())
    assert client.get(_address(plan)).status_code == 404
    assert client.get(OWN).headers["Location"] == "/intake/"
    assert OWN.removeprefix("/plan") not in client.get(f"/plan/{plan.pk}/").content.decode()


def test_a_plan_that_cannot_be_followed_says_so(client: Client, plan: Plan) -> None:
    """One of before plans were followed leads to its page."""
    baseline = {**plan.baseline, "age_years": 12}
    Plan.objects.filter(pk=plan.pk).update(snapshot=None, start=None, course=None, baseline=baseline)
    assert NO_START in client.get(OWN, follow=True).content.decode()


def test_it_takes_at_most_seventeen_statements(client: Client, plan: Plan) -> None:
    """However long the plan; for a therapist too, with the look at the consent and the note."""
    thea = _therapist()
    CareLink.objects.create(runner=plan.runner, therapist=thea, granted_at=timezone.now())
    for browser, address in ((client, OWN), (client, f"{OWN}?span=plan"), (signed_in(thea), _address(plan))):
        with statements() as found:
            assert _is_pdf(browser.get(address))
        assert len(found) <= 17, found


def test_the_plan_page_and_today_lead_to_it(client: Client, plan: Plan) -> None:
    """The week from both, the whole phase from the plan, for a therapist as well."""
    page = client.get("/plan/").content.decode()
    assert f'href="{_address(plan)}"' in page
    assert f'href="{_address(plan)}?span=plan"' in page
    assert f'href="{OWN}"' in client.get("/today/").content.decode()
