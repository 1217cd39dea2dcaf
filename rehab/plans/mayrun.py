"""Can I run today: one answer with its reason and date, and one table of words, for every page that says it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from rehab.engine.progress.course import RUN_PHASE, Cause, Course, Frame
from rehab.engine.progress.log import Log
from rehab.engine.progress.pain import morning
from rehab.engine.progress.runs import may_run
from rehab.engine.progress.training import is_begun

from .models import Plan


class Answer(StrEnum):
    """The answer."""

    YES = "yes"
    NO = "no"
    ASKS = "asks"


class Reason(StrEnum):
    """What the answer hangs on."""

    OPEN = "open"
    SAFETY = "safety"
    RESCREEN = "rescreen"
    RESTART = "restart"
    PAUSED = "paused"
    CLEARANCE = "clearance"
    CLEARED_LATER = "cleared_later"
    VISIT = "visit"
    FLARE = "flare"
    RETEST = "retest"
    MORNING = "morning"
    LAST_RUN = "last_run"
    UNSETTLED = "unsettled"
    STRENGTH = "strength"
    REST = "rest"
    CALMING = "calming"
    LATER = "later"


HEADS = {Answer.YES: "Yes", Answer.NO: "Not today", Answer.ASKS: "Not until you answer"}
ASKING = frozenset({Reason.RESCREEN, Reason.RESTART, Reason.MORNING, Reason.LAST_RUN})
PASSING = frozenset({Reason.OPEN, Reason.MORNING, Reason.REST})  # nothing but the day itself
WORDS = {
    Reason.OPEN: "",
    Reason.SAFETY: "A safety answer has closed the plan: a clinician has to look first.",
    Reason.RESCREEN: "A few safety questions come first.",
    Reason.RESTART: "After such a long break a short new intake comes first.",
    Reason.PAUSED: "Your therapist paused the plan until {on:%A} {on.day} {on:%B}.",
    Reason.CLEARANCE: "A clinician has to clear running first.",
    Reason.CLEARED_LATER: "Your clinician allows running from {on:%A} {on.day} {on:%B} on.",
    Reason.VISIT: "First a clinician has to see you.",
    Reason.FLARE: "Calm days come first. Easy walking is good.",
    Reason.RETEST: "After the break the entry tests come first.",
    Reason.MORNING: "How your back was this morning decides.",
    Reason.LAST_RUN: "Your last run waits for a usual morning. How was this one?",
    Reason.UNSETTLED: "Your last run had not settled by the morning. Running waits for one that is as usual.",
    Reason.STRENGTH: "A week of strength work first, until {on:%A} {on.day} {on:%B}.",
    Reason.REST: "48 hours between runs. The next one is open on {on:%A} {on.day} {on:%B}.",
    Reason.CALMING: "The first phase calms the pain. Walking is your running for now.",
    Reason.LATER: "Running has to wait until phase 4.",
}


@dataclass(frozen=True, slots=True)
class MayRun:
    """Whether to run on a day: the reason, and the date until which it holds where it has one."""

    reason: Reason
    on: date | None = None

    @property
    def state(self) -> Answer:
        """Yes, no, or not until something is answered."""
        if self.reason is Reason.OPEN:
            return Answer.YES
        return Answer.ASKS if self.reason in ASKING else Answer.NO

    @property
    def head(self) -> str:
        """The answer in a word or two."""
        return HEADS[self.state]

    @property
    def words(self) -> str:
        """Why; empty for a yes."""
        return WORDS[self.reason].format(on=self.on)


def may_run_on(plan: Plan, course: Course, frame: Frame, log: Log, day: int) -> MayRun:
    """Whether to run on a day, by the engine's rule; a morning that is still to be rated comes before a yes."""
    if may_run(course, frame, day):
        return MayRun(Reason.MORNING if awaits_morning(log, day) else Reason.OPEN)
    shut = shut_reason(course)
    if shut is not None:
        return MayRun(shut)
    if day <= course.paused_until:
        return MayRun(Reason.PAUSED, plan.started_on + timedelta(days=course.paused_until))
    if day < course.runs_from:
        return MayRun(Reason.CLEARED_LATER, plan.started_on + timedelta(days=course.runs_from))
    would_open = may_run(replace(course, run_waits=False), frame, day)
    if course.run_waits and morning(log, day) is not None:
        return MayRun(Reason.UNSETTLED)
    if course.run_waits and would_open:
        return MayRun(Reason.LAST_RUN)
    if course.phase == 1:
        return MayRun(Reason.CALMING)
    if course.phase < RUN_PHASE and course.back_on is not None:
        return MayRun(Reason.STRENGTH, plan.started_on + timedelta(days=course.back_on))
    if day < course.run_not_before and may_run(replace(course, run_waits=False), frame, course.run_not_before):
        return MayRun(Reason.REST, plan.started_on + timedelta(days=course.run_not_before))
    return MayRun(Reason.LATER)


def shut_reason(course: Course) -> Reason | None:
    """Why nobody runs at this point of the plan, whatever the day; None if nothing stands against it.

    What a clinician should see alongside does not stop the reduced running of the phases before 4.
    """
    found = (
        (course.is_locked(Cause.SAFETY), Reason.SAFETY),
        (course.has_to_rescreen, Reason.RESCREEN),
        (course.has_to_restart, Reason.RESTART),
        (course.is_locked(Cause.RUNNING), Reason.CLEARANCE),
        (course.is_locked(Cause.PROGRESS), Reason.VISIT),
        (course.phase >= RUN_PHASE and course.is_locked(), Reason.VISIT),
        (course.flare is not None, Reason.FLARE),
        (course.has_to_retest, Reason.RETEST),
    )
    return next((reason for holds, reason in found if holds), None)


def awaits_morning(log: Log, day: int) -> str:
    """What of yesterday this morning's rating decides about, session or run; empty if nothing does."""
    if day == 0 or morning(log, day) is not None:
        return ""
    sessions = (session for session in log.sessions if session.day == day - 1)
    if any(is_begun(mark) for session in sessions for mark in session.marks):
        return "session"
    return "run" if any(run.day == day - 1 for run in log.runs) else ""
