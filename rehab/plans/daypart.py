"""How a plan stands today: what is different from the usual week, the checklist, the outlook. Rendered once a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.template.loader import render_to_string

from rehab.engine.progress.course import Cause, Course
from rehab.engine.progress.exits import entry_results
from rehab.engine.progress.training import gap_days
from rehab.library.models import EntryTest, Source

from .criteria import checklist
from .following import NoStartError, course_today, frame_of, recent_log
from .foreseeing import stored_outlook
from .mayrun import PASSING, Answer, may_run_on
from .models import Plan
from .news import news_of
from .outlook import outlook_card
from .running import limit_text, race_text, running_now
from .shared import Shared

SAID_FROM_DAYS = 4  # as many days without training as the first rule for missed time lets pass


@dataclass(frozen=True, slots=True)
class Banner:
    """Something that holds now beside the plan's usual week."""

    heading: str
    text: str


def day_parts(plan: Plan, day: int, units: str) -> dict[str, str]:
    """The parts of the plan's page that change with a day or an entry, as HTML by their place."""
    try:
        context = day_context(plan, day, units)
    except NoStartError:
        return {}
    return {
        name: render_to_string(f"plans/_{name}.html", context)
        for name in ("banners", "answer", "criteria", "limit", "outlook")
    }


def day_context(plan: Plan, day: int, units: str) -> dict[str, Any]:
    """Finished values of the day."""
    frame, log = frame_of(plan), recent_log(plan, day)
    course = course_today(plan, log, frame, day)
    found = checklist(course, log, frame)
    stored = stored_outlook(plan)
    run = may_run_on(plan, course, frame, log, day)
    return {
        "limit": limit_text(plan, log, course, frame, day, units) if run.reason in PASSING else "",
        "news": news_of(plan, plan.started_on + timedelta(days=day)),
        "banners": banners(plan, course),
        "criteria": found,
        "criteria_sources": Source.objects.filter(pk__in=found.sources) if found else [],
        "tests": entry_test_rows(plan, entry_results(course, log, frame)) if found and found.has_tests else [],
        "outlook": outlook_card(plan, day),
        "run": run,
        "amount": running_now(plan, course, "", units) if run.state is Answer.YES else None,
        "race": race_text(plan, stored.body["goal"] if stored else None),
    }


def entry_test_rows(plan: Plan, passed: dict[str, bool]) -> list[dict[str, Any]]:
    """The tests before running in their order, each with whether it is passed."""
    rows = EntryTest.objects.filter(protocol_id=plan.protocol_id).order_by("position")
    return [{"text": row.test, "passes": row.passes, "is_passed": passed.get(row.key, False)} for row in rows]


def shared_banners(plan: Plan, course: Course, shared: Shared) -> list[Banner]:
    """What holds now, without what is said of days without a log where one of those days is not shared."""
    found, first = banners(plan, course), shared.log_from(plan)
    is_open = first is not None and (first == 0 or course.trained_on + 1 >= first)
    return found if is_open else [banner for banner in found if banner != _missed(course)]


def banners(plan: Plan, course: Course) -> list[Banner]:
    """What holds now, the most pressing first."""
    found = (
        _waiting(course),
        _paused(plan, course),
        _calm(plan, course),
        _back(plan, course),
        _smaller(plan, course),
        _missed(course),
    )
    return [banner for banner in found if banner is not None]


def _on(plan: Plan, day: int) -> str:
    when: date = plan.started_on + timedelta(days=day)
    return f"{when.day} {when:%B}"


def _waiting(course: Course) -> Banner | None:
    if course.has_to_restart:
        return Banner("The plan begins again", "It rested for a long time. The safety questions come first.")
    if course.has_to_rescreen:
        return Banner("Answer the safety questions again", "Something you logged asks for them. Running waits.")
    if course.is_locked(Cause.PROGRESS):
        return Banner("Nothing goes up for now", "A clinician should see you first. What you do now may go on.")
    if course.has_to_retest:
        return Banner("The way back is checked once more", "After the break this phase has to be met again.")
    return None


def _paused(plan: Plan, course: Course) -> Banner | None:
    if course.is_paused:
        return Banner(f"Paused until {_on(plan, course.paused_until)}", "Your therapist paused the plan.")
    if course.day <= course.held_until:
        held = f"In this phase until {_on(plan, course.held_until)}"
        return Banner(held, "Your therapist decides when it goes on.")
    return None


def _calm(plan: Plan, course: Course) -> Banner | None:
    if course.flare is None:
        return None
    text = "Half of the first exercises and ten minutes of easy walking. No running until it has settled."
    return Banner(f"Calm days since {_on(plan, course.flare.since)}", text)


def _back(plan: Plan, course: Course) -> Banner | None:
    if course.back_on is None:
        return None
    return Banner("A week of strength work", f"Running goes on from {_on(plan, course.back_on)}, two stages lower.")


def _smaller(plan: Plan, course: Course) -> Banner | None:
    if course.day > course.shrunk_until:
        return None
    return Banner(f"A smaller plan until {_on(plan, course.shrunk_until)}", "Three exercises on three days are enough.")


def _missed(course: Course) -> Banner | None:
    days = gap_days(course, course.day)
    if course.has_to_restart or days < SAID_FROM_DAYS:
        return None
    lower = {0: "", 1: " Every exercise is one level lower.", 2: " Every exercise is two levels lower."}
    return Banner(f"Nothing logged for {days} days", f"We count nothing for them.{lower.get(course.gap_down, '')}")
