"""The phases of a plan in order, each with its state and its weeks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from rehab.engine.progress.course import Course
from rehab.library.models import Rule

from .models import Plan, PlanPhase
from .words import PHASES, criterion_words


def path_rows(plan: Plan, phases: Iterable[PlanPhase], course: Course | None) -> list[dict[str, Any]]:
    """The phases in order, each with its state; a plan that has moved says since when, and no forecast weeks."""
    weeks = {phase.phase: phase.weeks for phase in phases}
    moves = plan.events.filter(subject="phase", step__gt="").values_list("after", flat=True)
    entered = Counter({plan.start_phase: 1}) + Counter(int(after[-1]) for after in moves if after[-1:].isdigit())
    exits = _exit_rules(plan)
    path, first = [], 1
    for number, name in PHASES.items():
        state = "done" if number < plan.phase else "now" if number == plan.phase else "next"
        span = ""
        if weeks.get(number):
            last = first + weeks[number] - 1
            span = _weeks(first, last, state)
            first = last + 1
        if moves:
            about = about_words(weeks.get(number, 0)).capitalize()
            span = _since(plan, course, entered[number]) if state == "now" and course else about
        path.append(
            {
                "number": number,
                "name": name,
                "state": state,
                "is_skipped": number < plan.phase and not entered[number],
                "span": span,
                "exit": _exit_summary(exits.get(number)),
            }
        )
    return path


def _weeks(first: int, last: int, state: str) -> str:
    span = f"Week {first}" if first == last else f"Weeks {first} to {last}"
    return span.lower() if state == "now" else f"{span}, about"


def _since(plan: Plan, course: Course, times: int) -> str:
    since = plan.started_on + timedelta(days=course.phase_since)
    again = "again " if times > 1 else ""
    return f"{again}since {since.day} {since:%B}"


def about_words(weeks: int) -> str:
    """So many weeks; nothing where none are forecast."""
    return f"about {weeks} week{'' if weeks == 1 else 's'}" if weeks else ""


def _exit_rules(plan: Plan) -> dict[int | None, Rule]:
    rules = Rule.objects.filter(protocol_id=plan.protocol_id, kind=Rule.Kind.PHASE_EXIT)
    return {rule.phase: rule for rule in rules.prefetch_related("comparisons", "sources")}


def _exit_summary(rule: Rule | None) -> str:
    """The first criterion stands for all on the path; the whole list is on the page for the present phase."""
    rows = list(rule.comparisons.all()) if rule else []
    return criterion_words(rows[0]) if rows else ""
