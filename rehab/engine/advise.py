"""Advise: what a runner is told beside the plan, each piece with the rule behind it.

Every rule that holds is shown, in the protocol's order. The more urgently a clinician is needed, the less is said.
"""

from __future__ import annotations

from enum import StrEnum

from .catalog import Catalog, TierId
from .conditions import Facts, holds
from .reasons import Reason
from .ruling import reason_for
from .triage import BEFORE_START_RANK, URGENT_RANK


class Topic(StrEnum):
    """What a piece of advice is about."""

    HEAT = "heat"
    RECOVERY = "recovery"
    LOAD = "load"
    PATTERN = "pattern"
    DESK = "desk"
    FORM = "form"
    FOOTWEAR = "footwear"


UNTIL_SEEN = frozenset({Topic.HEAT, Topic.RECOVERY})


def advice_for(facts: Facts, catalog: Catalog) -> tuple[Reason, ...]:
    """Every advice rule that holds, in order; a reason's outcome is the topic.

    The facts are those after all decisions: answers, scores, `tier`, `category`, `start_phase`, `run_lock` and
    `run_allowance`. Nothing is said from rank 3 (urgent_24_48h) up; at rank 2 (clinician_before_start) only what is
    about heat and recovery. KeyError without a tier.
    """
    topics = _topics_at(catalog.tiers[TierId(str(facts["tier"]))].rank)
    return tuple(
        reason_for("advice", rule, facts, catalog.version)
        for rule in catalog.advice
        if rule.result in topics and holds(rule.when, facts)
    )


def _topics_at(rank: int) -> frozenset[Topic]:
    if rank >= URGENT_RANK:
        return frozenset()
    return UNTIL_SEEN if rank >= BEFORE_START_RANK else frozenset(Topic)
