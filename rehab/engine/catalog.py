"""The catalog: one published protocol and its exercise library, as frozen values.

Built by `rehab.library.mapping` from rows; the engine sees nothing else of the library. Every rule carries the
ids of its sources, so that a reason can name them.

Longer than other files on purpose: it is one list of small values, and a reader of any of them wants its neighbours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from .conditions import ALWAYS, Comparison, Condition


class Kind(StrEnum):
    """What sort of answer a question takes."""

    WHOLE = "int"
    NUMBER = "number"
    CHOICE = "enum"
    CHOICES = "multi"
    YES_NO = "bool"
    YES_NO_UNSURE = "yes_no_unsure"
    DATE = "date"
    TEXT = "text"
    TEXTS = "texts"
    SCALE = "scale"


class Category(StrEnum):
    """Working patterns. They are never shown as a diagnosis."""

    RAD = "RAD"
    FLX = "FLX"
    EXT = "EXT"
    SIJ = "SIJ"
    NCK = "NCK"
    THO = "THO"
    NSP = "NSP"


class TierId(StrEnum):
    """How urgent a clinician is, from not at all to now."""

    NONE = "none"
    PARALLEL = "clinician_parallel"
    BEFORE_START = "clinician_before_start"
    URGENT = "urgent_24_48h"
    EMERGENCY = "emergency_now"


class CheckKind(StrEnum):
    """What a consistency check does when it holds."""

    SET_ANSWER = "set"
    ASK_AGAIN = "confirm_screen"
    REFUSE = "validation_error"


@dataclass(frozen=True, slots=True)
class Question:
    """One intake field.

    `minimum` and `maximum` are inclusive, in the field's unit; for a text `maximum` is a length in characters.
    """

    id: str
    kind: Kind
    values: tuple[str | int | float, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    required: bool = False
    default: str | int | float | bool | None = None
    unsure_as: str = ""
    ask_when: Condition = ALWAYS
    recheck: bool = False


@dataclass(frozen=True, slots=True)
class Tier:
    """`rank` 0 (none) to 4 (emergency); `plan` is the state a plan takes under it."""

    id: TierId
    rank: int
    plan: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition with a result; in a list of rules the first that holds wins.

    Of advice all that hold are shown, and `result` is the topic.
    """

    id: str
    result: str
    when: Condition = ALWAYS
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Flag:
    """A red flag: all flags are evaluated; the highest tier decides. `run_lock` stops running by itself."""

    id: str
    tier: TierId
    when: Condition
    run_lock: bool = False
    suspect: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Keyword:
    """A word of the notes that asks safety questions again; `is_prefix` also matches longer words."""

    word: str
    asks: tuple[str, ...]
    is_prefix: bool = False


@dataclass(frozen=True, slots=True)
class ConsistencyCheck:
    """A defence against slips and denial; it only ever raises the risk."""

    id: str
    kind: CheckKind
    when: Condition = ALWAYS
    set_field: str = ""
    set_value: str = ""
    read_field: str = ""
    keywords: tuple[Keyword, ...] = ()
    reason: str = ""
    sources: tuple[str, ...] = ("expert",)


@dataclass(frozen=True, slots=True)
class CategoryRule:
    """A pattern rule; `tier_floor` raises the tier without adding a flag."""

    id: str
    category: Category
    when: Condition
    tier_floor: TierId | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MixedRule:
    """When both directions hurt: the blocks of `categories` join, each only up to `through_phase`."""

    id: str
    when: Condition
    categories: tuple[Category, ...]
    through_phase: int
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Level:
    """A dose. Reps are per set, holds in seconds, minutes per session, metres per set."""

    level: int
    sets: int | None = None
    reps: int | None = None
    hold_s: int | None = None
    minutes: float | None = None
    metres: int | None = None

    def __str__(self) -> str:
        if self.minutes is not None:
            return f"{self.minutes:g} min"
        if self.metres is not None:
            return f"{self.sets}x{self.metres} m"
        dose = f"{self.sets}x{self.reps}"
        return f"{dose}x{self.hold_s}s" if self.hold_s is not None else dose


@dataclass(frozen=True, slots=True)
class Exercise:
    """What the engine needs of an exercise.

    `blocked` maps a category to the last phase (1-4) the exercise is barred in; 4 bars it for the whole programme.
    `rest_s` is seconds between sets; `times_per_day` and `days_per_week` (1-7) are at most. `kind` is what it is for
    (relief to gait), `directions` the ways the spine moves in it.
    """

    id: str
    phases: frozenset[int]
    levels: tuple[Level, ...]
    blocked: Mapping[Category, int]
    equipment: frozenset[str] = frozenset()
    substitute: str | None = None
    load: str = "low"
    regression: str | None = None
    progression: str | None = None
    sources: tuple[str, ...] = ()
    rest_s: int = 0
    per_side: bool = False
    times_per_day: int = 1
    days_per_week: int = 7
    kind: str = ""
    directions: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A health condition or pregnancy state that bars exercises in every phase."""

    id: str
    exercises: frozenset[str]
    advice: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """How a week of a phase looks: sessions a week and the most exercises in one."""

    phase: int
    sessions_per_week: int
    exercises_max: int


@dataclass(frozen=True, slots=True)
class PhaseExit:
    """When a phase may be left; days are whole days in the phase."""

    id: str
    phase: int
    min_days: int
    max_days: int | None
    when: Condition
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanLength:
    """Forecast weeks of a phase by duration class; `severe_acute` replaces `acute` from average pain 7 up."""

    phase: int
    acute: int
    subacute: int
    chronic: int
    severe_acute: int


@dataclass(frozen=True, slots=True)
class GoalNeed:
    """What a race needs: the longest run in km before it."""

    goal_km: float
    long_run_km: float
    weekly_km: float


@dataclass(frozen=True, slots=True)
class Segment:
    """Part of a run-walk session: minutes run, minutes walked, so many times."""

    run_min: int
    walk_min: int
    reps: int


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the run-walk programme (1-10); `run_min` are its minutes of running, `min_sessions` clean runs."""

    stage: int
    segments: tuple[Segment, ...]
    run_min: int
    min_sessions: int


@dataclass(frozen=True, slots=True)
class EntryTest:
    """A test before running again (E1 to E9): the measure it reads and the bound it needs."""

    id: str
    needs: Comparison


@dataclass(frozen=True, slots=True)
class Catalog:
    """One protocol version with its library: everything an assessment reads."""

    version: int
    questions: tuple[Question, ...]
    tiers: Mapping[TierId, Tier]
    flags: tuple[Flag, ...]
    checks: tuple[ConsistencyCheck, ...]
    category_rules: tuple[CategoryRule, ...]
    mixed_rule: MixedRule
    secondary_categories: Mapping[str, Category]
    exclusions: tuple[Exclusion, ...]
    templates: Mapping[tuple[Category, int], tuple[str, ...]]
    cardio: Mapping[int, tuple[str, ...]]
    session_plans: Mapping[int, SessionPlan]
    exercises_by_minutes: Mapping[int, int]
    start_phase_rules: tuple[Rule, ...]
    run_allowance_rules: tuple[Rule, ...]
    entry_stage_rules: tuple[Rule, ...]
    plan_lengths: Mapping[int, PlanLength]
    last_stage: int
    goal_needs: tuple[GoalNeed, ...]
    session_rules: tuple[Rule, ...]
    weekly_rules: tuple[Rule, ...]
    run_rules: tuple[Rule, ...]
    phase_exits: tuple[PhaseExit, ...]
    flare_rules: tuple[Rule, ...]
    missed_rules: tuple[Rule, ...]
    stall_rules: tuple[Rule, ...]
    fallback_rules: tuple[Rule, ...]
    stages: tuple[Stage, ...]
    entry_tests: tuple[EntryTest, ...]
    advice: tuple[Rule, ...]
    exercises: Mapping[str, Exercise]
