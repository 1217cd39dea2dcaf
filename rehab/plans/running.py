"""What a plan says about running: how much now, or why not yet, the stages ahead, and the race."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rehab.engine.conditions import holds
from rehab.engine.progress.course import RUN_PHASE, Course, Frame
from rehab.engine.progress.log import Log
from rehab.engine.progress.volume import run_limit
from rehab.library.mapping import condition_of
from rehab.library.models import Question, Rule, RunStage

from .following import volume_log
from .mayrun import WORDS, shut_reason
from .models import Plan
from .words import distance_words, race_words, segment_words, value_words

SHARES = {"reduce_50": 0.5, "reduce_70": 0.7}
EASY = (
    "Easy pace, flat ground, no speed, never two days in a row.",
    "Stop above 5 of 10. If it is not settled the next morning, leave out the next run.",
)
NO_RULE = "Your answers say that running has to wait."


@dataclass(frozen=True, slots=True)
class RunningText:
    """The running card: a short answer, its limits, and why."""

    headline: str
    is_allowed: bool
    lines: tuple[str, ...]


def running_text(plan: Plan, rule: str, units: str) -> RunningText:
    """How much of the present running may go on; how long one run may be is `limit_text`, which goes by the log."""
    share = SHARES.get(plan.run_allowance)
    if share is None:
        return RunningText("No running yet", False, _why_not(plan, rule))
    usual = _km(plan, "prev_weekly_km")
    if not usual:
        stage = f"You told us of no running before the pain: begin at stage {plan.entry_stage} of the run-walk stages."
        return RunningText("Run-walk stages only", True, (stage, *EASY))
    weekly = distance_words(usual * share, units)
    week = f"Of your usual {distance_words(usual, units)} a week: at most {weekly}."
    return RunningText(f"{share * 100:.0f} % of your usual running", True, (week, *EASY))


def limit_text(plan: Plan, log: Log, course: Course, frame: Frame, day: int, units: str) -> str:
    """How long one run of a day may be; empty if nothing is known to go by."""
    limit = run_limit(volume_log(plan, log, day), day, course.phase, frame)
    return "" if limit is None else f"No single run over {distance_words(float(limit), units)}."


def running_now(plan: Plan, course: Course, rule: str, units: str) -> RunningText:
    """The running card as the plan stands: closed, at a stage of phases 4 and 5, or by what the intake allowed."""
    if course.phase < RUN_PHASE and plan.run_allowance not in SHARES:
        return running_text(plan, rule, units)  # it says why in the rule's own words
    shut = shut_reason(course)
    if shut is not None:
        return RunningText("No running now", False, (WORDS[shut],))
    if course.phase < RUN_PHASE:
        return running_text(plan, rule, units)
    found = {row["stage"]: row["what"] for row in all_stages(plan.protocol_id)}
    stage = course.stage or 1
    return RunningText(
        f"Stage {stage} of {max(found, default=stage)}",
        True,
        (f"{found.get(stage, 'Easy running')}.".capitalize(), *EASY),
    )


def _why_not(plan: Plan, key: str) -> tuple[str, ...]:
    """The rule's own words, as the administrator wrote them, and the runner's answers by which it holds."""
    rule = Rule.objects.filter(protocol_id=plan.protocol_id, key=key).prefetch_related("comparisons").first()
    if rule is None:
        return (NO_RULE,)
    facts = {name: value for name, value in plan.baseline.items() if isinstance(value, str | int | float)}
    true = {row.field for row in rule.comparisons.all() if holds(condition_of([row]), facts)}
    asked = Question.objects.filter(protocol_id=plan.protocol_id, key__in=true).order_by("position")
    said = tuple(f"You told us: {row.text} {value_words(row.labels, facts[row.key])}" for row in asked)
    return (rule.text or NO_RULE, *said)


def _km(plan: Plan, field: str) -> float:
    value = plan.baseline.get(field)
    return float(value) if isinstance(value, int | float) else 0.0


def stages(plan: Plan, first: int) -> list[dict[str, Any]]:
    """The run-walk stages from one on."""
    return [row for row in all_stages(plan.protocol_id) if row["stage"] >= first]


def all_stages(protocol_id: int) -> list[dict[str, Any]]:
    """Every run-walk stage of a protocol version in words."""
    rows = RunStage.objects.filter(protocol_id=protocol_id)
    return [
        {
            "stage": row.stage,
            "what": ", then ".join(segment_words(segment) for segment in row.segments.all()),
            "note": row.note,
        }
        for row in rows.prefetch_related("segments")
    ]


def race_text(plan: Plan, goal: Mapping[str, Any] | None = None) -> dict[str, str] | None:
    """The verdict on the race with what is realistic instead; None without a race.

    `goal` is the verdict as judged again since; without it the one of the plan's first day stands.
    """
    if not plan.goal_verdict or plan.goal_km is None:
        return None
    race = race_words(plan.goal_km).capitalize()
    verdict = str(goal["verdict"]) if goal else plan.goal_verdict
    need, left = (goal["need_weeks"], goal["weeks_to_goal"]) if goal else (plan.goal_need_weeks, plan.goal_weeks)
    since = "From now" if goal else "From this plan's first day"
    realistic = goal.get("realistic_km") if goal else plan.goal_realistic_km
    heading = {
        "realistic": f"{race}: realistic",
        "borderline": f"{race}: just possible, if all goes well",
        "defer": f"{race}: better a later date",
    }[verdict]
    words = f"{since} it takes about {need} weeks; there are {left}."
    return {"heading": heading, "need": words, "instead": _instead(verdict, realistic)}


def _instead(verdict: str, realistic_km: float | None) -> str:
    if verdict == "realistic":
        return "Nothing has to be rushed for it. A flare moves the date, not the steps."
    if realistic_km:
        return f"By that date {race_words(realistic_km)} is realistic, or walk part of the race."
    return "By that date no race distance is realistic. Walking it, a relay leg or a later race are."


def allowance_rule(reasons: list[dict[str, Any]]) -> str:
    """The rule that decided the allowance."""
    return next((str(reason["rule"]) for reason in reasons if reason["step"] == Rule.Kind.RUN_ALLOWANCE), "")
