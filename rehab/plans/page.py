"""The part of a plan's page that changes only with an event: assembled from rows, rendered once, stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from rehab.engine.progress.course import RUN_PHASE, Course
from rehab.library.figure_pictures import figures_of
from rehab.library.mapping import library_stamp
from rehab.library.models import CategoryText, Exercise, Source, TemplateItem
from rehab.library.selectors import advice_texts
from rehab.library.words import confidence_words

from .daypart import day_parts
from .decisions import decided, decision_rows, wording_of
from .following import course_or_none
from .foreseeing import freshen_outlook
from .models import Lock, Plan, PlanPhase, Prescription, StoredPage
from .path import about_words, path_rows
from .reasons import cause_words, reason_rows
from .running import RunningText, allowance_rule, running_now, running_text, stages
from .selectors import clearance_of, plans_before
from .shared import WHOLE, Shared, without_answers, without_values
from .stored import Head, store, stored_html
from .weekview import week_of
from .words import HEADINGS, PHASES, caution_for, dose_words

PAGE, USUAL = "plan", "plan-usual"
# Where today's parts stand in the stored page.
PLACES = {name: f"<!-- {name} -->" for name in ("banners", "answer", "criteria", "limit", "outlook")}
LATEST_DECISIONS = 10
TOPICS = {
    "heat": "Warmth",
    "recovery": "Rest and sleep",
    "load": "What changed before it began",
    "pattern": "Day by day",
    "desk": "Sitting and screens",
    "form": "How you run",
    "footwear": "Shoes",
}
ROLE = Prescription.Role


def plan_html(head: Head, units: str, day: int) -> SafeString:
    """The plan's page: what is stored of it, made again where an entry, a lock, an edit or the day asks for it.

    A closed plan has no today.
    """
    usual = head.stamp(units, library_stamp())
    today = f"{head.log_number}.{day}.{head.foreseen}" if head.plan.is_open else "closed"
    return stored_html(head, f"{usual}|{today}", lambda: _made(head, usual, units, day))


def _made(head: Head, usual: str, units: str, day: int) -> str:
    """Today's parts laid into the page of a usual week, which is kept for itself: only an event changes it."""
    plan = Plan.objects.select_related("protocol", "snapshot", "outlook").prefetch_related("locks").get(pk=head.plan.pk)
    page = StoredPage.objects.filter(plan=plan, name=USUAL).first()
    html = page.html if page is not None and page.key == usual else ""
    if not html:
        html = render_to_string("plans/_plan.html", page_context(plan, units))
        store(plan, USUAL, usual, html)
    freshen_outlook(head, day)
    today = day_parts(plan, day, units) if plan.is_open else {}
    for name, mark in PLACES.items():
        html = html.replace(mark, today.get(name, ""), 1)
    return html


def page_context(plan: Plan, units: str, shared: Shared = WHOLE) -> dict[str, Any]:
    """Finished values for the templates: nothing is left to compute there. What is not shared is not among them."""
    doses, phases = _doses(plan), list(plan.phases.all())
    reasons = _reasons_of_start(plan)
    now = [dose for dose in doses if dose.phase == plan.phase]
    session = [dose for dose in now if dose.role == ROLE.EXERCISE]
    current = next(phase for phase in phases if phase.phase == plan.phase)
    course = course_or_none(plan)
    has_intake = shared.opens_intake(plan.started_on)
    latest = without_values(plan, decided(plan, LATEST_DECISIONS), shared)
    return {
        "plan": plan,
        "pattern": _pattern(plan),
        "path": path_rows(plan, phases, course),
        "decisions": decision_rows(plan, latest, wording_of(plan.protocol_id)),
        "phase": current,
        "week": week_of(plan, current, session),
        "exercises": _exercises(plan, session),
        "moving": [{"dose": dose, "words": dose_words(dose)} for dose in _moving(now)],
        "later": _later(plan, phases, doses),
        "run": _run(plan, course, allowance_rule(reasons), units),
        "run_is_locked": any(lock.cause == Lock.Cause.RUNNING and not lock.lifted_at for lock in plan.locks.all()),
        "stages": stages(plan, _stage(plan, course)),
        "stage": _stage(plan, course),
        "barred": _barred(plan, cause_words(plan) if has_intake else {}),
        "advice": _advice(plan),
        "reasons": reason_rows(plan, reasons if has_intake else without_answers(reasons)),
        "earlier": plans_before(plan),
        "clearance": clearance_of(plan),
    }


def _reasons_of_start(plan: Plan) -> list[dict[str, Any]]:
    started = plan.events.filter(kind="started").first()
    return started.reasons if started else []


def _doses(plan: Plan) -> list[Prescription]:
    doses = plan.prescriptions.select_related("exercise", "replaces")
    return list(doses.prefetch_related("exercise__hints", "exercise__sources"))


def _pattern(plan: Plan) -> str:
    text = CategoryText.objects.filter(protocol_id=plan.protocol_id, category=plan.category).first()
    label = text.label if text else plan.category
    mixed = " Bending and arching both hurt, so both are left out at first." if plan.is_mixed else ""
    what = f"Your answers fit: {label[:1].lower()}{label[1:]}."
    return f"{what} It guides the choice of exercises and is no diagnosis.{mixed}"


def _run(plan: Plan, course: Course | None, rule: str, units: str) -> RunningText:
    """The running card; without a course what the intake allowed."""
    return running_text(plan, rule, units) if course is None else running_now(plan, course, rule, units)


def _stage(plan: Plan, course: Course | None) -> int:
    return plan.entry_stage if course is None or course.stage is None else course.stage


def _exercises(plan: Plan, session: Iterable[Prescription]) -> list[dict[str, Any]]:
    items = TemplateItem.objects.filter(protocol_id=plan.protocol_id, category=plan.category, phase=_made_for(plan))
    places, rows = {item.exercise_id: item.position for item in items}, list[dict[str, Any]]()
    doses = list(session)
    figures = figures_of(dose.exercise_id for dose in doses)
    for dose in doses:
        hints = list(dose.exercise.hints.all())
        rows.append(
            {
                "dose": dose,
                "figure": figures.get(dose.exercise_id),
                "words": dose_words(dose),
                "caution": caution_for(dose.exercise.caution, plan.category, _made_for(plan)),
                "cues": [hint.text for hint in hints if hint.kind == "cue"],
                "errors": [hint.text for hint in hints if hint.kind == "error"],
                "confidence": confidence_words(dose.exercise.confidence),
                "place": places.get(dose.replaces_id or dose.exercise_id),
                "needs": _needs(dose.replaces),
                "sources": dose.exercise.sources.all(),
            }
        )
    return rows


def _made_for(plan: Plan) -> int:
    """The phase whose exercises these are: staying well keeps those of the last."""
    return min(plan.phase, RUN_PHASE)


def _needs(replaced: Exercise | None) -> str:
    return " and ".join(item.replace("_", " ") for item in replaced.equipment) if replaced else ""


def _moving(now: Iterable[Prescription]) -> list[Prescription]:
    """Walking and the phase's aerobic work; one line if both are the same walk."""
    found: dict[tuple[str, float | None], Prescription] = {}
    for dose in now:
        if dose.role != ROLE.EXERCISE:
            found.setdefault((dose.exercise_id, dose.minutes), dose)
    return list(found.values())


def _later(plan: Plan, phases: Iterable[PlanPhase], doses: Iterable[Prescription]) -> list[dict[str, Any]]:
    known = list(doses)
    return [
        {
            "heading": f"{phase.phase}. {PHASES[phase.phase]}",
            "phase": phase,
            "weeks": about_words(phase.weeks),
            "items": [(dose.exercise.name, ", ".join(dose_words(dose))) for dose in known if dose.phase == phase.phase],
        }
        for phase in phases
        if phase.phase > plan.phase
    ]


def _barred(plan: Plan, causes: Mapping[str, str]) -> list[dict[str, Any]]:
    names = dict(Exercise.objects.filter(pk__in=[row[0] for row in plan.barred]).values_list("pk", "name"))
    groups: dict[tuple[str, int], list[str]] = {}
    for exercise, because, through in plan.barred:
        groups.setdefault((because, through), []).append(names.get(exercise, exercise))
    return [
        {
            "because": causes.get(because, "Your answers speak against them"),
            "until": "for good" if through == 4 else f"until the end of phase {through}",
            "names": sorted(found),
        }
        for (because, through), found in sorted(groups.items(), key=lambda group: -group[0][1])
    ]


def _advice(plan: Plan) -> list[dict[str, Any]]:
    texts = advice_texts(plan.protocol.version)
    cites = Source.objects.in_bulk({source for _, _, sources in plan.advice for source in sources})
    topics: dict[str, list[dict[str, Any]]] = {}
    for rule, topic, sources in plan.advice:
        if rule in texts:
            found = {"text": texts[rule], "sources": [cites[id_] for id_ in sources if id_ in cites]}
            topics.setdefault(topic, []).append(found)
    return [{"heading": TOPICS.get(topic, topic), "pieces": pieces} for topic, pieces in topics.items()]


def heading(plan: Plan) -> str:
    """The page's answer in a few words."""
    return HEADINGS[plan.phase]
