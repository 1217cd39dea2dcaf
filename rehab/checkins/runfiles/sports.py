"""Tells a run from other sports, by the words that watches and apps use."""

from __future__ import annotations

from collections.abc import Iterable

from .recorded import Recorded
from .refusals import Refusal, Refused

RUNS = ("run", "jog", "treadmill")
OTHERS = {
    Refusal.RIDE: ("cycl", "bik", "ride", "riding"),
    Refusal.SWIM: ("swim",),
    Refusal.WALK: ("walk", "hik"),
}


def refusal_of(sport: str | None) -> Refusal | None:
    """Why an activity of this sport is not taken; None for a run, and where the file names no sport."""
    said = (sport or "").strip().lower()
    if not said or any(word in said for word in RUNS):
        return None
    return next(
        (refusal for refusal, words in OTHERS.items() if any(word in said for word in words)), Refusal.OTHER_SPORT
    )


def only_runs(activities: Iterable[tuple[str | None, Recorded | None]]) -> tuple[Recorded, ...]:
    """The runs among the activities of one file, such as the last leg of a triathlon.

    An activity without a time is None. Raises Refused when there is no run, or a run without its time.
    """
    refusals, runs = [], []
    for sport, run in activities:
        if refusal := refusal_of(sport):
            refusals.append(refusal)
        else:
            runs.append(run)
    if not runs:
        raise Refused(refusals[0] if refusals else Refusal.NO_RUN)
    timed = tuple(run for run in runs if run)
    if len(timed) < len(runs):
        raise Refused(Refusal.NO_TIMES)
    return timed
