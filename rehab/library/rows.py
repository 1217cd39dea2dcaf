"""Rows to the engine's values, one kind at a time; `mapping` puts them together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from rehab.engine.catalog import (
    Category,
    CategoryRule,
    CheckKind,
    ConsistencyCheck,
    Flag,
    Kind,
    MixedRule,
    PhaseExit,
    Segment,
    Stage,
    TierId,
)
from rehab.engine.catalog import EntryTest as EngineEntryTest
from rehab.engine.catalog import Exclusion as EngineExclusion
from rehab.engine.catalog import Exercise as EngineExercise
from rehab.engine.catalog import Keyword as EngineKeyword
from rehab.engine.catalog import Level as EngineLevel
from rehab.engine.catalog import Question as EngineQuestion
from rehab.engine.catalog import Rule as EngineRule
from rehab.engine.conditions import Comparison as EngineComparison
from rehab.engine.conditions import Condition, Operator, Value

from .models import Comparison, EntryTest, Exclusion, Exercise, Question, Rule, RunSegment

DEFINED = Rule.Kind


def source_ids_of(row: Any) -> tuple[str, ...]:
    """The ids of the sources a row cites, sorted."""
    return tuple(sorted(source.pk for source in row.sources.all()))


def condition_of(rows: Iterable[Comparison]) -> Condition:
    """A condition from its rows, whatever their order."""
    groups: dict[int, list[EngineComparison]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row.group, row.position)):
        groups[row.group].append(EngineComparison(row.field, Operator(row.operator), _value(row), row.count))
    return Condition(tuple(tuple(groups[number]) for number in sorted(groups)))


def _value(row: Comparison) -> Value:
    if row.value_flag is not None:
        return row.value_flag
    if row.value_number is not None:
        return _tidy(row.value_number)
    return frozenset(map(str, row.value_list)) if row.value_list else row.value_text


def _tidy(number: float) -> int | float:
    return int(number) if number.is_integer() else number


def question_of(row: Question) -> EngineQuestion:
    """A question with when it is asked."""
    return EngineQuestion(
        id=row.key,
        kind=Kind(row.kind),
        values=tuple(row.values),
        minimum=row.minimum,
        maximum=row.maximum,
        required=row.required,
        default=row.default,
        unsure_as=row.unsure_as,
        ask_when=condition_of(row.comparisons.all()),
        recheck=row.recheck,
    )


def rules_of(rules: Iterable[Rule]) -> tuple[EngineRule, ...]:
    """Rules of a list whose result is a word."""
    return tuple(
        EngineRule(rule.key, rule.result, condition_of(rule.comparisons.all()), source_ids_of(rule)) for rule in rules
    )


def flag_of(rule: Rule) -> Flag:
    """A red flag."""
    when = condition_of(rule.comparisons.all())
    return Flag(rule.key, TierId(rule.result), when, rule.run_lock, rule.text, source_ids_of(rule))


def check_of(rule: Rule) -> ConsistencyCheck:
    """A consistency check."""
    sets = rule.kind == DEFINED.CHECK_SET
    return ConsistencyCheck(
        id=rule.key,
        kind=CheckKind(rule.kind),
        when=condition_of(rule.comparisons.all()),
        set_field=rule.target if sets else "",
        set_value=rule.result if sets else "",
        read_field="" if sets else rule.target,
        keywords=tuple(EngineKeyword(k.word, tuple(k.asks), k.is_prefix) for k in rule.keywords.all()),
        reason=rule.text,
        sources=source_ids_of(rule),
    )


def category_rule_of(rule: Rule) -> CategoryRule:
    """A pattern rule."""
    floor = TierId(rule.tier_floor) if rule.tier_floor else None
    when = condition_of(rule.comparisons.all())
    return CategoryRule(rule.key, Category(rule.result), when, floor, source_ids_of(rule))


def mixed_of(rule: Rule) -> MixedRule:
    """The mixed rule."""
    categories = tuple(Category(word) for word in rule.result.split(","))
    when = condition_of(rule.comparisons.all())
    return MixedRule(rule.key, when, categories, rule.through_phase or 0, source_ids_of(rule))


def exit_of(rule: Rule) -> PhaseExit:
    """A phase exit."""
    when = condition_of(rule.comparisons.all())
    return PhaseExit(rule.key, rule.phase or 0, rule.min_days or 0, rule.max_days, when, source_ids_of(rule))


def advice_of(rule: Rule) -> EngineRule:
    """A piece of advice; its result is the topic."""
    return EngineRule(rule.key, rule.target, condition_of(rule.comparisons.all()), source_ids_of(rule))


def exclusion_of(row: Exclusion) -> EngineExclusion:
    """What a condition bars."""
    barred = frozenset(exercise.pk for exercise in row.exercises.all())
    return EngineExclusion(row.key, barred, row.advice, source_ids_of(row))


def exercise_of(row: Exercise) -> EngineExercise:
    """An exercise with its levels and blocks."""
    return EngineExercise(
        id=row.pk,
        phases=frozenset(row.phases),
        levels=tuple(
            EngineLevel(
                level.level,
                level.sets,
                level.reps,
                level.hold_s,
                None if level.minutes is None else _tidy(level.minutes),
                level.metres,
            )
            for level in sorted(row.levels.all(), key=lambda level: level.level)
        ),
        blocked={Category(block.category): block.through_phase for block in row.blocks.all()},
        equipment=frozenset(row.equipment),
        substitute=row.substitute_id,
        load=row.load,
        regression=row.regression_id,
        progression=row.progression_id,
        sources=source_ids_of(row),
        rest_s=row.rest_s,
        per_side=row.per_side,
        times_per_day=row.times_per_day,
        days_per_week=row.days_per_week,
        kind=row.kind,
        directions=frozenset(row.directions),
    )


def stages_of(rows: Iterable[RunSegment]) -> tuple[Stage, ...]:
    """The run-walk stages in their order, from their segments."""
    found: dict[int, list[RunSegment]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row.stage.stage, row.position)):
        found[row.stage.stage].append(row)
    return tuple(_stage(segments) for segments in found.values())


def _stage(rows: list[RunSegment]) -> Stage:
    segments = tuple(Segment(row.run_min, row.walk_min, row.reps) for row in rows)
    return Stage(rows[0].stage.stage, segments, rows[0].stage.run_min_total, rows[0].stage.min_sessions)


def entry_test_of(row: EntryTest) -> EngineEntryTest:
    """An entry test with the bound of its measure."""
    value = _tidy(row.value) if isinstance(row.value, float) else row.value
    return EngineEntryTest(row.key, EngineComparison(row.field, Operator(row.operator), value))
