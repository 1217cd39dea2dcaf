"""Facts that follow from the answers: scores, body-mass index, duration class.

Scores count clues; they have no unit and no claim to be validated.
"""

from __future__ import annotations

import math
from types import MappingProxyType

from .answers import Answers
from .conditions import Facts, Value

FLEX_AGGRAVATING = frozenset({"bend_forward", "sitting_15", "lifting", "cough_sneeze", "rise_from_chair"})
FLEX_EASING = frozenset({"walking", "standing", "lean_back_or_lying_prone"})
EXT_AGGRAVATING = frozenset({"lean_back", "standing_10", "walking", "downhill"})
EXT_EASING = frozenset({"sitting", "bending_forward"})
SI_AGGRAVATING = frozenset({"single_leg_load", "roll_in_bed", "rise_from_chair"})
INFLAMMATORY = frozenset({"family_spondyloarthritis", "inflammatory_arthritis", "enthesitis", "psoriasis"})
BUTTOCKS = frozenset({"buttock_left", "buttock_right"})
WORRIES = ("yf_fear", "yf_worry", "yf_mood", "yf_expect")
WEEKS_PER_YEAR = 52
ACUTE_BELOW_WEEKS, SUBACUTE_TO_WEEKS = 6, 12  # nice_ng59


def derive(answers: Answers) -> Facts:
    """The answers together with every derived fact; a fact without its inputs is None."""
    facts: dict[str, Value | None] = dict(answers.values)
    if facts.get("onset_age_years") is None:
        facts["onset_age_years"] = _onset_age(facts)
    facts["duration_class"] = duration_class(_number(facts, "duration_weeks"))
    facts["bmi"] = _bmi(facts)
    facts["ibp_count"] = _inflammatory_count(facts)
    flex, extension = _flex_score(facts), _extension_score(facts)
    facts["flex_score"], facts["ext_score"] = flex, extension
    facts["flex_minus_ext"], facts["ext_minus_flex"] = flex - extension, extension - flex
    facts["si_score"] = _si_score(facts)
    facts["yf_total"] = sum(int(_number(facts, name) or 0) for name in WORRIES)
    return MappingProxyType(facts)


def duration_class(weeks: float | None) -> str:
    """Acute below 6 weeks, subacute from 6 to 12 inclusive, chronic above 12 (nice_ng59)."""
    if weeks is None or weeks < ACUTE_BELOW_WEEKS:
        return "acute"
    return "subacute" if weeks <= SUBACUTE_TO_WEEKS else "chronic"


def chosen(facts: Facts, field: str) -> frozenset[str]:
    """The values chosen in a multiple-choice field; empty when unanswered."""
    value = facts.get(field)
    return value if isinstance(value, frozenset) else frozenset()


def _number(facts: Facts, field: str) -> float | None:
    value = facts.get(field)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _onset_age(facts: Facts) -> int | None:
    age, weeks = _number(facts, "age_years"), _number(facts, "duration_weeks")
    return None if age is None or weeks is None else math.floor(age - weeks / WEEKS_PER_YEAR)


def _bmi(facts: Facts) -> float | None:
    height, weight = _number(facts, "height_cm"), _number(facts, "weight_kg")
    return None if height is None or weight is None else weight / (height / 100) ** 2


def _inflammatory_count(facts: Facts) -> int:
    """The nine items of NICE NG65."""
    onset = _number(facts, "onset_age_years")
    items = [
        onset is not None and onset < 35,
        facts.get("ibp_second_half_night") is True,
        not BUTTOCKS.isdisjoint(chosen(facts, "pain_areas")),
        facts.get("ibp_better_moving") is True,
        facts.get("ibp_nsaid_48h") is True,
    ]
    return sum(items) + len(chosen(facts, "medical") & INFLAMMATORY)


def _test_score(result: Value | None) -> int:
    return {"better": 2, "worse": -2}.get(str(result), 0)


def _flex_score(facts: Facts) -> int:
    clues = len(chosen(facts, "aggravating") & FLEX_AGGRAVATING) + len(chosen(facts, "easing") & FLEX_EASING)
    return clues + _test_score(facts.get("ext_test"))


def _extension_score(facts: Facts) -> int:
    clues = len(chosen(facts, "aggravating") & EXT_AGGRAVATING) + len(chosen(facts, "easing") & EXT_EASING)
    return clues + _test_score(facts.get("flex_test"))


def _si_score(facts: Facts) -> int:
    one_buttock = len(chosen(facts, "pain_areas") & BUTTOCKS) == 1
    one_side = facts.get("side") in ("left", "right")
    pointing = facts.get("one_finger_si") is True
    return pointing + len(chosen(facts, "aggravating") & SI_AGGRAVATING) + one_buttock + one_side
