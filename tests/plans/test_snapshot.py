"""A running plan is a snapshot: whatever is edited, its doses stay (I12); its page is rendered once and reused."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.db.models import ProtectedError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from rehab.library.models import Exercise, Protocol
from rehab.library.services import Published, copy_protocol, publish_protocol
from rehab.plans.models import Lock, Plan, PlanEvent, StoredPage
from rehab.plans.page import PAGE, plan_html
from rehab.plans.services import record_contact
from rehab.plans.stored import head_of
from rehab.plans.words import MILES_PER_KM, distance_words
from tests.intake.walking import runner, signed_in
from tests.plans.making import plan_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
POSTPARTUM = {"pregnancy_status": "postpartum_lt_12w", "sex_at_birth": "female"}


@pytest.fixture
def ada() -> User:
    """A runner."""
    return runner()


@pytest.fixture
def plan(ada: User) -> Plan:
    """Her plan."""
    return plan_of(ada)


def _doses(plan: Plan) -> list[dict[str, Any]]:
    return list(plan.prescriptions.values())


def _rest(plan: Plan) -> list[Any]:
    return [list(plan.phases.values()), Plan.objects.filter(pk=plan.pk).values().get()]


def test_editing_an_exercise_changes_no_dose(ada: User, plan: Plan) -> None:
    """A new name is shown; levels, rests and days of the running plan stay as they were prescribed."""
    before, rest = _doses(plan), _rest(plan)
    dose = plan.prescriptions.filter(phase=plan.phase, role="exercise").first()
    exercise = dose.exercise
    exercise.levels.update(sets=9, reps=77)
    exercise.name, exercise.rest_s, exercise.days_per_week = "Quite another name", 999, 1
    exercise.times_per_day, exercise.per_side = 7, not exercise.per_side
    exercise.save()
    assert _doses(plan) == before
    assert _rest(plan) == rest
    page = signed_in(ada).get("/plan/").content.decode()
    assert "Quite another name" in page
    assert "9 sets of 77" not in page
    assert "999" not in page


def test_publishing_another_protocol_changes_no_running_plan(ada: User, plan: Plan) -> None:
    """The plan keeps its version, its doses and the wording of its rules; a plan begun later has the new version."""
    page = plan_html(head_of(plan, PAGE), "km", 0)
    before, rest = _doses(plan), _rest(plan)
    draft = copy_protocol(source=Protocol.objects.get(version=1))
    draft.session_plans.update(sessions_per_week=2)
    draft.template_items.filter(category=plan.category).delete()
    assert _doses(plan) == before
    draft.delete()
    draft = copy_protocol(source=Protocol.objects.get(version=1))
    draft.session_plans.update(sessions_per_week=2)
    assert isinstance(publish_protocol(draft=draft, now=timezone.now()), Published)
    assert _doses(plan) == before
    assert _rest(plan) == rest
    StoredPage.objects.all().delete()
    assert plan_html(head_of(plan, PAGE), "km", 0) == page
    assert plan_of(ada).protocol.version > plan.protocol.version


def test_a_used_exercise_or_protocol_cannot_be_deleted(plan: Plan) -> None:
    """The database refuses, so that a plan never points to nothing."""
    with pytest.raises(ProtectedError):
        plan.prescriptions.first().exercise.delete()
    with pytest.raises(ProtectedError):
        plan.protocol.delete()


def test_equal_answers_give_an_equal_digest(plan: Plan) -> None:
    """Two runners with the same answers have the same plan, and with other answers another one."""
    assert plan_of(runner("bob@example.org")).digest == plan.digest
    assert plan_of(runner("eve@example.org"), nprs_avg7=6, nprs_worst7=7).digest != plan.digest


def test_the_start_is_written_down_with_its_reasons(ada: User, plan: Plan) -> None:
    """Each decision with the rule it came from, that rule's version, and its sources."""
    event = PlanEvent.objects.get(plan=plan)
    assert (event.kind, event.actor) == ("started", ada)
    steps = {reason["step"] for reason in event.reasons}
    assert {"category", "start_phase", "run_allowance", "entry_stage"} <= steps
    for reason in event.reasons:
        assert reason["rule"], reason
        assert reason["version"] == plan.protocol.version
        assert isinstance(reason["source"], list), reason
    assert sum(bool(reason["source"]) for reason in event.reasons) >= 4


def _writes(client: Client) -> list[str]:
    with CaptureQueriesContext(connection) as found:
        assert client.get("/plan/").status_code == 200
    return [query["sql"] for query in found if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


def test_the_page_is_stored_once_and_reused(ada: User, plan: Plan) -> None:
    """The first look stores it, with and without today's parts; the second writes nothing and shows the same."""
    client = signed_in(ada)
    assert len(_writes(client)) == 2
    assert _writes(client) == []
    StoredPage.objects.update(html="<p>Served from the store</p>")
    assert "Served from the store" in client.get("/plan/").content.decode()
    assert StoredPage.objects.count() == 2


def test_the_page_is_rendered_again_after_an_exercise_was_edited(ada: User, plan: Plan) -> None:
    """A better wording reaches running plans at the next look, once."""
    client = signed_in(ada)
    client.get("/plan/")
    exercise: Exercise = plan.prescriptions.filter(phase=plan.phase).first().exercise
    exercise.caution = "A better caution"
    exercise.save()
    assert len(_writes(client)) == 2
    assert "A better caution" in client.get("/plan/").content.decode()
    assert _writes(client) == []


def test_the_page_is_rendered_again_after_a_lock_was_lifted(ada: User) -> None:
    """A recorded visit opens what waited for it; a warning sign that stops running stays."""
    plan, client = plan_of(ada, **POSTPARTUM), signed_in(ada)
    page = client.get("/plan/").content.decode()
    assert "See a clinician within 14 days" in page
    assert "once a clinician has cleared running" in page
    record_contact(plan=plan, profession="doctor", seen_on=plan.started_on, now=timezone.now())
    assert len(_writes(client)) == 2
    page = client.get("/plan/").content.decode()
    assert "See a clinician within 14 days" not in page
    assert "once a clinician has cleared running" in page
    Lock.objects.update(lifted_at=timezone.now())
    assert "once a clinician has cleared running" not in client.get("/plan/").content.decode()


def test_the_page_is_rendered_again_in_other_units(ada: User, plan: Plan) -> None:
    """Who chooses miles reads miles at once."""
    client = signed_in(ada)
    assert " km" in client.get("/plan/").content.decode()
    User.objects.filter(pk=ada.pk).update(units="mi")
    page = client.get("/plan/").content.decode()
    assert " miles" in page
    assert " km" not in page[page.index('id="allow"') : page.index("The run-walk stages ahead")]


def test_miles_are_never_more_than_the_kilometres() -> None:
    """Converting rounds down: nobody is told to run further because of the unit, and at most a tenth less."""
    for km in (tenths / 10 for tenths in range(1000)):
        number, unit = distance_words(km, "mi").split()
        assert unit == "miles"
        assert km * MILES_PER_KM - 0.1 < float(number) <= km * MILES_PER_KM + 1e-9
        assert float(distance_words(km, "km").split()[0]) == pytest.approx(km)
