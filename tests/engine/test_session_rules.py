"""The two-point gate on exercises: pain during it and the morning after decide; a missing morning never advances."""

from __future__ import annotations

from typing import Any

import pytest

from rehab.engine.progress.doses import prescribed, swap_choices
from rehab.engine.progress.log import Mark, Session, Swap
from rehab.engine.progress.training import adherence_pct

from .follower import Follower

ID = "cat_cow"


def _after(pain: int, rise: int | None, times: int = 2, **mark: Any) -> Follower:
    """Phase 2 at level 2; the session done so often with this pain, and the morning after each risen by so much."""
    case = Follower()
    raised = tuple(type(i)(i.exercise_id, 2, i.role) for i in case.course.items)
    case.set_course(items=raised)
    case.rate(0, morning=1)
    for day in range(times):
        case.train(day * 2, pain=pain, **mark)
        case.rate(day * 2 + 1, morning=None if rise is None else 1 + rise)
        case.rate(day * 2 + 2, morning=1)
    return case


@pytest.mark.parametrize(
    ("pain", "rise", "rule", "level"),
    [
        (0, 0, "X6_progress", 2),
        (2, 1, "X6_progress", 2),
        (2, 2, "X3_carryover", 1),
        (3, 1, "X4_amber", 2),
        (5, 0, "X4_amber", 2),
        (5, 2, "X3_carryover", 1),
        (6, 0, "X2_red", 1),
        (9, 3, "X2_red", 1),
    ],
)
def test_pain_during_and_the_morning_after_decide(pain: int, rise: int, rule: str, level: int) -> None:
    """The rule of each cell of the table, and the level the exercise has after one session and its morning."""
    case = _after(pain, rise, times=1)
    assert case.item(ID).level == level
    decided = case.course.decided[f"session-0/{ID}"]
    assert decided == ("X7_default" if rule == "X6_progress" else rule)  # the first good one waits for the second


def test_two_good_sessions_go_up_at_the_weekly_check_in_and_not_before() -> None:
    """Steps up wait for W9; then one level, with the rule that earned it."""
    case = Follower()
    for day in (0, 2, 3, 4):
        case.rate(day, morning=1)
        case.train(day)
    case.rate(5, morning=1)
    assert case.item(ID).level == 1
    case.check_in(6)
    assert (case.item(ID).level, case.rules(ID)) == (2, ["X6_progress"])
    assert case.rules("plan") == ["W9_progress"]


def test_a_missing_morning_repeats_and_never_advances() -> None:
    """However good the sessions were: nobody answered the second question."""
    case = _after(0, None)
    before = {item.exercise_id: item.level for item in case.course.items}
    case.check_in(7)
    assert "X6_progress" not in case.rules()
    assert all(case.course.levels.get(name, level) <= level for name, level in before.items())


def test_spread_stops_the_exercise_and_asks_again() -> None:
    """X1: the easier neighbour takes its place, or it rests; running is shut until the questions are answered."""
    case = Follower()
    case.train(0, spread=True)
    assert set(case.rules()) == {"X1_peripheral"}
    assert case.course.has_to_rescreen
    assert all(i.level == 1 for i in case.course.items)
    gone = {d.item.exercise_id for d in prescribed(case.course, case.now.log, case.frame, 1)}
    assert ID not in gone or case.item(ID).changed_on == 0


def test_red_twice_in_a_week_goes_to_the_easier_neighbour() -> None:
    """X2: first a level down, then the regression of the ladder at level 1."""
    case = Follower(nprs_now=1, nprs_avg7=1, nprs_worst7=2, walk_tolerance_min=60, morning_stiffness_min=5)
    up = tuple(type(i)(i.exercise_id, 3, i.role) for i in case.course.items)
    case.set_course(items=up)
    harder = next(i for i in case.course.items if case.frame.catalog.exercises[i.exercise_id].regression)
    _red(case, harder.exercise_id, 0)
    assert case.item(harder.exercise_id).level == 2
    _red(case, harder.exercise_id, 2)
    assert all(i.exercise_id != harder.exercise_id or i.rest_until >= 9 for i in case.course.items)


def _red(case: Follower, exercise_id: str, day: int) -> None:
    mark = Mark(exercise_id, case.item(exercise_id).level, 3, 3, pain=7, effort=5, spread=False)
    case.log(Session(f"session-{day}", day, (mark,), 10))


def test_less_than_seventy_per_cent_twice_is_one_level_down() -> None:
    """X5: the first time the cues, the second time a level."""
    case = _after(1, 0, times=1, share=0.5)
    assert case.item(ID).level == 2
    case.train(4, pain=1, share=0.5)
    assert case.item(ID).level == 1


def test_not_settled_by_the_second_morning_is_a_step_down() -> None:
    """A rise of 1 passes the first morning; still there on the second it took more than 24 hours (X3)."""
    case = Follower()
    case.set_course(items=tuple(type(i)(i.exercise_id, 2, i.role) for i in case.course.items))
    case.rate(0, morning=1)
    case.train(0)
    case.rate(1, morning=2)
    assert case.item(ID).level == 2
    case.rate(2, morning=2)
    assert case.item(ID).level == 1
    assert "X3_carryover" in case.rules(ID)


def test_unknown_sessions_stay_in_the_denominator() -> None:
    """Three of five planned were logged: 60, not 100; nothing logged at all is 0 and never counted as done."""
    case = Follower()
    for day in (0, 1, 2):
        case.train(day)
    case.rate(6)
    assert adherence_pct(case.course, case.now.log, case.frame, 6) == 60
    assert adherence_pct(Follower().course, Follower().now.log, case.frame, 6) == 0


def test_a_session_counts_from_seventy_per_cent_of_its_sets() -> None:
    """69 % is not a session done; 70 % is."""
    for share, expected in ((0.5, 0), (1.0, 20)):
        case = Follower()
        case.train(0, share=share)
        case.rate(6)
        assert adherence_pct(case.course, case.now.log, case.frame, 6) == expected


def test_a_swap_keeps_the_dose_class_and_refuses_anything_else() -> None:
    """Same purpose, load and unit, allowed for this runner; a barred or unlike exercise changes nothing."""
    case = Follower()
    item = next(i for i in case.course.items if swap_choices(i, case.course, case.frame))
    choice = swap_choices(item, case.course, case.frame)[0]
    case.log(Swap("a", 1, item.exercise_id, "pogo_hops", "no"))
    assert not case.said
    case.log(Swap("b", 1, item.exercise_id, choice.id, "it hurts my wrist"))
    assert case.item(choice.id).replaces == item.exercise_id
    old, new = (case.frame.catalog.exercises[i] for i in (item.exercise_id, choice.id))
    assert (old.kind, old.load) == (new.kind, new.load)
