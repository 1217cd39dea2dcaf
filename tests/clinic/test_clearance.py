"""Clearances: each tier is opened by exactly what it says, by nobody else, and never past what was allowed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry, User
from rehab.outbox.models import Kind, Notice
from rehab.plans.following import course_of
from rehab.plans.models import Clearance, Lock, Plan
from tests.accounts.therapists import therapist_of
from tests.clinic.clearing import FLAGS, address, causes, filled, proved, sent, shut
from tests.intake.walking import ada as ada
from tests.intake.walking import signed_in, submitted
from tests.plans.making import plan_of, text_in

pytestmark = [pytest.mark.django_db]
PARALLEL = {"nprs_now": 7, "nprs_avg7": 5, "nprs_worst7": 8}
REDS = {"reds_eating": "yes"}


@pytest.fixture
def plan(ada: User) -> Plan:
    """Ada's plan."""
    return plan_of(ada)


@pytest.fixture
def thea(plan: Plan) -> User:
    """Her therapist, who reads everything."""
    return therapist_of(plan.runner, shares_logs=True, shares_intake=True)


@pytest.fixture
def client(thea: User) -> Client:
    """The therapist's browser, the password just given."""
    return proved(thea)


@pytest.mark.parametrize("tier", list(FLAGS))
def test_what_a_safety_answer_closed_opens_by_the_record_alone(tier: str, plan: Plan, client: Client) -> None:
    """The runner cannot record a contact for it; the therapist's clearance opens the plan, audited and told."""
    shut(plan, tier)
    day = {"profession": "doctor", "seen_on": timezone.localdate().isoformat()}
    assert signed_in(plan.runner).post(f"/plan/{plan.pk}/contact/", day).status_code == 404
    assert causes(plan) == {"safety"}
    assert sent(client, plan.runner).status_code == 302
    assert causes(plan) == set()
    made = Clearance.objects.get()
    assert (made.tier, made.flags, made.plan) == (tier, [FLAGS[tier]], plan)
    entry = AuditEntry.objects.get(action="clear")
    assert made.recorded_by is not None
    people = (made.recorded_by.public_id, plan.runner.public_id)
    assert (entry.actor_id, entry.subject_id, entry.object_id) == (*people, str(made.pk))
    assert Notice.objects.filter(recipient=plan.runner, kind=Kind.CLEARANCE).count() == 1
    assert "Cleared by Thea Brandt" in text_in(signed_in(plan.runner).get("/plan/"))


def test_a_parallel_tier_opens_by_the_runners_own_record_or_by_the_therapists(ada: User) -> None:
    """A contact is enough for phase 4; a clearance counts as one."""
    plan = plan_of(ada, **PARALLEL)
    client = proved(therapist_of(ada))
    assert causes(plan) == {"contact"}
    assert sent(client, ada).status_code == 302
    assert causes(plan) == set()
    other = plan_of(ada, **PARALLEL)
    day = {"profession": "doctor", "seen_on": timezone.localdate().isoformat()}
    assert signed_in(ada).post(f"/plan/{other.pk}/contact/", day).status_code == 302
    assert causes(other) == set()


def test_running_that_a_sign_stopped_opens_only_where_the_clinician_allows_it(ada: User) -> None:
    """The runner's contact leaves it closed, a clearance without running too."""
    plan = plan_of(ada, **REDS)
    assert causes(plan) == {"contact", "running"}
    day = {"profession": "doctor", "seen_on": timezone.localdate().isoformat()}
    signed_in(ada).post(f"/plan/{plan.pk}/contact/", day)
    assert causes(plan) == {"running"}
    client = proved(therapist_of(ada))
    assert sent(client, ada, running="no", up_to="3").status_code == 302
    assert causes(plan) == {"running"}
    assert sent(client, ada, running="yes").status_code == 302
    assert causes(plan) == set()


def test_a_clearance_without_running_closes_it_and_the_next_one_opens_it(plan: Plan, client: Client) -> None:
    """Also where no sign had stopped it."""
    shut(plan)
    sent(client, plan.runner, running="no", up_to="2")
    assert causes(plan) == {"running"}
    assert "No running until the next clearance" in text_in(signed_in(plan.runner).get("/plan/"))
    sent(client, plan.runner, running="yes")
    assert causes(plan) == set()
    assert "No running until" not in text_in(signed_in(plan.runner).get("/plan/"))


def test_the_plan_holds_the_last_phase_and_the_first_day_of_running(plan: Plan, client: Client) -> None:
    """They stand in the course, which no rule and no therapist's change passes."""
    shut(plan)
    first = timezone.localdate() + timedelta(days=50)
    sent(client, plan.runner, up_to="4", running="from", runs_from=first, restrictions="No <b>hills</b>")
    course = course_of(Plan.objects.get(pk=plan.pk))
    assert (course.cleared_to, course.runs_from) == (4, 50)
    page = signed_in(plan.runner).get("/plan/").content.decode()
    assert "No &lt;b&gt;hills&lt;/b&gt;" in page
    assert "Up to phase 4" in page


def test_sent_twice_it_counts_once(plan: Plan, client: Client) -> None:
    """The second click finds it recorded."""
    shut(plan)
    form = filled(client, plan.runner)
    assert [client.post(address(plan.runner), form).status_code for _ in range(2)] == [302, 302]
    assert Clearance.objects.count() == 1
    assert plan.log.filter(kind="clearance").count() == 1
    assert AuditEntry.objects.filter(action="clear").count() == 1


def test_a_sign_that_came_while_the_page_was_open_is_not_cleared_unseen(plan: Plan, client: Client) -> None:
    """Nothing is saved, what was typed is kept."""
    shut(plan)
    form = filled(client, plan.runner, restrictions="Keep these words")
    shut(plan, "emergency_now")
    answer = client.post(address(plan.runner), form)
    assert answer.status_code == 409
    assert "Keep these words" in text_in(answer)
    assert not Clearance.objects.exists()
    assert causes(plan) == {"safety"}


def test_another_clinician_is_named(plan: Plan, client: Client) -> None:
    """The runner reads who it was."""
    shut(plan)
    sent(client, plan.runner, who="other", clinician="Dr Gray", profession="doctor")
    assert "Dr Gray, doctor" in text_in(signed_in(plan.runner).get("/plan/"))


def test_a_wrong_clearance_is_taken_back_within_a_day(plan: Plan, client: Client) -> None:
    """With a reason, audited and told; the plan closes again by the same signs."""
    shut(plan)
    sent(client, plan.runner)
    back = f"{address(plan.runner)}withdraw/"
    assert client.post(back, {"because": ""}).status_code == 422
    assert client.post(back, {"because": "It was another runner"}).status_code == 302
    assert causes(plan) == {"safety"}
    assert Lock.objects.get(plan=plan, lifted_at=None).flags == ["F13_fever"]
    assert AuditEntry.objects.filter(action="withdraw_clearance").count() == 1
    assert Notice.objects.filter(recipient=plan.runner, kind=Kind.CLEARANCE).count() == 2
    client.post(back, {"because": "Again"})
    assert AuditEntry.objects.filter(action="withdraw_clearance").count() == 1
    assert sent(client, plan.runner).status_code == 302
    assert causes(plan) == set()


def test_after_a_day_a_clearance_is_only_superseded(plan: Plan, client: Client) -> None:
    """The offer goes."""
    shut(plan)
    sent(client, plan.runner)
    Clearance.objects.update(recorded_at=timezone.now() - timedelta(hours=25))
    client.post(f"{address(plan.runner)}withdraw/", {"because": "Too late"})
    assert causes(plan) == set()
    assert "Take it back" not in text_in(client.get(address(plan.runner)))


def test_the_runners_words_are_shown_only_with_the_intake_shared(ada: User) -> None:
    """Without it the tier alone; nothing in the page tells the sign."""
    submitted(ada, rf_fever="yes")
    blind = proved(therapist_of(ada, "blind@example.org", shares_intake=False))
    page = blind.get(address(ada)).content.decode()
    assert "does not share the intake" in page
    assert "fever" not in page.lower()
    assert "F13" not in page
    assert "fever" in proved(therapist_of(ada, shares_intake=True)).get(address(ada)).content.decode().lower()
    later = therapist_of(ada, "late@example.org", since=timezone.localdate() + timedelta(days=1))
    assert "fever" not in proved(later).get(address(ada)).content.decode().lower()


def test_what_only_waited_for_a_visit_is_not_taken_back_but_superseded(ada: User) -> None:
    """It closed no plan, so there is none to close again."""
    plan = plan_of(ada, **REDS)
    client = proved(therapist_of(ada))
    sent(client, ada)
    client.post(f"{address(ada)}withdraw/", {"because": "Wrong"})
    assert causes(plan) == set()
    sent(client, ada, running="no", up_to="3")
    assert causes(plan) == {"running"}


def test_after_bone_stress_running_needs_a_day_six_weeks_on(plan: Plan, client: Client) -> None:
    """The clinician sets it; an earlier one is refused, in words."""
    shut(plan, "clinician_before_start", "F33_bsi")
    today = timezone.localdate()
    for changes in ({"running": "yes"}, {"running": "from", "runs_from": today + timedelta(days=41)}):
        answer = sent(client, plan.runner, **changes)
        assert answer.status_code == 422
        assert "Bone stress: name a first day of running" in text_in(answer)
    assert sent(client, plan.runner, running="from", runs_from=today + timedelta(days=42)).status_code == 302
    course = course_of(Plan.objects.get(pk=plan.pk))
    assert (course.runs_from, course.after_bone_stress) == (42, True)
