"""The shipped rule base as a catalog, read straight from the seed files: engine tests need no Django and no database.

A second reading of the seed beside `rehab.library.mapping`; tests/library/test_mapping.py holds one against the other.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from rehab.engine.catalog import (
    Catalog,
    Category,
    CategoryRule,
    CheckKind,
    ConsistencyCheck,
    EntryTest,
    Exclusion,
    Exercise,
    Flag,
    GoalNeed,
    Keyword,
    Kind,
    Level,
    MixedRule,
    PhaseExit,
    PlanLength,
    Question,
    Rule,
    Segment,
    SessionPlan,
    Stage,
    Tier,
    TierId,
)
from rehab.engine.conditions import Comparison, Condition, Operator, Value

SEED = Path(__file__).resolve().parents[2] / "rehab" / "library" / "seed"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast where it is there
ID_KINDS = (CheckKind.SET_ANSWER, CheckKind.ASK_AGAIN, CheckKind.REFUSE)


@cache
def read(name: str) -> Any:
    """A seed file."""
    return yaml.load((SEED / f"{name}.yaml").read_text(encoding="utf-8"), Loader=LOADER)


@cache
def shipped_catalog() -> Catalog:
    """The catalog of the shipped protocol. One long call on purpose: field by field, as the catalog is."""
    flags, patterns, steps, running = read("red_flags"), read("categories"), read("progression"), read("running")
    mixed = patterns["mixed"]
    return Catalog(
        version=1,
        questions=_questions(),
        tiers={TierId(t["id"]): Tier(TierId(t["id"]), t["rank"], t["plan"]) for t in flags["tiers"]},
        flags=tuple(
            Flag(f["id"], TierId(f["tier"]), _when(f), f.get("run_lock", False), f["suspect"], _sources(f))
            for f in flags["flags"]
        ),
        checks=tuple(_check(c) for kind in ID_KINDS for c in flags["checks"] if c["kind"] == kind),
        category_rules=tuple(_category_rule(r) for r in sorted(patterns["rules"], key=lambda r: r["order"])),
        mixed_rule=MixedRule("M1", _when(mixed), (Category.FLX, Category.EXT), 2, _sources(mixed)),
        secondary_categories={k: Category(v) for k, v in sorted(patterns["secondary"]["adds"].items())},
        exclusions=tuple(
            Exclusion(e["id"], frozenset(e["blocks"]), e["also"], _sources(e))
            for e in sorted(patterns["exclusions"], key=lambda e: e["id"])
        ),
        templates={
            (Category(c), phase): tuple(ids) for c, t in patterns["templates"].items() for phase, ids in t.items()
        },
        cardio={phase: tuple(ids) for phase, ids in patterns["cardio"].items()},
        session_plans={
            p["phase"]: SessionPlan(p["phase"], p["sessions_per_week"], p["exercises_max"])
            for p in patterns["session_plans"]
        },
        exercises_by_minutes=dict(patterns["exercises_by_minutes"]),
        start_phase_rules=_rules(steps["start_phase"]),
        run_allowance_rules=_rules(steps["run_allowance"]),
        entry_stage_rules=_rules(running["entry_stage"]),
        plan_lengths={p["phase"]: PlanLength(**p) for p in steps["plan_lengths"]},
        last_stage=max(s["stage"] for s in running["stages"]),
        goal_needs=tuple(GoalNeed(**{k: float(v) for k, v in g.items()}) for g in running["goal_needs"]),
        session_rules=_rules(steps["session"]),
        weekly_rules=_rules(steps["weekly"]),
        run_rules=_rules(running["run"]),
        phase_exits=tuple(
            PhaseExit(e["id"], e["phase"], e["min_days"], e["max_days"], _when(e), _sources(e))
            for e in steps["phase_exits"]
        ),
        flare_rules=_rules(steps["flare_rules"]),
        missed_rules=_rules(steps["missed_rules"]),
        stall_rules=_rules(steps["stall_rules"]),
        fallback_rules=_rules(steps["fallback_rules"]),
        stages=tuple(_stage(s) for s in running["stages"]),
        entry_tests=tuple(
            EntryTest(t["id"], Comparison(t["field"], Operator(t["op"]), t["v"])) for t in running["entry_tests"]
        ),
        advice=tuple(Rule(a["id"], a["topic"], _when(a), _sources(a)) for a in read("advice")["advice"]),
        exercises={e["id"]: _exercise(e) for e in sorted(read("exercises"), key=lambda e: e["id"])},
    )


def _sources(item: dict[str, Any]) -> tuple[str, ...]:
    return tuple(sorted(item["source"]))


def _when(item: dict[str, Any], key: str = "when") -> Condition:
    return Condition(
        tuple(tuple(Comparison(f, Operator(o), _value(v)) for f, o, v in group) for group in item.get(key, ()))
    )


def _value(value: Any) -> Value:
    return frozenset(map(str, value)) if isinstance(value, list) else value


def _rules(items: list[dict[str, Any]]) -> tuple[Rule, ...]:
    return tuple(Rule(r["id"], r["result"], _when(r), _sources(r)) for r in items)


def _questions() -> tuple[Question, ...]:
    asked = read("questions")
    first = [q for q in asked["questions"] if q["id"] in ("age_years", "primary_region")]
    rest = [q for q in asked["questions"] if q not in first]
    return tuple(
        Question(
            id=q["id"],
            kind=Kind(q["kind"]),
            values=tuple(q.get("values", ())),
            minimum=q.get("min"),
            maximum=q.get("max"),
            required=q["required"],
            default=q.get("default"),
            unsure_as=q.get("unsure_as", ""),
            ask_when=_when(q, "ask_when"),
            recheck=q.get("recheck", False),
        )
        for q in [*first, *asked["safety_questions"], *rest]
    )


def _check(item: dict[str, Any]) -> ConsistencyCheck:
    return ConsistencyCheck(
        id=item["id"],
        kind=CheckKind(item["kind"]),
        when=_when(item),
        set_field=item.get("set_field", ""),
        set_value=item.get("set_value", ""),
        read_field=item.get("read_field", ""),
        keywords=tuple(Keyword(k["word"], tuple(k["asks"]), k["prefix"]) for k in item.get("keywords", ())),
        reason=item["reason"],
        sources=_sources(item),
    )


def _category_rule(item: dict[str, Any]) -> CategoryRule:
    floor = TierId(item["tier_floor"]) if item.get("tier_floor") else None
    return CategoryRule(item["id"], Category(item["category"]), _when(item), floor, _sources(item))


def _stage(item: dict[str, Any]) -> Stage:
    segments = tuple(Segment(**segment) for segment in item["segments"])
    return Stage(item["stage"], segments, item["run_min_total"], item["min_sessions"])


def _exercise(item: dict[str, Any]) -> Exercise:
    return Exercise(
        id=item["id"],
        phases=frozenset(item["phases"]),
        levels=tuple(Level(**level) for level in item["levels"]),
        blocked={Category(b["category"]): b["through_phase"] for b in item["blocked"]},
        equipment=frozenset(item["equipment"]),
        substitute=item["substitute"],
        load=item["load"],
        regression=item["regression"],
        progression=item["progression"],
        sources=_sources(item),
        kind=item["category"],
        directions=frozenset(item["directions"]),
        **{name: item[name] for name in ("rest_s", "per_side", "times_per_day", "days_per_week")},
    )
