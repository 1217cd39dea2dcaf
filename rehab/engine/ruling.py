"""Ruling: the first rule of a list that holds, and the reason it leaves behind."""

from __future__ import annotations

from collections.abc import Iterable

from .catalog import Rule
from .conditions import Facts, holds
from .reasons import Reason, inputs_of


def first_rule(rules: Iterable[Rule], facts: Facts) -> Rule | None:
    """The first rule whose condition holds; None if none does."""
    return next((rule for rule in rules if holds(rule.when, facts)), None)


def reason_for(step: str, rule: Rule, facts: Facts, version: int) -> Reason:
    """Why a rule decided: its id, result, the facts it read, its sources."""
    return Reason(step, rule.id, rule.result, version, inputs_of(rule.when.fields(), facts), rule.sources)
