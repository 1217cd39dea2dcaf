"""Charting: what was logged as series and weeks; what was not logged stays unknown."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from rehab.checkins.charting import (
    RunBar,
    WeekOfPain,
    limit_steps,
    run_bars,
    scores,
    skip_reasons,
    two_points,
    weeks_of_pain,
    weeks_of_sessions,
)
from rehab.checkins.drawing import (
    NOTHING,
    Days,
    function_chart,
    heading_of,
    pain_chart,
    session_chart,
    week_words,
    weekly_chart,
)
from rehab.checkins.volume_drawing import run_chart
from rehab.engine.pipeline import PlanDraft, assess
from rehab.engine.progress.beginning import start_of
from rehab.engine.progress.course import Frame
from rehab.engine.progress.log import CheckIn, Log, Mark, Rating, Run, Session
from tests.engine.cases import TODAY, raw
from tests.engine.seeded import shipped_catalog

DAYS = Days(date(2026, 3, 2))


def _frame(**changes: Any) -> Frame:
    draft = assess(raw(**changes), shipped_catalog(), TODAY)
    assert isinstance(draft, PlanDraft)
    return Frame(start_of(draft, shipped_catalog()), shipped_catalog())


FRAME = _frame(longest_run_30d_km=10)
PHASES = {0: FRAME.start.start_phase}
RUNNING = {0: 4}


def _session(day: int, done: float = 2, pain: int | None = 2, skipped: str = "") -> Session:
    return Session(f"session-{day}", day, (Mark("bridge", 1, done, 2, pain=pain, skipped=skipped),), 2)


def test_a_morning_nobody_answered_is_a_gap() -> None:
    """During is known, next morning is not: None, and the chart marks the place instead of joining it."""
    log = Log(ratings=(Rating("a", 2, morning=3),), sessions=(_session(1), _session(3)))
    points = two_points(log, 0)
    assert [(p.day, p.during, p.morning) for p in points] == [(1, 2, 3), (3, 2, None)]
    chart = pain_chart(points, [(3, "up")], DAYS)
    assert chart.plot["series"][1]["values"] == [3, None]
    assert chart.plot["unknown"] == [DAYS.at(3)]
    assert chart.plot["marks"] == [{"x": DAYS.at(3), "way": "up"}]
    assert "1 morning not answered" in chart.finding
    assert chart.table.rows[1] == ("5 Mar", "Session", "2", "not answered")


def test_every_sign_above_the_chart_is_explained() -> None:
    """Triangles for up and down, a square for a swap: the legend has those that are drawn, and no others."""
    points = two_points(Log(sessions=(_session(1),)), 0)
    swapped = pain_chart(points, [(1, "other"), (3, "up")], DAYS).legend
    assert swapped[2:] == (("mark-up", "A step up"), ("mark-other", "A swap, or another change"))
    assert len(pain_chart(points, (), DAYS).legend) == 2


def test_a_day_with_a_session_and_a_run_has_their_highest_pain() -> None:
    """One day is one point; what was skipped is none."""
    log = Log(sessions=(_session(1), _session(2, done=0, pain=None, skipped="time")), runs=(Run("r", 1, pain=4),))
    assert [(p.day, p.during, p.is_run) for p in two_points(log, 0)] == [(1, 4, True)]


def test_a_week_needs_four_ratings_or_a_check_in() -> None:
    """The engine's own average: three ratings say nothing of a week."""
    log = Log(ratings=tuple(Rating(str(day), day, average=2, worst=3) for day in (7, 8, 9, 15, 16, 17, 18)))
    assert weeks_of_pain(log, 7, 20, FRAME) == (WeekOfPain(1, None, 3), WeekOfPain(2, 2, 3))
    assert weekly_chart(weeks_of_pain(log, 7, 20, FRAME), DAYS).table.rows[0] == ("9 Mar", "unknown", "3")


def test_sessions_nobody_logged_are_unknown_and_never_done() -> None:
    """Two of the week's sessions are logged, one of them skipped: the rest is unknown."""
    frame = _frame()
    planned = frame.start.sessions[PHASES[0]]
    log = Log(sessions=(_session(0), _session(2, done=0, pain=None, skipped="travel")))
    (week,) = weeks_of_sessions(log, 0, 6, frame, PHASES)
    assert (week.whole, week.done, week.skipped, week.known) == (planned, 1, 1, 2)
    assert week.unknown == week.planned - 2
    assert week_words(week).startswith(f"2 of {week.planned} known, {week.unknown} unknown")
    assert skip_reasons(log, 0) == {"travel": 1}
    assert f"{week.unknown} unknown" in session_chart((week,), DAYS).finding


def test_today_counts_as_planned_only_once_it_was_logged() -> None:
    """A day that is not over is not missed."""
    assert weeks_of_sessions(Log(), 0, 0, FRAME, PHASES)[0].planned == 0
    assert weeks_of_sessions(Log(sessions=(_session(0),)), 0, 0, FRAME, PHASES)[0].planned == 1


def test_more_sessions_than_planned_are_said_and_no_unknown_arises() -> None:
    """Known never passes planned, and unknown is never negative."""
    log = Log(sessions=tuple(_session(day) for day in range(7)))
    (week,) = weeks_of_sessions(log, 0, 6, FRAME, PHASES)
    assert (week.known, week.unknown) == (week.planned, 0)
    assert week.extra == 7 - week.planned
    assert "more than planned" in week_words(week)


def test_part_of_a_session_is_part_done() -> None:
    """Below 70 % of the sets it is neither done nor skipped."""
    (week,) = weeks_of_sessions(Log(sessions=(_session(0, done=1),)), 0, 6, FRAME, PHASES)
    assert (week.done, week.part, week.skipped) == (0, 1, 0)


def test_runs_stand_beside_the_limit_of_their_day() -> None:
    """110 % of the longest of 30 days; a run over it is said with its number, one without a distance has no bar."""
    log = Log(runs=(Run("a", 31, km=5.0), Run("b", 40, km=5.5), Run("c", 45, km=6.5), Run("d", 46)))
    bars = run_bars(log, 0, FRAME, RUNNING)
    assert [(b.day, b.limit, b.is_over) for b in bars] == [
        (31, None, False),
        (40, 5.5, False),
        (45, 6.05, True),
        (46, 7.15, False),
    ]
    chart = run_chart(bars, limit_steps(log, 28, 50, FRAME, RUNNING), "km", DAYS)
    assert [chart.plot["series"][0]["values"][place] for place in chart.plot["hollow"]] == [6.5]
    assert chart.plot["notes"][0]["text"] == "6.5"
    assert chart.finding == "4 runs, 5 km to 6.5 km. 1 passed the single-run limit, now 7.1 km."
    assert chart.table.rows[3][1] == "no distance"


def test_the_limit_is_a_gap_where_nothing_is_known() -> None:
    """Without a run of 30 days and past the intake's, there is no limit to draw."""
    assert limit_steps(Log(), 28, 32, FRAME, RUNNING) == ((28, 11), (30, None), (32, None))


def test_two_runs_of_a_day_are_two_bars() -> None:
    """The second stands beside the first."""
    chart = run_chart((RunBar(3, 4.0, None, 1), RunBar(3, 5.0, None, 1)), (), "mi", DAYS)
    assert len(set(chart.plot["x"])) == 2
    assert chart.plot["series"][0]["values"] == [2.49, 3.11]
    assert chart.table.rows[0][1] == "2.4 miles"


def test_scores_begin_with_the_intake() -> None:
    """The first activity was asked there; the others only since a check-in asked."""
    asked = CheckIn("c", 13, {}, 2, 3, scores=(6, 4))
    found = scores(Log(checkins=(asked, CheckIn("d", 20, {}, 2, 3))), FRAME)
    assert [(s.day, len(s.values)) for s in found] == [(0, 1), (13, 2)]
    chart = function_chart(found, ["Lifting my son", "Sitting"], DAYS)
    assert chart.finding.startswith("Lifting my son: your score ")
    assert chart.table.head == ("Day", "Lifting my son", "Sitting")
    assert chart.table.rows[0][2] == "not asked"


@pytest.mark.parametrize(
    ("averages", "heading"),
    [
        ((), "Too early to see a change"),
        ((3.0,), "Too early to see a change"),
        ((3.0, None, 2.0), "Less pain than before"),
        ((2.0, 2.4), "About as much pain as before"),
        ((2.0, 3.0), "More pain than before"),
    ],
)
def test_the_heading_is_the_answer(averages: tuple[float | None, ...], heading: str) -> None:
    """The first known week against the last."""
    weeks = tuple(WeekOfPain(number, average, None) for number, average in enumerate(averages))
    assert heading_of(weeks) == heading


def test_an_empty_log_gives_empty_charts_that_say_so() -> None:
    """Nothing is drawn of nothing, and nothing fails."""
    empty = (
        pain_chart((), (), DAYS),
        weekly_chart(weeks_of_pain(Log(), 28, 30, FRAME), DAYS),
        run_chart((), limit_steps(Log(), 0, 5, FRAME, PHASES), "km", DAYS),
        function_chart((), [], DAYS),
    )
    for chart in empty:
        assert chart.is_empty
        assert chart.finding == NOTHING


def test_every_point_has_its_words() -> None:
    """As many sentences and values as places, for every chart."""
    ratings = tuple(Rating(str(day), day, morning=3, average=1, worst=2) for day in range(2, 7))
    log = Log(ratings=ratings, sessions=(_session(1),), runs=(Run("r", 2, km=4.0),))
    for chart in (
        pain_chart(two_points(log, 0), (), DAYS),
        weekly_chart(weeks_of_pain(log, 0, 8, FRAME), DAYS),
        run_chart(run_bars(log, 0, FRAME, PHASES), limit_steps(log, 0, 8, FRAME, PHASES), "km", DAYS),
        session_chart(weeks_of_sessions(log, 0, 8, FRAME, PHASES), DAYS),
    ):
        assert len(chart.plot["says"]) == len(chart.plot["x"])
        assert all(len(one["values"]) == len(chart.plot["x"]) for one in chart.plot["series"])
        assert chart.plot["x"] == sorted(chart.plot["x"])
