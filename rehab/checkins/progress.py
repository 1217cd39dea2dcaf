"""The progress page: read from a plan's rows once for an entry and a day, rendered, stored.

A year of logs is some thousand rows: aggregated when something changed, and only looked up in between.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from rehab.engine.progress.course import RUN_PHASE, Cause, Course, Frame
from rehab.engine.progress.log import Log
from rehab.library.mapping import library_stamp
from rehab.plans.decisions import DecisionRow, Wording, decided, decision_rows, wording_of
from rehab.plans.following import NoStartError, course_today, frame_of, log_of, log_rows, phases_of, volume_log
from rehab.plans.foreseeing import freshen_outlook, stored_outlook
from rehab.plans.models import Plan
from rehab.plans.outlook import outlook_card
from rehab.plans.running import race_text
from rehab.plans.stored import Head, stored_html

from .charting import (
    WeekOfSessions,
    limit_steps,
    run_bars,
    scores,
    skip_reasons,
    two_points,
    weeks_of_pain,
    weeks_of_sessions,
)
from .drawing import Days, function_chart, heading_of, pain_chart, session_chart, week_words, weekly_chart
from .volume_drawing import run_chart

PAGE = "progress"
WEEK = 7
PERIODS = {"4": "4 weeks", "12": "12 weeks", "all": "All"}
USUAL = "12"
MOST_DECISIONS, OPEN_DECISIONS = 200, 12
FIRST_ACTIVITY = "Running for 30 minutes"
Move = tuple[int, str, str, str]  # a decision's day, what it is about, before, after


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown: a plan's log from a day to today, in the runner's units. `volume` is what limits go by."""

    plan: Plan
    log: Log
    volume: Log
    frame: Frame
    since: int
    day: int
    units: str

    @property
    def days(self) -> Days:
        """From days of the plan to dates, those of another year told with it."""
        return Days(self.plan.started_on, (self.plan.started_on + timedelta(days=self.day)).year)


def page_of(period: str) -> str:
    """The name of the stored page of a period; of the usual one for any other word."""
    return f"{PAGE}-{period if period in PERIODS else USUAL}"


def progress_html(*, head: Head, day: int, units: str) -> SafeString:
    """The page's content, from store if nothing was logged, decided, foreseen or edited since on the same day."""
    stamp = library_stamp()
    return stored_html(
        head, head.stamp(units, stamp, head.log_number, day, head.foreseen), lambda: _made(head, day, units, stamp)
    )


def _made(head: Head, day: int, units: str, stamp: str) -> str:
    freshen_outlook(head, day)
    period = head.name.removeprefix(f"{PAGE}-")
    return render_to_string("checkins/_progress_page.html", progress_context(head.plan, day, period, units, stamp))


def progress_context(plan: Plan, day: int, period: str, units: str, stamp: str = "") -> dict[str, Any]:
    """Finished values for the template."""
    whole = Plan.objects.select_related("protocol", "snapshot", "outlook").get(pk=plan.pk)
    whole.runner = plan.runner
    periods = [{"key": key, "text": text, "is_chosen": key == period} for key, text in PERIODS.items()]
    since, dates = _since(day, period), Days(whole.started_on)
    found: dict[str, Any] = {"periods": periods, "first": dates.on(since), "last": dates.on(day)}
    try:
        frame = frame_of(whole)
    except NoStartError:
        return {**found, "heading": "Nothing to show for this plan"}
    log = log_of(log_rows(whole))
    shown = Shown(whole, log, volume_log(whole, log, since), frame, since, day, units)
    course = course_today(whole, shown.log, frame, day)
    events = decided(whole)
    moves = [(event["day"], event["subject"], event["before"], event["after"]) for event in reversed(events)]
    moved = [(on, after) for on, about, before, after in moves if about == "phase" and before != after]
    known = wording_of(whole.protocol_id, stamp)
    decisions = decision_rows(whole, [event for event in events if event["day"] >= since][:MOST_DECISIONS], known)
    stored, shut = stored_outlook(whole), course.is_locked(Cause.SAFETY)
    return {
        **found,
        **_charts(shown, phases_of(moved, frame, course), decisions),
        "ladder": _ladder(known, course, moves, shown.days),
        "outlook": outlook_card(whole, day),
        "race": None if shut else race_text(whole, stored.body["goal"] if stored else None),
        "decisions": decisions[:OPEN_DECISIONS],
        "earlier": decisions[OPEN_DECISIONS:],
        "is_cut": len(decisions) == MOST_DECISIONS,
    }


def _since(day: int, period: str) -> int:
    """The first day of the time shown: whole weeks of the plan, the present one among them."""
    return 0 if period == "all" else max(0, (day // WEEK - int(period) + 1) * WEEK)


def _charts(shown: Shown, phases: dict[int, int], decisions: Sequence[DecisionRow]) -> dict[str, Any]:
    log, frame, since, day, days = shown.log, shown.frame, shown.since, shown.day, shown.days
    pain, sessions = weeks_of_pain(log, since, day, frame), weeks_of_sessions(log, since, day, frame, phases)
    marks = sorted({(row.day, row.way) for row in decisions if row.is_change})
    asked = shown.plan.baseline.get("psfs_activities")
    names = [str(name)[:1].upper() + str(name)[1:] for name in asked] if isinstance(asked, list) else []
    names = names or [FIRST_ACTIVITY]
    steps = limit_steps(shown.volume, since, day, frame, phases)
    done = scores(log, frame)
    return {
        "heading": heading_of(pain),
        "pain": pain_chart(two_points(log, since), marks, days),
        "weekly": weekly_chart(pain, days),
        "runs": run_chart(run_bars(shown.volume, since, frame, phases), steps, shown.units, days),
        "sessions": session_chart(sessions, days),
        "totals": _totals(sessions, skip_reasons(log, since)),
        "this_week": week_words(sessions[-1]) if sessions and (sessions[-1].planned or sessions[-1].done) else "",
        "function": function_chart(done, names, days),
        "gains": _gains([score.values for score in done], names),
    }


def _totals(weeks: Sequence[WeekOfSessions], reasons: dict[str, int]) -> dict[str, Any]:
    known, planned = sum(w.known for w in weeks), sum(w.planned for w in weeks)
    said = [f"{(reason or 'no reason given').replace('_', ' ')} {count}" for reason, count in reasons.items()]
    return {
        "rows": [
            ("met", "Done", sum(w.done for w in weeks), ""),
            ("near", "Part done", sum(w.part for w in weeks), ""),
            ("", "Skipped", sum(w.skipped for w in weeks), ", ".join(said)),
            ("unk", "Unknown", planned - known, "Nobody logged them, so we count nothing" if planned > known else ""),
        ],
        "words": f"{known} of {planned} known, {planned - known} unknown.",
    }


def _gains(found: Sequence[tuple[int, ...]], names: Sequence[str]) -> list[dict[str, Any]]:
    """First and latest score of each named activity; one that was asked once is told as it is."""
    gains = []
    for number, name in enumerate(names):
        known = [values[number] for values in found if number < len(values)]
        words = f"{known[0]} → {known[-1]}" if len(known) > 1 else str(known[0]) if known else "not asked yet"
        gains.append({"name": name, "words": words})
    return gains if len(gains) > 1 else []


def _numbers(moves: Sequence[Move], subject: str) -> list[tuple[int, int]]:
    found = [
        (day, after.removeprefix(f"{subject} "))
        for day, about, before, after in moves
        if about == subject and before != after
    ]
    return [(day, int(number)) for day, number in found if number.isdigit()]


def _ladder(known: Wording, course: Course, moves: Sequence[Move], days: Days) -> list[dict[str, Any]]:
    """The run-walk stages, each with the last day it was come to. Done is only what the plan was at."""
    reached = {number: day for day, number in _numbers(moves, "stage")}
    been = {*reached, *(int(m[2][6:]) for m in moves if m[1] == "stage" and m[2][6:].isdigit())}
    now = course.stage if course.phase >= RUN_PHASE else None
    rows = []
    for row in known.stages:
        number = row["stage"]
        is_ahead = now is None or number > now
        word = "Ahead" if is_ahead else "Now" if number == now else "Done" if number in been else "Not needed"
        since = days.words(reached[number]) if number in reached and not is_ahead else ""
        rows.append({**row, "word": word, "state": word.split()[0].lower(), "since": since})
    return rows
