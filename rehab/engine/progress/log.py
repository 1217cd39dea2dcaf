"""Log: what a runner wrote down, as frozen values. Nothing here is ever made up for a day nobody wrote about.

Days are whole days since the plan's first day, which is day 0. Pain and effort are 0 to 10. `id` names an entry for
good; an entry that comes again under its id is an edit and takes the place of the one before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from ..conditions import Value
from .change import Change

KEPT_DAYS = 60  # no metric looks further back than six weeks


@dataclass(frozen=True, slots=True)
class Rating:
    """A day's one-tap ratings, 0 to 10; None where not rated."""

    id: str
    day: int
    morning: int | None = None
    worst: int | None = None
    average: int | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """One exercise of a session. `done` and `planned` are sets; what is dosed in minutes is one set of so many minutes.

    `skipped` is the reason for leaving it out: nothing done, no pain known. A pain without it and nothing done: stopped
    in the first set. A walk does not count towards the session (`counts`).
    """

    exercise_id: str
    level: int
    done: float
    planned: float
    pain: int | None = None
    effort: int | None = None
    spread: bool | None = None
    skipped: str = ""
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Session:
    """A session as logged; `planned` are the sets of the whole session as it was prescribed that day."""

    id: str
    day: int
    marks: tuple[Mark, ...]
    planned: float


@dataclass(frozen=True, slots=True)
class Run:
    """A run. `km` and `minutes` in all; `stage` and `stage_share` (0 to 1) if it was a run-walk session."""

    id: str
    day: int
    km: float | None = None
    minutes: float | None = None
    pain: int | None = None
    where: tuple[str, ...] = ()
    spread: bool | None = None
    sharp_spot: bool | None = None
    stage: int | None = None
    stage_share: float | None = None


@dataclass(frozen=True, slots=True)
class Recheck:
    """The safety questions asked again: answers by question, yes or no, all of them given."""

    id: str
    day: int
    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CheckIn:
    """A whole weekly check-in. `scores` are the runner's named activities in their order, empty where not asked.

    `average`, `worst` 0-10; `stiffness_min`, `walk_min` minutes; `limb` none, proximal or distal.
    """

    id: str
    day: int
    answers: Mapping[str, str]
    average: int
    worst: int
    change: str = "same"
    stiffness_min: int | None = None
    walk_min: int | None = None
    limb: str = "none"
    scores: tuple[int, ...] = ()
    barriers: frozenset[str] = frozenset()
    ext_test: str = ""
    flex_test: str = ""


@dataclass(frozen=True, slots=True)
class Tap:
    """The one-tap check-in from a mail: sessions done and worst pain (0 to 10) of the last 7 days, by one's own word.

    It asks no safety question and names no exercise, so nothing goes up by it: sessions stay unknown until they are
    logged. Its worst pain counts until a whole check-in of the same day or a later one says it anew.
    """

    id: str
    day: int
    sessions: int
    worst: int


@dataclass(frozen=True, slots=True)
class SelfTest:
    """Entry tests done on a day: measures by name (seconds, repetitions, pain 0 to 10, yes or no)."""

    id: str
    day: int
    measures: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class FlareReport:
    """The flare button: pain now, and the safety questions asked again."""

    id: str
    day: int
    answers: Mapping[str, str]
    pain_now: int


@dataclass(frozen=True, slots=True)
class Swap:
    """The runner exchanges an exercise for an allowed one of its dose class and says why."""

    id: str
    day: int
    exercise_id: str
    for_id: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """A clinician has seen the runner, by the runner's own record: on `seen_day`, or on the day it was written."""

    id: str
    day: int
    profession: str = "doctor"
    seen_day: int | None = None


@dataclass(frozen=True, slots=True)
class Clearance:
    """Flags cleared by a clinician on `seen_day` (the day it was written, if not said); their locks open.

    `up_to` is the last phase the clinician allows, 1 to 5. Without `runs` running stays closed, or closes; `runs_from`
    is the first day of running.
    """

    id: str
    day: int
    flags: frozenset[str] = frozenset()
    by: str = "clinician"
    seen_day: int | None = None
    up_to: int = 5
    runs: bool = True
    runs_from: int | None = None


@dataclass(frozen=True, slots=True)
class Shut:
    """A safety answer given outside the plan (the public check, an intake) closes it: tier and flags as found there.

    So does a clearance that is taken back (`withdrawn`), by what it had answered.
    """

    id: str
    day: int
    tier: str
    flags: tuple[str, ...] = ()
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Adjust:
    """What a therapist saved in one go, with the reason the runner reads."""

    id: str
    day: int
    changes: tuple[Change, ...]
    reason: str = ""


Said = Rating | Session | Run | Recheck | CheckIn | Tap | SelfTest | FlareReport
Entry = Said | Swap | Contact | Clearance | Shut | Adjust

_PLACES: Mapping[type, str] = {
    Rating: "ratings",
    Session: "sessions",
    Run: "runs",
    CheckIn: "checkins",
    Recheck: "rechecks",
    SelfTest: "tests",
    Tap: "taps",
}


@dataclass(frozen=True, slots=True)
class Log:
    """All that was logged, by kind, in the order it was written down."""

    ratings: tuple[Rating, ...] = ()
    sessions: tuple[Session, ...] = ()
    runs: tuple[Run, ...] = ()
    checkins: tuple[CheckIn, ...] = ()
    rechecks: tuple[Recheck, ...] = ()
    tests: tuple[SelfTest, ...] = ()
    taps: tuple[Tap, ...] = ()

    def with_entry(self, entry: Entry) -> Log:
        """The log with this entry; one of the same id gives way to it. Acts that carry no measure are not kept."""
        if isinstance(entry, FlareReport):
            return self.with_entry(Recheck(entry.id, entry.day, entry.answers))
        place = _PLACES.get(type(entry))
        if place is None:
            return self
        others = tuple(old for old in getattr(self, place) if old.id != entry.id)
        return replace(self, **{place: (*others, entry)})

    def with_entries(self, entries: Iterable[Entry]) -> Log:
        """The log with many entries at once, each under an id of its own."""
        found: dict[str, list[Entry]] = {name: list(getattr(self, name)) for name in _PLACES.values()}
        for entry in entries:
            kept = Recheck(entry.id, entry.day, entry.answers) if isinstance(entry, FlareReport) else entry
            if (place := _PLACES.get(type(kept))) is not None:
                found[place].append(kept)
        return Log(**{name: tuple(items) for name, items in found.items()})  # type: ignore[arg-type]  # what the hints say was checked by kind

    def since(self, day: int) -> Log:
        """The log without what lies before a day."""
        return Log(**{name: tuple(e for e in getattr(self, name) if e.day >= day) for name in _PLACES.values()})
