"""The Today page: finished values, with the answer as heading."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from rehab.engine.progress.course import STAY_WELL, Cause
from rehab.engine.progress.doses import Dose
from rehab.engine.progress.log import Rating, Session
from rehab.engine.progress.training import gap_days
from rehab.library.figure_pictures import Shown, figures_of
from rehab.library.models import Exercise
from rehab.plans.clearance_words import limit_words
from rehab.plans.criteria import checklist
from rehab.plans.decisions import Wording, wording_of
from rehab.plans.news import news_of

from .due import due_day
from .mayrun import run_answer
from .planned import (
    dose_parts,
    dose_text,
    exercise_of,
    exercises_on,
    has_session,
    is_first_session,
    moving_on,
    session_minutes,
    still_open,
)
from .standing import Standing
from .weekleft import state_of, week_left

DONE_HEADS = {
    "done": "Done for today",
    "part": "Part of today’s session is logged",
    "left": "Left out today",
}


def today_page(standing: Standing, *, has_skipped: bool = False, stamp: str = "") -> dict[str, Any]:
    """Everything the page shows; `stamp` is the edition of the library, if known."""
    words = wording_of(standing.plan.protocol_id, stamp)
    doses, moving = exercises_on(standing, standing.day), moving_on(standing, standing.day)
    session, week = _session(standing), week_left(standing)
    is_on, asks = has_session(standing) and bool(doses), standing.has_to_answer
    is_over = session is not None and state_of(session) != "part"
    open_doses = [] if asks or is_over or not is_on else still_open(standing, doses, session)
    figures = figures_of(dose.item.exercise_id for dose in (*open_doses, *moving))
    lines = _lines(standing, open_doses, len(doses), figures)
    return {
        "standing": standing,
        "heading": heading(standing, session, doses, moving),
        "run": run_answer(standing),
        "news": news_of(standing.plan, standing.today),
        "cleared": limit_words(standing.plan, standing.today),
        "notes": notes(standing),
        "next": lines[0] if lines else None,
        "then": lines[1:],
        "is_first": bool(lines) and is_first_session(standing),
        "moving": [] if asks else _moving(standing, moving, words, figures),
        "session": session,
        "week": week,
        "has_check_in": check_in_due(standing) and not asks,
        "stays_well": standing.course.phase == STAY_WELL,
        "button": button(standing, session, is_open=bool(lines)),
        **({} if asks else way_on(standing, words)),
        **rating_card(standing, has_skipped=has_skipped),
    }


def way_on(standing: Standing, words: Wording) -> dict[str, Any]:
    """What leads on to the next phase with its values of now, and the sources of that rule."""
    found = checklist(standing.course, standing.log, standing.frame)
    cited = [words.cites[id_] for id_ in found.sources if id_ in words.cites] if found else []
    return {"criteria": found, "criteria_sources": cited}


def _session(standing: Standing) -> Session | None:
    """Today's session, if any of its exercises were written about."""
    session = standing.session_on(standing.day)
    return session if session is not None and any(mark.counts for mark in session.marks) else None


def _lines(standing: Standing, doses: list[Dose], of: int, figures: Mapping[str, Shown]) -> list[dict[str, Any]]:
    ids = [dose.item.exercise_id for dose in doses]
    found = Exercise.objects.prefetch_related("hints").in_bulk(ids)
    return [
        {
            "id": id_,
            "name": found[id_].name,
            "figure": figures.get(id_),
            "cue": next((hint.text for hint in found[id_].hints.all() if hint.kind == "cue"), ""),
            "parts": dose_parts(exercise_of(standing, dose), dose.level),
            "text": dose_text(exercise_of(standing, dose), dose.level),
            "number": place,
            "of": of,
            "may_swap": standing.course.flare is None,
        }
        for place, (id_, dose) in enumerate(zip(ids, doses, strict=True), of - len(doses) + 1)
    ]


def _moving(
    standing: Standing, moving: list[Dose], words: Wording, figures: Mapping[str, Shown]
) -> list[dict[str, Any]]:
    return [
        {
            "name": words.names[dose.item.exercise_id],
            "figure": figures.get(dose.item.exercise_id),
            "text": dose_text(exercise_of(standing, dose), dose.level),
        }
        for dose in moving
    ]


def heading(standing: Standing, session: Session | None, doses: list[Dose], moving: list[Dose]) -> str:
    """What today is, in a few words."""
    course = standing.course
    if course.has_to_restart:
        return "Welcome back. A short new intake first"
    if course.has_to_rescreen:
        return "First, a few safety questions"
    if session is not None:
        return DONE_HEADS[state_of(session)]
    if course.is_paused:
        return f"A pause until {standing.date_of(course.paused_until):%A}"
    if course.flare is not None:
        return f"Calm day {standing.day - course.flare.since + 1}: easy does it"
    if doses and has_session(standing):
        return f"One session today, about {session_minutes(standing, doses)} minutes"
    walk = next((dose.level.minutes for dose in moving if dose.level.minutes), None)
    return f"A rest day, with a {walk:g}-minute walk" if walk else "A rest day"


def notes(standing: Standing) -> list[str]:
    """What is other than usual, and why."""
    course, said = standing.course, list[str]()
    if course.is_paused:
        until = standing.date_of(course.paused_until)
        said.append(
            f"Your therapist paused the plan until {until:%A} {until.day} {until:%B}. Nothing is counted as missed."
        )
    if standing.day <= course.held_until:
        until = standing.date_of(course.held_until)
        said.append(f"Your therapist keeps you in this phase until {until:%A} {until.day} {until:%B}.")
    if course.flare is not None:
        said.append(
            "You are in calm days: the easy set at half its sets, and a short walk. "
            "They end by themselves once the average pain you rate is back near your usual."
        )
    if standing.day <= course.shrunk_until:
        until = standing.date_of(course.shrunk_until)
        said.append(f"A smaller week, so that it fits: three exercises on up to three days, until {until:%A}.")
    if course.gap_down and not course.has_to_restart:
        gap, levels = gap_days(course, standing.day), "one level" if course.gap_down == 1 else "two levels"
        said.append(f"Nothing was logged for {gap} days. So the doses are {levels} lower; start gently.")
    if course.is_locked(Cause.PROGRESS):
        said.append("Nothing goes up until a clinician has seen you. What you do now may go on.")
    if course.is_locked(Cause.CONTACT):
        said.append("A clinician should see you alongside. Your plan says where to record it; phase 4 waits for that.")
    if course.phase == STAY_WELL:
        said.append("You are staying well: two sessions a week keep it so. If it comes back, say so below.")
    return said


def button(standing: Standing, session: Session | None, *, is_open: bool) -> tuple[str, str]:
    """The one big button: its words and its address."""
    session_page = reverse("checkins:session")
    if standing.course.has_to_restart:
        return "Start the short intake", reverse("intake:home")
    if standing.course.has_to_rescreen:
        return "Answer the safety questions", reverse("checkins:safety")
    if session is None:
        return ("Start the session", reverse("checkins:play")) if is_open else ("Log how it went", session_page)
    if is_open:
        return "Do the rest", reverse("checkins:play")
    if check_in_due(standing):
        return "Do the weekly check-in", reverse("checkins:checkin")
    return "See what it led to", session_page


def check_in_due(standing: Standing) -> bool:
    """Whether the next check-in's day has come."""
    last = max((checkin.day for checkin in standing.log.checkins), default=None)
    due = due_day(standing.course, standing.frame, last)
    return due is not None and due <= standing.day


def rating_card(standing: Standing, *, has_skipped: bool = False) -> dict[str, Any]:
    """The day's ratings: what was given, what is asked, and whether the morning's stands first."""
    rated = _rating(standing, standing.day)
    before = _rating(standing, standing.day - 1)
    waits = standing.awaits_morning
    return {
        "rated": rated,
        "waits": waits,
        "asks_morning": rated.morning is None and not has_skipped,
        "comes_first": bool(waits) and not has_skipped,
        "points": [str(point) for point in range(11)],
        "yesterday": standing.day - 1 if standing.day else None,
        "is_calm": standing.course.flare is not None,
        "asks_yesterday": standing.day > 0 and (before.worst is None or before.average is None),
        "before": before,
        "told": waits == "" and standing.day > 0 and standing.session_on(standing.day - 1) is not None,
    }


def _rating(standing: Standing, day: int) -> Rating:
    return next((rating for rating in standing.log.ratings if rating.day == day), Rating("", day))
