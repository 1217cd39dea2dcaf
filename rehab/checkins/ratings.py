"""Ratings: one entry a day; what is rated now joins what was rated before."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from rehab.engine.progress import runs, sessions
from rehab.engine.progress.log import Rating
from rehab.plans.following import entries
from rehab.plans.models import LogEntry, Plan
from rehab.plans.recording import record_entry

ADDED_LATER = "Rated the day after."


@transaction.atomic
def rate_day(*, plan: Plan, day: int, given: dict[str, int], now: datetime) -> bool:
    """Write down ratings (morning, worst, average; 0 to 10) of a day; the others of that day stay.

    Whether anything of the plan is other than before.
    """
    # Two taps at once: each has to see what the other has rated.
    Plan.objects.select_for_update().get(pk=plan.pk)
    id_ = f"rating-{day}"
    row = LogEntry.objects.filter(plan=plan, entry_id=id_).order_by("-number").first()
    before = entries([row])[0] if row else Rating(id_, day)
    assert isinstance(before, Rating)
    is_late = row is not None and timezone.localdate(row.made_at) < timezone.localdate(now)
    rating = replace(before, **given)  # type: ignore[arg-type]  # ratings by their names
    note = ADDED_LATER if is_late else ""
    after = record_entry(plan=plan, entry=rating, actor=plan.runner, now=now, corrects=is_late, note=note)
    stops = {outcome.value for outcome in (*sessions.STOPS, *runs.STOPS)}  # a rest changes the day, not the dose
    return any(made.has_changed or made.outcome in stops for made in after.decisions)
