"""What the pages of an import show: finished values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from .import_form import PickForm
from .importing import TAKEABLE, Found, State, Taken
from .runfiles.refusals import WORDS, Refusal
from .runlog import RunLog
from .runwords import exact_words, minutes_words

TOO_BIG = WORDS[Refusal.TOO_BIG]
CHIPS = {
    State.NEW: ("New", "chip-good"),
    State.MAYBE: ("You logged another run that day", "chip-wait"),
    State.BEFORE: ("Before this plan", ""),
    State.THERE: ("Already there", ""),
    State.AHEAD: ("In the future: check the clock of your watch", "chip-wait"),
}


def preview(found: Iterable[Found], form: PickForm, log: RunLog) -> dict[str, Any]:
    """The runs of a file, latest first, each with its box and its question if it has them."""
    rows = list(found)
    picked, units = form.picked(), log.plan.runner.units
    counts = {state: sum(1 for one in rows if one.state is state) for state in State}
    return {
        "rows": [
            _row(one, form, picked, units) for one in sorted(rows, key=lambda one: one.read.started_at, reverse=True)
        ],
        "heading": _heading(counts),
        "has_before": counts[State.BEFORE] > 0,
        "can_take": any(counts[state] for state in TAKEABLE),
        "asks_pain": any(one.asks_pain for one in rows),
    }


def _row(one: Found, form: PickForm, picked: set[str], units: str) -> dict[str, Any]:
    read = one.read
    name = f"pain_{one.number}"
    words, look = CHIPS[one.state]
    return {
        "number": one.number,
        "on": one.on,
        "at": timezone.localtime(read.started_at) if read.is_time_known else None,
        "what": "distance unknown" if read.distance_m is None else exact_words(read.distance_m / 1000, units),
        "long": minutes_words(read.duration_s / 60),
        "can_take": one.state in TAKEABLE,
        "is_ticked": str(one.number) in picked,
        "words": words,
        "look": look,
        "pain": form[name] if name in form.fields else None,
    }


def _heading(counts: dict[State, int]) -> str:
    fresh = counts[State.NEW] + counts[State.MAYBE]
    if fresh:
        return f"{fresh} new run{'' if fresh == 1 else 's'} found"
    if counts[State.BEFORE]:
        return "Only runs from before this plan"
    return "Nothing new in this file"


def taken_words(taken: Taken) -> str:
    """What an import has done."""
    parts = [f"{taken.logged} run{'' if taken.logged == 1 else 's'} imported."]
    if taken.before:
        parts.append(f"{taken.before} from before this plan count for your longest run alone.")
    if taken.there:
        parts.append(f"{taken.there} {'was' if taken.there == 1 else 'were'} already there.")
    return " ".join(parts)
