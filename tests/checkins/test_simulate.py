"""`manage.py simulate`: a made-up course, day by day."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from rehab.checkins.simulating import simulate_text
from rehab.plans.models import Plan
from tests.engine.cases import TODAY, raw
from tests.engine.seeded import shipped_catalog

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
EXAMPLE = Path(__file__).resolve().parents[2] / "docs" / "examples" / "four_weeks.json"
STATE = set("day phase phase_name week stage may_run lock flare prescriptions".split())


@pytest.fixture
def simulate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run the command on some JSON; gives (exit status, parsed standard output, standard error's lines)."""

    def run(given: Any) -> tuple[int, Any, list[str]]:
        file = tmp_path / "cases.json"
        file.write_text(given if isinstance(given, str) else json.dumps(given))
        try:
            call_command("simulate", str(file))
            status = 0
        except SystemExit as end:
            status = int(end.code or 0)
        out, err = capsys.readouterr()
        return status, json.loads(out) if out else None, err.splitlines()

    return run


def test_the_documented_four_weeks_go_as_documented(simulate: Any) -> None:
    """The example of docs/simulate.md, from rows; nothing is written."""
    status, found, err = simulate(EXAMPLE.read_text())
    assert (status, err) == (0, [])
    days = {day["day"]: day for day in found["days"]}
    rules = {number: {event["rule"] for event in day["events"]} for number, day in days.items()}
    doses = {number: {item["id"]: item["dose"] for item in day["prescriptions"]} for number, day in days.items()}
    assert all(set(day) == {*STATE, "events"} for day in days.values())
    assert (days[0]["phase"], doses[0]["cat_cow"], doses[0]["walk_easy"]) == (2, "1x8", "30 min")
    assert (days[1]["may_run"], doses[6]["cat_cow"]) == (True, "2x8")
    assert rules[6] >= {"W9_progress", "X6_progress"}
    assert "single_knee_to_chest" in doses[10]
    assert "childs_pose" not in doses[10]
    assert "FL_button" in rules[16]
    assert (days[16]["flare"], days[16]["may_run"]) == (True, False)
    assert "FL5_settled" in rules[19]
    assert not days[19]["flare"]
    assert ("P2_to_P3" in rules[27], days[27]["phase"]) == (True, 3)
    assert set(found["end"]) == {*STATE, "metrics"}
    assert not Plan.objects.exists()


def test_one_case_gives_one_object_and_a_list_a_list(simulate: Any) -> None:
    """The answer has the shape of the question, the id echoed."""
    case = {"id": "a", "inputs": raw(), "days": [{"day": 0}]}
    assert simulate(case)[1]["id"] == "a"
    assert [found["id"] for found in simulate([case, {"inputs": raw()}])[1]] == ["a", None]
    assert simulate([])[1] == []


def test_who_has_to_be_seen_first_has_no_days(simulate: Any) -> None:
    """A referral says its tier and has nothing to follow."""
    _, found, _ = simulate({"inputs": raw(rf_bladder="yes"), "days": [{"day": 3}]})
    assert (found["tier"], found["category"], found["days"], found["end"]) == ("emergency_now", None, [], None)
    _, found, _ = simulate({"inputs": raw(rf_weight_loss="yes")})
    assert (found["tier"], found["start_phase"], found["days"]) == ("clinician_before_start", 2, [])


def test_all_that_is_wrong_is_told_at_once(simulate: Any) -> None:
    """One line for each thing in each case, and no answer."""
    mark = {"exercise": "cat_cow"}
    days = [
        {"day": 0, "daily": {"d_avg": 11, "d_mood": 3}, "sessions": [[mark], {"all": 3}, {}], "weather": "fine"},
        {"day": 0, "recheck": {"rf_bladder": "maybe"}, "checkin": {"w_avg": 2, "w_limb": "arm"}},
        {"day": 1.5},
        {"day": 4, "runs": {}, "test": {"jog_pain": True}, "clearance": {"flags": ["F99"]}, "flare": {}},
    ]
    status, out, err = simulate([{"id": "a", "inputs": raw(nprs_now=11), "days": days}, 3, {"days": 1, "more": 1}])
    assert (status, out) == (2, None)
    assert [re.sub(":? needs .*", "", line) for line in err] == [
        "a: nprs_now",
        "a: day 0: weather: is not known here",
        "a: day 0: daily: d_mood: is not known here",
        "a: day 0: daily: d_avg",
        "a: day 0: sessions 1: marks 1",
        "a: day 0: sessions 2: all",
        "a: day 0: sessions 3",
        "a: day 0: days have to rise",
        "a: day 0: recheck: rf_bladder",
        "a: day 0: checkin: w_worst: has to be given",
        "a: day 0: checkin: w_limb",
        "a: days 3: day",
        "a: day 4: flare: pain_now: has to be given",
        "a: day 4: runs",
        "a: day 4: test: jog_pain",
        "a: day 4: clearance: flags",
        "case 2: is not a JSON object",
        "case 3: more: is not known here",
        "case 3: inputs",
        "case 3: days",
    ]


@pytest.mark.parametrize(
    ("day", "line"),
    [
        ({"sessions": [[{"exercise": "bridge", "l_done": 2}]]}, "sessions 1: bridge is not in the plan on this day"),
        ({"sessions": [{"marks": [{"exercise": "cat_cow", "l_done": 1}] * 2}]}, "sessions 1: cat_cow is there twice"),
        ({"swap": {"exercise": "bridge", "for": "cat_cow"}}, "swap: bridge is not in the plan on this day"),
        ({"swap": {"exercise": "cat_cow", "for": "bridge"}}, "swap: cat_cow may be swapped for: "),
    ],
)
def test_what_is_not_in_the_plan_is_refused(simulate: Any, day: dict[str, Any], line: str) -> None:
    """Exercises of other phases and swaps to another kind of dose are no part of a course."""
    status, _, err = simulate({"id": "a", "inputs": raw(), "days": [{"day": 2, **day}]})
    assert status == 2
    assert err[0].startswith(f"a: day 2: {line}")


def test_minutes_count_as_the_share_of_a_walk(simulate: Any) -> None:
    """20 of 30 minutes are less than 70 %: the walk is held, and the cues are shown."""
    marks = [{"exercise": "walk_easy", "l_done": 20, "l_pain": 0, "l_rpe": 3}]
    days = [{"day": 0, "daily": {"d_morning": 2}, "sessions": [marks]}, {"day": 1, "daily": {"d_morning": 2}}]
    events = simulate({"inputs": raw(), "days": days})[1]["days"][0]["events"]
    assert [(event["rule"], event["subject"]) for event in events] == [("X5_poor_form", "walk_easy")]


@pytest.mark.parametrize("given", ["", "{", "[1", "null", '{"inputs": {}, "days": [{"day": 1e400}]}', "[" * 100_000])
def test_what_is_no_case_is_refused_in_words(simulate: Any, given: str) -> None:
    """Broken JSON and things that are no objects: a clear line, never a traceback."""
    status, out, err = simulate(given)
    assert (status, out) == (2, None)
    assert err
    assert not any("Traceback" in line for line in err)


def test_the_names_of_the_metrics_do_as_well() -> None:
    """Marks without a session around them, and pain, effort and spread by the names the rules give them."""
    mark = {"exercise": "cat_cow", "l_done": 1, "pain_during": 6, "rpe": 5, "limb_symptoms_spread": False}
    days = [{"day": 0, "sessions": [mark]}, {"day": 1, "checkin": {"w_avg": 2, "w_worst": 3, "w_safety": {}}}]
    answer = simulate_text(json.dumps({"inputs": raw(), "days": days}), shipped_catalog(), TODAY)
    assert any(event["rule"] == "X2_red" for event in answer["days"][0]["events"])
