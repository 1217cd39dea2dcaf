"""Change: what a therapist may change of a plan, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ..catalog import Level


class ChangeKind(StrEnum):
    """What a therapist may change."""

    DOSE = "dose"
    EXCHANGE = "exchange"
    ADD = "add"
    REMOVE = "remove"
    MOVE = "move"
    FIX = "fix"
    LOOSE = "loose"
    PHASE = "phase"
    STAGE = "stage"
    HOLD = "hold"
    PAUSE = "pause"
    ASK_FIRST = "ask_first"
    BY_RULE = "by_rule"
    APPROVE = "approve"
    DECLINE = "decline"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a therapist's: what it needs of the fields hangs on its kind.

    `exercise_id` is what it is about (or the subject of a proposal), `for_id` what comes in its place. A dose is a
    `level` of the library or `own`. `place` counts from 0. `phase` 1 to 5, `stage` 1 up, `until` the last day of a
    hold or pause (before today: none). `confirmed`: what speaks against it was shown and is meant.
    """

    kind: ChangeKind
    exercise_id: str = ""
    for_id: str = ""
    level: int | None = None
    own: Level | None = None
    place: int | None = None
    phase: int | None = None
    stage: int | None = None
    until: int | None = None
    confirmed: bool = False
