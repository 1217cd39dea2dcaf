"""What holds for every plan: its exercises, doses, phases and sessions. Numbers are those of the list of invariants."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from rehab.engine.catalog import Category
from rehab.engine.pipeline import PlanDraft

from .cases import assessed
from .seeded import shipped_catalog
from .strategies import intakes, often

CATALOG = shipped_catalog()
LOADS = {"low": 0, "mod": 1, "high": 2}


@often
@given(intakes())
def test_i3_no_barred_exercise_anywhere(answers: dict[str, Any]) -> None:
    """Nothing barred for the category, mixed rule, second regions or conditions is in its phase or the first week."""
    found = assessed(answers)
    assume(isinstance(found, PlanDraft))
    assert isinstance(found, PlanDraft)
    first = {item.exercise_id for item in found.first_week}
    assert first.isdisjoint(found.excluded)
    for phase in found.phases:
        for item in (*phase.exercises, phase.cardio):
            assert _may(item.exercise_id, phase.phase, found), (item, phase.phase)


def _may(exercise_id: str, phase: int, plan: PlanDraft) -> bool:
    """An oracle of its own: reads answers and library, nothing of the classifier but its category."""
    values, blocked = plan.answers.values, CATALOG.exercises[exercise_id].blocked
    reach = blocked.get(plan.pattern.category, 0)
    if plan.pattern.mixed:
        reach = max(reach, *(min(2, blocked.get(category, 0)) for category in (Category.FLX, Category.EXT)))
    for region in values["secondary_regions"] or ():
        if region in CATALOG.secondary_categories:
            reach = max(reach, blocked.get(CATALOG.secondary_categories[region], 0))
    conditions = {*(values["medical"] or ()), values["pregnancy_status"]}
    barred = any(e.id in conditions and exercise_id in e.exercises for e in CATALOG.exclusions)
    return reach < phase and not barred


@often
@given(intakes())
def test_i6_doses_are_the_librarys_own(answers: dict[str, Any]) -> None:
    """No zero, no NaN, no empty set: every dose is a level of its exercise, and positive."""
    found = assessed(answers)
    if isinstance(found, PlanDraft):
        for item in (*found.first_week, *(i for p in found.phases for i in (*p.exercises, p.cardio))):
            assert item.level in CATALOG.exercises[item.exercise_id].levels
            numbers = [item.level.sets, item.level.reps, item.level.hold_s, item.level.minutes, item.level.metres]
            assert any(number is not None for number in numbers)
            assert all(number is None or number > 0 for number in numbers)


@often
@given(intakes())
def test_i7_phases_run_in_order_from_the_start_phase(answers: dict[str, Any]) -> None:
    """None skipped, none twice, each at least a week, the total within a year."""
    found = assessed(answers)
    if isinstance(found, PlanDraft):
        assert [phase.phase for phase in found.phases] == list(range(found.start_phase, 5))
        assert all(phase.weeks >= 1 for phase in found.phases)
        assert sum(phase.weeks for phase in found.phases) <= 52


@often
@given(intakes())
def test_i16_i18_each_prescription_is_known_owned_and_no_heavier(answers: dict[str, Any]) -> None:
    """Every exercise is in the library, its equipment is owned, a substitute is of no heavier load class."""
    found = assessed(answers)
    if isinstance(found, PlanDraft):
        owned = found.answers.values["equipment"] or frozenset()
        for phase in found.phases:
            for item in phase.exercises:
                exercise = CATALOG.exercises[item.exercise_id]
                assert exercise.equipment <= owned
                assert phase.phase in exercise.phases
                if item.replaces:
                    assert LOADS[exercise.load] <= LOADS[CATALOG.exercises[item.replaces].load]


@often
@given(intakes())
def test_i17_the_budget_is_kept(answers: dict[str, Any]) -> None:
    """Never more exercises than minutes and phase allow, never more sessions than days, never one twice."""
    found = assessed(answers)
    if isinstance(found, PlanDraft):
        most = {10: 3, 15: 4, 20: 5, 25: 6, 30: 7}[answers["minutes_per_session"]]
        for phase in found.phases:
            ids = [item.exercise_id for item in phase.exercises]
            assert 1 <= len(ids) == len(set(ids)) <= min(most, CATALOG.session_plans[phase.phase].exercises_max)
            assert phase.sessions_per_week <= answers["days_available"]


@often
@given(intakes(), st.sets(st.sampled_from(sorted(CATALOG.exercises)), max_size=3))
def test_i20_a_poor_library_refers_and_never_relaxes(answers: dict[str, Any], kept: set[str]) -> None:
    """With next to nothing in the library the answer is a referral, never an empty session."""
    small = replace(CATALOG, exercises={id_: CATALOG.exercises[id_] for id_ in {*kept, "walk_easy"}})
    found = assessed(answers, small)
    if isinstance(found, PlanDraft):
        assert all(phase.exercises for phase in found.phases)
    elif found.tier.rank < 2:
        assert found.reasons[-1].rule == "no_exercise_left"
