"""Day fields: what a day of a simulated course may hold, field by field, each with the engine's name for it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from rehab.engine.catalog import Catalog

Read = Callable[[Any], Any]
YES_NO = {"yes": True, "no": False, True: True, False: False}
SAFETY = ("yes", "no", "not_sure")
PROFESSIONS = ("doctor", "physio", "other")
# What an entry test is measured by beside its main field (E1 to E9).
BESIDE = ("sls_pain", "bridge_reps", "calf_pain", "hop_sharp", "plank_s", "plank_pain")


@dataclass(frozen=True, slots=True)
class Field:
    """A field: what the engine calls it, how it is read, whether it has to be there."""

    to: str
    read: Read
    is_required: bool = False


def whole(low: int, high: int) -> Read:
    """Read a whole number of a range."""

    def read(given: Any) -> int:
        if isinstance(given, bool) or not isinstance(given, int) or not low <= given <= high:
            raise ValueError(f"needs a whole number from {low} to {high}")
        return given

    return read


def number(high: float) -> Read:
    """Read a number from 0 to a bound."""

    def read(given: Any) -> float:
        is_number = isinstance(given, int | float) and not isinstance(given, bool)
        if not is_number or not math.isfinite(given) or not 0 <= given <= high:
            raise ValueError(f"needs a number from 0 to {high:g}")
        return float(given)

    return read


def choice(*values: str) -> Read:
    """Read one of some words."""

    def read(given: Any) -> str:
        if given not in values:
            raise ValueError(f"needs one of: {', '.join(values)}")
        return str(given)

    return read


def choices(*values: str) -> Read:
    """Read a list of some words, or of any."""

    def read(given: Any) -> tuple[str, ...]:
        if not isinstance(given, list) or not all(isinstance(item, str) for item in given):
            raise ValueError("needs a list of words")
        if values and not set(given) <= set(values):
            raise ValueError(f"needs a list of: {', '.join(values)}")
        return tuple(given)

    return read


def yes_no(given: Any) -> bool:
    """Read true, false, yes or no."""
    if not isinstance(given, bool | str) or given not in YES_NO:
        raise ValueError("needs true or false")
    return YES_NO[given]


def text(given: Any) -> str:
    """Read a text."""
    if not isinstance(given, str):
        raise ValueError("needs text")
    return given


def scores(given: Any) -> tuple[int, ...]:
    """Read one score or a list of them, 0 to 10 each."""
    return tuple(scale(item) for item in (given if isinstance(given, list) else [given]))


scale = whole(0, 10)

RATING = {"d_morning": Field("morning", scale), "d_worst": Field("worst", scale), "d_avg": Field("average", scale)}
FELT = {
    "l_pain": Field("pain", scale),
    "l_rpe": Field("effort", scale),
    "l_spread": Field("spread", yes_no),
    "pain_during": Field("pain", scale),
    "rpe": Field("effort", scale),
    "limb_symptoms_spread": Field("spread", yes_no),
}
MARK = {
    "exercise": Field("exercise_id", text, is_required=True),
    "l_done": Field("done", number(600)),
    "skipped": Field("skipped", text),
    **FELT,
}
ALL = {"share": Field("share", number(1)), **FELT}
RUN = {
    "km": Field("km", number(500)),
    "minutes": Field("minutes", number(6000)),
    "pain": Field("pain", scale),
    "run_pain": Field("pain", scale),
    "where": Field("where", choices()),
    "spread": Field("spread", yes_no),
    "limb_symptoms_spread": Field("spread", yes_no),
    "sharp_spot": Field("sharp_spot", yes_no),
    "sharp_focal_hop": Field("sharp_spot", yes_no),
    "stage": Field("stage", whole(1, 10)),
    "stage_share": Field("stage_share", number(1)),
}
SWAP = {
    "exercise": Field("exercise_id", text, is_required=True),
    "for": Field("for_id", text, is_required=True),
    "reason": Field("reason", text),
}
CONTACT = {"profession": Field("profession", choice(*PROFESSIONS))}


def checkin_fields(catalog: Catalog) -> dict[str, Field]:
    """The weekly questions; the safety re-check among them."""
    tests = {q.id: Field(q.id, choice(*map(str, q.values))) for q in catalog.questions if q.id in TESTS}
    return {
        "safety": Field("answers", safety(catalog)),
        "w_safety": Field("answers", safety(catalog)),
        "w_avg": Field("average", scale, is_required=True),
        "w_worst": Field("worst", scale, is_required=True),
        "w_change": Field("change", choice("much_better", "better", "same", "worse", "much_worse")),
        "w_stiff": Field("stiffness_min", whole(0, 480)),
        "w_walk": Field("walk_min", whole(0, 180)),
        "w_limb": Field("limb", choice("none", "proximal", "distal")),
        "w_psfs": Field("scores", scores),
        "w_barrier": Field("barriers", choices("time", "pain", "unsure", "motivation", "illness", "none")),
        "w_clinician": Field("clinician", text),
        **tests,
    }


TESTS = ("ext_test", "flex_test")


def flare_fields(catalog: Catalog) -> dict[str, Field]:
    """The flare button: pain now and the safety re-check."""
    return {"pain_now": Field("pain_now", scale, is_required=True), "safety": Field("answers", safety(catalog))}


def clearance_fields(catalog: Catalog) -> dict[str, Field]:
    """The flags a clinician has cleared."""
    return {"flags": Field("flags", choices(*(flag.id for flag in catalog.flags)), is_required=True)}


def measure_fields(catalog: Catalog) -> dict[str, Field]:
    """The measures of the entry tests: seconds, repetitions, pain 0 to 10, or yes and no."""
    names = [test.needs.field for test in catalog.entry_tests if test.needs.field not in ("nprs_avg7", "run_lock")]
    return {name: Field(name, _measure(name)) for name in (*names, *BESIDE)}


def _measure(name: str) -> Read:
    if name == "hop_sharp":
        return yes_no
    return scale if name.endswith("_pain") else number(600)


def safety(catalog: Catalog) -> Read:
    """Read the safety answers of today. What is absent is "no", "not sure" is what its question takes it for."""
    asked = {question.id: question.unsure_as for question in catalog.questions if question.recheck}

    def read(given: Any) -> Mapping[str, str]:
        if not isinstance(given, dict):
            raise ValueError("needs an object of safety answers")
        for name, answer in given.items():
            if name not in asked:
                raise ValueError(f"{name} is not asked again")
            if answer not in SAFETY:
                raise ValueError(f"{name} needs one of: {', '.join(SAFETY)}")
        said = {name: asked[name] if answer == "not_sure" else str(answer) for name, answer in given.items()}
        return {**dict.fromkeys(asked, "no"), **said}

    return read
