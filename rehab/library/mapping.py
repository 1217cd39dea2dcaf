"""Rows to the engine's catalog: one protocol version with the library, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Subquery

from rehab.engine.catalog import (
    Catalog,
    Category,
    CategoryRule,
    CheckKind,
    ConsistencyCheck,
    Flag,
    GoalNeed,
    Kind,
    MixedRule,
    PhaseExit,
    PlanLength,
    SessionPlan,
    Tier,
    TierId,
)
from rehab.engine.catalog import Exclusion as EngineExclusion
from rehab.engine.catalog import Exercise as EngineExercise
from rehab.engine.catalog import Keyword as EngineKeyword
from rehab.engine.catalog import Level as EngineLevel
from rehab.engine.catalog import Question as EngineQuestion
from rehab.engine.catalog import Rule as EngineRule
from rehab.engine.conditions import Comparison as EngineComparison
from rehab.engine.conditions import Condition, Operator, Value

from .models import Comparison, Exclusion, Exercise, Protocol, Question, Rule, Source

DEFINED = Rule.Kind
EDITS = Exercise.history.model  # asking for `Exercise.history` builds a manager anew each time
CHECKS = (DEFINED.CHECK_SET, DEFINED.CHECK_ASK, DEFINED.CHECK_REFUSE)


class NoProtocolError(LookupError):
    """No protocol is published; `manage.py load_library` publishes the shipped one."""


def load_catalog(version: int | None = None) -> Catalog:
    """The catalog of a version, of the published one by default; kept in memory until something was edited."""
    protocols = Protocol.objects.filter(version=version) if version else Protocol.objects.filter(status="published")
    protocol = protocols.first()
    if protocol is None:
        raise NoProtocolError("No protocol is published. Run `manage.py load_library`.")
    return catalog_of(protocol)


def catalog_of(protocol: Protocol) -> Catalog:
    """The catalog of a protocol row that is at hand already."""
    stamp = library_stamp()
    if protocol.status == Protocol.Status.DRAFT:
        return build_catalog(protocol)
    kept = _kept.get(protocol.pk)
    if kept is None or kept[0] != stamp:
        kept = _kept[protocol.pk] = (stamp, build_catalog(protocol))
    return kept[1]


# One catalog per version in use and process: drafts of intakes go on under the version they were begun with.
_kept: dict[int, tuple[str, Catalog]] = {}


def library_stamp() -> str:
    """Changes with every edit of an exercise or a source: the newest rows of their histories."""
    newest = [Subquery(model.history.order_by("-history_id").values("history_id")[:1]) for model in (Exercise, Source)]
    found = Protocol.objects.order_by().values_list(*newest).first() or (None, None)
    return "{}.{}".format(*found)


def build_catalog(protocol: Protocol) -> Catalog:
    """Read a protocol and the library into a catalog."""
    rules = _rules_by_kind(protocol)
    templates: dict[tuple[Category, int], list[str]] = defaultdict(list)
    for item in protocol.template_items.all():
        templates[Category(item.category), item.phase].append(item.exercise_id)
    cardio: dict[int, list[str]] = defaultdict(list)
    for place in protocol.cardio_items.all():
        cardio[place.phase].append(place.exercise_id)
    return Catalog(
        version=protocol.version,
        questions=tuple(_question(q) for q in protocol.questions.prefetch_related("comparisons")),
        tiers={TierId(t.key): Tier(TierId(t.key), t.rank, t.plan) for t in protocol.tiers.all()},
        flags=tuple(_flag(rule) for rule in rules[DEFINED.FLAG]),
        checks=tuple(_check(rule) for kind in CHECKS for rule in rules[kind]),
        category_rules=tuple(_category_rule(rule) for rule in rules[DEFINED.CATEGORY]),
        mixed_rule=_mixed(rules[DEFINED.MIXED][0]),
        secondary_categories={s.region: Category(s.category) for s in protocol.secondary_regions.order_by("region")},
        exclusions=tuple(_exclusion(e) for e in _exclusions(protocol)),
        templates={place: tuple(ids) for place, ids in templates.items()},
        cardio={phase: tuple(ids) for phase, ids in cardio.items()},
        session_plans={
            s.phase: SessionPlan(s.phase, s.sessions_per_week, s.exercises_max) for s in protocol.session_plans.all()
        },
        exercises_by_minutes={b.minutes: b.exercises for b in protocol.minutes_budgets.all()},
        start_phase_rules=_plain(rules[DEFINED.START_PHASE]),
        run_allowance_rules=_plain(rules[DEFINED.RUN_ALLOWANCE]),
        entry_stage_rules=_plain(rules[DEFINED.ENTRY_STAGE]),
        plan_lengths={
            p.phase: PlanLength(p.phase, p.acute, p.subacute, p.chronic, p.severe_acute)
            for p in protocol.plan_lengths.all()
        },
        last_stage=max((s.stage for s in protocol.run_stages.all()), default=0),
        goal_needs=tuple(GoalNeed(g.goal_km, g.long_run_km, g.weekly_km) for g in protocol.goal_needs.all()),
        session_rules=_plain(rules[DEFINED.SESSION]),
        weekly_rules=_plain(rules[DEFINED.WEEKLY]),
        run_rules=_plain(rules[DEFINED.RUN]),
        phase_exits=tuple(_exit(rule) for rule in rules[DEFINED.PHASE_EXIT]),
        advice=tuple(_advice(rule) for rule in rules[DEFINED.ADVICE]),
        exercises={e.pk: _exercise(e) for e in _exercises()},
    )


def _rules_by_kind(protocol: Protocol) -> dict[str, list[Rule]]:
    found: dict[str, list[Rule]] = defaultdict(list)
    for rule in protocol.rules.order_by("kind", "position").prefetch_related("comparisons", "keywords", "sources"):
        found[rule.kind].append(rule)
    return found


def _exercises() -> Iterable[Exercise]:
    return Exercise.objects.order_by("pk").prefetch_related("levels", "blocks", "sources")


def _exclusions(protocol: Protocol) -> Iterable[Exclusion]:
    return protocol.exclusions.order_by("key").prefetch_related("exercises", "sources")


def _source_ids(row: Any) -> tuple[str, ...]:
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


def _question(row: Question) -> EngineQuestion:
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


def _plain(rules: Iterable[Rule]) -> tuple[EngineRule, ...]:
    return tuple(
        EngineRule(rule.key, rule.result, condition_of(rule.comparisons.all()), _source_ids(rule)) for rule in rules
    )


def _flag(rule: Rule) -> Flag:
    when = condition_of(rule.comparisons.all())
    return Flag(rule.key, TierId(rule.result), when, rule.run_lock, rule.text, _source_ids(rule))


def _check(rule: Rule) -> ConsistencyCheck:
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
        sources=_source_ids(rule),
    )


def _category_rule(rule: Rule) -> CategoryRule:
    floor = TierId(rule.tier_floor) if rule.tier_floor else None
    when = condition_of(rule.comparisons.all())
    return CategoryRule(rule.key, Category(rule.result), when, floor, _source_ids(rule))


def _mixed(rule: Rule) -> MixedRule:
    categories = tuple(Category(word) for word in rule.result.split(","))
    when = condition_of(rule.comparisons.all())
    return MixedRule(rule.key, when, categories, rule.through_phase or 0, _source_ids(rule))


def _exit(rule: Rule) -> PhaseExit:
    when = condition_of(rule.comparisons.all())
    return PhaseExit(rule.key, rule.phase or 0, rule.min_days or 0, rule.max_days, when, _source_ids(rule))


def _advice(rule: Rule) -> EngineRule:
    return EngineRule(rule.key, rule.target, condition_of(rule.comparisons.all()), _source_ids(rule))


def _exclusion(row: Exclusion) -> EngineExclusion:
    barred = frozenset(exercise.pk for exercise in row.exercises.all())
    return EngineExclusion(row.key, barred, row.advice, _source_ids(row))


def _exercise(row: Exercise) -> EngineExercise:
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
        sources=_source_ids(row),
        rest_s=row.rest_s,
        per_side=row.per_side,
        times_per_day=row.times_per_day,
        days_per_week=row.days_per_week,
    )
