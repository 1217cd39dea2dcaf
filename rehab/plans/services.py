"""What changes a plan. Everything goes through here and leaves an event."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.utils import timezone

from accounts.models import User
from rehab.engine.catalog import Catalog
from rehab.engine.classify import bars
from rehab.engine.pipeline import PlanDraft
from rehab.engine.prescribe import Prescription as Dose
from rehab.engine.progress.log import Contact, Shut
from rehab.engine.report import plain_reason, report
from rehab.library.snapshots import snapshot_id_of

from .following import NoStartError, beginnings, day_of
from .models import ClinicianContact, Lock, Plan, PlanEvent, PlanPhase, Prescription
from .recording import record_entry
from .state import rebuild_states, write_first_state
from .writing import dose_fields

PARALLEL_RANK = 1


@dataclass(frozen=True, slots=True)
class Waiting:
    """What of an app above this one waits for a runner's next plan: which rows, and what is done with them then."""

    rows: Callable[[User], QuerySet[Any]]
    act: Callable[[Plan, list[str], datetime], None]


_waiting: list[Waiting] = []


def on_started(waiting: Waiting) -> None:
    """Have something done in the transaction that starts a plan; said once, when the apps are ready."""
    _waiting.append(waiting)


@transaction.atomic
def start_plan(
    *,
    runner: User,
    draft: PlanDraft,
    catalog: Catalog,
    protocol_id: int,
    baseline: Mapping[str, Any],
    now: datetime,
    today: date,
) -> Plan:
    """Write a draft down as the runner's open plan; the plan before it is closed and stays readable."""
    before, *waiting = _open_and_waiting(runner)
    ended = [_close(key, runner, now) for key in before]
    plan = Plan.objects.create(
        runner=runner,
        protocol_id=protocol_id,
        baseline=dict(baseline),
        digest=_digest(draft),
        started_on=today,
        created_at=now,
        snapshot_id=snapshot_id_of(catalog, now),
        **beginnings(draft, catalog),
        **_decided(draft, catalog),
    )
    _write_phases(plan, draft, catalog)
    PlanEvent.objects.bulk_create([*ended, _started(plan, draft, now)])
    Lock.objects.bulk_create(_first_locks(plan, draft, now))
    write_first_state(plan=plan, catalog=catalog)
    _act_on_waiting(plan, waiting, now)
    return plan


def _started(plan: Plan, draft: PlanDraft, now: datetime) -> PlanEvent:
    reasons = [plain_reason(reason) for reason in (*draft.reasons, *draft.advice)]
    return PlanEvent(plan=plan, at=now, kind=PlanEvent.Kind.STARTED, actor=plan.runner, reasons=reasons)


def _write_phases(plan: Plan, draft: PlanDraft, catalog: Catalog) -> None:
    PlanPhase.objects.bulk_create(
        PlanPhase(plan=plan, phase=p.phase, weeks=p.weeks, sessions_per_week=p.sessions_per_week) for p in draft.phases
    )
    Prescription.objects.bulk_create(_prescriptions(plan, draft, catalog))


def _act_on_waiting(plan: Plan, waiting: Iterable[list[str]], now: datetime) -> None:
    for what, keys in zip(_waiting, waiting, strict=True):
        if keys:
            what.act(plan, keys, now)


def _open_and_waiting(runner: User) -> list[list[str]]:
    """The keys of the runner's open plan, and of what waits for the next one by its place: one statement for all.

    As text, for one table counts its rows and another gives them UUIDs.
    """
    rows = [Plan.objects.filter(runner=runner, closed_at=None), *(what.rows(runner) for what in _waiting)]
    first, *others = (
        found.order_by().values_list(Cast("pk", TextField()), Value(place)) for place, found in enumerate(rows)
    )
    keys = list(first.union(*others, all=True)) if others else list(first)
    return [[key for key, at in keys if at == place] for place in range(len(rows))]


def _decided(draft: PlanDraft, catalog: Catalog) -> dict[str, Any]:
    goal = draft.goal
    barred = bars(draft.pattern, draft.start_phase, draft.triage.facts, catalog)
    return {
        "tier": draft.tier.id.value,
        "category": draft.pattern.category.value,
        "is_mixed": draft.pattern.mixed,
        "start_phase": draft.start_phase,
        "phase": draft.start_phase,
        "run_allowance": draft.running.allowance,
        "entry_stage": draft.running.entry_stage,
        "goal_verdict": goal.verdict.value if goal else "",
        "goal_need_weeks": goal.need_weeks if goal else None,
        "goal_weeks": goal.weeks_to_goal if goal else None,
        "goal_km": goal.distance_km if goal else None,
        "goal_realistic_km": goal.realistic_km if goal else None,
        "barred": [[bar.exercise_id, bar.because, bar.through_phase] for bar in barred],
        "advice": [[reason.rule, reason.outcome, list(reason.sources)] for reason in draft.advice],
    }


def _digest(draft: PlanDraft) -> str:
    """The same answers under the same protocol give the same digest, on every machine."""
    text = json.dumps(report(draft, case_id=None, followup=[]), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _prescriptions(plan: Plan, draft: PlanDraft, catalog: Catalog) -> Iterable[Prescription]:
    places: list[tuple[int, str, Dose]] = []
    for phase in draft.phases:
        places += [(phase.phase, Prescription.Role.EXERCISE, dose) for dose in phase.exercises]
        if phase.phase == draft.start_phase:
            places.append((phase.phase, Prescription.Role.WALK, draft.first_week[-1]))
        places.append((phase.phase, Prescription.Role.CARDIO, phase.cardio))
    for position, (number, role, dose) in enumerate(places, 1):
        yield Prescription(
            plan=plan,
            phase=number,
            position=position,
            role=role,
            exercise_id=dose.exercise_id,
            replaces_id=dose.replaces,
            **dose_fields(catalog.exercises[dose.exercise_id], dose.level),
        )


def _first_locks(plan: Plan, draft: PlanDraft, now: datetime) -> Iterable[Lock]:
    found = {"plan": plan, "tier": plan.tier, "flags": list(draft.triage.fired), "placed_at": now}
    if draft.tier.rank == PARALLEL_RANK:
        yield Lock(cause=Lock.Cause.CONTACT, **found)
    if draft.triage.run_lock:
        yield Lock(cause=Lock.Cause.RUNNING, **found)


def _close(key: str, runner: User, now: datetime) -> PlanEvent:
    Plan.objects.filter(pk=key).update(closed_at=now)
    return PlanEvent(plan_id=UUID(key), at=now, kind=PlanEvent.Kind.CLOSED, actor=runner)


@transaction.atomic
def lock_open_plan(*, runner: User, tier: str, flags: Iterable[str], now: datetime, today: date) -> Plan | None:
    """Close the runner's open plan because of a safety answer; a lock that is there takes in what is new."""
    plan = Plan.objects.select_for_update().filter(runner=runner, closed_at=None).first()
    if plan is None:
        return None
    held = plan.locks.filter(cause="safety", lifted_at=None).first()
    if held is not None and held.tier == tier and set(flags) <= set(held.flags):
        return plan
    entry = Shut(str(uuid.uuid4()), day_of(plan, today), tier, tuple(flags))
    try:
        record_entry(plan=plan, entry=entry, actor=runner, now=now)
    except NoStartError:  # no log to write into; it is closed to exercise all the same
        Lock.objects.create(plan=plan, cause=Lock.Cause.SAFETY, tier=tier, flags=list(entry.flags), placed_at=now)
        rebuild_states([plan])
    return plan


@transaction.atomic
def record_contact(*, plan: Plan, profession: str, seen_on: date, now: datetime) -> ClinicianContact | None:
    """Store that a clinician has seen the runner and open running; None where this contact is not what is missing."""
    locks = set(plan.locks.filter(lifted_at=None).values_list("cause", flat=True))
    if not locks & {"contact", "progress"} or "safety" in locks:
        return None
    seen_day = max(0, (seen_on - plan.started_on).days)
    entry = Contact(str(uuid.uuid4()), day_of(plan, timezone.localdate(now)), profession, seen_day)
    record_entry(plan=plan, entry=entry, actor=plan.runner, now=now)
    return ClinicianContact.objects.create(plan=plan, profession=profession, seen_on=seen_on, recorded_at=now)
