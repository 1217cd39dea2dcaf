"""A referral without a plan: cleared, the intake goes on, and its plan begins within what was allowed."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from rehab.intake import selectors, services
from rehab.intake.models import Intake, RaisedFlag
from rehab.plans.following import course_of
from rehab.plans.models import Clearance, Plan
from tests.accounts.therapists import therapist_of
from tests.checkins.logging import safe
from tests.clinic.clearing import address, causes, proved, sent
from tests.engine.cases import raw
from tests.intake.walking import ada as ada
from tests.intake.walking import answered, answers, signed_in, submitted, walk
from tests.plans.making import text_in

pytestmark = [pytest.mark.django_db]
CANCER = {"medical": ["cancer_history"]}
HOME, RESULT, REVIEW = "/intake/", "/result/", "/intake/review/"


@pytest.fixture
def client(ada: User) -> Client:
    """The browser of Ada's therapist, the password just given."""
    return proved(therapist_of(ada, shares_intake=True))


def _finish(ada: User) -> Plan:
    """Ada goes on from the page that says so."""
    own = signed_in(ada)
    assert own.get(reverse("intake:home")).headers["Location"] == reverse("intake:result")
    assert "go on" in text_in(own.get(reverse("intake:result")))
    assert own.post(reverse("intake:home")).headers["Location"] == reverse("intake:review")
    assert own.post(reverse("intake:review")).status_code == 302
    return Plan.objects.get(runner=ada, closed_at=None)


def test_a_cleared_referral_goes_on_to_a_plan_within_its_limits(ada: User, client: Client) -> None:
    """The answers are kept, the sign blocks no more, and the plan holds phase and running."""
    assert submitted(ada, **CANCER).tier == "clinician_before_start"
    assert sent(client, ada, running="no", up_to="2", restrictions="No heavy lifting").status_code == 302
    plan = _finish(ada)
    course = course_of(plan)
    assert (course.cleared_to, causes(plan)) == (2, {"running"})
    assert "F18_cancer_history" in course.known_flags
    assert "No heavy lifting" in text_in(signed_in(ada).get("/plan/"))


def test_what_was_cleared_does_not_close_the_plan_at_the_next_check(ada: User, client: Client) -> None:
    """The history is still there; it is known."""
    submitted(ada, **CANCER)
    sent(client, ada)
    plan = _finish(ada)
    signed_in(ada).post(reverse("checkins:safety"), safe())
    assert causes(plan) == set()


def test_an_answer_that_was_given_anew_counts_again(ada: User, client: Client) -> None:
    """Changed to another yes, it refers again; the clearance did not know of it."""
    submitted(ada, **CANCER)
    sent(client, ada)
    own = signed_in(ada)
    own.post(reverse("intake:home"))
    intake = Intake.objects.get(runner=ada, state="open")
    intake.answers = {**intake.answers, "rf_fever": "yes"}
    intake.save()
    services.submit_intake(runner=ada, now=timezone.now(), today=timezone.localdate())
    assert not Plan.objects.filter(runner=ada).exists()
    assert Intake.objects.filter(runner=ada, state="referred").count() == 2


def test_an_emergency_goes_on_by_the_record_alone(ada: User, client: Client) -> None:
    """The same yes does not block; no and then yes again does."""
    own = signed_in(ada)
    walk(own, answers(rf_bladder="yes"))
    assert Intake.objects.get(runner=ada).tier == "emergency_now"
    assert RaisedFlag.objects.filter(runner=ada).exists()
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=True):
        other = proved(User.objects.get(email="thea@example.org"))
        assert sent(other, ada).status_code == 302
        assert not selectors.counting_flags(ada, timezone.now())
        assert walk(signed_in(ada), answers(rf_bladder="yes")) == reverse("intake:review")
    del client


def test_a_no_and_then_a_yes_blocks_again(ada: User, client: Client) -> None:
    """That yes is a new one."""
    walk(signed_in(ada), answers(rf_bladder="yes"))
    sent(client, ada)
    own = signed_in(ada)
    own.post(reverse("intake:home"))
    intake = Intake.objects.get(runner=ada, state="open")
    intake.safety_answers.create(question="rf_bladder", answer="no", given_at=timezone.now())
    wizard = services.wizard_of(intake, selectors.parts(intake), timezone.now())
    assert wizard.triage.tier.id == "emergency_now"


def test_after_a_week_the_safety_questions_are_asked_anew(ada: User, client: Client) -> None:
    """After four all of them."""
    submitted(ada, **CANCER)
    sent(client, ada)
    finished = timezone.now()
    for days, kept in ((8, True), (29, False)):
        with time_machine.travel(finished + timedelta(days=days), tick=True):
            signed_in(ada).post(reverse("intake:home"))
            fresh = Intake.objects.get(runner=ada, state="open")
            assert "rf_fever" not in fresh.answers
            assert ("medical" in fresh.answers) is kept
            fresh.delete()


def test_a_clearance_that_is_taken_back_refers_again(ada: User, client: Client) -> None:
    """The sign counts again, and an intake that went on is blocked."""
    submitted(ada, **CANCER)
    sent(client, ada)
    signed_in(ada).post(reverse("intake:home"))
    client.post(f"{address(ada)}withdraw/", {"because": "Another runner"})
    assert selectors.counting_flags(ada, timezone.now())
    services.submit_intake(runner=ada, now=timezone.now(), today=timezone.localdate())
    assert not Plan.objects.filter(runner=ada).exists()


def test_taken_back_after_the_plan_began_it_closes_and_says_what_to_do(ada: User, client: Client) -> None:
    """The plan is closed by the same signs, and the runner's page is the referral's, not a circle."""
    submitted(ada, **CANCER)
    sent(client, ada)
    plan = _finish(ada)
    client.post(f"{address(ada)}withdraw/", {"because": "Another runner"})
    assert causes(plan) == {"safety"}
    page = signed_in(ada).get(reverse("intake:result"))
    assert "See a clinician before you start exercises" in text_in(page)


def test_a_pattern_with_a_tier_of_its_own_is_cleared_as_well(ada: User, client: Client) -> None:
    """Nerve-root signs refer without any flag."""
    found = submitted(ada, radiation="distal", pain_areas=["leg_below_knee_left"], limb_worse_than_spine=True)
    assert found.state == "referred", (found.tier, found.outcome)
    assert sent(client, ada).status_code == 302
    assert Clearance.objects.get().flags
    assert _finish(ada)


def test_the_limits_hold_for_any_later_plan(ada: User, client: Client) -> None:
    """A clean intake is no way around them; the next clearance is."""
    submitted(ada, **CANCER)
    sent(client, ada, running="no", up_to="1")
    answered(ada, raw())
    services.submit_intake(runner=ada, now=timezone.now(), today=timezone.localdate())
    plan = Plan.objects.get(runner=ada, closed_at=None)
    assert (course_of(plan).cleared_to, plan.phase, causes(plan)) == (1, 1, {"running"})
    sent(client, ada)
    assert causes(plan) == set()
    assert course_of(Plan.objects.get(pk=plan.pk)).cleared_to == 5


def test_the_page_of_a_referred_runner_leads_to_the_clearance_while_it_waits(ada: User, client: Client) -> None:
    """A red row of the work list opens this page: it says what waits; once cleared, who cleared it."""
    submitted(ada, **CANCER)
    place = reverse("clinic:runner", args=[ada.public_id])
    assert address(ada) in (page := client.get(place).content.decode())
    assert "The intake asks for a clinician first" in page
    sent(client, ada, running="no", up_to="2")
    page = client.get(place).content.decode()
    assert "Record a clearance" not in page
    assert "Cleared by" in page
