"""The safety rules of a protocol: what a draft changes in them, and whether a second administrator has agreed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import User

from .copying import part_models
from .models import Comparison, Keyword, Protocol, ProtocolApproval, Question, Rule, RunSegment, Tier

Shape = dict[str, Any]
SAFETY_KINDS = (Rule.Kind.FLAG, Rule.Kind.CHECK_SET, Rule.Kind.CHECK_ASK, Rule.Kind.CHECK_REFUSE)
RULE_FIELDS = ("kind", "result", "target", "text", "run_lock", "tier_floor", "through_phase")
QUESTION_FIELDS = ("kind", "screen", "text", "help", "labels", "values", "minimum", "maximum", "required", "default")
ASKED_FIELDS = (*QUESTION_FIELDS, "unsure_as", "recheck")
TIER_FIELDS = ("rank", "plan", "action", "unlock", "notify")


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing a draft changes: a rule, question or tier, which part of it, and before → after."""

    what: str
    part: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.what}, {self.part}: {self.before or '—'} → {self.after or '—'}"


def safety_differences(draft: Protocol) -> list[Difference]:
    """What a draft changes in the safety rules of the published version; all of them where none is published."""
    published = Protocol.objects.filter(status=Protocol.Status.PUBLISHED).first()
    before, after = _shapes(published) if published else {}, _shapes(draft)
    return [
        Difference(what, part, _words(before.get(what, {}).get(part)), _words(after.get(what, {}).get(part)))
        for what in sorted({*before, *after})
        for part in sorted({*before.get(what, {}), *after.get(what, {})})
        if before.get(what, {}).get(part) != after.get(what, {}).get(part)
    ]


def _words(value: Any) -> str:
    return "" if value is None else "; ".join(map(str, value)) if isinstance(value, list) else str(value)


def _shapes(protocol: Protocol) -> dict[str, Shape]:
    """Every safety rule, safety question and tier as plain values, by what it is called."""
    rules = Rule.objects.filter(Q(kind__in=SAFETY_KINDS) | ~Q(tier_floor="") | Q(run_lock=True), protocol=protocol)
    shapes = {f"Rule {rule.key}": _rule(rule) for rule in rules.prefetch_related("comparisons", "keywords")}
    questions = Question.objects.filter(~Q(unsure_as="") | Q(recheck=True), protocol=protocol)
    for question in questions.prefetch_related("comparisons"):
        shapes[f"Question {question.key}"] = _fields(question, ASKED_FIELDS) | {"asked when": _condition(question)}
    for tier in Tier.objects.filter(protocol=protocol):
        shapes[f"Tier {tier.key}"] = _fields(tier, TIER_FIELDS)
    return shapes


def _rule(rule: Rule) -> Shape:
    words = sorted(
        f"{word.word}{'…' if word.is_prefix else ''}: {', '.join(word.asks)}" for word in rule.keywords.all()
    )
    return _fields(rule, RULE_FIELDS) | {"holds when": _condition(rule), "words": words}


def _fields(row: Any, names: tuple[str, ...]) -> Shape:
    return {name.replace("_", " "): getattr(row, name) for name in names}


def _condition(row: Any) -> list[str]:
    return [f"{one.group}. {one.field} {one.operator} {_value(one)}" for one in row.comparisons.all()]


def _value(one: Comparison) -> str:
    given = next((v for v in (one.value_number, one.value_flag) if v is not None), one.value_text or one.value_list)
    return f"{given}" if one.count == 1 else f"{given}, {one.count} of them"


def content_digest(draft: Protocol) -> str:
    """A fingerprint of every row of a draft: any edit makes another."""
    found = hashlib.sha256()
    for rows in _all_rows(draft):
        found.update(repr((rows.model._meta.label, list(rows.order_by("pk").values_list()))).encode())
    return found.hexdigest()


def _all_rows(draft: Protocol) -> Iterator[QuerySet[Any]]:
    for model in part_models():
        yield model._default_manager.filter(protocol=draft)
    yield Comparison.objects.filter(Q(rule__protocol=draft) | Q(question__protocol=draft))
    yield Keyword.objects.filter(rule__protocol=draft)
    yield RunSegment.objects.filter(stage__protocol=draft)


def standing_approvals(draft: Protocol) -> QuerySet[ProtocolApproval]:
    """The approvals of exactly what the draft says now, without one by who edited it last."""
    said = ProtocolApproval.objects.filter(draft=draft, digest=content_digest(draft)).select_related("by")
    return said.filter(by__is_active=True, by__role=User.Role.CONTENT_ADMIN).exclude(by=draft.edited_by)


def reasons_to_wait(draft: Protocol, by: User | None) -> list[str]:
    """Why this person may not publish the draft yet: safety rules change, and nobody else has approved."""
    found = safety_differences(draft)
    if not found or (by is not None and standing_approvals(draft).exclude(by=by).exists()):
        return []
    wait = "This draft changes safety rules. A second content administrator has to approve it as it stands."
    return [wait, *map(str, found)]
