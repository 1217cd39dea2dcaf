"""The shipped protocol, version 1, as rows."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import Any

from .models import (
    CardioItem,
    CategoryText,
    Comparison,
    EntryTest,
    Exclusion,
    GoalNeed,
    Keyword,
    MinutesBudget,
    PlanLength,
    Protocol,
    Question,
    Rule,
    RunSegment,
    RunStage,
    SecondaryRegion,
    SessionPlan,
    TemplateItem,
)
from .seeding import Citations, Row, comparisons, seed
from .seeding_words import load_words

Kind = Rule.Kind
SAFETY_SCREEN = "safety"


def load_protocol(protocol: Protocol, citations: Citations) -> None:
    """Everything a protocol holds."""
    _load_questions(protocol, citations)
    load_rules(protocol, citations)
    _load_categories(protocol, citations)
    _load_running(protocol, citations)
    load_words(protocol, citations)


def _load_questions(protocol: Protocol, citations: Citations) -> None:
    asked = seed("questions")
    given = in_asking_order(asked["questions"], asked["safety_questions"])
    rows = [citations.cite(_question(protocol, number, item), item) for number, item in enumerate(given, 1)]
    Question.objects.bulk_create(rows)
    Comparison.objects.bulk_create(
        leaf
        for row, item in zip(rows, given, strict=True)
        for leaf in comparisons(item.get("ask_when", ()), question=row)
    )


def in_asking_order(questions: list[Row], safety: list[Row]) -> list[Row]:
    """Age and region, then every safety question, then the rest."""
    first = [item for item in questions if item["id"] in ("age_years", "primary_region")]
    return [*first, *safety, *(item for item in questions if item not in first)]


def _question(protocol: Protocol, position: int, item: Row) -> Question:
    words = seed("wording").get(item["id"], {})
    return Question(
        protocol=protocol,
        key=item["id"],
        screen=item["screen"],
        position=position,
        kind=item["kind"],
        text=item.get("text") or words["text"],
        help=words.get("help", ""),
        labels={str(value): label for value, label in words.get("labels", {}).items()},
        unit=item.get("unit", ""),
        values=item.get("values", []),
        minimum=item.get("min"),
        maximum=item.get("max"),
        required=item["required"],
        default=item.get("default"),
        unsure_as=item.get("unsure_as", ""),
        recheck=item.get("recheck", False),
        used_by=item["used_by"],
        note=item.get("note", ""),
    )


def load_rules(protocol: Protocol, citations: Citations, kinds: Container[str] | None = None) -> None:
    """The rules of these lists, of all lists if none are named, with their conditions and keywords."""
    lists = [(kind, items) for kind, items in rule_lists() if kinds is None or kind in kinds]
    given = [(kind, position, item) for kind, items in lists for position, item in enumerate(items, 1)]
    rows = [citations.cite(_rule(protocol, kind, position, item), item) for kind, position, item in given]
    Rule.objects.bulk_create(rows)
    Comparison.objects.bulk_create(
        leaf
        for row, (_, _, item) in zip(rows, given, strict=True)
        for leaf in comparisons(item.get("when", ()), rule=row)
    )
    Keyword.objects.bulk_create(
        Keyword(rule=row, word=word["word"], is_prefix=word["prefix"], asks=word["asks"])
        for row, (_, _, item) in zip(rows, given, strict=True)
        for word in item.get("keywords", ())
    )


def rule_lists() -> Iterable[tuple[str, list[Row]]]:
    """Every list of rules of the seed with its kind, each in its order."""
    flags, patterns = seed("red_flags"), seed("categories")
    steps, running = seed("progression"), seed("running")
    yield Kind.FLAG, flags["flags"]
    for kind in (Kind.CHECK_SET, Kind.CHECK_ASK, Kind.CHECK_REFUSE):
        yield kind, [check for check in flags["checks"] if check["kind"] == kind]
    yield Kind.CATEGORY, sorted(patterns["rules"], key=lambda item: item["order"])
    yield Kind.MIXED, [patterns["mixed"]]
    for name in ("start_phase", "run_allowance", "session", "weekly"):
        yield name, steps[name]
    for kind in (Kind.FLARE, Kind.MISSED, Kind.STALL, Kind.FALLBACK):
        yield kind, steps[f"{kind.value}_rules"]
    yield Kind.PHASE_EXIT, steps["phase_exits"]
    yield Kind.ENTRY_STAGE, running["entry_stage"]
    yield Kind.RUN, running["run"]
    yield Kind.ADVICE, seed("advice")["advice"]


def _rule(protocol: Protocol, kind: str, position: int, item: Row) -> Rule:
    result = item.get("tier") or item.get("category") or item.get("result") or item.get("set_value") or ""
    return Rule(
        protocol=protocol,
        kind=kind,
        key=item["id"],
        position=position,
        result=",".join(item["categories"]) if kind == Kind.MIXED else result,
        target=item.get("set_field") or item.get("read_field") or item.get("topic") or "",
        text=_rule_text(item),
        run_lock=item.get("run_lock", False),
        tier_floor=item.get("tier_floor", ""),
        through_phase=item.get("through_phase"),
        phase=item.get("phase"),
        min_days=item.get("min_days"),
        max_days=item.get("max_days"),
    )


def _rule_text(item: Row) -> str:
    for name in ("suspect", "reason", "limit", "effect", "typical_days", "text"):
        if item.get(name):
            return str(item[name])
    return ""


def _load_categories(protocol: Protocol, citations: Citations) -> None:
    given = seed("categories")
    CategoryText.objects.bulk_create(citations.cite(_category(protocol, item), item) for item in given["categories"])
    TemplateItem.objects.bulk_create(
        TemplateItem(protocol=protocol, category=category, phase=phase, position=position, exercise_id=id_)
        for category, phases in given["templates"].items()
        for phase, ids in phases.items()
        for position, id_ in enumerate(ids, 1)
    )
    CardioItem.objects.bulk_create(
        CardioItem(protocol=protocol, phase=phase, position=position, exercise_id=id_)
        for phase, ids in given["cardio"].items()
        for position, id_ in enumerate(ids, 1)
    )
    SessionPlan.objects.bulk_create(SessionPlan(protocol=protocol, **item) for item in given["session_plans"])
    MinutesBudget.objects.bulk_create(
        MinutesBudget(protocol=protocol, minutes=minutes, exercises=count)
        for minutes, count in given["exercises_by_minutes"].items()
    )
    SecondaryRegion.objects.bulk_create(
        SecondaryRegion(protocol=protocol, region=region, category=category)
        for region, category in given["secondary"]["adds"].items()
    )
    _load_exclusions(protocol, given["exclusions"], citations)


def _category(protocol: Protocol, item: Row) -> CategoryText:
    names = "label seed_link preferred education run_rule stop_signal plan_before_clearance after_clearance".split()
    fields: dict[str, Any] = {name: item[name] for name in names if name in item}
    return CategoryText(protocol=protocol, category=item["id"], **fields)


def _load_exclusions(protocol: Protocol, given: list[Row], citations: Citations) -> None:
    rows = [citations.cite(Exclusion(protocol=protocol, key=i["id"], advice=i["also"]), i) for i in given]
    Exclusion.objects.bulk_create(rows)
    through = Exclusion.exercises.through
    through._default_manager.bulk_create(
        through(exclusion_id=row.pk, exercise_id=id_)
        for row, item in zip(rows, given, strict=True)
        for id_ in item["blocks"]
    )


def _load_running(protocol: Protocol, citations: Citations) -> None:
    given = seed("running")
    PlanLength.objects.bulk_create(
        PlanLength(protocol=protocol, **item) for item in seed("progression")["plan_lengths"]
    )
    stages = [citations.cite(_stage(protocol, item), item, given["stage_source"]) for item in given["stages"]]
    RunStage.objects.bulk_create(stages)
    RunSegment.objects.bulk_create(
        RunSegment(stage=row, position=position, **segment)
        for row, item in zip(stages, given["stages"], strict=True)
        for position, segment in enumerate(item["segments"], 1)
    )
    GoalNeed.objects.bulk_create(
        citations.cite(GoalNeed(protocol=protocol, **item), {}, given["goal_source"]) for item in given["goal_needs"]
    )
    EntryTest.objects.bulk_create(
        citations.cite(_entry_test(protocol, number, item), item) for number, item in enumerate(given["entry_tests"], 1)
    )


def _stage(protocol: Protocol, item: Row) -> RunStage:
    fields = {name: item[name] for name in ("stage", "run_min_total", "min_sessions", "note")}
    return RunStage(protocol=protocol, **fields)


def _entry_test(protocol: Protocol, position: int, item: Row) -> EntryTest:
    return EntryTest(
        protocol=protocol,
        key=item["id"],
        position=position,
        test=item["test"],
        passes=item["pass"],
        field=item["field"],
        operator=item["op"],
        value=item["v"],
    )
