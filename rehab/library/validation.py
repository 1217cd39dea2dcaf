"""Why a draft cannot be published: every reason, in words an administrator can act on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from itertools import combinations
from typing import Any

from rehab.engine.catalog import Catalog, Category, Question
from rehab.engine.conditions import Comparison, Condition, Operator, Value
from rehab.engine.pipeline import Refusal, assess

from .facts import ALLOWANCES, TOPICS, Fact, known_facts
from .mapping import build_catalog, condition_of
from .models import Evidenced, Exercise, Protocol, Rule, outcome_words
from .seeding import seed

Kind = Rule.Kind
FIRST_WINS = (
    Kind.CATEGORY,
    Kind.START_PHASE,
    Kind.RUN_ALLOWANCE,
    Kind.ENTRY_STAGE,
    Kind.SESSION,
    Kind.WEEKLY,
    Kind.RUN,
    Kind.FLARE,
    Kind.MISSED,
    Kind.STALL,
    Kind.FALLBACK,
)
# The allowance and the entry stage have no last resort: their rules share out every phase and every gap.
MUST_END = tuple(kind for kind in FIRST_WINS if kind not in (Kind.RUN_ALLOWANCE, Kind.ENTRY_STAGE))
# What the lists before the plan begins may lead to; the lists of progression have their `OUTCOMES`.
BEGINNINGS: dict[str, tuple[str, ...]] = {
    Kind.START_PHASE: tuple(map(str, range(1, 5))),
    Kind.RUN_ALLOWANCE: ALLOWANCES,
    Kind.ENTRY_STAGE: tuple(map(str, range(1, 11))),
}


def reasons_against(protocol: Protocol, today: date) -> list[str]:
    """All reasons against publishing; an empty list means it may be published."""
    try:
        catalog = build_catalog(protocol)
    except (ValueError, IndexError) as error:
        return [f"A rule cannot be read: {error}. Choose its result from the list."]
    rules = list(protocol.rules.order_by("kind", "position").prefetch_related("comparisons", "sources"))
    found = [
        *_unsourced(rules),
        *_unknown_fields(rules, known_facts(catalog.questions)),
        *_unaskable(catalog.questions),
        *_unspoken(rule for rule in rules if rule.kind == Kind.ADVICE),
        *unknown_outcomes(rules),
        *_unreachable(rules),
        *_broken_ladders(),
        *_bad_templates(catalog),
    ]
    return found or [*_lowered_tiers(catalog, today)]


def _unsourced(rules: Iterable[Rule]) -> Iterator[str]:
    named: list[tuple[str, Evidenced]] = [(rule.key, rule) for rule in rules]
    named += [(row.pk, row) for row in Exercise.objects.prefetch_related("sources")]
    for name, row in named:
        if not row.sources.all():
            yield f"{name} names no source."
        if not row.reviewer.strip():
            yield f"{name} has an empty review field."


def _unknown_fields(rules: Iterable[Rule], facts: dict[str, Fact]) -> Iterator[str]:
    for rule in rules:
        for problem in _misfits(condition_of(rule.comparisons.all()), facts):
            yield f"{rule.key}: {problem}"


def _unaskable(questions: tuple[Question, ...]) -> Iterator[str]:
    """While the intake is being filled in only answers are known: no scores, no decisions, no metrics."""
    known = known_facts(questions)
    answers = {question.id: known[question.id] for question in questions}
    for question in questions:
        for problem in _misfits(question.ask_when, answers):
            yield f"Question {question.id}, when it is asked: {problem}"


def _misfits(condition: Condition, facts: dict[str, Fact]) -> Iterator[str]:
    for leaf in (leaf for group in condition.groups for leaf in group):
        if problem := _misfit(leaf, facts.get(leaf.field)):
            yield problem


def _misfit(leaf: Comparison, fact: Fact | None) -> str:
    if fact is None:
        return f"{leaf.field} is not a fact that is known here."
    if leaf.operator not in fact.operators:
        return f"{leaf.field} cannot be compared with “{leaf.operator}”."
    words = leaf.value if isinstance(leaf.value, frozenset) else {leaf.value}
    unknown = sorted(str(word) for word in words if fact.words and word not in fact.words and word is not True)
    return f"{leaf.field} is never “{', '.join(unknown)}”." if unknown else ""


def _unspoken(rules: Iterable[Rule]) -> Iterator[str]:
    for rule in rules:
        if rule.target not in TOPICS:
            yield f"{rule.key}: “{rule.target}” is not a topic of advice. Choose one of: {', '.join(TOPICS)}."
        if not rule.text.strip():
            yield f"{rule.key} has no text: say what the runner is to read."


def unknown_outcomes(rules: Iterable[Rule]) -> Iterator[str]:
    """Rules that lead to what the engine cannot do; of the lists of progression the database refuses them too."""
    for rule in rules:
        words = outcome_words(rule.kind) or BEGINNINGS.get(rule.kind, ())
        if words and rule.result not in words:
            yield f"{rule.key} cannot lead to “{rule.result}”. Choose its result from: {', '.join(words)}."


def _unreachable(rules: Iterable[Rule]) -> Iterator[str]:
    lists: dict[str, list[tuple[Rule, Condition]]] = {}
    for rule in rules:
        lists.setdefault(rule.kind, []).append((rule, condition_of(rule.comparisons.all())))
    for kind in FIRST_WINS:
        for (earlier, one), (later, other) in combinations(lists.get(kind, []), 2):
            if implies(other, one):
                yield f"{later.key} can never decide: {earlier.key} stands before it and holds whenever it does."
    for kind in MUST_END:
        if not any(not condition.groups for _, condition in lists.get(kind, [])):
            yield f"The list “{kind}” needs a last rule without a condition, so that it always decides."


def implies(condition: Condition, weaker: Condition) -> bool:
    """Say whether the second surely holds whenever the first does.

    Sound, not complete: every group of the weaker one must contain a whole group of the stronger one, leaf by leaf.
    """
    return all(any(_group_implies(group, wide) for group in condition.groups) for wide in weaker.groups)


def _group_implies(group: Iterable[Comparison], wide: Iterable[Comparison]) -> bool:
    return all(any(_leaf_implies(leaf, other) for other in wide) for leaf in group)


def _leaf_implies(leaf: Comparison, other: Comparison) -> bool:
    if leaf.field != other.field:
        return False
    if leaf == other:
        return True
    return (_numbers_imply if _is_number(leaf.value) and _is_number(other.value) else _words_imply)(leaf, other)


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _numbers_imply(leaf: Comparison, other: Comparison) -> bool:
    """Each of "7 or more", "more than 7" and "is 7" implies whatever bound lies below it, and so on."""
    a, b = float(leaf.value), float(other.value)  # type: ignore[arg-type]  # both were asked to be numbers
    strict = leaf.operator == other.operator or other.operator in (Operator.AT_LEAST, Operator.AT_MOST)
    upward, downward = (Operator.GREATER, Operator.AT_LEAST), (Operator.LESS, Operator.AT_MOST)
    if leaf.operator in (*upward, Operator.EQUALS) and other.operator in upward:
        return a > b or (a == b and (strict or leaf.operator == Operator.GREATER))
    if leaf.operator in (*downward, Operator.EQUALS) and other.operator in downward:
        return a < b or (a == b and (strict or leaf.operator == Operator.LESS))
    return False


def _words_imply(leaf: Comparison, other: Comparison) -> bool:
    among = {Operator.IN: (Operator.EQUALS, Operator.IN), Operator.HAS_ANY: (Operator.HAS, Operator.HAS_ANY)}
    return leaf.operator in among.get(other.operator, ()) and _words(leaf.value) <= _words(other.value)


def _words(value: Value) -> frozenset[str]:
    return value if isinstance(value, frozenset) else frozenset({str(value)})


def _broken_ladders() -> Iterator[str]:
    rows = {row.pk: row for row in Exercise.objects.all()}
    for row in rows.values():
        harder, easier = rows.get(row.progression_id or ""), rows.get(row.regression_id or "")
        if harder and harder.regression_id != row.pk:
            yield f"Ladder: {row.pk} leads up to {harder.pk}, which does not lead back."
        if easier and easier.progression_id != row.pk:
            yield f"Ladder: {row.pk} leads down to {easier.pk}, which does not lead up to it."
        for neighbour in (harder, easier):
            if neighbour and neighbour.ladder != row.ladder:
                yield f"Ladder: {row.pk} and {neighbour.pk} are neighbours on different ladders."


def _bad_templates(catalog: Catalog) -> Iterator[str]:
    for (category, phase), ids in catalog.templates.items():
        for id_ in ids:
            exercise = catalog.exercises[id_]
            if exercise.blocked.get(category, 0) >= phase:
                yield f"Template {category} phase {phase}: {id_} is blocked for it."
            if phase not in exercise.phases:
                yield f"Template {category} phase {phase}: {id_} is not an exercise of that phase."
    for category in Category:
        for phase in catalog.session_plans:
            if (category, phase) not in catalog.templates:
                yield f"Template {category} phase {phase} is empty."


def _lowered_tiers(catalog: Catalog, today: date) -> Iterator[str]:
    ranks = {tier.id.value: tier.rank for tier in catalog.tiers.values()}
    for case in _vignettes():
        outcome = assess(case["raw"], catalog, today)
        if isinstance(outcome, Refusal):
            yield f"Worked case {case['id']} can no longer be read."
        elif outcome.tier.rank < ranks[case["tier"]]:
            yield f"Worked case {case['id']}: the tier falls from {case['tier']} to {outcome.tier.id}."


@cache
def _vignettes() -> tuple[dict[str, Any], ...]:
    given = seed("vignettes")
    return tuple(
        {"id": case["id"], "tier": case["expect"]["tier"], "raw": {**given["defaults"], **case["inputs"]}}
        for case in given["vignettes"]
    )
