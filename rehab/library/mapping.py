"""Rows to the engine's catalog: one protocol version with the library, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db import connection

from rehab.engine.catalog import Catalog, Category, GoalNeed, PlanLength, SessionPlan, Tier, TierId

from .models import DRAFTING, EntryTest, Exclusion, Exercise, Figure, Protocol, Rule, RunSegment, Source
from .rows import (
    advice_of,
    category_rule_of,
    check_of,
    condition_of,
    entry_test_of,
    exclusion_of,
    exercise_of,
    exit_of,
    flag_of,
    mixed_of,
    question_of,
    rules_of,
    stages_of,
)

__all__ = ["NoProtocolError", "build_catalog", "catalog_of", "condition_of", "library_stamp", "load_catalog"]

DEFINED = Rule.Kind
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


# Every page asks for it: written out, for putting it together anew would take longer than the database takes.
TABLES = [model.history.model._meta.db_table for model in (Exercise, Source, Figure)]
SHOWN = f"COALESCE(history_change_reason, '') <> '{DRAFTING}'"  # a figure's draft is on no page
NEWEST_EDITS = f"SELECT {', '.join(f'(SELECT MAX(history_id) FROM {table} WHERE {SHOWN})' for table in TABLES)}"  # noqa: S608 words of our own


def library_stamp() -> str:
    """Changes with every edit of an exercise, a source or a shown figure: the newest rows of their histories."""
    with connection.cursor() as cursor:
        cursor.execute(NEWEST_EDITS)
        return "{}.{}.{}".format(*cursor.fetchone())


def build_catalog(protocol: Protocol) -> Catalog:
    """Read a protocol and the library into a catalog. One long call on purpose: field by field, as the catalog is."""
    rules = _rules_by_kind(protocol)
    templates: dict[tuple[Category, int], list[str]] = defaultdict(list)
    for item in protocol.template_items.all():
        templates[Category(item.category), item.phase].append(item.exercise_id)
    cardio: dict[int, list[str]] = defaultdict(list)
    for place in protocol.cardio_items.all():
        cardio[place.phase].append(place.exercise_id)
    stages = stages_of(RunSegment.objects.filter(stage__protocol=protocol).select_related("stage"))
    return Catalog(
        version=protocol.version,
        questions=tuple(question_of(q) for q in protocol.questions.prefetch_related("comparisons")),
        tiers={TierId(t.key): Tier(TierId(t.key), t.rank, t.plan) for t in protocol.tiers.all()},
        flags=tuple(flag_of(rule) for rule in rules[DEFINED.FLAG]),
        checks=tuple(check_of(rule) for kind in CHECKS for rule in rules[kind]),
        category_rules=tuple(category_rule_of(rule) for rule in rules[DEFINED.CATEGORY]),
        mixed_rule=mixed_of(rules[DEFINED.MIXED][0]),
        secondary_categories={s.region: Category(s.category) for s in protocol.secondary_regions.order_by("region")},
        exclusions=tuple(exclusion_of(e) for e in _exclusions(protocol)),
        templates={place: tuple(ids) for place, ids in templates.items()},
        cardio={phase: tuple(ids) for phase, ids in cardio.items()},
        session_plans={
            s.phase: SessionPlan(s.phase, s.sessions_per_week, s.exercises_max) for s in protocol.session_plans.all()
        },
        exercises_by_minutes={b.minutes: b.exercises for b in protocol.minutes_budgets.all()},
        start_phase_rules=rules_of(rules[DEFINED.START_PHASE]),
        run_allowance_rules=rules_of(rules[DEFINED.RUN_ALLOWANCE]),
        entry_stage_rules=rules_of(rules[DEFINED.ENTRY_STAGE]),
        plan_lengths={
            p.phase: PlanLength(p.phase, p.acute, p.subacute, p.chronic, p.severe_acute)
            for p in protocol.plan_lengths.all()
        },
        last_stage=max((stage.stage for stage in stages), default=0),
        goal_needs=tuple(GoalNeed(g.goal_km, g.long_run_km, g.weekly_km) for g in protocol.goal_needs.all()),
        session_rules=rules_of(rules[DEFINED.SESSION]),
        weekly_rules=rules_of(rules[DEFINED.WEEKLY]),
        run_rules=rules_of(rules[DEFINED.RUN]),
        phase_exits=tuple(exit_of(rule) for rule in rules[DEFINED.PHASE_EXIT]),
        flare_rules=rules_of(rules[DEFINED.FLARE]),
        missed_rules=rules_of(rules[DEFINED.MISSED]),
        stall_rules=rules_of(rules[DEFINED.STALL]),
        fallback_rules=rules_of(rules[DEFINED.FALLBACK]),
        stages=stages,
        entry_tests=tuple(entry_test_of(row) for row in protocol_tests(protocol)),
        advice=tuple(advice_of(rule) for rule in rules[DEFINED.ADVICE]),
        exercises={e.pk: exercise_of(e) for e in _exercises()},
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


def protocol_tests(protocol: Protocol) -> Iterable[EntryTest]:
    """The entry tests of a protocol in their order."""
    return EntryTest.objects.filter(protocol=protocol).order_by("position")
