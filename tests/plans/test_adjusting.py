"""A therapist's changes to a plan: saved as one version, or not at all."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from accounts.models import CareLink, User
from rehab.engine.progress.change import Change, ChangeKind
from rehab.engine.progress.following import Followed, replay
from rehab.engine.progress.log import Rating, Shut
from rehab.engine.progress.objecting import Trouble
from rehab.engine.progress.plain import to_plain
from rehab.plans.adjusting import MovedOnError, NoConsentError, ObjectedError, adjust_plan
from rehab.plans.following import course_of, entries, frame_of
from rehab.plans.models import Plan
from rehab.plans.recording import PlanClosedError
from tests.accounts.therapists import therapist_of
from tests.intake.walking import ada as ada
from tests.intake.walking import signed_in
from tests.plans.making import plan_of, text_of
from tests.plans.years import record

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
KIND = ChangeKind


@pytest.fixture
def plan(ada: User) -> Plan:
    """Ada's plan."""
    return plan_of(ada)


@pytest.fixture
def thea(plan: Plan) -> User:
    """A therapist with a checked licence, and Ada's consent."""
    return therapist_of(plan.runner)


def _save(plan: Plan, by: User, *changes: Change, key: UUID | None = None, seen: int | None = None) -> Followed:
    plan.refresh_from_db()
    version = plan.revision if seen is None else seen
    return adjust_plan(
        plan=plan,
        changes=changes,
        reason="For your calf.",
        therapist=by,
        seen=version,
        key=key or uuid4(),
        now=timezone.now(),
    )


def _first(plan: Plan) -> str:
    return course_of(plan).items[0].exercise_id


def test_a_dose_is_saved_prescribed_and_told_with_its_reason(plan: Plan, thea: User) -> None:
    """One version, one event with before → after; the runner reads who and why."""
    name = _first(plan)
    _save(plan, thea, Change(KIND.DOSE, name, level=2))
    plan.refresh_from_db()
    assert plan.revision == 1
    assert plan.prescriptions.get(phase=plan.phase, exercise_id=name).level == 2
    event = plan.events.get(kind="decided")
    assert (event.actor, event.step, event.rule, event.subject) == (thea, "therapist", "PT_dose", name)
    page = text_of(signed_in(plan.runner).get("/plan/").content.decode())
    assert "Your therapist chose another dose." in page
    assert "For your calf." in page
    assert "Your therapist" in page


def test_a_replayed_log_gives_the_same_plan(plan: Plan, thea: User) -> None:
    """Byte for byte, with a therapist's changes among the entries."""
    name = _first(plan)
    _save(plan, thea, Change(KIND.DOSE, name, level=2), Change(KIND.FIX, name))
    record(plan, Rating("rating-0", 0, 2, 3, 2))
    _save(plan, thea, Change(KIND.REMOVE, name))
    _save(plan, thea, Change(KIND.UNDO))
    plan.refresh_from_db()
    again, _ = replay(entries(plan.log.all()), frame_of(plan))
    assert to_plain(again.course) == plan.course


def test_the_same_save_sent_twice_counts_once(plan: Plan, thea: User) -> None:
    """Under its key, whatever version it names."""
    key, change = uuid4(), Change(KIND.REMOVE, _first(plan))
    _save(plan, thea, change, key=key)
    _save(plan, thea, change, key=key, seen=0)
    assert plan.log.count() == 1
    plan.refresh_from_db()
    assert plan.revision == 1


def test_whoever_saves_later_is_told_and_nothing_is_lost(plan: Plan, thea: User) -> None:
    """Two look at version 0; the second one's change is refused whole."""
    first, second = (item.exercise_id for item in course_of(plan).items[:2])
    _save(plan, thea, Change(KIND.DOSE, first, level=2), seen=0)
    with pytest.raises(MovedOnError):
        _save(plan, thea, Change(KIND.REMOVE, second), seen=0)
    assert second in [item.exercise_id for item in course_of(Plan.objects.get(pk=plan.pk)).items]
    assert plan.log.count() == 1


def test_what_speaks_against_a_change_is_named_and_nothing_is_saved(plan: Plan, thea: User) -> None:
    """All or none."""
    name = _first(plan)
    with pytest.raises(ObjectedError) as refused:
        _save(plan, thea, Change(KIND.FIX, name), Change(KIND.PHASE, phase=plan.phase + 2))
    assert refused.value.found == ((1, Trouble.OUT_OF_BOUNDS),)
    assert not plan.log.exists()


def test_a_safety_lock_needs_a_clearance(plan: Plan, thea: User) -> None:
    """No confirmation opens it."""
    record(plan, Shut("s", 0, "urgent_24_48h", ("F05",)))
    with pytest.raises(ObjectedError) as refused:
        _save(plan, thea, Change(KIND.DOSE, _first(plan), level=2, confirmed=True))
    assert refused.value.found == ((0, Trouble.LOCKED),)


def test_without_consent_or_on_a_closed_plan_nothing_is_saved(plan: Plan, thea: User) -> None:
    """An ended link works at once; so does a licence that is not checked any more."""
    change = Change(KIND.REMOVE, _first(plan))
    with pytest.raises(NoConsentError):
        _save(plan, plan.runner, change)
    CareLink.objects.update(ended_at=timezone.now())
    with pytest.raises(NoConsentError):
        _save(plan, thea, change)
    CareLink.objects.update(ended_at=None)
    Plan.objects.filter(pk=plan.pk).update(closed_at=timezone.now())
    with pytest.raises(PlanClosedError):
        _save(plan, thea, change)
    assert not plan.log.exists()


def test_a_pause_is_told_on_every_page(plan: Plan, thea: User) -> None:
    """Nothing to do, no running, and until when."""
    _save(plan, thea, Change(KIND.PAUSE, until=3))
    client = signed_in(plan.runner)
    today = text_of(client.get("/today/").content.decode())
    assert "A pause until" in today
    assert "Can I run today? Not today." in today
    assert "Paused until" in text_of(client.get("/plan/").content.decode())
    assert client.get("/today/session/").status_code in (200, 302)
