"""What a week changed, in words: each decision with its rule, what it read, its sources, before → after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from rehab.engine.conditions import holds
from rehab.engine.progress.course import STAY_WELL
from rehab.engine.progress.exits import exit_facts
from rehab.library.mapping import condition_of
from rehab.library.models import Exercise, Question, Rule, Source
from rehab.library.rule_words import fact_words
from rehab.plans.following import course_today, day_of, frame_of, recent_log
from rehab.plans.models import LogEntry, Plan, PlanEvent
from rehab.plans.words import MEASURES, PHASES, criterion_words, value_words

SUBJECTS = {
    "stage": "Run-walk stage",
    "phase": "Phase",
    "plan": "Your plan",
    "running": "Running",
    "progress": "Steps up",
    "pattern": "Your pattern",
}
OWN_RULES = {
    "M3": "Your answers fitted another pattern twice, at least three days apart.",
    "MT_retest": "After missed time the way into this phase was looked at again.",
    "FL_button": "You said that it flared up.",
    "FL_red_unsettled": "A session with pain of 6 or more had not settled a day later.",
    "none": "No rule of the list held.",
}
OUTCOMES = {
    "recheck": "A safety answer is new: somebody has to look first.",
    "phase": "Everything that leads on to the next phase is true.",
    "weekly": "The rule for this week held.",
}
WORDS = {"open": "open", "locked": "closed until you have been seen", "": ""}


@dataclass(frozen=True, slots=True)
class Change:
    """One decision: what it is about, before → after, why, and what it rests on."""

    about: str
    before: str
    after: str
    because: str
    rule: str
    version: int
    inputs: tuple[tuple[str, str], ...]
    sources: tuple[Source, ...]

    @property
    def is_change(self) -> bool:
        """Whether anything is other than before."""
        return self.before != self.after


def changes_of(plan: Plan, row: LogEntry) -> list[Change]:
    """The decisions of a check-in and of the safety answers given with it, in their order."""
    events = PlanEvent.objects.filter(plan=plan, kind=PlanEvent.Kind.DECIDED, entry__day=row.day)
    found = list(events.filter(entry__kind__in=("checkin", "recheck")))
    texts = dict(Rule.objects.filter(protocol_id=plan.protocol_id).exclude(text="").values_list("key", "text"))
    asked = dict(Question.objects.filter(protocol_id=plan.protocol_id).values_list("key", "text"))
    names = dict(Exercise.objects.values_list("pk", "name"))
    cites = Source.objects.in_bulk({source for event in found for source in _reason(event).get("source", ())})
    return [_change(event, texts, asked, names, cites) for event in found]


def _reason(event: PlanEvent) -> dict[str, Any]:
    return event.reasons[0] if event.reasons else {}


def _change(
    event: PlanEvent,
    texts: Mapping[str, str],
    asked: Mapping[str, str],
    names: Mapping[str, str],
    cites: Mapping[str, Source],
) -> Change:
    reason = _reason(event)
    safety = event.step == "recheck"
    because = texts.get(event.rule) or OWN_RULES.get(event.rule) or OUTCOMES.get(event.step, "")
    inputs = () if safety else tuple((_name(n, asked), _value(v)) for n, v in reason.get("inputs", {}).items())
    return Change(
        about=SUBJECTS.get(event.subject) or names.get(event.subject, "Your plan"),
        before=_side(event.before, event.subject, names),
        after=_side(event.after, event.subject, names),
        because=OUTCOMES["recheck"] if safety else because,
        rule=event.rule,
        version=int(reason.get("version", 0)),
        inputs=inputs,
        sources=tuple(cites[id_] for id_ in reason.get("source", ()) if id_ in cites),
    )


def _side(side: str, subject: str, names: Mapping[str, str]) -> str:
    if side in WORDS:
        return WORDS[side]
    first, _, rest = side.partition(" ")
    if first == "phase" and rest.isdigit():
        return "Staying well" if int(rest) == STAY_WELL else f"{rest}. {PHASES.get(int(rest), '')}"
    if first not in names:
        return side
    dose = rest.replace("x", " × ")
    return dose if first == subject else f"{names[first]}, {dose}"


def _name(name: str, asked: Mapping[str, str]) -> str:
    try:
        words = fact_words(name)
    except KeyError:
        words = asked.get(name, name.replace("_", " "))
    words = words.rstrip(",")
    return f"{words[:1].upper()}{words[1:]}"


def _value(value: Any) -> str:
    if value is None:
        return "not known"
    if isinstance(value, float) and not isinstance(value, bool):
        return f"{value:.1f}".removesuffix(".0")
    return value_words({}, value)


@dataclass(frozen=True, slots=True)
class Criterion:
    """One row of the present phase's exit with today's value."""

    text: str
    now: str
    is_met: bool


def criteria(plan: Plan, today: date) -> list[Criterion]:
    """What leads on from the present phase, each with today's value; none in the last."""
    rule = Rule.objects.filter(protocol_id=plan.protocol_id, kind=Rule.Kind.PHASE_EXIT, phase=plan.phase).first()
    if rule is None:
        return []
    day, frame = day_of(plan, today), frame_of(plan)
    log = recent_log(plan, day)
    course = course_today(plan, log, frame, day)
    facts = exit_facts(course, log, frame)
    rows = [_criterion(row, facts) for row in rule.comparisons.all()]
    stayed, least = course.day - course.phase_since, rule.min_days or 0
    return [*rows, Criterion(f"At least {least} days in this phase", _days(stayed), stayed >= least)]


def _criterion(row: Any, facts: Mapping[str, Any]) -> Criterion:
    value = facts.get(row.field)
    unit = MEASURES.get(row.field, ("", ""))[1]
    shown = "" if isinstance(value, bool | str) else _value(value) if value is None else f"{_value(value)} {unit}"
    return Criterion(criterion_words(row), shown.strip(), holds(condition_of([row]), facts))


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"


def split(changes: Iterable[Change]) -> tuple[list[Change], list[Change]]:
    """What changed, and what was looked at and stays."""
    found = list(changes)
    return [c for c in found if c.is_change], [c for c in found if not c.is_change]
