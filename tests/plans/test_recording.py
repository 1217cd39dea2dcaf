"""Writing into a plan's log: what it leaves, what it refuses, and that the log alone gives the plan again."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from rehab.engine.progress.course import Cause
from rehab.engine.progress.doses import prescribed
from rehab.engine.progress.following import replay
from rehab.engine.progress.log import CheckIn, Entry, Mark, Rating, Recheck, Run, Session
from rehab.engine.progress.plain import to_plain
from rehab.engine.progress.sessions import STOPS
from rehab.library.models import Exercise
from rehab.library.models.exercise import Level
from rehab.plans.following import course_of, entries, frame_of, log_rows, recent_log
from rehab.plans.models import LogEntry, Plan
from rehab.plans.recording import PlanClosedError, StaleEntryError, TakenEntryError, record_entry
from tests.intake.walking import runner
from tests.plans.making import plan_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


def _safe(plan: Plan, **yes: str) -> dict[str, str]:
    questions = frame_of(plan).catalog.questions
    return {question.id: "no" for question in questions if question.recheck} | yes


def _session(plan: Plan, day: int, pain: int = 1) -> Session:
    frame = frame_of(plan)
    doses = prescribed(course_of(plan), recent_log(plan, day), frame, day)
    marks = tuple(
        Mark(d.item.exercise_id, d.item.level, d.planned, d.planned, pain, 5, False, "", d.item.role == "exercise")
        for d in doses
    )
    return Session(f"session-{day}", day, marks, sum(d.planned for d in doses if d.item.role == "exercise"))


def _record(plan: Plan, entry: Entry, ada: User, days: int = 0) -> None:
    record_entry(plan=plan, entry=entry, actor=ada, now=timezone.now() + timedelta(days=days))


def _fortnight(plan: Plan, ada: User, days: int = 15) -> None:
    for day in range(days):
        pain = 6 if day == 9 else 1
        _record(plan, Rating(f"rating-{day}", day, 1, 2, 2), ada, day)
        _record(plan, _session(plan, day, pain), ada, day)
        if day and day % 7 == 0:
            _record(plan, CheckIn(f"checkin-{day}", day, _safe(plan), 2, 3, walk_min=60, stiffness_min=5), ada, day)


def test_a_fresh_plan_stands_where_its_draft_stands() -> None:
    """The first course has the start phase's exercises at the doses of the draft."""
    plan = plan_of(runner())
    rows = {(row.exercise_id, row.level) for row in plan.prescriptions.filter(phase=plan.phase)}
    assert {(item.exercise_id, item.level) for item in course_of(plan).items} == rows


def test_replaying_the_log_gives_the_same_plan_byte_for_byte() -> None:
    """I13: what is stored is what the engine makes of the rows, and every decision is one event."""
    ada = runner()
    plan = plan_of(ada)
    _fortnight(plan, ada)
    plan.refresh_from_db()
    followed, decisions = replay(entries(log_rows(plan)), frame_of(plan))
    assert json.dumps(to_plain(followed.course), sort_keys=True) == json.dumps(plan.course, sort_keys=True)
    told = [(e.day, e.rule, e.subject, e.before, e.after) for e in plan.events.filter(kind="decided")]
    kept = [d for d in decisions if d.step != "session" or d.has_changed or d.outcome in STOPS]
    assert told == [(d.day, d.rule, d.subject, d.before, d.after) for d in kept]
    assert any(rule == "X2_red" for _, rule, *_ in told)
    assert any(rule == "X6_progress" for _, rule, *_ in told)


def test_the_doses_on_the_page_are_those_of_the_course() -> None:
    """After two weeks the rows of the present phase say what the course says, in its order."""
    ada = runner()
    plan = plan_of(ada)
    _fortnight(plan, ada)
    plan.refresh_from_db()
    rows = list(plan.prescriptions.filter(phase=plan.phase).values_list("exercise_id", "level"))
    assert rows == [(item.exercise_id, item.level) for item in course_of(plan).items]


def test_editing_the_library_never_moves_a_running_plan() -> None:
    """I12: levels edited after the start change neither what is prescribed nor what a step up leads to."""
    ada, eve = runner(), runner("eve@example.org")
    plan, twin = plan_of(ada), plan_of(eve)
    _fortnight(plan, ada, 8)
    Level.objects.filter(reps__isnull=False).update(reps=99)
    Exercise.objects.get(pk="bridge").save()  # an edit by the administration leaves a history row
    _fortnight(twin, eve, 8)
    plan.refresh_from_db()
    twin.refresh_from_db()
    assert plan.course == twin.course
    assert plan.snapshot_id == twin.snapshot_id


def test_the_same_entry_twice_counts_once() -> None:
    """I23: a double tap, a second tab or a resent form leaves one row and the same plan."""
    ada = runner()
    plan = plan_of(ada)
    session = _session(plan, 0)
    for _ in range(3):
        _record(plan, session, ada)
    assert LogEntry.objects.count() == 1


def test_an_edit_of_the_same_day_keeps_what_stood_before() -> None:
    """The row before stays in the log; the plan goes by the later one."""
    ada = runner()
    plan = plan_of(ada)
    _record(plan, _session(plan, 0, pain=7), ada)
    _record(plan, _session(plan, 0, pain=1), ada)
    bodies = [row.body["marks"][0]["pain"] for row in LogEntry.objects.order_by("number")]
    assert bodies == [7, 1]
    assert recent_log(plan, 0).sessions[0].marks[0].pain == 1


def test_a_later_day_is_corrected_with_a_note_and_never_edited() -> None:
    """The correction names the row it corrects."""
    ada = runner()
    plan = plan_of(ada)
    _record(plan, Rating("rating-0", 0, 1, 2, 2), ada)
    later = timezone.now() + timedelta(days=2)
    with pytest.raises(StaleEntryError):
        record_entry(plan=plan, entry=Rating("rating-0", 0, 5, 5, 5), actor=ada, now=later)
    record_entry(
        plan=plan, entry=Rating("rating-0", 0, 5, 5, 5), actor=ada, now=later, corrects=True, note="I mistyped."
    )
    first, second = LogEntry.objects.order_by("number")
    assert second.corrects == first
    assert second.note == "I mistyped."


def test_nothing_is_written_into_a_closed_plan() -> None:
    """A new plan goes on; the old one is only read."""
    ada = runner()
    old = plan_of(ada)
    plan_of(ada)
    with pytest.raises(PlanClosedError):
        _record(old, Rating("rating-0", 0, 1, 2, 2), ada)
    assert not LogEntry.objects.exists()


def test_an_entry_of_another_kind_takes_no_place() -> None:
    """What was written down stays in the log; the id is refused."""
    ada = runner()
    plan = plan_of(ada)
    run = Run(str(uuid.uuid4()), 0, 5)
    _record(plan, run, ada)
    with pytest.raises(TakenEntryError):
        _record(plan, Recheck(run.id, 0, _safe(plan)), ada)
    assert recent_log(plan, 0).runs == (run,)


def test_a_red_flag_locks_the_plan_in_the_same_transaction() -> None:
    """I26: after the entry nothing is prescribed and the lock stands in its row, whatever else was due."""
    ada = runner()
    plan = plan_of(ada)
    answers = _safe(plan, rf_saddle="yes")
    _record(plan, Recheck(str(uuid.uuid4()), 0, answers), ada)
    course = course_of(plan)
    assert course.is_locked(Cause.SAFETY)
    assert prescribed(course, recent_log(plan, 0), frame_of(plan), 0) == ()
    lock = plan.locks.get(lifted_at=None)
    assert (lock.cause, lock.tier) == ("safety", "emergency_now")


def test_an_entry_takes_a_fixed_number_of_statements() -> None:
    """A fortnight of logs costs an entry as many statements as the first day."""
    ada = runner()
    plan, counts = plan_of(ada), []
    for day in (0, 1):
        with CaptureQueriesContext(connection) as found:
            _record(plan, Rating(f"rating-{day}", day, 1, 1, 1), ada, day)
        counts.append(len(found))
    for day in range(2, 12):
        _record(plan, _session(plan, day), ada, day)
    with CaptureQueriesContext(connection) as found:
        _record(plan, Rating("rating-12", 12, 1, 1, 1), ada, 12)
    assert abs(len(found) - counts[1]) <= 1
    assert len(found) <= 12


def test_a_plan_of_an_earlier_release_is_taken_up_with_its_first_entry() -> None:
    """It had no start and no snapshot; a lock that was lifted before stays lifted, one that is open stays open."""
    ada = runner()
    plan = plan_of(ada, duration_weeks=20, seen_clinician="no", reds_eating="yes", sex_at_birth="female")
    plan.locks.filter(cause="contact").update(lifted_at=timezone.now())
    Plan.objects.filter(pk=plan.pk).update(snapshot=None, start=None, course=None)
    _record(plan, Rating("rating-0", 0, 1, 2, 2), ada)
    plan.refresh_from_db()
    assert plan.snapshot is not None
    assert [lock.cause for lock in course_of(plan).locks] == [Cause.RUNNING]
    assert list(plan.locks.filter(lifted_at=None).values_list("cause", flat=True)) == ["running"]
