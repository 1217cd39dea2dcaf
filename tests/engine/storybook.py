"""Stories: courses a therapist can read, spread out into days for `manage.py simulate`.

A line of `days` says on which days (`day`: a day, a range, a list of both; `weekdays` 0 to 6 of the plan's weeks) what
happens, in the words of docs/simulate.md; `all good` is a session without trouble. Later lines win over earlier ones,
null takes back. A line of `expect` says what is so on its days.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from rehab.checkins.simulating import simulate

from .cases import TODAY, raw
from .seeded import shipped_catalog

FOLDER = Path(__file__).parent / "stories"
WEEK = 7
GOOD = {"all": {"l_pain": 1, "l_rpe": 5}}
WELL = {"d_morning": 2, "d_worst": 3, "d_avg": 2}
TESTS = {
    **{"walk30_pain": 1, "slb_s": 10, "sls_reps": 10, "sls_pain": 1, "calf_reps": 20, "calf_pain": 1},
    **{"bridge_reps": 10, "jog_pain": 1, "hop_pain": 1, "hop_sharp": False, "plank_s": 45, "side_plank_s": 30},
    **{"plank_pain": 1},
}
WORDS: dict[tuple[str, str], Any] = {
    ("sessions", "all good"): [GOOD],
    ("daily", "well"): WELL,
    ("test", "all passed"): TESTS,
}


def names() -> list[str]:
    """The stories by file name."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def read(name: str) -> dict[str, Any]:
    """A story as it is written."""
    found: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return found


def days_on(on: Any, weekdays: Any = None) -> Iterator[int]:
    """The days a line speaks of."""
    for part in on if isinstance(on, list) else [on]:
        first, _, last = str(part).partition("-")
        for day in range(int(first), int(last or first) + 1):
            if weekdays is None or day % WEEK in weekdays:
                yield day


def spread_out(story: dict[str, Any]) -> dict[str, Any]:
    """The story as a case of `simulate`."""
    found: dict[int, dict[str, Any]] = {}
    for line in story["days"]:
        what = {key: _meant(key, value) for key, value in line.items() if key not in ("day", "weekdays")}
        for day in days_on(line["day"], line.get("weekdays")):
            found[day] = {**found.get(day, {}), **what}
    days = [
        {"day": day, **{key: value for key, value in found[day].items() if value is not None}} for day in sorted(found)
    ]
    return {"id": story["title"], "inputs": raw(**story.get("inputs", {})), "days": days}


def _meant(key: str, value: Any) -> Any:
    return WORDS[key, value] if isinstance(value, str) else value


def course(name: str) -> dict[int, dict[str, Any]]:
    """The course of a story: what `simulate` prints, by day."""
    problems: list[str] = []
    found = simulate(spread_out(read(name)), name, shipped_catalog(), TODAY, problems)
    assert found is not None, problems
    return {day["day"]: day for day in found["days"]}
