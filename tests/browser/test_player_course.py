"""The player's course by itself: values in, values out, asked in a browser's own JavaScript."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
SCRIPTS = Path(__file__).resolve().parents[2] / "static/js"


@pytest.fixture
def blank(browser: Browser) -> Iterator[Page]:
    """An empty page with the course and its words, and nothing of the product besides."""
    page = browser.new_page()
    for name in ("course", "words"):
        page.add_script_tag(content=(SCRIPTS / f"player-{name}.js").read_text())
    page.evaluate("self.PACE = { rep_s: 4, change_s: 20 }")
    yield page
    page.close()


def _line(id_: str, **dose: Any) -> dict[str, Any]:
    whole = {"sets": 1, "reps": None, "hold_s": None, "minutes": None, "metres": None, "per_side": False, "rest_s": 0}
    return {"id": id_, "name": id_, "words": "", "counts": True, "dose": {**whole, **dose}}


def _steps(page: Page, *lines: dict[str, Any]) -> list[str]:
    """Every step in short: its kind, seconds, set and side."""
    steps = page.evaluate("lines => Player.courseOf(lines, PACE).steps", list(lines))
    return [" ".join(str(s[k]) for k in ("kind", "set", "side", "seconds") if s.get(k)) for s in steps]


def test_sets_of_repetitions(blank: Page) -> None:
    """One tap a set, four seconds each where they are counted, rests between the sets alone."""
    assert _steps(blank, _line("a", sets=2, reps=8, rest_s=30)) == [
        "intro 20",
        "reps 1 32",
        "rest 2 30",
        "reps 2 32",
    ]


def test_holds_on_both_sides(blank: Page) -> None:
    """Ready, hold, let go, hold; change sides; the rest after both."""
    assert _steps(blank, _line("a", sets=2, reps=2, hold_s=10, per_side=True, rest_s=20)) == [
        "intro 20",
        *("ready 1 left 5", "hold 1 left 10", "release 1 left 3", "hold 1 left 10"),
        *("sides 1 right 5", "hold 1 right 10", "release 1 right 3", "hold 1 right 10"),
        "rest 2 20",
        *("ready 2 left 5", "hold 2 left 10", "release 2 left 3", "hold 2 left 10"),
        *("sides 2 right 5", "hold 2 right 10", "release 2 right 3", "hold 2 right 10"),
    ]


def test_metres_and_minutes(blank: Page) -> None:
    """A distance waits for a tap, minutes have a clock."""
    assert _steps(blank, _line("a", sets=2, metres=20, rest_s=60), _line("b", minutes=12)) == [
        *("intro 20", "metres 1", "rest 2 60", "metres 2"),
        *("intro 20", "ready 1 5", "timer 1 720"),
    ]


PLAYED = """([lines, acts]) => {
  const course = Player.courseOf(lines, PACE);
  let state = Player.begin();
  for (const [name, ...more] of acts) state = Player[name](course, state, ...more);
  return { at: state.at, isOver: Player.isOver(course, state), outcome: Player.outcome(course, state) };
}"""


def _played(page: Page, lines: list[dict[str, Any]], *acts: Any) -> dict[str, Any]:
    return page.evaluate(PLAYED, [lines, [[act] if isinstance(act, str) else list(act) for act in acts]])


def _in_short(found: dict[str, Any]) -> list[tuple[str, float, str]]:
    return [(row["state"], row["done"], row["reason"]) for row in found["outcome"]]


THREE = [_line("a", sets=2, reps=5, rest_s=10), _line("b", sets=1, reps=5), _line("c", minutes=10)]


def test_only_finished_sets_are_done_and_nothing_is_presumed(blank: Page) -> None:
    """What nobody came to is open, neither done nor left out."""
    assert _in_short(_played(blank, THREE)) == [("open", 0, ""), ("open", 0, ""), ("open", 0, "")]
    assert _in_short(_played(blank, THREE, "next"))[0] == ("open", 0, "")
    assert _in_short(_played(blank, THREE, "next", "next"))[0] == ("part", 1, "")
    assert _in_short(_played(blank, THREE, *["next"] * 4))[0] == ("done", 2, "")


def test_a_skip_has_a_reason_where_nothing_was_done(blank: Page) -> None:
    """With a finished set it is done in part: the log cannot say of one exercise that it was done and left out."""
    found = _played(blank, THREE, ("skip", "time"), "next", "next", ("skip", "kit"))
    assert _in_short(found) == [("left", 0, "time"), ("done", 1, ""), ("left", 0, "kit")]
    assert found["isOver"]
    assert _in_short(_played(blank, THREE, "next", "next", ("skip", "time")))[0] == ("part", 1, "")


def test_back_goes_to_the_head_of_the_set_and_takes_it_back(blank: Page) -> None:
    """From the next exercise to the last set of the one before; a skipped one is open again; never before the first."""
    assert _in_short(_played(blank, THREE, *["next"] * 4, "back"))[0] == ("part", 1, "")
    assert _in_short(_played(blank, THREE, *["next"] * 4, "back", "back"))[0] == ("open", 0, "")
    again = _played(blank, THREE, ("skip", "time"), "back")
    assert (again["at"], _in_short(again)[0]) == (0, ("open", 0, ""))
    half = _played(blank, THREE, "next", "next", ("skip", "time"), "back")
    assert (half["at"], _in_short(half)[0]) == (3, ("part", 1, ""))
    assert _played(blank, THREE, "back", "back")["at"] == 0


def test_what_a_way_back_took_back_can_be_kept_after_all(blank: Page) -> None:
    """A look back is no correction: both sets count again, until a set is gone over anew."""
    kept = _played(blank, THREE, *["next"] * 4, "back", "back", "redone", ("skip", ""))
    assert (kept["at"], _in_short(kept)[0]) == (4, ("done", 2, ""))
    minutes = _played(blank, [THREE[2]], "next", "next", ("next", 216), "back", "redone")["outcome"][0]
    assert minutes["minutes"] == 3.6
    assert _in_short(_played(blank, THREE, *["next"] * 4, "back", "back", "next"))[0] == ("part", 1, "")


def test_what_was_stopped_for_pain_stays_said(blank: Page) -> None:
    """Going back passes over it."""
    hurt = ("stop", {"pain": "7", "spread": "no"})
    found = _played(blank, THREE, "next", "next", "next", hurt, "leaveLine")
    row = found["outcome"][0]
    assert (row["state"], row["done"], row["pain"], row["spread"]) == ("stopped", 1, "7", "no")
    assert (
        _played(blank, THREE, "next", "next", "next", hurt, "leaveLine", "next", "back", "back", "back")["outcome"][0][
            "state"
        ]
        == "stopped"
    )


def test_minutes_count_as_far_as_they_were_done(blank: Page) -> None:
    """By the clock, to a tenth of a minute."""
    first_two = ("skip", "time"), ("skip", "time")
    part = _played(blank, THREE, *first_two, "next", "next", ("next", 216))["outcome"][2]
    assert (part["state"], part["minutes"]) == ("part", 3.6)
    whole = _played(blank, THREE, *first_two, "next", "next", "next")["outcome"][2]
    assert (whole["state"], whole["minutes"]) == ("done", 10)


def test_minutes_of_two_sides_are_those_of_one(blank: Page) -> None:
    """The mean of both, said as each side's; what was cut short on one side counts half."""
    roll = _line("roll", minutes=2, per_side=True)
    assert _steps(blank, roll) == [
        "intro 20",
        "ready 1 left 5",
        "timer 1 left 120",
        "sides 1 right 5",
        "timer 1 right 120",
    ]
    whole = _played(blank, [roll], *["next"] * 5)["outcome"][0]
    assert (whole["state"], whole["minutes"], whole["perSide"]) == ("done", 2, True)
    left = _played(blank, [roll], "next", "next", "next", ("skip", "time"))["outcome"][0]
    assert (left["state"], left["minutes"]) == ("part", 1)
    half = _played(blank, [roll], *["next"] * 4, ("next", 60))["outcome"][0]
    assert (half["state"], half["minutes"]) == ("part", 1.5)
    said = "row => Player.resultWords(row, {})"
    assert blank.evaluate(said, half) == "1.5 minutes each side"
    assert _played(blank, [roll], *["next"] * 5, "back")["outcome"][0]["minutes"] is None


@pytest.mark.parametrize(("runs_done", "share"), [(4, 1), (3, 0.75), (2, 0.5), (1, 0.25), (0, 0)])
def test_a_run_knows_the_share_of_its_stage(blank: Page, runs_done: int, share: float) -> None:
    """The walks around it are no part of it."""
    parts = [{"what": "walk", "seconds": 300, "isStage": False}]
    parts += [{"what": what, "seconds": 60, "isStage": True} for _ in range(4) for what in ("run", "walk")]
    script = """([run, times]) => {
      const course = Player.runOf(run);
      let state = Player.begin();
      for (let k = 0; k < times; k += 1) state = Player.next(course, state);
      return Player.ranOf(course, state);
    }"""
    found = blank.evaluate(script, [{"stage": 3, "intervals": parts}, 2 + 2 * runs_done])
    assert found == {"share": share, "minutes": 2 * runs_done}


def test_words_for_a_clock_and_for_what_was_done(blank: Page) -> None:
    """Numbers with units, one as one."""
    words = "([name, value]) => Player[name](value)"
    assert [blank.evaluate(words, ["clockWords", s]) for s in (9, 60, 605)] == ["9", "1:00", "10:05"]
    assert [blank.evaluate(words, ["lengthWords", s]) for s in (1, 45, 60, 90)] == [
        *("1 second", "45 seconds", "1 minute", "1.5 minutes"),
    ]
    rows = [{"counts": True, "state": "done", "done": 2}, {"counts": True, "state": "left", "done": 0}]
    assert blank.evaluate(words, ["didWords", rows]) == "You did 1 of 2 exercises"


def test_a_look_back_over_two_exercises_keeps_both(blank: Page) -> None:
    """Back through the second into the first: what was done of each can still be kept."""
    gone = ["next", "next", "next", "next", "next", "next", "back", "back", "back"]
    assert _in_short(_played(blank, THREE, *gone))[:2] == [("part", 1, ""), ("open", 0, "")]
    assert _in_short(_played(blank, THREE, *gone, "redone", "leaveLine", "redone"))[:2] == [
        ("done", 2, ""),
        ("done", 1, ""),
    ]


def test_a_set_gone_over_again_takes_no_other_away(blank: Page) -> None:
    """Two sets were done and the first is done anew: both can still be kept. What was decided is not asked again."""
    gone = ["next", "next", "next", "next", "back", "back", "next"]
    assert _in_short(_played(blank, THREE, *gone))[0] == ("part", 1, "")
    assert _in_short(_played(blank, THREE, *gone, "redone"))[0] == ("done", 2, "")
    assert _in_short(_played(blank, THREE, *gone, ("skip", ""), "back", "redone"))[0] == ("part", 1, "")


@pytest.mark.parametrize(
    ("dose", "hands_free", "at"),
    [({"reps": 8}, True, 0), ({"reps": 8}, False, 1), ({"reps": 1, "hold_s": 10}, True, 1)],
    ids=["counted by the clock", "by taps", "ready comes first"],
)
def test_whom_the_clock_counts_gets_down_to_the_first_one_too(
    blank: Page, dose: dict[str, Any], hands_free: bool, at: int
) -> None:
    """With no second tap otherwise: the one on the first screen was the start."""
    first = "([line, handsFree]) => Player.firstOf(Player.courseOf([line], PACE), { handsFree })"
    assert blank.evaluate(first, [_line("a", **dose), hands_free]) == at
