"""The player's page: finished values for its words, and the course of seven days as it carries them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.urls import reverse
from django.utils import timezone

from accounts.tagging import person_tag
from rehab.engine.progress.log import Mark
from rehab.intake.fields import YES_NO
from rehab.intake.keeping import owner_token
from rehab.library.figure_pictures import Shown

from .mayrun import run_answer
from .planned import CHANGE_S, REP_S, is_first_session, weekly_runs
from .playing import Day, Line, RunToday, Told, days_to_play, run_to_play
from .run_form import DONE
from .runwords import PLACES
from .session_forms import EachForm
from .sessions import REASONS, Sheet, sheet_of
from .sessions import Line as Logged
from .standing import Standing
from .weighing import weights_of

# In this order: each builds on what the ones before it can do.
PARTS = ("course", "clock", "words", "cues", "kept", "screen", "log", "day", "begun", "marks", "start", "keys", "watch")
SCRIPTS = ("js/unsent-weighing.js", *(f"js/player-{part}.js" for part in PARTS), "js/player.js")
SHOWN = ("alt", "still", "still_night", "strip", "strip_night", "animation", "animation_night")
SIZES = ("width", "height", "strip_width")
# What a row of the first screen may be marked with: how far its exercise has come, and where one goes on.
MARKS = ("done", "part", "left", "stopped", "next", "open")


def play_page(standing: Standing, now: datetime) -> dict[str, Any]:
    """Everything the page shows; `course` is what its scripts read."""
    days, run = days_to_play(standing), run_to_play(standing)
    sheet = sheet_of(standing, standing.day)
    assert sheet is not None  # today always has one
    before = logged_lines(sheet)
    return {
        "tab": "",  # the whole screen is the player's
        "standing": standing,
        "today": days[0],
        "heading": heading_of(standing, days[0], is_begun=bool(before)),
        "before": before,
        "marks": MARKS,
        "weights": weights_of(standing),
        "course": {**_course(standing, now, days, run), **_plain_before(sheet, before)},
        "run": run,
        "run_answer": run_answer(standing),
        "owner": owner_token(standing.plan.runner),
        "points": [str(point) for point in range(11)],
        "yes_no": YES_NO,
        "places": PLACES,
        "shares": DONE,
        "entry_id": uuid4(),
        "scripts": SCRIPTS,
    }


def _course(standing: Standing, now: datetime, days: tuple[Day, ...], run: RunToday | None) -> dict[str, Any]:
    return {
        "person": person_tag(standing.plan.runner),
        "zone": timezone.get_current_timezone_name(),
        "madeAt": round(now.timestamp() * 1000),
        "pace": {"rep_s": REP_S, "change_s": CHANGE_S},
        "isFirst": is_first_session(standing),
        "asksFirst": standing.has_to_answer,
        "days": [plain_day(day) for day in days],
        "run": plain_run(run),
        "runs": weekly_runs(standing) > 0,
        "reasons": list(REASONS.items()),
    }


def heading_of(standing: Standing, day: Day, *, is_begun: bool) -> str:
    """What there is to play today; `is_begun`: part of it is logged."""
    if standing.has_to_answer:
        return "First, a few questions"
    if standing.course.is_paused:
        return "A pause: nothing to do today"
    count = len(day.exercises)
    if day.is_over or not count:
        return "Nothing left to play today"
    return f"{count} exercise{'' if count == 1 else 's'}{' left' if is_begun else ''}, about {day.minutes} minutes"


def logged_lines(sheet: Sheet) -> list[tuple[Logged, str]]:
    """What of today's session is logged, each with its mark."""
    return [(line, _mark_word(line.mark)) for line in sheet.exercises if line.mark]


def _mark_word(mark: Mark) -> str:
    """Begun and no set finished is stopped, as it was said to be before it was logged."""
    if mark.skipped:
        return "left"
    if not mark.done:
        return "stopped"
    return "done" if mark.done >= mark.planned else "part"


def _plain_before(sheet: Sheet, before: list[tuple[Logged, str]]) -> dict[str, Any]:
    """What of today is logged already: as rows to be seen, and by the fields of the form.

    The fields are sent along under the row that was seen, for a form replaces the one before.
    """
    given = {name: value for name, value in EachForm(sheet).initial.items() if value not in ("", None)}
    seen = given.pop("seen", 0)
    return {"before": [_plain_logged(line, mark) for line, mark in before], "seen": seen, "logged": given}


def _plain_logged(line: Logged, mark: str) -> dict[str, Any]:
    return {
        "id": line.exercise_id,
        "name": line.name,
        "figure": _plain_figure(line.figure),
        "words": line.words,
        "dose": {"sets": line.planned, "minutes": line.minutes},
        "mark": mark,
    }


def plain_day(day: Day) -> dict[str, Any]:
    """A day as the page carries it."""
    return {
        "day": day.day,
        "date": day.on.isoformat(),
        "address": reverse("checkins:session_of", args=[day.day]),
        "isSessionDay": day.is_session_day,
        "isOver": day.is_over,
        "asksFirst": day.asks_first,
        "minutes": day.minutes,
        "lines": [_plain_line(line) for line in day.lines],
    }


def _plain_line(line: Line) -> dict[str, Any]:
    level, easier = line.level, line.easier
    return {
        "id": line.exercise_id,
        **_plain_told(line.told),
        "dose": {
            "sets": level.sets or 1,
            "reps": level.reps,
            "hold_s": level.hold_s,
            "minutes": level.minutes,
            "metres": level.metres,
            "per_side": line.per_side,
            "rest_s": line.rest_s,
        },
        "words": line.words,
        "parts": line.parts,
        "counts": line.counts,
        "easier": {**_plain_told(easier.told), "parts": easier.parts, "isSame": easier.is_same} if easier else None,
    }


def _plain_told(told: Told) -> dict[str, Any]:
    return {"name": told.name, "cues": told.cues, "figure": _plain_figure(told.figure)}


def _plain_figure(figure: Shown | None) -> dict[str, Any] | None:
    return {name: getattr(figure, name) for name in (*SHOWN, *SIZES)} if figure else None


def plain_run(run: RunToday | None) -> dict[str, Any] | None:
    """Today's run as the page carries it."""
    if run is None:
        return None
    parts = [{"what": part.what, "seconds": part.seconds, "isStage": part.is_stage} for part in run.intervals]
    return {"stage": run.stage, "words": run.words, "intervals": parts}
