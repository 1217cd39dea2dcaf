"""Outcomes: what a rule of progression may lead to. Closed sets; which rule leads to which is a row of the library.

Source of every set: the rule base's own words, turned into a name each (E.1, E.2, E.6, F.3 of the protocol).
"""

from __future__ import annotations

from enum import StrEnum


class SessionOutcome(StrEnum):
    """What becomes of one exercise after a session."""

    LOCK = "lock_plan"
    REGRESS = "regress_and_rescreen"
    DOWN_RED = "down_red"
    DOWN_REST = "down_rest"
    HOLD = "hold"
    HOLD_CUES = "hold_cues"
    UP = "up"


class WeeklyOutcome(StrEnum):
    """What becomes of the plan at a weekly check-in."""

    LOCK = "lock_plan"
    PAUSE = "pause_plan"
    DROP = "drop_phase_see_clinician"
    FLARE = "flare"
    PAUSE_PROGRESS = "pause_progress_see_clinician"
    SEE_CLINICIAN = "see_clinician"
    SHRINK = "shrink"
    HOLD = "hold"
    UPGRADE = "apply_upgrades"


class RunOutcome(StrEnum):
    """What becomes of running after a run."""

    LOCK = "lock_plan"
    RESCREEN = "stop_and_rescreen"
    DOWN_REST = "stage_down_rest"
    DOWN_WAIT = "stage_down_wait"
    REPEAT = "repeat"
    UP = "stage_up"


class FlareOutcome(StrEnum):
    """What becomes of a flare at each rating."""

    SEE_CLINICIAN = "see_clinician"
    DROP = "drop_phase"
    RESUME = "resume_lower"
    CALM = "stay_calm"


class MissedOutcome(StrEnum):
    """What becomes of the doses after days without anything logged."""

    RESUME = "resume"
    DOWN_1 = "down_1"
    DOWN_2 = "down_2_retest"
    RESTART = "restart"


class StallOutcome(StrEnum):
    """What becomes of a run stage that does not move."""

    BACK = "back_to_strength"
    SEE_CLINICIAN = "see_clinician"
    GO_ON = "keep_going"


class FallbackOutcome(StrEnum):
    """What becomes of a phase that has lasted its longest."""

    GO_ON = "keep_going"
    SEE_CLINICIAN = "see_clinician"
