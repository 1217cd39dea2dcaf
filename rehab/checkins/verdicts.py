"""Verdicts: per exercise of a logged session, what the rules made of it, and the rule with its inputs and sources."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from rehab.engine.catalog import Rule
from rehab.engine.outcomes import SessionOutcome
from rehab.engine.progress.course import Item
from rehab.engine.progress.log import Mark, Session
from rehab.engine.progress.pain import morning
from rehab.engine.progress.ruling import Metrics, decide
from rehab.engine.progress.sessions import session_facts
from rehab.engine.progress.training import is_begun
from rehab.library.models import Exercise, Source
from rehab.library.models import Rule as RuleRow
from rehab.library.rule_words import fact_words
from rehab.plans.models import PlanEvent
from rehab.plans.words import value_words

from .sessions import REASONS
from .standing import Standing

MOVES = {SessionOutcome.UP: "One level up", SessionOutcome.REGRESS: "Left out for a week, then"}
LOOKED_AT_DAYS = 2
MOST_EFFORT = 7  # X6
SECONDS = re.compile(r"(?<=\d)s$")
ONE_MORE = "Good: one more like it and it goes up"
GOOD, WAIT, WORSE, QUIET = "good", "wait", "worse", "quiet"
CHIPS = {
    SessionOutcome.LOCK: WORSE,
    SessionOutcome.REGRESS: WORSE,
    SessionOutcome.DOWN_RED: WORSE,
    SessionOutcome.DOWN_REST: WORSE,
    SessionOutcome.UP: GOOD,
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """One exercise: the verdict in a few words, why, and the rule behind it (empty while nothing has decided)."""

    name: str
    logged: str
    head: str
    text: str = ""
    chip: str = QUIET
    rule: str = ""
    version: int = 0
    inputs: list[tuple[str, str]] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Words:
    """Names, rule texts and sources for one page."""

    names: dict[str, str]
    rules: dict[str, str]
    sources: dict[str, Source]


def verdicts_of(standing: Standing, session: Session) -> list[Verdict]:
    """What became of every exercise of a session, as far as it is known today."""
    marks = [mark for mark in session.marks if mark.counts]
    events = _events(standing, session)
    words = _words(standing, marks, events)
    return [_verdict(standing, session, mark, events.get(mark.exercise_id), words) for mark in marks]


def _events(standing: Standing, session: Session) -> dict[str, PlanEvent]:
    """The decision of each exercise by the rule that last spoke of this session."""
    last = session.day + LOOKED_AT_DAYS
    rows = PlanEvent.objects.filter(plan=standing.plan, step="session", day__range=(session.day, last))
    spoke = standing.course.decided
    return {
        row.subject: row
        for row in rows.select_related("entry")
        if row.entry is not None
        and row.rule == spoke.get(f"{session.id}/{row.subject}")
        and (row.entry.kind != "session" or row.entry.entry_id == session.id)
    }


def _words(standing: Standing, marks: list[Mark], events: dict[str, PlanEvent]) -> _Words:
    ids = {mark.exercise_id for mark in marks} | {event.after.partition(" ")[0] for event in events.values()}
    rules = RuleRow.objects.filter(protocol_id=standing.plan.protocol_id, kind=RuleRow.Kind.SESSION)
    cited = {source for rule in standing.frame.catalog.session_rules for source in rule.sources}
    return _Words(
        names=dict(Exercise.objects.filter(pk__in=ids).values_list("pk", "name")),
        rules=dict(rules.values_list("key", "text")),
        sources=Source.objects.in_bulk(cited),
    )


def _verdict(standing: Standing, session: Session, mark: Mark, event: PlanEvent | None, words: _Words) -> Verdict:
    name = words.names[mark.exercise_id]
    if mark.skipped:
        return Verdict(name, "Nothing done", "Left out", f"{REASONS.get(mark.skipped, mark.skipped)}. The dose stays.")
    item = next((i for i in standing.course.items if i.exercise_id == mark.exercise_id), None)
    facts = session_facts(mark, session, item, standing.log)
    rule = _rule(standing, session, mark, facts)
    if facts["next_morning_rise"] is None and not rule.when.groups:
        return Verdict(name, _logged(mark), *_waiting(standing, session))
    read: dict[str, Any] = event.reasons[0]["inputs"] if event else {f: facts.get(f) for f in rule.when.fields()}
    return Verdict(
        name=name,
        logged=_logged(mark),
        head=_head(rule, event, item, words) if not _is_first_good(rule, facts, mark) else ONE_MORE,
        text=words.rules.get(rule.id, ""),
        chip=CHIPS.get(SessionOutcome(rule.result), QUIET),
        rule=rule.id,
        version=standing.frame.catalog.version,
        inputs=[(_capital(fact_words(name)), value_words({}, value)) for name, value in read.items()],
        sources=[words.sources[id_] for id_ in rule.sources if id_ in words.sources],
    )


def _logged(mark: Mark) -> str:
    parts = [f"{mark.done:.3g} of {mark.planned:g} set{'' if mark.planned == 1 else 's'}"]
    parts += ["begun and stopped"] if is_begun(mark) and not mark.done else []
    parts += [f"highest pain {mark.pain}"] if mark.pain is not None else []
    parts += [f"effort {mark.effort}"] if mark.effort is not None else []
    parts += ["moved further from the spine"] if mark.spread else []
    return ", ".join(parts)


def _rule(standing: Standing, session: Session, mark: Mark, facts: Metrics) -> Rule:
    """The rule that has spoken, else the one that holds now."""
    rules = standing.frame.catalog.session_rules
    spoke = standing.course.decided.get(f"{session.id}/{mark.exercise_id}")
    return next((rule for rule in rules if rule.id == spoke), None) or decide(rules, facts)


def _is_first_good(rule: Rule, facts: Metrics, mark: Mark) -> bool:
    """Whether nothing but a second session like it is missing."""
    return not rule.when.groups and facts["consecutive_good"] == 1 and (mark.effort or 0) <= MOST_EFFORT


def _waiting(standing: Standing, session: Session) -> tuple[str, str, str]:
    if session.day >= standing.day:
        return "Waits for tomorrow morning", "What it was like during is half; the next morning is the other.", WAIT
    if morning(standing.log, session.day + 1) is not None:
        return "Held", "There is no usual morning to compare with yet. The dose stays.", QUIET
    if session.day == standing.day - 1:
        return "Waits for this morning’s answer", "Rate this morning on Today; then it counts.", WAIT
    return "Held", "The next morning was not rated, so the dose is repeated and does not go up.", QUIET


def _head(rule: Rule, event: PlanEvent | None, item: Item | None, words: _Words) -> str:
    outcome = SessionOutcome(rule.result)
    if event is not None:
        before, after = _short(event.before), _short(event.after)
        taken, by = event.before.partition(" ")[0], event.after.partition(" ")[0]
        if taken != by:
            return f"{words.names.get(by, by)} takes its place: {after}"
        if before == after:
            return "Its lowest dose already, or lowered this week: it rests a day"
        return f"{MOVES.get(outcome, 'One level down')}: {before} → {after}"
    if outcome is SessionOutcome.UP:
        return "Good: it goes up at the weekly check-in"
    if outcome is SessionOutcome.REGRESS:
        return "Left out for a week"
    if outcome in CHIPS:
        return "Stays at its lowest dose" if item is None or item.level == 1 else "Lowered this week already"
    return "Held"


def _short(label: str) -> str:
    """The dose in an engine's label."""
    dose = label.partition(" ")[2]
    return SECONDS.sub(" s", dose.replace("x", " × "))


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
