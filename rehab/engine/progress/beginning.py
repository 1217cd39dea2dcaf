"""Beginning: from a plan draft to what a course starts from."""

from __future__ import annotations

from ..catalog import Catalog, TierId
from ..classify import bars
from ..derive import chosen
from ..pipeline import PlanDraft
from ..prescribe import PHASES, build_phase, cardio, sessions_a_week, walk
from ..triage import PARALLEL_RANK
from .course import Cause, Course, Frame, Held, Item, Role, Start


def start_of(draft: PlanDraft, catalog: Catalog) -> Start:
    """What a plan begins from: every phase as it would begin, also those before the start phase, for a step back."""
    facts = {**draft.triage.facts, "start_phase": draft.start_phase}
    barred = bars(draft.pattern, draft.start_phase, draft.triage.facts, catalog)
    return Start(
        facts=facts,
        category=draft.pattern.category.value,
        tier=draft.tier.id.value,
        flags=draft.triage.fired,
        has_run_lock=draft.triage.run_lock,
        start_phase=draft.start_phase,
        entry_stage=draft.running.entry_stage,
        run_allowance=draft.running.allowance,
        phases={phase: _items(phase, draft, catalog) for phase in PHASES},
        sessions={phase: sessions_a_week(phase, facts, catalog) for phase in PHASES},
        barred={bar.exercise_id: bar.through_phase for bar in barred},
        equipment=chosen(facts, "equipment"),
    )


def _items(phase: int, draft: PlanDraft, catalog: Catalog) -> tuple[Item, ...]:
    # The draft's own phases are taken as they are; those before it are built as a step back would find them.
    facts = {**draft.triage.facts, "start_phase": draft.start_phase}
    exercises = build_phase(phase, facts, draft.pattern, catalog)
    items = [Item(p.exercise_id, p.level.level, Role.EXERCISE, p.replaces or "") for p in exercises]
    if phase <= draft.start_phase:
        easy = walk(facts, catalog)
        items.append(Item(easy.exercise_id, easy.level.level, Role.WALK))
    aerobic = cardio(phase, facts, draft.pattern, catalog)
    if all(item.exercise_id != aerobic.exercise_id for item in items):
        items.append(Item(aerobic.exercise_id, aerobic.level.level, Role.CARDIO))
    return tuple(items)


def begin(frame: Frame) -> Course:
    """The course of the plan's first day: its start phase, with the locks that its tier and flags ask for."""
    start = frame.start
    locks = []
    if frame.catalog.tiers[TierId(start.tier)].rank == PARALLEL_RANK:
        locks.append(Held(Cause.CONTACT, start.tier, start.flags, 0))
    if start.has_run_lock:
        locks.append(Held(Cause.RUNNING, start.tier, start.flags, 0))
    return Course(
        day=0,
        phase=start.start_phase,
        phase_since=0,
        items=start.phases[start.start_phase],
        locks=tuple(locks),
        known_flags=start.flags,
        stage=start.entry_stage if start.start_phase == PHASES[-1] else None,
        category=start.category,
    )
