"""The part of a plan's page that changes only with an event: assembled from rows, rendered once, stored."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from rehab.library.mapping import library_stamp
from rehab.library.models import CategoryText, EntryTest, Exercise, Rule, Source, TemplateItem
from rehab.library.selectors import advice_texts

from .models import Lock, Plan, PlanPage, PlanPhase, Prescription
from .reasons import cause_words, reason_rows
from .running import allowance_rule, race_text, running_text, stages
from .weekview import week_of
from .words import HEADINGS, PHASES, at_intake, caution_for, confidence_words, criterion_words, dose_words

LAYOUT = 3  # grows when the templates change what they show
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


def fresh_page(plan: Plan, units: str) -> PlanPage:
    """The stored page, rendered again if a lock, the wording of an exercise, or the units changed since."""
    key = _key(plan, units)
    stored = getattr(plan, "page", None)
    if stored is not None and stored.key == key:
        return stored
    whole = Plan.objects.select_related("protocol").prefetch_related("locks").get(pk=plan.pk)
    html = render_to_string("plans/_plan.html", page_context(whole, units))
    with transaction.atomic():
        return PlanPage.objects.update_or_create(plan=plan, defaults={"key": key, "html": html})[0]


def _key(plan: Plan, units: str) -> str:
    locks = "".join(sorted(lock.cause[0] for lock in plan.locks.all() if lock.lifted_at is None))
    return f"{LAYOUT}.{plan.phase}.{units}.{library_stamp()}.{locks}"


def page_context(plan: Plan, units: str) -> dict[str, Any]:
    """Finished values for the templates: nothing is left to compute there."""
    doses = list(
        plan.prescriptions.select_related("exercise", "replaces").prefetch_related(
            "exercise__hints", "exercise__sources"
        )
    )
    phases = list(plan.phases.all())
    started = plan.events.filter(kind="started").first()
    reasons: list[dict[str, Any]] = started.reasons if started else []
    now = [dose for dose in doses if dose.phase == plan.phase]
    session = [dose for dose in now if dose.role == ROLE.EXERCISE]
    current = next(phase for phase in phases if phase.phase == plan.phase)
    exits = _exit_rules(plan)
    return {
        "plan": plan,
        "pattern": _pattern(plan),
        "path": _path(plan, phases, exits),
        "exit": _exit(plan, exits.get(plan.phase)),
        "entry_tests": EntryTest.objects.filter(protocol_id=plan.protocol_id) if plan.phase >= 3 else [],
        "phase": current,
        "week": week_of(plan, current, session),
        "exercises": _exercises(plan, session),
        "moving": [{"dose": dose, "words": dose_words(dose)} for dose in _moving(now)],
        "later": _later(plan, phases, doses),
        "run": running_text(plan, allowance_rule(reasons), units),
        "run_is_locked": any(lock.cause == Lock.Cause.RUNNING and not lock.lifted_at for lock in plan.locks.all()),
        "stages": stages(plan),
        "race": race_text(plan),
        "barred": _barred(plan),
        "advice": _advice(plan),
        "reasons": reason_rows(plan, reasons),
    }


def _pattern(plan: Plan) -> str:
    text = CategoryText.objects.filter(protocol_id=plan.protocol_id, category=plan.category).first()
    label = text.label if text else plan.category
    mixed = " Bending and arching both hurt, so both are left out at first." if plan.is_mixed else ""
    what = f"Your answers fit: {label[:1].lower()}{label[1:]}."
    return f"{what} It guides the choice of exercises and is no diagnosis.{mixed}"


def _path(plan: Plan, phases: Iterable[PlanPhase], exits: dict[int | None, Rule]) -> list[dict[str, Any]]:
    weeks = {phase.phase: phase.weeks for phase in phases}
    path, first = [], 1
    for number, name in PHASES.items():
        state = "done" if number < plan.phase else "now" if number == plan.phase else "next"
        span = ""
        if number in weeks:
            last = first + weeks[number] - 1
            span = f"Week {first}" if weeks[number] == 1 else f"Weeks {first} to {last}"
            first = last + 1
        skipped, leave_at = number < plan.start_phase, _exit_summary(exits.get(number))
        path.append(
            {"number": number, "name": name, "state": state, "is_skipped": skipped, "span": span, "exit": leave_at}
        )
    return path


def _exit_rules(plan: Plan) -> dict[int | None, Rule]:
    rules = Rule.objects.filter(protocol_id=plan.protocol_id, kind=Rule.Kind.PHASE_EXIT)
    return {rule.phase: rule for rule in rules.prefetch_related("comparisons", "sources")}


def _exit_summary(rule: Rule | None) -> str:
    """The first criterion stands for all on the path; the whole list is on the page for the present phase."""
    rows = list(rule.comparisons.all()) if rule else []
    return criterion_words(rows[0]) if rows else ""


def _exit(plan: Plan, rule: Rule | None) -> dict[str, Any] | None:
    if rule is None:
        return None
    rows = [
        {"text": criterion_words(row), "at_intake": at_intake(row, plan.baseline)} for row in rule.comparisons.all()
    ]
    return {"rule": rule, "rows": rows, "to": PHASES.get(plan.phase + 1, "Staying well"), "min_days": rule.min_days}


def _exercises(plan: Plan, session: Iterable[Prescription]) -> list[dict[str, Any]]:
    items = TemplateItem.objects.filter(protocol_id=plan.protocol_id, category=plan.category, phase=plan.phase)
    places = {item.exercise_id: item.position for item in items}
    rows = []
    for dose in session:
        hints = list(dose.exercise.hints.all())
        rows.append(
            {
                "dose": dose,
                "words": dose_words(dose),
                "caution": caution_for(dose.exercise.caution, plan.category, plan.phase),
                "cues": [hint.text for hint in hints if hint.kind == "cue"],
                "errors": [hint.text for hint in hints if hint.kind == "error"],
                "confidence": confidence_words(dose.exercise.confidence),
                "place": places.get(dose.replaces_id or dose.exercise_id),
                "needs": _needs(dose.replaces),
                "sources": dose.exercise.sources.all(),
            }
        )
    return rows


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
            "items": [(dose.exercise.name, ", ".join(dose_words(dose))) for dose in known if dose.phase == phase.phase],
        }
        for phase in phases
        if phase.phase > plan.phase
    ]


def _barred(plan: Plan) -> list[dict[str, Any]]:
    names = dict(Exercise.objects.filter(pk__in=[row[0] for row in plan.barred]).values_list("pk", "name"))
    groups: dict[tuple[str, int], list[str]] = {}
    for exercise, because, through in plan.barred:
        groups.setdefault((because, through), []).append(names.get(exercise, exercise))
    causes = cause_words(plan)
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


def rendered(page: PlanPage) -> SafeString:
    """The stored page for a template; it came out of our own template, where everything was escaped."""
    return mark_safe(page.html)  # noqa: S308 the one place; see above
