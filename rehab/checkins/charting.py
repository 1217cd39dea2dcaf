"""Charting: a plan's log as series and weeks, ready to draw. Pure: log and frame in, values out.

Nothing is filled in: what nobody logged is None and is drawn as a gap. Pain and scores are 0 to 10, distances km.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from rehab.engine.progress.course import STAY_WELL, Frame, phase_on
from rehab.engine.progress.log import Log, Mark, Run, Session
from rehab.engine.progress.pain import nprs_avg7, nprs_worst7, number
from rehab.engine.progress.training import COUNTS_FROM, STAY_WELL_SESSIONS, has_begun, is_begun, session_share
from rehab.engine.progress.volume import run_limit
from rehab.engine.week import spread

WEEK = 7
DONE, PART, SKIPPED = "done", "part", "skipped"


@dataclass(frozen=True, slots=True)
class TwoPoints:
    """A day of exercise or running: highest pain during it, and the next morning's; None while not answered."""

    day: int
    during: int | None
    morning: int | None
    is_run: bool


@dataclass(frozen=True, slots=True)
class WeekOfPain:
    """A week of the plan: average and worst pain, None where too little is known."""

    week: int
    average: float | None
    worst: float | None


@dataclass(frozen=True, slots=True)
class RunBar:
    """A run and the single-run limit of its day, in km; None where not known."""

    day: int
    km: float | None
    limit: float | None
    pain: int | None

    @property
    def is_over(self) -> bool:
        """Whether it passed the limit."""
        return self.km is not None and self.limit is not None and self.km > self.limit


@dataclass(frozen=True, slots=True)
class WeekOfSessions:
    """A week's sessions: planned in the `whole` week and so far, and how many were done, done in part, skipped."""

    week: int
    whole: int
    planned: int
    done: int
    part: int
    skipped: int

    @property
    def known(self) -> int:
        """Sessions somebody logged, of those planned."""
        return min(self.planned, self.done + self.part + self.skipped)

    @property
    def unknown(self) -> int:
        """Planned sessions nobody logged anything about."""
        return self.planned - self.known

    @property
    def extra(self) -> int:
        """Sessions beyond the planned ones."""
        return max(0, self.done + self.part + self.skipped - self.planned)


@dataclass(frozen=True, slots=True)
class Scores:
    """The runner's named activities on a day, in their order."""

    day: int
    values: tuple[int, ...]


def two_points(log: Log, since: int) -> tuple[TwoPoints, ...]:
    """Pain during and the morning after, for every day with a session or a run from a day on."""
    mornings = {rating.day: rating.morning for rating in log.ratings}
    runs = {run.day for run in log.runs}
    hurt: dict[int, list[int]] = {}
    entries: tuple[Session | Run, ...] = (*log.sessions, *log.runs)
    for entry in entries:
        if entry.day >= since and _was_done(entry):
            hurt.setdefault(entry.day, []).extend(_pains(entry))
    return tuple(
        TwoPoints(day, max(pains, default=None), mornings.get(day + 1), day in runs)
        for day, pains in sorted(hurt.items())
    )


def _was_done(entry: Session | Run) -> bool:
    return isinstance(entry, Run) or any(is_begun(mark) for mark in entry.marks)


def _pains(entry: Session | Run) -> list[int]:
    found: Iterable[Mark | Run] = entry.marks if isinstance(entry, Session) else (entry,)
    return [one.pain for one in found if one.pain is not None]


def weeks_of_pain(log: Log, since: int, today: int, frame: Frame) -> tuple[WeekOfPain, ...]:
    """Average and worst of every week of the plan, the present one as far as it is known."""
    facts = frame.start.facts
    return tuple(
        WeekOfPain(week, nprs_avg7(log, day, facts), nprs_worst7(log, day, facts))
        for week in range(since // WEEK, today // WEEK + 1)
        if (day := min(today, week * WEEK + WEEK - 1)) > 0
    )


def run_bars(volume: Log, since: int, frame: Frame, phases: Mapping[int, int]) -> tuple[RunBar, ...]:
    """Every run from a day on, with the limit that was in force. `volume` holds the runs of before the plan too."""
    runs = sorted((run for run in volume.runs if run.day >= since), key=lambda run: run.day)
    limits = {day: run_limit(volume, day, phase_on(phases, day), frame) for day in {run.day for run in runs}}
    return tuple(RunBar(r.day, r.km, _km(limits[r.day]), r.pain) for r in runs)


def limit_steps(
    volume: Log, since: int, today: int, frame: Frame, phases: Mapping[int, int]
) -> tuple[tuple[int, float | None], ...]:
    """The limit for one run of each day on which it changed, and of the last day, in km (V1, RA6, RA7)."""
    runs = Log(runs=volume.runs)
    steps: list[tuple[int, float | None]] = []
    for day in range(since, today + 1):
        limit = _km(run_limit(runs, day, phase_on(phases, day), frame))
        if not steps or steps[-1][1] != limit or day == today:
            steps.append((day, limit))
    return tuple(steps)


def _km(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def weeks_of_sessions(
    log: Log, since: int, today: int, frame: Frame, phases: Mapping[int, int]
) -> tuple[WeekOfSessions, ...]:
    """Sessions by week. `phases` is the phase from each day on. Today counts as planned only once it was logged."""
    kinds = {session.day: _kind(session) for session in log.sessions if session.planned}
    weeks = []
    for week in range(since // WEEK, today // WEEK + 1):
        days = range(week * WEEK, week * WEEK + WEEK)
        on = [day for day in days if _is_planned(day, frame, phases)]
        planned = sum(1 for day in on if day < today or (day == today and day in kinds))
        counts = [sum(1 for day in days if kinds.get(day) == kind) for kind in (DONE, PART, SKIPPED)]
        weeks.append(WeekOfSessions(week, len(on), planned, *counts))
    return tuple(weeks)


def _kind(session: Session) -> str:
    if session_share(session) >= COUNTS_FROM:
        return DONE
    return PART if has_begun(session) else SKIPPED


def _is_planned(day: int, frame: Frame, phases: Mapping[int, int]) -> bool:
    phase = phase_on(phases, day)
    sessions = STAY_WELL_SESSIONS if phase == STAY_WELL else frame.start.sessions[phase]
    return day % WEEK + 1 in spread(sessions)


def skip_reasons(log: Log, since: int) -> dict[str, int]:
    """Why sessions were skipped, each with how often, most often first."""
    found: dict[str, int] = {}
    for session in log.sessions:
        if session.day >= since and session.planned and _kind(session) == SKIPPED:
            reason = next((mark.skipped for mark in session.marks if mark.skipped), "")
            found[reason] = found.get(reason, 0) + 1
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


def scores(log: Log, frame: Frame) -> tuple[Scores, ...]:
    """The named activities' scores: the intake's for the first activity, then every check-in that asked."""
    first = number(frame.start.facts, "psfs_run")
    asked = sorted((c for c in log.checkins if c.scores), key=lambda checkin: checkin.day)
    begun = (Scores(0, (int(first),)),) if first is not None else ()
    return (*begun, *(Scores(checkin.day, checkin.scores) for checkin in asked))
