"""Training: metrics of sessions, walks and runs. Shares are per cent, days whole days, pain 0 to 10.

A metric is None when what it needs was not logged; a session nobody wrote down is unknown, stays among the planned,
and is never counted as done. Definitions: the protocol's own list of metrics.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..conditions import Facts
from ..week import DAYS, picked, spread
from .course import RUN_PHASE, STAY_WELL, Course, Frame
from .log import Log, Mark, Run, Session
from .pain import WEEK, baseline_morning, hours_to_settle, next_morning_rise, number

COUNTS_FROM = 0.7  # a session counts from 70 % of its sets
GOOD_PAIN, GOOD_RISE, GOOD_COMPLETION = 2, 1, 90  # the parts of X6 that make a session good
RED_PAIN = 6
STAGE_DONE = 0.9
LEAST_SESSIONS_WHEN_SHRUNK = 3
RUNNING_WEEKS = 2
REST_DAYS = 2
STAY_WELL_SESSIONS = 2  # dasilva2019, pocovi2024
WALKS = frozenset({"walk_easy", "walk_brisk"})


def sessions_a_week(course: Course, frame: Frame, day: int) -> int:
    """Sessions planned in a week of the present phase, 1 to 7; 3 at most while the plan is shrunk."""
    if course.phase == STAY_WELL:
        return STAY_WELL_SESSIONS
    usual = frame.start.sessions[course.phase]
    return min(usual, LEAST_SESSIONS_WHEN_SHRUNK) if day <= course.shrunk_until else usual


@dataclass(frozen=True, slots=True)
class Counted:
    """Sessions of the last 7 days, in days: planned, done, and unknown because nobody logged them."""

    planned: int
    done: int
    unknown: int


def planned_days(course: Course, frame: Frame, day: int) -> int:
    """How many of the last 7 days had a session planned by the present phase's week."""
    return len(_planned_on(course, frame, day))


def _planned_on(course: Course, frame: Frame, day: int) -> list[int]:
    """The last 7 days with a session planned by the present phase's week.

    Days before the plan's first, and days on which a safety answer kept it shut, had none.
    """
    free = int(number(frame.start.facts, "days_available") or DAYS)
    on = {place - 1 for place in picked(spread(free), sessions_a_week(course, frame, day))}
    days = (day - back for back in range(DAYS))
    return [when for when in days if when >= 0 and when % DAYS in on and when not in course.closed]


def session_share(session: Session) -> float:
    """How much of a session's sets was done, 0 to 1."""
    done = sum(min(mark.done, mark.planned) for mark in session.marks if mark.counts)
    return min(1.0, done / session.planned) if session.planned else 0.0


def is_begun(mark: Mark) -> bool:
    """Whether an exercise was tried: done at least in part, or begun and stopped in the first set, its pain known."""
    return not mark.skipped and (mark.done > 0 or mark.pain is not None)


def has_begun(session: Session) -> bool:
    """Whether any exercise of a session was tried. Begun and stopped is neither done nor left out: it is part done."""
    return any(is_begun(mark) for mark in session.marks if mark.counts)


def adherence_pct(course: Course, log: Log, frame: Frame, day: int) -> float | None:
    """Sessions done of those planned in the last 7 days, 0 to 100; those nobody logged stay in the denominator."""
    planned = planned_days(course, frame, day)
    if not planned:
        return None
    return min(100, 100 * _done(log, day) // planned)


def _done(log: Log, day: int) -> int:
    return len({s.day for s in log.sessions if day - WEEK < s.day <= day and session_share(s) >= COUNTS_FROM})


def sessions7(course: Course, log: Log, frame: Frame, day: int) -> Counted:
    """What `adherence_pct` counts, with what of it is unknown.

    Today's session is not unknown yet. One logged on a day without a planned one stands for one nobody logged.
    """
    planned, done = _planned_on(course, frame, day), _done(log, day)
    logged = {s.day for s in log.sessions if day - WEEK < s.day < day and any(mark.counts for mark in s.marks)}
    past = sum(1 for when in planned if when < day)
    return Counted(len(planned), done, max(0, min(past - len(logged), len(planned) - done)))


def completion_pct(mark: Mark) -> float | None:
    """How much of one exercise's dose was done, 0 to 100; None if it was skipped."""
    return None if mark.skipped or not mark.planned else min(100, 100 * mark.done / mark.planned)


def marks_of(log: Log, exercise_id: str) -> list[tuple[Session, Mark]]:
    """Every time an exercise was done, oldest first; skipped ones are not among them."""
    found = [(s, m) for s in log.sessions for m in s.marks if m.exercise_id == exercise_id and not m.skipped]
    return sorted(found, key=lambda pair: pair[0].day)


def is_good(session: Session, mark: Mark, log: Log) -> bool:
    """The pain, carry-over and completion parts of X6; a morning that was not rated makes it not good."""
    done, rise = completion_pct(mark), next_morning_rise(log, session.day)
    calm = mark.pain is not None and mark.pain <= GOOD_PAIN
    return calm and rise is not None and rise <= GOOD_RISE and done is not None and done >= GOOD_COMPLETION


def consecutive_good(log: Log, exercise_id: str, level: int, since: int, until: int) -> int:
    """Days in a row with a good session of an exercise up to `until`, at this level and since its last change."""
    days: set[int] = set()
    for session, mark in reversed(marks_of(log, exercise_id)):
        if session.day > until:
            continue
        if mark.level != level or session.day < since or not is_good(session, mark, log):
            break
        days.add(session.day)
    return len(days)


def poor_in_a_row(log: Log, exercise_id: str, level: int) -> int:
    """Sessions of an exercise in a row, up to the latest, with less than 70 % done at this level."""
    count = 0
    for _, mark in reversed(marks_of(log, exercise_id)):
        share = completion_pct(mark)
        if mark.level != level or share is None or share >= 100 * COUNTS_FROM:
            break
        count += 1
    return count


def red_days7(log: Log, day: int) -> int:
    """Days of the last 7 with any exercise or run at pain 6 or more."""
    recent = range(day - WEEK + 1, day + 1)
    red = {s.day for s in log.sessions for m in s.marks if s.day in recent and (m.pain or 0) >= RED_PAIN}
    return len(red | {r.day for r in log.runs if r.day in recent and (r.pain or 0) >= RED_PAIN})


def red_times(log: Log, exercise_id: str, day: int) -> int:
    """Sessions of the last 7 days with this exercise at pain 6 or more."""
    return sum(1 for s, m in marks_of(log, exercise_id) if day - WEEK < s.day <= day and (m.pain or 0) >= RED_PAIN)


def walk_pain(log: Log, day: int, facts: Facts) -> float | None:
    """The worst pain of a walk logged in the last 7 days; without one, what was asked at intake."""
    hurt = [
        m.pain
        for s in log.sessions
        for m in s.marks
        if day - WEEK < s.day <= day and m.exercise_id in WALKS and m.pain is not None
    ]
    return max(hurt) if hurt else number(facts, "walk_pain")


def is_clean(run: Run, log: Log) -> bool:
    """A run-walk session done (9 tenths of it) at pain 2 or less that had not risen by more than 1 next morning."""
    rise = next_morning_rise(log, run.day)
    calm = run.pain is not None and run.pain <= GOOD_PAIN and not run.spread and not run.sharp_spot
    return calm and rise is not None and rise <= GOOD_RISE and (run.stage_share or 0) >= STAGE_DONE


def good_sessions_at_stage(course: Course, log: Log) -> int:
    """Clean runs at the current stage since it was reached; runs less than 48 hours apart are one (army_rtr)."""
    count, last = 0, -REST_DAYS
    clean = (r.day for r in log.runs if r.stage == course.stage and r.day >= course.stage_since and is_clean(r, log))
    for day in sorted(clean):
        if day - last >= REST_DAYS:
            count, last = count + 1, day
    return count


def stages_up_last_7d(course: Course, day: int) -> int:
    """Stage increases in the last 7 days."""
    return sum(1 for when in course.stages_up if day - WEEK < when <= day)


def gap_days(course: Course, day: int) -> int:
    """Whole days since the last day with an exercise, a walk or a run, today not counted."""
    return max(0, day - course.trained_on - 1)


def gap_weeks(course: Course, log: Log, frame: Frame, day: int) -> float:
    """Weeks without running at the entry of phase 4: 0 where a reduced amount was allowed all along.

    Logged runs that ended more than 14 days ago say otherwise: then the weeks since the last. So do more than 14 days
    on which a lock shut running. Without an allowance and without a run, the weeks before the plan and in it.
    """
    is_allowed = frame.start.run_allowance != "stop"
    if course.last_run_on >= 0:
        weeks = (day - course.last_run_on) / DAYS
        return 0 if is_allowed and weeks <= RUNNING_WEEKS else weeks
    if is_allowed:
        shut = course.shut_days / DAYS
        return shut if shut > RUNNING_WEEKS else 0
    return (number(frame.start.facts, "weeks_since_last_run") or 0) + day / DAYS


def runs_a_week(frame: Frame) -> int:
    """Runs planned in a week of phase 4: 3, or 2 with fewer than 4 days free (F, delaware)."""
    return 2 if (number(frame.start.facts, "days_available") or DAYS) < RUN_PHASE else 3


def run_facts(course: Course, log: Log, run: Run) -> dict[str, float | bool | None]:
    """What the rules after a run read of it."""
    return {
        "run_pain": run.pain,
        "limb_symptoms_spread": run.spread,
        "sharp_focal_hop": run.sharp_spot,
        "next_morning_rise": next_morning_rise(log, run.day),
        "hours_to_settle": hours_to_settle(log, run.day),
        "good_sessions_at_stage": good_sessions_at_stage(course, log),
        "after_bone_stress": course.after_bone_stress,
    }


def is_back_to_usual(log: Log, day: int) -> bool:
    """Whether this morning is rated and within half a point of the usual morning."""
    today = next((r.morning for r in log.ratings if r.day == day), None)
    usual = baseline_morning(log, day - 1)
    return today is not None and usual is not None and today <= usual + 0.5
