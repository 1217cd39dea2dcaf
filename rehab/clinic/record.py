"""A runner's record as a therapist reads it: where the plan stands, what it asks for next, and the time line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from accounts.models import CareLink, User
from rehab.engine.progress.course import Cause, Course
from rehab.engine.progress.log import KEPT_DAYS
from rehab.engine.week import DAYS
from rehab.library.models import Source
from rehab.plans.criteria import Checklist, checklist
from rehab.plans.following import NoStartError, course_today, day_of, frame_of
from rehab.plans.models import Plan
from rehab.plans.shared import Shared, shared_by, shared_frame, shared_log
from rehab.plans.words import PHASES, TIERS

from .painline import WEEKS, PainLine, pain_line
from .timeline import SHOW, Reading, Window, timeline

LOCKS = {
    Cause.SAFETY: "The plan is closed: a safety answer has to be looked at first",
    Cause.CONTACT: "Running waits for a clinician contact",
    Cause.RUNNING: "A warning sign stops running",
    Cause.PROGRESS: "Nothing goes up before a clinician contact",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the present plan stands today: its day, its course, and what is shared of its log."""

    plan: Plan
    day: int
    course: Course
    criteria: Checklist | None
    pain: PainLine | None

    @property
    def locks(self) -> list[tuple[str, str]]:
        """Every open lock in words, with its tier."""
        return [(LOCKS[lock.cause], TIERS.get(lock.tier, lock.tier)) for lock in self.course.locks]

    @property
    def phase_words(self) -> str:
        """The phase by its name, and the week of the plan."""
        return f"{self.course.phase}. {PHASES[self.course.phase]}, week {self.day // DAYS + 1} of the plan"


def plans_of(runner: User) -> list[Plan]:
    """All plans of a runner, newest first."""
    plans = list(Plan.objects.filter(runner=runner).select_related("protocol", "snapshot"))
    for plan in plans:
        plan.runner = runner
    return plans


def today_of(runner: User) -> date:
    """The runner's day, whoever looks from wherever."""
    return timezone.localdate(timezone=ZoneInfo(runner.time_zone))


def record_context(link: CareLink, until: str, show: str) -> dict[str, Any]:
    """Finished values for the runner's page; a day or a filter that is none of ours is the usual one."""
    runner, shared, plans = link.runner, shared_by(link), plans_of(link.runner)
    today = today_of(runner)
    window, show = Window.until(_day_or(until, today)), show if show in SHOW else "all"
    standing = _standing(plans, shared, today)
    criteria = standing.criteria if standing else None
    begun = min((plan.started_on for plan in plans), default=today)
    return {
        "shared": shared,
        "standing": standing,
        "has_old_plan": bool(plans) and standing is None,
        "criteria": criteria,
        "criteria_sources": Source.objects.filter(pk__in=criteria.sources) if criteria else [],
        "days": timeline(plans, Reading(window, shared, today), show),
        "window": window,
        "show": show,
        "filters": [{"key": key, "text": text, "is_chosen": key == show} for key, text in SHOW.items()],
        "earlier": window.first - timedelta(days=1) if begun < window.first else None,
        "later": min(window.last + timedelta(days=DAYS * 2), today) if window.last < today else None,
    }


def _day_or(text: str, today: date) -> date:
    try:
        given = date.fromisoformat(text)
    except ValueError:
        return today
    return given if date(2000, 1, 1) < given < today else today


def _standing(plans: list[Plan], shared: Shared, today: date) -> Standing | None:
    """Where the open plan stands; what is not shared of its log is unknown to the criteria."""
    plan = next((plan for plan in plans if plan.is_open), None)
    if plan is None:
        return None
    try:
        frame = frame_of(plan)
    except NoStartError:
        return None
    day = day_of(plan, today)
    begun = max(0, day - WEEKS * DAYS)
    log = shared_log(plan, shared, day - max(KEPT_DAYS, WEEKS * DAYS))
    course = course_today(plan, log, frame, day)
    criteria = checklist(course, log, shared_frame(plan, frame, shared))
    line = pain_line(plan, log, begun, day) if shared.logs else None
    return Standing(plan, day, course, criteria if shared.logs else None, line)
