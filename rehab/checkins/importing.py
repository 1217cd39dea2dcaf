"""Runs of a file: sorted into new and known ones, held until the runner has looked, then written down.

Only start, distance and duration are held. Nothing is taken that the runner has not ticked, and no run twice.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from rehab.engine.progress.log import Run
from rehab.engine.progress.volume import LOOK_BACK_DAYS
from rehab.plans.models import LogEntry, Plan
from rehab.plans.recording import record_entry
from rehab.plans.stored import forget_pages

from .models import ImportedRun as ImportedRow
from .runfiles.runs import ImportedRun, is_same_run
from .runlog import RunLog, imported_runs, run_log_of
from .samerun import is_logged_as

HELD_FOR = timedelta(hours=1)
MOST_RUNS = 200
ASKS_PAIN_DAYS = 2


class State(StrEnum):
    """What a run of a file is to the log."""

    NEW = "new"
    MAYBE = "maybe"  # another run of that day is logged
    BEFORE = "before"  # counts for the longest run of 30 days alone
    THERE = "there"
    AHEAD = "ahead"


TAKEABLE = frozenset({State.NEW, State.MAYBE, State.BEFORE})


@dataclass(frozen=True, slots=True)
class Found:
    """A run of a file, its place in it, its day in the runner's zone, and what it is to the log."""

    number: int
    read: ImportedRun
    on: date
    state: State
    asks_pain: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """How many runs came into the log, how many count from before the plan, how many were there."""

    logged: int
    before: int
    there: int


def hold(reads: Iterable[ImportedRun], plan: Plan, now: datetime) -> dict[str, Any]:
    """What is kept of a file until it is confirmed: the latest runs that can count, and how many were left out."""
    first = plan.started_on - timedelta(days=LOOK_BACK_DAYS)
    every = list(reads)
    kept = [read for read in every if timezone.localdate(read.started_at) >= first][-MOST_RUNS:]
    return {
        "token": secrets.token_urlsafe(16),
        "plan": str(plan.pk),
        "at": now.isoformat(),
        "left_out": len(every) - len(kept),
        "runs": [[r.started_at.isoformat(), r.distance_m, r.duration_s, r.is_time_known] for r in kept],
    }


def held_runs(held: Mapping[str, Any] | None, plan: Plan, now: datetime) -> list[ImportedRun] | None:
    """The runs that are held for this plan; None if there are none, or for too long."""
    if not held or held["plan"] != str(plan.pk) or now - datetime.fromisoformat(held["at"]) > HELD_FOR:
        return None
    return [ImportedRun(datetime.fromisoformat(at), metres, s, known) for at, metres, s, known in held["runs"]]


def sort_runs(reads: Iterable[ImportedRun], log: RunLog) -> list[Found]:
    """Each run of a file with what it is to the log; a logged run stands for one run of the file at most."""
    rows = imported_runs(log.plan)
    known = [ImportedRun(row.started_at, row.distance_m, row.duration_s, _has_time(row)) for row in rows]
    own = {row.entry.entry_id for row in rows if row.entry is not None}
    by_hand = [run for run in log.log.runs if run.id not in own]
    prints = {row.fingerprint for row in rows}
    found = []
    for number, read in enumerate(reads):
        on = timezone.localdate(read.started_at)
        is_known = read.fingerprint in prints or any(is_same_run(read, other) for other in known)
        state = State.THERE if is_known else _state(read, on, log, by_hand)
        asks = state in (State.NEW, State.MAYBE) and (log.today - on).days <= ASKS_PAIN_DAYS
        found.append(Found(number, read, on, state, asks))
    return found


def _has_time(row: ImportedRow) -> bool:
    return row.fingerprint.endswith("Z")


def _state(read: ImportedRun, on: date, log: RunLog, by_hand: list[Run]) -> State:
    if on > log.today:
        return State.AHEAD
    day = (on - log.plan.started_on).days
    if day < 0:
        return State.BEFORE
    that_day = [run for run in by_hand if run.day == day]
    twin = next((run for run in that_day if is_logged_as(read, run)), None)
    if twin is not None:
        by_hand.remove(twin)
        return State.THERE
    return State.MAYBE if that_day else State.NEW


@transaction.atomic
def take_runs(
    *, plan: Plan, reads: Iterable[ImportedRun], pains: Mapping[int, int | None], actor: User, now: datetime
) -> Taken:
    """Write the picked runs down (`pains` by their place in the file, None where unknown), earliest first.

    What is known by now is left out, so that a second confirmation, or another tab's, changes nothing.
    """
    Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    found = sort_runs(reads, run_log_of(plan, timezone.localdate(now)))
    picked = [one for one in found if one.number in pains and one.state in TAKEABLE]
    ids: dict[int, str] = {}
    for one in picked:
        if one.state is not State.BEFORE:
            run = _run_of(one, plan, pains[one.number])
            record_entry(plan=plan, entry=run, actor=actor, now=now)
            ids[one.number] = run.id
    _keep(plan, picked, ids, now)
    forget_pages(plan)  # a run of before the plan is no entry, yet it moves the limit that they tell
    return Taken(len(ids), len(picked) - len(ids), sum(1 for one in found if one.state is State.THERE))


def _run_of(one: Found, plan: Plan, pain: int | None) -> Run:
    read = one.read
    return Run(
        id=str(uuid.uuid5(plan.pk, read.fingerprint)),
        day=(one.on - plan.started_on).days,
        km=None if read.distance_m is None else read.distance_m / 1000,
        minutes=round(read.duration_s / 60, 2),
        pain=pain,
    )


def _keep(plan: Plan, picked: Iterable[Found], ids: Mapping[int, str], now: datetime) -> None:
    rows = LogEntry.objects.filter(plan=plan, entry_id__in=list(ids.values())).order_by("number")
    entries = {row.entry_id: row for row in rows}
    ImportedRow.objects.bulk_create(
        ImportedRow(
            runner=plan.runner,
            entry=entries.get(ids.get(one.number, "")),
            fingerprint=one.read.fingerprint,
            started_at=one.read.started_at,
            duration_s=one.read.duration_s,
            distance_m=one.read.distance_m,
            imported_at=now,
        )
        for one in picked
    )
