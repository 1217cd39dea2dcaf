"""Decisions in words: what changed, before → after, by which rule, from which values, and who decided."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from rehab.library.mapping import library_stamp
from rehab.library.models import CategoryText, Exercise, Question, Rule, Source
from rehab.library.rule_words import fact_words

from .event_words import AFTER, FIELDS, STEPS, SUBJECTS, rule_words, side_words, way_of
from .models import Plan, PlanEvent
from .running import all_stages
from .words import input_words

FLAG = re.compile(r"F\d\d")


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One decision for a page. `way` is up, down or other; equal `before` and `after`: it stays."""

    key: int
    on: date
    day: int
    heading: str
    about: str
    before: str
    after: str
    way: str
    because: str
    rule: str
    version: int
    inputs: tuple[tuple[str, str], ...]
    sources: tuple[Source, ...]
    by: str

    @property
    def is_change(self) -> bool:
        """Whether anything is other than before."""
        return self.before != self.after

    @property
    def change(self) -> str:
        """Before → after, an exercise's name said once; that it stays where nothing changed."""
        if not self.is_change:
            return f": {self.heading.lower()}" + ("" if self.about == SUBJECTS["plan"] else ", stays")
        before, after = self.before, self.after
        if before.startswith(f"{self.about} ") and after.startswith(f"{self.about} "):
            before, after = before.removeprefix(f"{self.about} "), after.removeprefix(f"{self.about} ")
        return f": {before} → {after or 'taken out'}" if before else f": {after}"


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a protocol version and of the library: rules, questions, names, sources, run-walk stages."""

    texts: Mapping[str, str]
    asked: Mapping[str, str]
    names: Mapping[str, str]
    cites: Mapping[str, Source]
    stages: tuple[Mapping[str, Any], ...]


# By protocol, as the catalog is kept: a published version never changes, the library says by its stamp if it did.
_kept: dict[int, tuple[str, Wording]] = {}


def wording_of(protocol_id: int, stamp: str = "") -> Wording:
    """The words decisions are told in; read once for a process and an edition of the library, `stamp` if known."""
    stamp = stamp or library_stamp()
    kept = _kept.get(protocol_id)
    if kept is None or kept[0] != stamp:
        kept = _kept[protocol_id] = (stamp, _read_wording(protocol_id))
    return kept[1]


def _read_wording(protocol_id: int) -> Wording:
    names = dict(Exercise.objects.values_list("pk", "name"))
    names |= dict(CategoryText.objects.filter(protocol_id=protocol_id).values_list("category", "label"))
    # What an exit calls its text are its usual days.
    rules = Rule.objects.filter(protocol_id=protocol_id).exclude(kind=Rule.Kind.PHASE_EXIT)
    return Wording(
        texts=dict(rules.exclude(text="").values_list("key", "text")),
        asked=dict(Question.objects.filter(protocol_id=protocol_id).values_list("key", "text")),
        names=names,
        cites=Source.objects.in_bulk(),
        stages=tuple(all_stages(protocol_id)),
    )


def decided(plan: Plan, latest: int | None = None) -> list[dict[str, Any]]:
    """What was decided, newest first, as the rows have it: one statement."""
    events = PlanEvent.objects.filter(plan=plan, kind=PlanEvent.Kind.DECIDED)
    return list(events.order_by("-at", "-pk").values(*FIELDS)[:latest])


def decided_between(plan: Plan, first: int, last: int) -> list[dict[str, Any]]:
    """What was decided from a day of the plan to another, newest first."""
    events = PlanEvent.objects.filter(plan=plan, kind=PlanEvent.Kind.DECIDED, day__range=(first, last))
    return list(events.order_by("-at", "-pk").values(*FIELDS))


def decided_with(plan: Plan, entries: Iterable[int]) -> list[dict[str, Any]]:
    """What these entries of the log decided, in the order it was decided."""
    events = PlanEvent.objects.filter(plan=plan, kind=PlanEvent.Kind.DECIDED, entry_id__in=list(entries))
    return list(events.order_by("at", "pk").values(*FIELDS))


def decision_rows(plan: Plan, events: Iterable[Mapping[str, Any]], known: Wording) -> list[DecisionRow]:
    """Decisions in words."""
    return [_row(plan, event, known) for event in events]


def _row(plan: Plan, row: Mapping[str, Any], known: Wording) -> DecisionRow:
    reason, names = _reason(row), known.names
    before, after = (side_words(row[side], names) for side in ("before", "after"))
    return DecisionRow(
        key=row["pk"],
        on=plan.started_on + timedelta(days=row["day"]),
        day=row["day"],
        heading=STEPS.get(row["step"], "Decision"),
        about=SUBJECTS.get(row["subject"]) or names.get(row["subject"], "The plan"),
        before=before,
        after=after,
        way=way_of(row["before"], row["after"], str(reason.get("outcome", ""))),
        because=rule_words(row["step"], row["rule"], known.texts),
        rule=row["rule"],
        version=int(reason.get("version", 0)),
        inputs=tuple((_name(n, known), input_words(v, names)) for n, v in reason.get("inputs", {}).items()),
        sources=tuple(known.cites[id_] for id_ in reason.get("source", ()) if id_ in known.cites),
        by=_by(plan, row),
    )


def _reason(row: Mapping[str, Any]) -> dict[str, Any]:
    return row["reasons"][0] if row["reasons"] else {}


def _name(name: str, known: Wording) -> str:
    if FLAG.match(name):
        return "A safety answer of yours"  # what it may point to is for the clinician
    try:
        words = fact_words(name)
    except KeyError:
        words = known.asked.get(name) or name.replace("_", " ")
    return words[:1].upper() + words[1:].rstrip(",")


def _by(plan: Plan, row: Mapping[str, Any]) -> str:
    """The rules decide; an act of another person than the runner is named as such."""
    if row["step"] == "therapist" and row["entry__kind"] == "adjust":
        return "Your therapist"
    kind = row["step"] if row["step"] == "withdrawal" else row["entry__kind"]
    after = AFTER.get(kind or "", "as the days went by")
    if row["actor_id"] not in (None, plan.runner_id):
        who = "a physical therapist" if row["actor__role"] == "therapist" else "our staff"
        return f"The plan’s rules, {after}, entered by {who}"
    return f"The plan’s rules, {after}"
