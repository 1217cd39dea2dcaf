"""Conditions: groups of comparisons over facts.

Every group must hold; within a group one comparison is enough; no groups means "always".
A comparison on a missing fact is false, whatever its operator.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

Value = bool | int | float | str | frozenset[str]
Facts = Mapping[str, Value | None]


class Operator(StrEnum):
    """How a fact is compared with a rule's value."""

    EQUALS = "eq"
    NOT_EQUALS = "ne"
    IN = "in"
    NOT_IN = "nin"
    GREATER = "gt"
    AT_LEAST = "gte"
    LESS = "lt"
    AT_MOST = "lte"
    HAS = "has"
    HAS_ANY = "has_any"
    TRUE = "truthy"
    COUNT_AT_LEAST = "count_gte"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One leaf of a condition: a fact, an operator and the value to hold against it.

    `value` is a number, text or boolean for the single-valued operators, and a frozenset of texts for
    `in`, `nin`, `has_any` and `count_gte`. `count` is used by `count_gte` alone.
    """

    field: str
    operator: Operator
    value: Value = True
    count: int = 1


@dataclass(frozen=True, slots=True)
class Condition:
    """Groups that are AND-ed; comparisons within a group that are OR-ed."""

    groups: tuple[tuple[Comparison, ...], ...] = ()

    def fields(self) -> tuple[str, ...]:
        """The names of the facts this condition reads, sorted, each once."""
        return tuple(sorted({leaf.field for group in self.groups for leaf in group}))


ALWAYS = Condition()


def holds(condition: Condition, facts: Facts) -> bool:
    """Say whether every group has at least one comparison that is true of the facts."""
    for group in condition.groups:  # plain loops: this is read thousands of times for one forecast
        for leaf in group:
            if is_true(leaf, facts):
                break
        else:
            return False
    return True


def is_true(leaf: Comparison, facts: Facts) -> bool:
    """Say whether one comparison is true; a missing fact makes it false."""
    fact = facts.get(leaf.field)
    if fact is None:
        return False
    if isinstance(fact, frozenset):
        return _set_is(fact, leaf)
    return _scalar_is(fact, leaf)


def _set_is(fact: frozenset[str], leaf: Comparison) -> bool:
    wanted = leaf.value if isinstance(leaf.value, frozenset) else frozenset({str(leaf.value)})
    match leaf.operator:
        case Operator.HAS | Operator.HAS_ANY:
            return not fact.isdisjoint(wanted)
        case Operator.COUNT_AT_LEAST:
            return len(fact & wanted) >= leaf.count
        case Operator.TRUE:
            return bool(fact)
        case _:
            return False


def _scalar_is(fact: bool | int | float | str, leaf: Comparison) -> bool:
    match leaf.operator:
        case Operator.TRUE:
            return fact is True
        case Operator.EQUALS:
            return _same(fact, leaf.value)
        case Operator.NOT_EQUALS:
            return not _same(fact, leaf.value)
        case Operator.IN:
            return isinstance(leaf.value, frozenset) and fact in leaf.value
        case Operator.NOT_IN:
            return isinstance(leaf.value, frozenset) and fact not in leaf.value
        case _:
            return _ordered(fact, leaf)


def _same(fact: bool | int | float | str, value: Value) -> bool:
    # True == 1 in Python; a yes/no fact must never equal a number.
    return isinstance(fact, bool) == isinstance(value, bool) and fact == value


def _ordered(fact: bool | int | float | str, leaf: Comparison) -> bool:
    bound = leaf.value
    if isinstance(fact, bool | str) or isinstance(bound, bool | str | frozenset):
        return False
    match leaf.operator:
        case Operator.GREATER:
            return fact > bound
        case Operator.AT_LEAST:
            return fact >= bound
        case Operator.LESS:
            return fact < bound
        case Operator.AT_MOST:
            return fact <= bound
        case _:
            return False
