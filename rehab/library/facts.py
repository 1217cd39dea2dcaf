"""The facts a rule may read: what administrators pick from, and what validation knows.

Built from the protocol's own questions, the derived facts and the metrics; nobody types a field's name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rehab.engine.advise import Topic
from rehab.engine.catalog import Category, Kind, Question, TierId
from rehab.engine.conditions import Operator
from rehab.engine.followup import METRICS

NUMBERS = frozenset({Operator.GREATER, Operator.AT_LEAST, Operator.LESS, Operator.AT_MOST})
EQUALITY = frozenset({Operator.EQUALS, Operator.NOT_EQUALS})
MEMBERSHIP = frozenset({Operator.IN, Operator.NOT_IN})
SETS = frozenset({Operator.HAS, Operator.HAS_ANY, Operator.COUNT_AT_LEAST, Operator.TRUE})


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact's name, the operators that make sense for it, and its closed list of words if it has one."""

    name: str
    operators: frozenset[Operator]
    words: frozenset[str] = frozenset()


NUMBER, FLAG = NUMBERS | EQUALITY, EQUALITY | {Operator.TRUE}
WORD = EQUALITY | MEMBERSHIP
_BY_KIND = {
    Kind.WHOLE: NUMBER,
    Kind.NUMBER: NUMBER,
    Kind.SCALE: NUMBER,
    Kind.YES_NO: FLAG,
    Kind.YES_NO_UNSURE: WORD,
    Kind.CHOICE: WORD,
    Kind.CHOICES: SETS,
    Kind.TEXT: frozenset[Operator](),
    Kind.TEXTS: frozenset[Operator](),
    Kind.DATE: frozenset[Operator](),
}
ALLOWANCES = ("stop", "reduce_50", "reduce_70")
_DERIVED_NUMBERS = "bmi ibp_count flex_score ext_score flex_minus_ext ext_minus_flex si_score yf_total weeks_to_goal"
_WORDS = {
    "duration_class": frozenset({"acute", "subacute", "chronic"}),
    "tier": frozenset(tier.value for tier in TierId),
    "new_flag_tier": frozenset(tier.value for tier in TierId),
    "category": frozenset(category.value for category in Category),
    "run_allowance": frozenset(ALLOWANCES),
}
TOPICS = tuple(topic.value for topic in Topic)
_FLAGS = frozenset(
    "nprs_improved limb_symptoms_spread sharp_focal_hop run_lock run_entry_tests_passed after_bone_stress".split()
)


def known_facts(questions: Iterable[Question]) -> dict[str, Fact]:
    """Every fact by name: the metrics, the derived facts, then the questions of this protocol."""
    facts = {name: Fact(name, NUMBER) for name in [*sorted(METRICS), *_DERIVED_NUMBERS.split()]}
    facts |= {name: Fact(name, FLAG) for name in sorted(_FLAGS)}
    facts |= {name: Fact(name, WORD, words) for name, words in _WORDS.items()}
    return facts | {question.id: _asked(question) for question in questions}


def _asked(question: Question) -> Fact:
    if question.kind is Kind.YES_NO_UNSURE:
        return Fact(question.id, WORD, frozenset({"yes", "no"}))
    operators = _BY_KIND[question.kind]
    if question.kind is Kind.CHOICE and all(isinstance(value, int | float) for value in question.values):
        return Fact(question.id, NUMBER)
    words = question.values if question.kind in (Kind.CHOICE, Kind.CHOICES) else ()
    return Fact(question.id, operators, frozenset(map(str, words)))
