"""The row a list of many plans reads of each: written in the transaction of what changed it, and rebuilt from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F, Max

from rehab.engine.catalog import Catalog, TierId
from rehab.engine.progress.attention import PAIN_DAYS, Attention, attention_of
from rehab.engine.progress.course import STAY_WELL, Course, Frame, Start
from rehab.engine.progress.days import PROPOSAL_DAYS
from rehab.engine.progress.following import Followed
from rehab.engine.progress.locks import LOCKED
from rehab.engine.progress.log import Log
from rehab.engine.progress.plain import from_plain

from .following import NoStartError, course_of, frame_of, recent_log
from .models import Lock, Plan, PlanEvent, PlanState

SILENT_DAYS, STALE_DAYS = 4, 14
FARTHEST = 100 * 365  # a pause may be meant for good
READY_DAYS = 4  # what is met today is not met for ever: after days without a log it is no longer said
GRAVE = {TierId.EMERGENCY.value: PlanState.Closed.EMERGENCY, TierId.URGENT.value: PlanState.Closed.URGENT}
ORDER = (Lock.Cause.SAFETY, Lock.Cause.RUNNING, Lock.Cause.CONTACT, Lock.Cause.PROGRESS)
Placed = tuple[str, str, datetime]  # a lock: its cause, its tier, when it was placed
WRITTEN = [f.name for f in PlanState._meta.concrete_fields if not f.primary_key]
OF_CHANGES, OF_LOCKS = {"changed_on", "stale_at"}, {"closed_anew_at"}


def write_first_state(*, plan: Plan, catalog: Catalog) -> None:
    """Write down where a new plan stands, in the place of the runner's plan before."""
    after = Followed(course_of(plan), Log())
    locks = [(lock.cause.value, lock.tier, plan.created_at) for lock in after.course.locks]
    _save([state_of(plan, after, Frame(from_plain(Start, plan.start), catalog), locks)], WRITTEN)


def write_state(*, plan: Plan, after: Followed, frame: Frame, now: datetime) -> None:
    """Write down where the plan stands after an entry; when it, or a lock, last changed stays unless one did."""
    state = state_of(plan, after, frame)
    changed = [made.day for made in after.decisions if made.has_changed]
    has_locked = any(made.after == LOCKED for made in after.decisions)
    if changed:
        _set_changed(state, plan, after.course, max(changed))
    if has_locked and state.closed:
        state.closed_anew_at = now
    if state.ready and not state.is_proposed:
        _keep_ready(state)
    kept = (set() if changed else OF_CHANGES) | (set() if has_locked else OF_LOCKS)
    _save([state], [name for name in WRITTEN if name not in kept])


def _keep_ready(state: PlanState) -> None:
    """What has been ready is ready since then."""
    old = PlanState.objects.filter(plan=state.plan_id, ready=state.ready, ready_on__isnull=False)
    if found := old.values("ready_on", "ready_at").first():
        state.ready_on, state.ready_at = found["ready_on"], found["ready_at"]


def rebuild_states(plans: Iterable[Plan]) -> int:
    """Write the rows of these plans anew from their logs; how many there were."""
    states = []
    for plan in plans:
        after, frame = _followed(plan)
        state = state_of(plan, after, frame)
        moved = plan.events.filter(kind=PlanEvent.Kind.DECIDED).exclude(before=F("after"))
        last = moved.aggregate(last=Max("day"))["last"]
        if after is not None and last is not None:
            _set_changed(state, plan, after.course, last)
        states.append(state)
    _save(states, WRITTEN)
    return len(states)


def _save(states: Sequence[PlanState], fields: Sequence[str]) -> None:
    PlanState.objects.bulk_create(states, update_conflicts=True, unique_fields=["runner"], update_fields=fields)


def _followed(plan: Plan) -> tuple[Followed | None, Frame | None]:
    try:
        course = course_of(plan)
        return Followed(course, recent_log(plan, course.day)), frame_of(plan)
    except NoStartError:
        return None, None


def state_of(
    plan: Plan, after: Followed | None, frame: Frame | None, locks: Iterable[Placed] | None = None
) -> PlanState:
    """Where the plan stands, as a row that is not saved; of one that cannot be followed, its locks alone."""
    if locks is None:
        open_ones = plan.locks.filter(lifted_at=None).values_list("cause", "tier", "placed_at")
        locks = open_ones if after is None or after.course.locks else ()
    state = PlanState(
        runner_id=plan.runner_id,
        plan=plan,
        phase=plan.phase,
        revision=plan.revision,
        changed_on=plan.started_on,
        **_closed(locks),
    )
    if after is not None and frame is not None:
        state.stage = after.course.stage
        _set_changed(state, plan, after.course, 0)
        for name, value in _facts(plan, after.course, attention_of(after.course, after.log, frame)).items():
            setattr(state, name, value)
    return state


def _closed(locks: Iterable[Placed]) -> dict[str, Any]:
    """The gravest of the open locks, and since when."""
    found = [
        (GRAVE.get(tier, PlanState.Closed.WAITS), ORDER.index(Lock.Cause(cause)), placed_at, cause)
        for cause, tier, placed_at in locks
    ]
    if not found:
        return {}
    closed, _, placed_at, cause = min(found)
    return {"closed": closed, "cause": cause, "closed_at": placed_at, "closed_anew_at": max(row[2] for row in found)}


def _facts(plan: Plan, course: Course, known: Attention) -> dict[str, Any]:
    quiet = max(known.logged_on, course.paused_until, -1)
    facts: dict[str, Any] = {
        "logged_on": _day(plan, known.logged_on) if known.logged_on >= 0 else None,
        "silent_at": _midnight(plan, quiet + SILENT_DAYS + 1),
    }
    if (hurt := known.hurt) is not None:
        facts |= {"pain": hurt.now, "pain_before": hurt.before, "pain_at": _midnight(plan, hurt.since)}
        facts |= {"pain_from": _day(plan, hurt.since), "pain_on": _day(plan, hurt.last)}
        lasts = PAIN_DAYS if hurt.before is None else PAIN_DAYS - 1
        facts["pain_until"] = _midnight(plan, hurt.last + lasts)
    if (missed := known.missed) is not None:
        facts |= {"missed": missed.count, "planned": missed.planned, "missed_at": _midnight(plan, missed.on)}
    if known.ready:
        since = min(proposal.since for proposal in known.ready)
        lasts = since + PROPOSAL_DAYS + 1 if course.proposals else course.day + READY_DAYS + 1
        facts |= {"ready": [[p.subject, p.before, p.after] for p in known.ready], "ready_on": _day(plan, since)}
        facts |= {"ready_at": _midnight(plan, since), "ready_until": _midnight(plan, lasts)}
        facts["is_proposed"] = bool(course.proposals)
    return facts


def _set_changed(state: PlanState, plan: Plan, course: Course, day: int) -> None:
    """Since when nothing moved; a pause or a hold is meant, and who stays well needs no change."""
    state.changed_on = _day(plan, day)
    last = max(day, course.held_until, course.paused_until)
    state.stale_at = None if course.phase == STAY_WELL else _midnight(plan, last + STALE_DAYS)


def _day(plan: Plan, day: int) -> date:
    return plan.started_on + timedelta(days=min(day, FARTHEST))


def _midnight(plan: Plan, day: int) -> datetime:
    return datetime.combine(_day(plan, day), time.min, ZoneInfo(plan.runner.time_zone))
