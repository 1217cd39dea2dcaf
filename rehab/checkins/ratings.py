"""Ratings: one entry a day; what is rated now joins what was rated before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from rehab.engine.progress import runs, sessions
from rehab.engine.progress.log import Rating
from rehab.plans.following import entries
from rehab.plans.models import LogEntry, Plan
from rehab.plans.recording import record_entry

ADDED_LATER = "Rated the day after."
SENT_LATER = "Rated on a phone without a network, and sent later."


class RatedMeanwhileError(ValueError):
    """Another value was given since the page was shown: `what` it is about, and which value `stands`."""

    def __init__(self, what: str, stands: int) -> None:
        super().__init__(what)
        self.what, self.stands = what, stands


@transaction.atomic
def rate_day(
    *,
    plan: Plan,
    day: int,
    given: dict[str, int],
    now: datetime,
    key: UUID | None = None,
    shown: Mapping[str, int | None] | None = None,
    note: str = "",
) -> bool:
    """Write down ratings (morning, worst, average; 0 to 10) of a day; the others of that day stay.

    Whether anything of the plan is other than before. `shown` is what the page showed of them: it overwrites nothing
    unseen. `note` says how they came, where that is out of the ordinary.
    """
    # Two taps at once: each has to see what the other has rated.
    Plan.objects.select_for_update().get(pk=plan.pk)
    id_ = f"rating-{day}"
    row = LogEntry.objects.filter(plan=plan, entry_id=id_).order_by("-number").first()
    before = entries([row])[0] if row else Rating(id_, day)
    assert isinstance(before, Rating)
    if shown is not None:
        _overwrites_nothing_unseen(before, given, shown)
    is_late = row is not None and timezone.localdate(row.made_at) < timezone.localdate(now)
    rating = replace(before, **given)  # type: ignore[arg-type]  # ratings by their names
    note = note or (ADDED_LATER if is_late else "")
    after = record_entry(plan=plan, entry=rating, actor=plan.runner, now=now, corrects=is_late, note=note, key=key)
    stops = {outcome.value for outcome in (*sessions.STOPS, *runs.STOPS)}  # a rest changes the day, not the dose
    return any(made.has_changed or made.outcome in stops for made in after.decisions)


def _overwrites_nothing_unseen(before: Rating, given: Mapping[str, int], shown: Mapping[str, int | None]) -> None:
    for what, value in given.items():
        stands: int | None = getattr(before, what)
        if stands is not None and stands not in (shown.get(what), value):
            raise RatedMeanwhileError(what, stands)
