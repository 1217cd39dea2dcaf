"""Why a runner is on the work list, in words: a chip, and a sentence with what it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from rehab.plans.event_words import side_words
from rehab.plans.models import Lock
from rehab.plans.state import SILENT_DAYS
from rehab.plans.words import PHASES

from .models import Why

CLOSED = "The plan is closed until a clinician has looked."
REFERRED = "The intake asks for a clinician first; there is no plan yet."
WAITS = {
    Lock.Cause.SAFETY.value: CLOSED,
    Lock.Cause.RUNNING.value: "A warning sign keeps running closed.",
    Lock.Cause.CONTACT.value: "Running waits until a clinician has been seen.",
    Lock.Cause.PROGRESS.value: "Nothing goes up until a clinician has been seen.",
}
LOOKS: Mapping[int | None, str] = {
    Why.EMERGENCY: "chip-alarm",
    Why.URGENT: "chip-alarm",
    Why.PAIN: "chip-worse",
    Why.CLEARANCE: "chip-wait",
    Why.READY: "chip-good",
    Why.STALE: "chip-wait",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of the ranking, as it was read."""

    runner_id: int
    runner: Any
    name: str
    zone: str
    shared_from: date | None
    plan: Any
    phase: int | None
    stage: int | None
    revision: int | None
    cause: str | None
    closed_at: datetime | None
    closed_anew_at: datetime | None
    pain: int | None
    pain_before: int | None
    pain_from: date | None
    pain_on: date | None
    pain_at: datetime | None
    pain_until: datetime | None
    logged_on: date | None
    silent_at: datetime | None
    missed: int | None
    planned: int | None
    missed_at: datetime | None
    ready: list[list[str]] | None
    is_proposed: bool | None
    ready_at: datetime | None
    changed_on: date | None
    stale_at: datetime | None
    until: datetime | None
    reason: str | None
    text: str | None
    rank: int | None
    is_aside: bool
    referred_at: datetime | None = None

    @property
    def at(self) -> datetime | None:
        """Since when the reason holds."""
        closed = self.closed_at or self.referred_at
        times = {Why.PAIN: self.pain_at, Why.SILENT: self.silent_at, Why.MISSED: self.missed_at}
        times |= {Why.READY: self.ready_at, Why.STALE: self.stale_at}
        return None if self.rank is None else times.get(Why(self.rank), closed)

    @property
    def about(self) -> datetime | None:
        """When the newest part of the reason came."""
        if self.rank == Why.PAIN:
            return self.pain_until
        is_closed = self.rank in (Why.EMERGENCY, Why.URGENT, Why.CLEARANCE)
        return self.closed_anew_at or self.at if is_closed else self.at

    def day(self, moment: datetime) -> date:
        """A moment's day on the runner's clock."""
        return moment.astimezone(ZoneInfo(self.zone)).date()

    @property
    def since(self) -> date | None:
        """Since when the reason holds, as far back as the runner shares."""
        if self.at is None:
            return None
        match self.rank:
            case Why.STALE:
                return self.changed_on
            case Why.SILENT:
                return self._shared(self.day(self.at) - timedelta(days=SILENT_DAYS))
            case Why.PAIN:
                return self._shared(self.day(self.at))
        return self.day(self.at)

    def _shared(self, day: date) -> date:
        return max(day, self.shared_from or day)


def day_words(day: date) -> str:
    """A day without its year."""
    return f"{day.day} {day:%B}"


def counted(number: int, noun: str) -> str:
    """A number of things."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def where_words(fact: Fact) -> str:
    """Where the plan stands."""
    if fact.phase is None:
        return "No plan yet"
    words = PHASES.get(fact.phase, "Staying well")
    stage = f", run stage {fact.stage}" if fact.stage and fact.phase == 4 else ""
    return f"Phase {fact.phase}, {words.lower()}{stage}" if fact.phase in PHASES else words


def next_words(fact: Fact) -> str:
    """The phase that comes next."""
    after = (fact.phase or 0) + 1
    return f"phase {after}" if after in PHASES else "staying well"


def why_words(fact: Fact, now: datetime, names: Mapping[str, str]) -> tuple[str, str]:
    """The chip and the sentence of a row."""
    match fact.rank:
        case Why.EMERGENCY | Why.URGENT | Why.CLEARANCE:
            return Why(fact.rank).label, REFERRED if fact.plan is None else WAITS[fact.cause or "safety"]
        case Why.PAIN:
            return _pain(fact)
        case Why.SILENT:
            return _silent(fact, fact.day(now))
        case Why.MISSED:
            return f"{fact.missed} of {counted(fact.planned or 0, 'session')} missing", (
                "Planned within 7 days, and not done or not logged."
            )
        case Why.READY:
            return _ready(fact, names)
        case Why.STALE if fact.changed_on is not None:
            days = (fact.day(now) - fact.changed_on).days
            return (
                f"No change for {counted(days, 'day')}",
                "No dose, stage or phase moved.",
            )
    return "On track", ""


def _pain(fact: Fact) -> tuple[str, str]:
    assert fact.pain_on is not None
    assert fact.pain_from is not None
    on = day_words(fact.pain_on)
    if fact.pain_before is None:
        return f"Pain {fact.pain} of 10", f"Logged on {on}."
    return f"Pain {fact.pain_before} → {fact.pain} of 10", f"Higher each day from {day_words(fact.pain_from)} to {on}."


def _silent(fact: Fact, today: date) -> tuple[str, str]:
    """How long nothing was logged, as far back as the runner shares."""
    assert fact.silent_at is not None
    days = (today - fact.day(fact.silent_at)).days + SILENT_DAYS
    if fact.shared_from is not None and (fact.logged_on is None or fact.logged_on < fact.shared_from):
        days = min(days, (today - fact.shared_from).days)
        return (
            f"No log for {counted(days, 'day')}",
            f"None since {day_words(fact.shared_from)}, where your view begins.",
        )
    last = "Nothing was logged yet." if fact.logged_on is None else f"The last was on {day_words(fact.logged_on)}."
    return f"No log for {counted(days, 'day')}", last


def _ready(fact: Fact, names: Mapping[str, str]) -> tuple[str, str]:
    ready = fact.ready or []
    if not fact.is_proposed:
        return f"Ready for {next_words(fact)}", f"All that phase {fact.phase} asks for is met."
    chip = "A step up waits" if len(ready) == 1 else f"{len(ready)} steps up wait"
    steps = (_step_words(names.get(subject, ""), side_words(a, names), side_words(b, names)) for subject, a, b in ready)
    return chip, "Proposed by rule: " + "; ".join(steps) + "."


def _step_words(name: str, before: str, after: str) -> str:
    """Before → after; an exercise that stays is named once."""
    if name and before.startswith(f"{name} ") and after.startswith(f"{name} "):
        return f"{name} {before.removeprefix(f'{name} ')} → {after.removeprefix(f'{name} ')}"
    return f"{before} → {after}"
