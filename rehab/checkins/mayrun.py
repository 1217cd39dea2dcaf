"""Can I run today? Yes with how much, no with why, or not until you answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django.urls import reverse

from rehab.engine.progress.course import RUN_PHASE, Cause
from rehab.engine.progress.pain import morning
from rehab.engine.progress.runs import may_run
from rehab.plans.running import limit_text, running_text
from rehab.plans.words import segment_words

from .standing import Standing

YES, NO, ASKS = "yes", "no", "asks"
HEADS = {YES: "Yes", NO: "Not today", ASKS: "Not until you answer"}
SAFETY, RUNS, TESTS = "/safety/", "/runs/", "/self-test/"


@dataclass(frozen=True, slots=True)
class RunAnswer:
    """The answer: yes, no or asks; how much or why; and where to go from it."""

    state: str
    text: str
    address: str = ""
    link: str = ""

    @property
    def head(self) -> str:
        """The answer in a word or two."""
        return HEADS[self.state]


def run_answer(standing: Standing) -> RunAnswer:
    """Whether there is running today, by the engine's rule, and its reason in words."""
    course = standing.course
    if course.has_to_rescreen:
        return RunAnswer(ASKS, "A few safety questions come first.", SAFETY, "Answer them")
    if course.has_to_restart:
        return RunAnswer(ASKS, "After such a long break a short new intake comes first.")
    if may_run(course, standing.frame, standing.day):
        if standing.awaits_morning:
            return RunAnswer(ASKS, "How your back was this morning decides.", "#morning", "Answer")
        return RunAnswer(YES, _how_much(standing), RUNS, "Log a run")
    if course.run_waits and not course.is_locked() and morning(standing.log, standing.day) is None:
        return RunAnswer(ASKS, "Your last run waits for a usual morning. How was this one?", "#morning", "Answer")
    return _why_not(standing)


def _how_much(standing: Standing) -> str:
    course = standing.course
    if course.stage is None or course.phase < RUN_PHASE:
        found = running_text(standing.plan, "", standing.plan.runner.units)
        parts = (f"{found.headline}.", found.lines[0], _limit(standing))
        return " ".join(part for part in parts if part)
    stage = next(stage for stage in standing.frame.catalog.stages if stage.stage == course.stage)
    words = ", then ".join(segment_words(cast(Any, segment)) for segment in stage.segments)
    return f"Stage {course.stage}: {words}. Walk 5 minutes before and after."


def _limit(standing: Standing) -> str:
    plan, units = standing.plan, standing.plan.runner.units
    return limit_text(plan, standing.log, standing.course, standing.frame, standing.day, units)


def _why_not(standing: Standing) -> RunAnswer:
    course, plan = standing.course, standing.plan
    contact = reverse("plans:contact", args=[plan.pk])
    if course.is_locked(Cause.RUNNING):
        return RunAnswer(NO, "A clinician has to clear running first.", reverse("plans:current"), "Why")
    if course.flare is not None:
        return RunAnswer(NO, "Calm days come first. Easy walking is good.")
    if course.is_locked(Cause.PROGRESS) or (course.phase >= RUN_PHASE and course.is_locked(Cause.CONTACT)):
        return RunAnswer(NO, "First a clinician has to see you.", contact, "Record the visit")
    if course.has_to_retest:
        return RunAnswer(NO, "After the break the entry tests come first.", TESTS, "Do the tests")
    if course.run_waits:
        return RunAnswer(NO, "This morning was above your usual one. Running waits until it is back.")
    if course.back_on is not None and course.back_on > standing.day:
        return RunAnswer(NO, f"A week of strength work first, until {standing.date_of(course.back_on):%A %-d %B}.")
    if course.phase > 1 and standing.day < course.run_not_before:
        return RunAnswer(NO, f"48 hours between runs. Next on {standing.date_of(course.run_not_before):%A}.")
    if course.phase == 1:
        return RunAnswer(NO, "The first phase calms the pain. Walking is your running for now.")
    return RunAnswer(NO, "Running has to wait until phase 4.", reverse("plans:current"), "Why")
