"""What is left this week. A day nobody wrote about is unknown: never done, never left out, never blank."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rehab.engine.progress.log import Session
from rehab.engine.progress.training import COUNTS_FROM, has_begun, session_share
from rehab.engine.week import DAYS

from .planned import is_session_day, weekly_days, weekly_runs
from .standing import Standing

WORDS = {
    "done": "done",
    "part": "part done",
    "left": "left out",
    "unknown": "unknown",
    "now": "today",
    "planned": "planned",
    "free": "no session",
}
WALKED = "free"  # a walk alone is no session


@dataclass(frozen=True, slots=True)
class WeekDay:
    """A day of the week: its state (a key of WORDS), and whether it is today."""

    day: int
    on: date
    state: str
    is_today: bool

    @property
    def words(self) -> str:
        """The state in words."""
        said = WORDS[self.state]
        return f"today, {said}" if self.is_today and self.state != "now" else said


@dataclass(frozen=True, slots=True)
class WeekLeft:
    """The plan's week: its days, sessions done of those planned and unknown, the days still open, runs."""

    days: tuple[WeekDay, ...]
    done: int
    planned: int
    unknown: int
    open_days: tuple[str, ...]
    runs_done: int
    runs_planned: int

    @property
    def sessions_left(self) -> int:
        """Sessions still to come on their days; what was missed is not piled on them."""
        return len(self.open_days)

    @property
    def unknown_days(self) -> list[WeekDay]:
        """Days with a session about which nothing was logged."""
        return [day for day in self.days if day.state == "unknown"]

    @property
    def counted(self) -> str:
        """Adherence as it is always said."""
        return f"{self.done} of {self.planned} done, {self.unknown} unknown"


def week_left(standing: Standing) -> WeekLeft:
    """The plan's week in which today lies."""
    first = standing.day - standing.day % DAYS
    days = tuple(_day(standing, day) for day in range(first, first + DAYS))
    done = sum(day.state == "done" for day in days)
    logged = sum(day.state in ("done", "part", "left") and day.day < standing.day for day in days)
    due = sum(is_session_day(standing, day.day) and day.day < standing.day for day in days)
    return WeekLeft(
        days=days,
        done=done,
        planned=max(done, len(weekly_days(standing))),
        unknown=max(0, due - logged),
        open_days=tuple(_name(day) for day in days if day.state in ("now", "planned") and _is_open(standing, day)),
        runs_done=sum(first <= run.day <= standing.day for run in standing.log.runs),
        runs_planned=weekly_runs(standing),
    )


def _day(standing: Standing, day: int) -> WeekDay:
    return WeekDay(day, standing.date_of(day), _state(standing, day), day == standing.day)


def _state(standing: Standing, day: int) -> str:
    session = standing.session_on(day)
    if session is not None and any(mark.counts for mark in session.marks):
        return state_of(session)
    if day == standing.day:
        return "now"
    if not is_session_day(standing, day):
        return WALKED
    return "unknown" if day < standing.day else "planned"


def state_of(session: Session) -> str:
    """What a logged session is: done from 70 % of its sets, part done, or left out. Begun and stopped is part done."""
    if session_share(session) >= COUNTS_FROM:
        return "done"
    return "part" if has_begun(session) else "left"


def _is_open(standing: Standing, day: WeekDay) -> bool:
    return is_session_day(standing, day.day)


def _name(day: WeekDay) -> str:
    return "today" if day.is_today else f"{day.on:%A}"
