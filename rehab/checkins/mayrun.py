"""Can I run today? Yes with how much, no with why, or not until you answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django.urls import reverse, reverse_lazy

from rehab.engine.progress.course import RUN_PHASE
from rehab.plans.mayrun import HEADS, Answer, Reason, may_run_on
from rehab.plans.running import limit_text, running_text
from rehab.plans.words import segment_words

from .standing import Standing

LINKS = {
    Reason.RESCREEN: (reverse_lazy("checkins:safety"), "Answer them"),
    Reason.MORNING: ("#morning", "Answer"),
    Reason.LAST_RUN: ("#morning", "Answer"),
    Reason.RETEST: (reverse_lazy("checkins:self_test"), "Do the tests"),
}


@dataclass(frozen=True, slots=True)
class RunAnswer:
    """The answer: yes, no or asks; how much or why; and where to go from it."""

    state: Answer
    text: str
    address: str = ""
    link: str = ""

    @property
    def head(self) -> str:
        """The answer in a word or two."""
        return HEADS[self.state]


def run_answer(standing: Standing) -> RunAnswer:
    """Whether there is running today, by the engine's rule, and its reason in words."""
    plan = standing.plan
    found = may_run_on(plan, standing.course, standing.frame, standing.log, standing.day)
    if found.reason is Reason.OPEN:
        return RunAnswer(found.state, _how_much(standing), reverse("checkins:runs"), "Log a run")
    if found.reason is Reason.VISIT:
        return RunAnswer(found.state, found.words, reverse("plans:contact", args=[plan.pk]), "Record the visit")
    if found.reason in (Reason.SAFETY, Reason.CLEARANCE, Reason.LATER):
        return RunAnswer(found.state, found.words, reverse("plans:current"), "Why")
    address, link = LINKS.get(found.reason, ("", ""))
    return RunAnswer(found.state, found.words, str(address), link)


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
