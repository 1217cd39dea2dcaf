"""Classify: which working pattern fits, whether it is mixed, and what that bars.

Patterns guide the choice of exercises. They are not diagnoses.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from .catalog import Catalog, Category, CategoryRule, Exclusion, Exercise, Tier
from .conditions import Facts, holds
from .derive import chosen
from .reasons import Reason, inputs_of
from .triage import Triage, highest_tier

NEVER = 4  # a block through phase 4 lasts the whole programme


@dataclass(frozen=True, slots=True)
class Pattern:
    """A category, whether both directions hurt, and how far each category's blocks reach.

    `block_caps` holds (category, last phase its blocks count in).
    """

    category: Category
    mixed: bool
    block_caps: tuple[tuple[Category, int], ...]
    barred: frozenset[str]
    reasons: tuple[Reason, ...]

    def blocks(self, exercise: Exercise, phase: int) -> bool:
        """Say whether the exercise is barred for this runner in this phase."""
        if exercise.id in self.barred:
            return True
        reaches = (min(exercise.blocked.get(category, 0), cap) for category, cap in self.block_caps)
        return any(reach >= phase for reach in reaches)


def classify(triage: Triage, catalog: Catalog) -> tuple[Pattern, Triage]:
    """The pattern of the first category rule that holds, and the triage with that rule's tier floor applied."""
    rule = _first(catalog.category_rules, triage.facts)
    facts: Facts = {**triage.facts, "category": rule.category.value}
    mixed = holds(catalog.mixed_rule.when, facts)
    reasons = [
        Reason(
            "category",
            rule.id,
            rule.category.value,
            catalog.version,
            inputs_of(rule.when.fields(), facts),
            rule.sources,
        )
    ]
    if mixed:
        m1 = catalog.mixed_rule
        reasons.append(Reason("mixed", m1.id, "mixed", catalog.version, inputs_of(m1.when.fields(), facts), m1.sources))
    pattern = Pattern(
        category=rule.category,
        mixed=mixed,
        block_caps=tuple(_block_caps(rule.category, mixed, facts, catalog)),
        barred=_barred(facts, catalog),
        reasons=(*reasons, *_exclusion_reasons(facts, catalog)),
    )
    return pattern, replace(triage, tier=_floored(triage, rule, catalog), facts=facts)


def excluded(pattern: Pattern, phase: int, catalog: Catalog) -> tuple[str, ...]:
    """The ids of all exercises barred at a phase, sorted."""
    return tuple(sorted(id_ for id_, exercise in catalog.exercises.items() if pattern.blocks(exercise, phase)))


@dataclass(frozen=True, slots=True)
class Bar:
    """Why an exercise is barred: by a category's block or by a condition (`because`), through which phase (1-4)."""

    exercise_id: str
    because: str
    through_phase: int


def bars(pattern: Pattern, phase: int, facts: Facts, catalog: Catalog) -> tuple[Bar, ...]:
    """Every exercise barred at a phase with what bars it the longest, sorted by exercise."""
    return tuple(_bar(id_, pattern, facts, catalog) for id_ in excluded(pattern, phase, catalog))


def _bar(id_: str, pattern: Pattern, facts: Facts, catalog: Catalog) -> Bar:
    condition = next((exclusion.id for exclusion in _active(facts, catalog) if id_ in exclusion.exercises), None)
    if condition is not None:
        return Bar(id_, condition, NEVER)
    blocked = catalog.exercises[id_].blocked
    reach, category = max((min(blocked.get(category, 0), cap), category.value) for category, cap in pattern.block_caps)
    return Bar(id_, category, reach)


def _first(rules: tuple[CategoryRule, ...], facts: Facts) -> CategoryRule:
    return next(rule for rule in rules if holds(rule.when, facts))


def _floored(triage: Triage, rule: CategoryRule, catalog: Catalog) -> Tier:
    if rule.tier_floor is None or rule.id in triage.cleared:
        return triage.tier
    return highest_tier(triage.tier, catalog.tiers[rule.tier_floor])


def _block_caps(category: Category, mixed: bool, facts: Facts, catalog: Catalog) -> Iterator[tuple[Category, int]]:
    yield category, NEVER
    if mixed:
        for other in catalog.mixed_rule.categories:
            yield other, catalog.mixed_rule.through_phase
    for region in sorted(chosen(facts, "secondary_regions")):
        if region in catalog.secondary_categories:
            yield catalog.secondary_categories[region], NEVER


def _active(facts: Facts, catalog: Catalog) -> list[Exclusion]:
    present = chosen(facts, "medical") | {str(facts.get("pregnancy_status"))}
    return [exclusion for exclusion in catalog.exclusions if exclusion.id in present]


def _barred(facts: Facts, catalog: Catalog) -> frozenset[str]:
    return frozenset().union(*(exclusion.exercises for exclusion in _active(facts, catalog)))


def _exclusion_reasons(facts: Facts, catalog: Catalog) -> tuple[Reason, ...]:
    return tuple(
        Reason("exclusion", exclusion.id, "barred", catalog.version, (), exclusion.sources)
        for exclusion in _active(facts, catalog)
    )
