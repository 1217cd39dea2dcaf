"""Simulating: a made-up course, day by day, through the engine that follows real plans. Nothing is written anywhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from rehab.engine.catalog import Catalog
from rehab.engine.pipeline import PlanDraft, Referral, Refusal, assess
from rehab.engine.progress.beginning import start_of
from rehab.engine.progress.course import Course, Decision, Frame, Role
from rehab.engine.progress.days import begin_day
from rehab.engine.progress.doses import Dose, prescribed, swap_choices
from rehab.engine.progress.exits import entry_results
from rehab.engine.progress.following import Followed, first_day, follow
from rehab.engine.progress.log import Entry, Mark, Run, Session, Swap
from rehab.engine.progress.ruling import common_facts
from rehab.engine.progress.runs import may_run
from rehab.engine.week import DAYS
from rehab.library.assessing import BadCasesError, read_cases

from .dayfile import Day, Done, Reader, SessionDone

PHASE_NAMES = {
    1: "Rest and change",
    2: "Mobility",
    3: "Core and leg strength",
    4: "Return to running",
    5: "Staying well",
}
CASE_KEYS = ("id", "inputs", "days")


@dataclass
class Walk:
    """One case on its way through its days: where it stands, and what did not fit."""

    frame: Frame
    state: Followed
    events: list[Decision] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def begin(self, day: int) -> None:
        """Go on to a day; the days between pass without an entry."""
        step = begin_day(day, self.state.course, self.state.log, self.frame)
        self.state = Followed(step.course, self.state.log)
        self.events = list(step.decisions)

    def follow(self, entry: Entry) -> None:
        """Write an entry down and follow it."""
        self.state = follow(self.state, entry, self.frame)
        self.events += self.state.decisions


def simulate_text(text: str, catalog: Catalog, today: date) -> Any:
    """The courses of a JSON case or list of cases, in order. BadCasesError carries all problems of all cases."""
    cases, is_list = read_cases(text)
    problems: list[str] = []
    courses = [simulate(case, f"case {number}", catalog, today, problems) for number, case in enumerate(cases, 1)]
    if problems:
        raise BadCasesError(problems)
    return courses if is_list else courses[0]


def simulate(case: Any, name: str, catalog: Catalog, today: date, problems: list[str]) -> dict[str, Any] | None:
    """The course of one case; None with what is wrong added to the problems."""
    if not isinstance(case, dict):
        problems.append(f"{name}: is not a JSON object")
        return None
    given = case.get("id")
    name = ascii(given)[1:-1] if isinstance(given, str) and given else name
    reader = Reader(catalog, [f"{ascii(key)[1:-1]}: is not known here" for key in case if key not in CASE_KEYS])
    if given is not None and not isinstance(given, str):
        reader.problems.append("id: needs text")
    outcome = _assessed(case.get("inputs"), catalog, today, reader.problems)
    days = reader.days(case.get("days", []))
    found = None
    if not isinstance(outcome, Refusal) and not reader.problems:
        found = _course(given, outcome, days, catalog, reader.problems)
    problems.extend(f"{name}: {line}" for line in reader.problems)
    return None if reader.problems else found


def _assessed(inputs: Any, catalog: Catalog, today: date, problems: list[str]) -> PlanDraft | Referral | Refusal:
    if not isinstance(inputs, dict):
        problems.append("inputs: needs an object of answers by field")
        return Refusal(())
    outcome = assess(inputs, catalog, today)
    if isinstance(outcome, Refusal):
        problems.extend(f"{problem.field}: {problem.message}" for problem in outcome.problems)
    return outcome


def _course(
    name: str | None, outcome: PlanDraft | Referral, days: Iterable[Day], catalog: Catalog, problems: list[str]
) -> dict[str, Any]:
    found: dict[str, Any] = {"id": name, "tier": outcome.tier.id.value, "plan": outcome.tier.plan}
    if isinstance(outcome, Referral):
        kept = outcome.provisional
        category, phase = (kept.pattern.category.value, kept.start_phase) if kept else (None, None)
        return {**found, "category": category, "start_phase": phase, "days": [], "end": None}
    frame = Frame(start_of(outcome, catalog), catalog)
    walk = Walk(frame, first_day(frame))
    shown = [_followed(day, walk) for day in days]
    problems.extend(walk.problems)
    end = {**_state(walk), "metrics": _metrics(walk)}
    begin = {"category": frame.start.category, "start_phase": frame.start.start_phase}
    return {**found, **begin, "days": shown, "end": end}


def _followed(day: Day, walk: Walk) -> dict[str, Any]:
    walk.begin(day.day)
    for act in day.acts:
        entry = _session(act, day.day, walk) if isinstance(act, SessionDone) else _fitted(act, walk)
        if entry is not None:
            walk.follow(entry)
    return {**_state(walk), "events": [_event(decision) for decision in walk.events]}


def _fitted(entry: Entry, walk: Walk) -> Entry | None:
    """An entry as the day takes it: a run-walk session is at the day's stage, a swap has to be an allowed one."""
    course = walk.state.course
    if isinstance(entry, Run) and entry.stage is None and entry.stage_share is not None:
        return replace(entry, stage=course.stage)
    if not isinstance(entry, Swap):
        return entry
    wrong = _wrong_swap(entry, course, walk.frame)
    if wrong:
        _refuse(walk, f"swap: {wrong}")
        return None
    return entry


def _wrong_swap(swap: Swap, course: Course, frame: Frame) -> str:
    item = next((item for item in course.items if item.exercise_id == swap.exercise_id), None)
    if item is None:
        return f"{swap.exercise_id} is not in the plan on this day"
    allowed = [exercise.id for exercise in swap_choices(item, course, frame)]
    return "" if swap.for_id in allowed else f"{swap.exercise_id} may be swapped for: {', '.join(allowed) or 'nothing'}"


def _refuse(walk: Walk, problem: str) -> None:
    walk.problems.append(f"day {walk.state.course.day}: {problem}")


def _session(session: SessionDone, day: int, walk: Walk) -> Session | None:
    """A session as the log keeps it, against what is prescribed; one of nothing at all is not written down."""
    doses = {dose.item.exercise_id: dose for dose in _doses(walk)}
    given = [mark.exercise_id for mark in session.marks]
    number = session.id.rpartition("-")[2]
    wrong = [f"{name} is not in the plan on this day" for name in given if name not in doses]
    wrong += [f"{name} is there twice" for name in dict.fromkeys(given) if given.count(name) > 1]
    for problem in wrong:
        _refuse(walk, f"sessions {number}: {problem}")
    marks = [_mark(doses[done.exercise_id], done) for done in session.marks if done.exercise_id in doses]
    if (rest := session.rest) is not None:
        felt = {name: value for name, value in rest.items() if name != "share"}
        left = [dose for name, dose in doses.items() if name not in given]
        marks += [_part(dose, dose.planned * rest.get("share", 1), **felt) for dose in left]
    planned = sum(dose.planned for dose in doses.values() if dose.item.role is Role.EXERCISE)
    return Session(session.id, day, tuple(marks), planned) if marks else None


def _mark(dose: Dose, done: Done) -> Mark:
    amount = done.done or 0
    if dose.level.minutes is not None:
        amount /= dose.level.minutes
    return _part(dose, amount, pain=done.pain, effort=done.effort, spread=done.spread, skipped=done.skipped)


def _part(dose: Dose, amount: float, **felt: Any) -> Mark:
    counts = dose.item.role is Role.EXERCISE
    return Mark(dose.item.exercise_id, dose.item.level, amount, dose.planned, counts=counts, **felt)


def _doses(walk: Walk) -> tuple[Dose, ...]:
    return prescribed(walk.state.course, walk.state.log, walk.frame, walk.state.course.day)


def _state(walk: Walk) -> dict[str, Any]:
    course = walk.state.course
    return {
        "day": course.day,
        "phase": course.phase,
        "phase_name": PHASE_NAMES[course.phase],
        "week": course.day // DAYS + 1,
        "stage": course.stage,
        "may_run": may_run(course, walk.frame, course.day),
        "lock": _lock(course),
        "flare": course.flare is not None,
        "prescriptions": [
            {"id": dose.item.exercise_id, "dose": str(dose.level), "role": dose.item.role.value}
            for dose in _doses(walk)
        ],
    }


def _lock(course: Course) -> dict[str, list[str]] | None:
    if not course.locks:
        return None
    flags = dict.fromkeys(flag for lock in course.locks for flag in lock.flags)
    return {"causes": [lock.cause.value for lock in course.locks], "flags": list(flags)}


def _metrics(walk: Walk) -> dict[str, Any]:
    course, log = walk.state.course, walk.state.log
    facts = common_facts(course, log, walk.frame)
    return {**facts, "entry_tests": entry_results(course, log, walk.frame)}


def _event(decision: Decision) -> dict[str, Any]:
    names = ("step", "rule", "outcome", "subject", "before", "after")
    return {**{name: getattr(decision, name) for name in names}, "changed": decision.has_changed}
