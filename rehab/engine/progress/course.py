"""Course: where a plan stands on a day, and what it began from. Frozen values; a step gives a new course."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from ..catalog import Catalog, Level
from ..conditions import Facts, Value

RUN_PHASE, STAY_WELL = 4, 5
LONG_AGO = -1000


class Role(StrEnum):
    """What part of the week an item is."""

    EXERCISE = "exercise"
    WALK = "walk"
    CARDIO = "cardio"


class Cause(StrEnum):
    """Why a plan, its running or its progress is closed, and with that, what opens it."""

    SAFETY = "safety"
    CONTACT = "contact"
    RUNNING = "running"
    PROGRESS = "progress"


@dataclass(frozen=True, slots=True)
class Item:
    """An exercise of a phase at a level (1 up). `replaces` is what stood there before a swap or want of kit.

    `changed_on`, `lowered_on`: the last day its level or exercise changed, or went down. `rest_until`: not before it.
    `own` is a therapist's dose in the place of the level's; `level` is then the last one that is no more, 0 for none.
    No rule changes what is `fixed`; `chosen` is in the plan although something speaks against it.
    """

    exercise_id: str
    level: int
    role: Role = Role.EXERCISE
    replaces: str = ""
    changed_on: int = LONG_AGO
    lowered_on: int = LONG_AGO
    rest_until: int = LONG_AGO
    own: Level | None = None
    fixed: bool = False
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a rule would raise, waiting for the therapist: an exercise, the stage or the phase; since which day."""

    subject: str
    rule: str
    before: str
    after: str
    since: int


@dataclass(frozen=True, slots=True)
class Undo:
    """How the plan was before the therapist's last change."""

    items: tuple[Item, ...]
    left_out: tuple[str, ...]
    levels: Mapping[str, int]
    changed: Mapping[str, int]
    phase: int
    phase_since: int
    stage: int | None
    stage_since: int
    held_until: int
    paused_until: int
    asks_first: bool
    proposals: tuple[Proposal, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """An open lock: why, the tier and flags behind it, since which day."""

    cause: Cause
    tier: str
    flags: tuple[str, ...]
    since: int


@dataclass(frozen=True, slots=True)
class Flare:
    """Calm days: since when, the week's average before (0-10), and what was already said in this flare."""

    since: int
    baseline: float
    dropped: bool = False
    sent: bool = False


@dataclass(frozen=True, slots=True)
class Start:
    """What a plan began from; it never changes.

    `phases` holds the items of phases 1 to 4 as they would begin, `sessions` the sessions a week of each (1-7).
    `barred` maps an exercise to the last phase it is barred in. `flags` fired at intake and are dealt with by locks.
    """

    facts: Facts
    category: str
    tier: str
    flags: tuple[str, ...]
    has_run_lock: bool
    start_phase: int
    entry_stage: int
    run_allowance: str
    phases: Mapping[int, tuple[Item, ...]]
    sessions: Mapping[int, int]
    barred: Mapping[str, int]
    equipment: frozenset[str]


@dataclass(frozen=True, slots=True)
class Course:
    """Where a plan stands after `day`. Phase 5 is staying well.

    `levels` are the levels reached of exercises that are not in the present phase, `changed` when those changed;
    `laddered` the days of the last week on which an exercise gave way to the next of its ladder. `drops` counts how
    often each run stage was gone back from. `closed` are the days of the last week on which a safety answer kept the
    plan shut: nothing was planned on them. `decided` remembers which rule last spoke of an exercise or a run.
    `left_out` are exercises a therapist took out, in every phase. `held_until`, `paused_until`: no next phase, or
    nothing at all, before the day after. With `asks_first` what rules would raise becomes a proposal. `cleared_to` is
    the last phase a clinician allows, `runs_from` the first day of running; running after a bone
    stress injury that was cleared has a slower ladder.
    """

    day: int
    phase: int
    phase_since: int
    items: tuple[Item, ...]
    levels: Mapping[str, int] = field(default_factory=dict)
    changed: Mapping[str, int] = field(default_factory=dict)
    laddered: tuple[int, ...] = ()
    locks: tuple[Held, ...] = ()
    known_flags: tuple[str, ...] = ()
    stage: int | None = None
    stage_since: int = 0
    stages_up: tuple[int, ...] = ()
    drops: Mapping[str, int] = field(default_factory=dict)
    run_not_before: int = 0
    run_waits: bool = False
    back_on: int | None = None
    flare: Flare | None = None
    flares: tuple[int, ...] = ()
    shrunk_until: int = LONG_AGO
    has_to_rescreen: bool = False
    has_to_retest: bool = False
    has_to_restart: bool = False
    first_scores: tuple[int, ...] = ()
    quiet_weeks: int = 0
    quiet_on: int = LONG_AGO
    trained_on: int = -1
    gap_down: int = 0
    last_run_on: int = LONG_AGO
    shut_days: int = 0
    contact_on: int = LONG_AGO
    paused_on: int = LONG_AGO
    closed: tuple[int, ...] = ()
    fallback_phase: int = 0
    category: str = ""
    other_category: str = ""
    other_since: int = LONG_AGO
    decided: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    held_until: int = LONG_AGO
    paused_until: int = LONG_AGO
    asks_first: bool = False
    proposals: tuple[Proposal, ...] = ()
    undo: Undo | None = None
    cleared_to: int = STAY_WELL
    runs_from: int = LONG_AGO
    after_bone_stress: bool = False

    @property
    def is_paused(self) -> bool:
        """Whether a pause is on today."""
        return self.day <= self.paused_until

    def is_locked(self, *causes: Cause) -> bool:
        """Whether a lock of one of these causes is open; of any cause if none is named."""
        return any(not causes or lock.cause in causes for lock in self.locks)


@dataclass(frozen=True, slots=True)
class Frame:
    """What stays the same while a plan is followed: its start and its protocol version with the exercises frozen."""

    start: Start
    catalog: Catalog


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision: the list and rule behind it, what it is about, before → after, the values read, the sources.

    `subject` is an exercise, or one of stage, phase, plan, running, progress. Equal `before` and `after`: held.
    """

    day: int
    step: str
    rule: str
    outcome: str
    subject: str
    before: str
    after: str
    inputs: tuple[tuple[str, Value | None], ...] = ()
    sources: tuple[str, ...] = ()
    version: int = 0

    @property
    def has_changed(self) -> bool:
        """Whether anything is other than before."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Step:
    """A new course and the decisions that led to it, in their order."""

    course: Course
    decisions: tuple[Decision, ...] = ()

    def then(self, course: Course, *decisions: Decision) -> Step:
        """The step that goes on to another course with these decisions added."""
        return Step(course, (*self.decisions, *decisions))


def phase_on(phases: Mapping[int, int], day: int) -> int:
    """The phase of a day, of those from each day on; before the plan that of its first."""
    return phases[max(since for since in phases if since <= max(day, 0))]


def propose(subject: str, rule: str, before: str, after: str, course: Course) -> Course:
    """The course with what a rule would raise waiting for the therapist; what waits already keeps its day."""
    made = Proposal(subject, rule, before, after, course.day)
    known = next((p for p in course.proposals if replace(p, since=course.day) == made), None)
    others = tuple(p for p in course.proposals if p.subject != subject)
    return replace(course, proposals=(*others, known or made))
