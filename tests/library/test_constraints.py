"""What the database itself refuses."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from rehab.library.models import OUTCOMES, Block, Comparison, Level, Protocol, Question, Rule, Tier

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


def _refuses(model: Any, **fields: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(**fields)


@pytest.mark.parametrize(
    "dose",
    [
        {},
        {"sets": 2},
        {"reps": 8},
        {"minutes": 5, "sets": 1},
        {"minutes": 0},
        {"sets": 0, "reps": 8},
        {"sets": 1, "metres": 0},
    ],
)
def test_a_level_is_one_kind_of_dose(dose: dict[str, int]) -> None:
    """Minutes alone, or sets with metres, or sets with reps; never nothing, never zero."""
    _refuses(Level, exercise_id="bridge", level=9, **dose)


def test_a_block_ends_at_a_phase() -> None:
    """Phases are 1 to 4, and a category is blocked once."""
    _refuses(Block, exercise_id="bridge", category="NSP", through_phase=5)
    _refuses(Block, exercise_id="prone_press_up", category="EXT", through_phase=1)


@pytest.mark.parametrize(
    "row",
    [
        {"operator": "gte"},
        {"operator": "gte", "value_text": "7"},
        {"operator": "in", "value_list": []},
        {"operator": "in", "value_text": "left", "value_list": ["left"]},
        {"operator": "has"},
        {"operator": "eq"},
        {"operator": "eq", "value_text": "yes", "value_flag": True},
    ],
)
def test_a_comparison_has_the_value_its_operator_needs(row: dict[str, Any]) -> None:
    """A number to order by, a list to look in, exactly one value to equal."""
    _refuses(Comparison, rule=Rule.objects.first(), group=1, position=1, field="nprs_now", **row)


def test_a_comparison_belongs_to_one_owner() -> None:
    """To a rule or to a question, never to both or to none."""
    value = {"group": 1, "position": 1, "field": "nprs_now", "operator": "gte", "value_number": 7}
    _refuses(Comparison, **value)
    _refuses(Comparison, rule=Rule.objects.first(), question=Question.objects.first(), **value)


def test_one_protocol_is_published_at_a_time() -> None:
    """A second published protocol, or one without its time, is refused."""
    _refuses(Protocol, version=2, status="published", published_at=timezone.now())
    _refuses(Protocol, version=2, status="retired")


def test_an_exit_names_its_phase_and_a_tier_its_rank() -> None:
    """Rows that would make the engine guess are refused."""
    protocol = Protocol.objects.get()
    _refuses(Rule, protocol=protocol, kind="phase_exit", key="x", position=99)
    _refuses(Tier, protocol=protocol, key="extra", rank=5, plan="locked")


@pytest.mark.parametrize("kind", sorted(OUTCOMES))
def test_a_rule_of_progression_leads_to_an_outcome_of_its_list(kind: str) -> None:
    """Nothing the engine could not do: no sentence, no blank, no outcome of another list."""
    protocol = Protocol.objects.get()
    stranger = next(
        word.value for other in OUTCOMES.values() for word in other if word.value not in set(OUTCOMES[kind])
    )
    for result in ("", "hold; show cues", "HOLD", stranger):
        _refuses(Rule, protocol=protocol, kind=kind, key="x", position=99, result=result)
    for number, outcome in enumerate(OUTCOMES[kind]):
        Rule.objects.create(protocol=protocol, kind=kind, key=f"x{number}", position=100 + number, result=outcome)


def test_a_rule_of_another_list_has_its_own_results() -> None:
    """A phase, an allowance or a tier is no outcome."""
    Rule.objects.create(protocol=Protocol.objects.get(), kind="start_phase", key="x", position=99, result="1")
    assert Rule.objects.get(key="x").result == "1"
