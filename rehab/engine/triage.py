"""Triage: consistency checks, then red flags, then the tier.

Safety first: checks only ever raise the risk, all flags are evaluated, the highest tier wins.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from .answers import Answers
from .catalog import Catalog, CheckKind, ConsistencyCheck, Flag, Keyword, Tier, TierId
from .conditions import Facts, Value, holds
from .derive import derive
from .reasons import Reason, inputs_of

URGENT_RANK = 3
BEFORE_START_RANK = 2
PARALLEL_RANK = 1
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ`´＇", "'"))


@dataclass(frozen=True, slots=True)
class AskAgain:
    """Safety questions to ask again because of the runner's own words."""

    word: str
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Triage:
    """What the safety screen found. `facts` are the answers after the checks, with everything derived.

    `cleared` are the signs, and the rules with a tier of their own, that a clinician has looked at.
    """

    tier: Tier
    fired: tuple[str, ...]
    run_lock: bool
    consistency: tuple[str, ...]
    ask_again: tuple[AskAgain, ...]
    facts: Facts
    reasons: tuple[Reason, ...]
    cleared: frozenset[str] = frozenset()


def screen(answers: Answers, catalog: Catalog, kept: Collection[str] = (), cleared: Collection[str] = ()) -> Triage:
    """Run the consistency checks and every red flag; the tier is the highest of the flags that fired.

    `kept` are flags of earlier answers that answering again does not clear (the denial rule): they count as fired.
    `cleared` are flags that a clinician has looked at: they do not fire by the same answers.
    """
    held = tuple(check for check in catalog.checks if _check_holds(check, answers))
    facts = derive(answers.with_values(_set_by(held)))
    fired = tuple(f for f in catalog.flags if f.id in kept or (f.id not in cleared and holds(f.when, facts)))
    tier = max((catalog.tiers[flag.tier] for flag in fired), key=_rank, default=catalog.tiers[TierId.NONE])
    again = tuple(found for check in held for found in questions_to_ask_again(check, answers))
    reasons = [_check_reason(check, facts, catalog.version) for check in held]
    reasons += [_flag_reason(flag, facts, catalog.version) for flag in fired]
    return Triage(
        tier=tier,
        fired=tuple(flag.id for flag in fired),
        run_lock=any(flag.run_lock for flag in fired),
        consistency=tuple(check.id for check in held),
        ask_again=again,
        facts=facts,
        reasons=tuple(reasons),
        cleared=frozenset(cleared),
    )


def questions_to_ask_again(check: ConsistencyCheck, answers: Answers) -> tuple[AskAgain, ...]:
    """The words of the notes that call for a question again; a negation still asks."""
    notes = answers.values.get(check.read_field)
    if check.kind is not CheckKind.ASK_AGAIN or not isinstance(notes, str):
        return ()
    text = notes.translate(_APOSTROPHES).casefold()
    found = ((keyword, _pattern(keyword).search(text)) for keyword in check.keywords)
    return tuple(AskAgain(match.group(), keyword.asks) for keyword, match in found if match)


def highest_tier(one: Tier, other: Tier) -> Tier:
    """The more urgent of two tiers."""
    return max(one, other, key=_rank)


def _rank(tier: Tier) -> int:
    return tier.rank


def _check_holds(check: ConsistencyCheck, answers: Answers) -> bool:
    match check.kind:
        case CheckKind.SET_ANSWER:
            return holds(check.when, answers.values)
        case CheckKind.ASK_AGAIN:
            return bool(questions_to_ask_again(check, answers))
        case CheckKind.REFUSE:
            return False


def _set_by(checks: tuple[ConsistencyCheck, ...]) -> dict[str, Value]:
    return {check.set_field: check.set_value for check in checks if check.kind is CheckKind.SET_ANSWER}


@lru_cache(maxsize=512)
def _pattern(keyword: Keyword) -> re.Pattern[str]:
    words = r"\s+".join(re.escape(word) for word in keyword.word.translate(_APOSTROPHES).casefold().split())
    rest = r"\w*" if keyword.is_prefix else ""
    return re.compile(rf"(?<!\w){words}{rest}(?!\w)")


def _check_reason(check: ConsistencyCheck, facts: Facts, version: int) -> Reason:
    fields = check.when.fields()
    outcome = f"{check.set_field}={check.set_value}" if check.set_field else check.kind.value
    return Reason("consistency", check.id, outcome, version, inputs_of(fields, facts), check.sources)


def _flag_reason(flag: Flag, facts: Facts, version: int) -> Reason:
    return Reason("flag", flag.id, flag.tier.value, version, inputs_of(flag.when.fields(), facts), flag.sources)
