"""What the pages of the run log show: finished values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rehab.engine.progress.log import Run
from rehab.engine.progress.pain import morning
from rehab.library.models import Rule, Source
from rehab.plans.mayrun import PASSING, Answer
from rehab.plans.models import PlanEvent

from .runlog import RunLog
from .runs import OF_ONE_RUN, Warned, cautions_of, warnings_of
from .runwords import PLACES, exact_words, limit_words, minutes_words, stage_of, stage_words

FRESH_DAYS, JUDGED_DAYS, REST_DAYS = 2, 3, 2
RESCREEN = "stop_and_rescreen"
LIST_HEADS = {
    Answer.YES: "A run is open today",
    Answer.NO: "No run today",
    Answer.ASKS: "No run until you answer",
}
HEADS = {
    "stage_up": "One stage up",
    "repeat": "The stage is repeated",
    "stage_down_rest": "One stage down, and 48 hours of rest",
    "stage_down_wait": "One stage down, and the next run waits",
    RESCREEN: "Stop running for now",
    "lock_plan": "A clinician has to look first",
}
# Before phase 4 there is no stage to move.
WITHOUT_STAGE = {
    "stage_up": ("A calm run", "It stayed calm, and so did the next morning."),
    "repeat": ("Nothing changes", "What is open to you stays as it is."),
    "stage_down_rest": ("48 hours of rest", "Pain above 5. Walk home when that happens, and rest for 48 hours."),
    "stage_down_wait": ("The next run waits", "It had not settled by the next morning. Wait until it is as before."),
}


def log_page(log: RunLog) -> dict[str, Any]:
    """Whether a run is open today, how far, and what was run."""
    units = log.plan.runner.units
    stage, found = stage_of(log.frame, log.stage), log.may_run
    return {
        "heading": LIST_HEADS[found.state],
        "is_open": found.state is Answer.YES,
        "why_not": found.words,
        "stage": f"Stage {stage.stage}: {stage_words(stage)}" if stage else "",
        "limit": limit_words(log.limit_km, units),
        "longest": "unknown" if log.longest_km is None else exact_words(log.longest_km, units),
        "is_longest_of_intake": log.is_longest_of_intake,
        "this_week": exact_words(log.weekly_km(), units),
        "last_week": exact_words(log.weekly_km(1), units) if log.day >= 7 else "",
        "week_day": f"{log.plan.started_on:%A}",
        "without_distance": sum(1 for run in log.log.runs if run.km is None and run.day >= log.day - log.day % 7),
    }


def rows_of(log: RunLog, runs: Iterable[Run]) -> list[dict[str, Any]]:
    """Runs as lines of the list."""
    units = log.plan.runner.units
    return [
        {
            "id": run.id,
            "on": log.date_of(run.day),
            "what": what_words(run, units),
            "pain": run.pain,
            "stage": run.stage,
            "is_over": any(caution.rule in OF_ONE_RUN for caution in cautions_of(log, run)),
            "is_imported": log.written[run.id].started_at is not None,
        }
        for run in runs
    ]


def what_words(run: Run, units: str) -> str:
    """How far and how long."""
    parts = [] if run.km is None else [exact_words(run.km, units)]
    parts += [] if run.minutes is None else [minutes_words(run.minutes)]
    return ", ".join(parts)


def run_page(log: RunLog, run: Run) -> dict[str, Any]:
    """One run: what the rule made of it, what it passed, what was written."""
    units, written, found = log.plan.runner.units, log.written[run.id], log.may_run
    warned = tuple(one for one in warnings_of(log, run) if one.rule != "same")
    outcome = outcome_of(log, run)
    is_fresh = run.day >= log.day - FRESH_DAYS
    is_rescreen = outcome["result"] == RESCREEN
    return {
        "run": run,
        "on": log.date_of(run.day),
        "what": what_words(run, units),
        "facts": _facts(run),
        "outcome": outcome,
        "is_rescreen": is_rescreen and log.course.has_to_rescreen,
        "warned": with_cites(warned),
        "shut": found.words if is_fresh and not is_rescreen and found.reason not in PASSING else "",
        "is_soon": any(o.id != run.id and 0 <= run.day - o.day < REST_DAYS for o in log.log.runs),
        "written": written,
    }


def _facts(run: Run) -> list[tuple[str, str]]:
    labels = dict(PLACES)
    share = "" if run.stage_share is None else f", {100 * run.stage_share:.0f} %"
    stage = [("Run-walk", f"stage {run.stage}{share}")] if run.stage is not None else []
    return [
        *stage,
        ("Pain while running", "unknown" if run.pain is None else f"{run.pain} of 10"),
        ("Where", ", ".join(labels.get(place, place).lower() for place in run.where) or "nothing named"),
        ("Moved further out", _said(run.spread)),
        ("Sharp in one spot", _said(run.sharp_spot)),
    ]


def _said(answer: bool | None) -> str:
    return "unknown" if answer is None else "yes" if answer else "no"


def outcome_of(log: RunLog, run: Run) -> dict[str, Any]:
    """What the run rules made of a run, or what they wait for."""
    event = _event(log, run)
    key = log.course.decided.get(run.id) or (event.rule if event else "")
    rules = Rule.objects.filter(protocol_id=log.plan.protocol_id, kind=Rule.Kind.RUN, key=key)
    rule = rules.prefetch_related("sources").first() if key else None
    if rule is None:
        return {"result": "", **_open(log, run)}
    head, text = HEADS.get(rule.result, ""), rule.text
    if run.stage is None and rule.result in WITHOUT_STAGE:
        head, text = WITHOUT_STAGE[rule.result]
    has_moved = event is not None and event.before != event.after and run.stage is not None
    return {
        "result": rule.result,
        "head": head,
        "text": text,
        "change": f"{event.before} → {event.after}" if event is not None and has_moved else "",
        "rule": rule,
        "sources": list(rule.sources.all()),
    }


def _event(log: RunLog, run: Run) -> PlanEvent | None:
    """The latest decision about a run: made with it, or with the rating of a morning after."""
    days = (run.day, run.day + JUDGED_DAYS)
    events = PlanEvent.objects.filter(plan=log.plan, step="run", day__range=days).select_related("entry")
    decided = log.course.decided.get(run.id)
    is_alone = not any(other.id != run.id and abs(other.day - run.day) <= JUDGED_DAYS for other in log.log.runs)
    for event in reversed(events):
        is_own = event.entry is not None and event.entry.entry_id == run.id
        if is_own or (event.rule == decided if decided else is_alone):
            return event
    return None


def _open(log: RunLog, run: Run) -> dict[str, str]:
    if run.day == log.day:
        return {
            "head": "It waits for tomorrow morning",
            "text": "Today asks then how your back is. Both answers decide.",
        }
    if run.day == log.day - 1 and morning(log.log, log.day) is None:
        return {"head": "It waits for this morning", "text": "Today asks how your back is. Both answers decide."}
    return {"head": "Kept, and nothing changes", "text": "The next morning is not known, so it moves nothing up."}


def with_cites(warned: tuple[Warned, ...]) -> list[dict[str, Any]]:
    """Warnings with their sources as they are cited; one statement at most."""
    wanted = {source for one in warned for source in one.sources}
    cites = Source.objects.in_bulk(wanted) if wanted else {}
    return [
        {
            "rule": one.rule,
            "title": one.title,
            "text": one.text,
            "sources": [cites[id_].cite for id_ in one.sources if id_ in cites],
        }
        for one in warned
    ]
