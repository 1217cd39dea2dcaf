"""Standing: where a runner's plan is today, read once for a page. Nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from rehab.engine.progress.course import Cause, Course, Frame
from rehab.engine.progress.log import Log, Run, Session
from rehab.plans.following import course_today, day_of, frame_of, recent_log
from rehab.plans.mayrun import awaits_morning
from rehab.plans.models import Plan


@dataclass(frozen=True, slots=True)
class Standing:
    """A plan on a day: its log as far as any metric reads, and its course with the days since counted."""

    plan: Plan
    day: int
    today: date
    frame: Frame
    log: Log
    course: Course

    @property
    def is_shut(self) -> bool:
        """Whether a safety answer keeps the runner from all exercise."""
        return self.course.is_locked(Cause.SAFETY)

    @property
    def is_locked(self) -> bool:
        """Whether any lock is open."""
        return self.course.is_locked()

    @property
    def has_to_answer(self) -> bool:
        """Whether questions stand before everything else: the safety questions, or a new intake."""
        return self.course.has_to_rescreen or self.course.has_to_restart

    def date_of(self, day: int) -> date:
        """The date of a day of the plan."""
        return self.today + timedelta(days=day - self.day)

    def session_on(self, day: int) -> Session | None:
        """The session logged for a day."""
        return next((session for session in self.log.sessions if session.day == day), None)

    def runs_on(self, day: int) -> list[Run]:
        """The runs logged for a day."""
        return [run for run in self.log.runs if run.day == day]

    @property
    def awaits_morning(self) -> str:
        """What of yesterday this morning's rating decides about, session or run; empty if nothing does."""
        return awaits_morning(self.log, self.day)


def standing_of(plan: Plan, today: date) -> Standing:
    """Where the plan stands on a date."""
    day, frame = day_of(plan, today), frame_of(plan)
    log = recent_log(plan, day)
    return Standing(plan, day, today, frame, log, course_today(plan, log, frame, day))
