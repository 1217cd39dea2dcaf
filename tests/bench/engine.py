"""`make bench`: how long one assessment and one check-in's decision take, as ratios within one run.

The yardstick is the same case written as JSON and read again by the standard library in the same process, so that the
ratio says the same on a fast and on a slow machine.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable

from rehab.engine.catalog import Catalog
from rehab.engine.pipeline import PlanDraft, assess
from rehab.engine.progress.beginning import start_of
from rehab.engine.progress.course import Frame
from rehab.engine.progress.following import first_day, follow
from rehab.engine.progress.log import CheckIn
from rehab.engine.report import report
from tests.engine.cases import TODAY, raw
from tests.engine.seeded import read, shipped_catalog
from tests.engine.years import YEAR_DAYS, entries_of, safe_answers

ROUNDS, REPEATS = 5, 40


def cpu_ms(work: Callable[[], object]) -> float:
    """CPU milliseconds of one call: the best of a few rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        for _ in range(REPEATS):
            work()
        best = min(best, time.process_time() - start)
    return best / REPEATS * 1000


def check_in_ms(catalog: Catalog) -> float:
    """CPU milliseconds of a check-in's decision with a year of logs behind it."""
    draft = assess(raw(), catalog, TODAY)
    assert isinstance(draft, PlanDraft)
    frame = Frame(start_of(draft, catalog), catalog)
    state = first_day(frame)
    for day in range(YEAR_DAYS):
        for entry in entries_of(day, state, frame):
            state = follow(state, entry, frame)
    last = CheckIn("checkin-last", YEAR_DAYS, safe_answers(frame), 1, 2, stiffness_min=10, walk_min=60)
    return cpu_ms(lambda: follow(state, last, frame))


def main() -> None:
    """Print the figures."""
    catalog = shipped_catalog()
    cases = [raw(**case["inputs"]) for case in read("vignettes")["vignettes"]]
    text = [json.dumps(case) for case in cases]

    def assess_all() -> None:
        for case in cases:
            outcome = assess(case, catalog, TODAY)
            report(outcome, case_id=None, followup=[])  # type: ignore[arg-type]  # worked cases are never refused

    yardstick = cpu_ms(lambda: [json.dumps(json.loads(line)) for line in text]) / len(cases)
    one = cpu_ms(assess_all) / len(cases)
    print(f"one assessment with its report: {one:.2f} ms of CPU (aim: 2 at most), {1000 / one:,.0f} a second on a core")
    print(f"one check-in's decision with a year of logs: {check_in_ms(catalog):.2f} ms of CPU (aim: 5 at most)")
    print(f"ratio to the JSON round trip of the same case ({yardstick:.3f} ms): {one / yardstick:.1f}")


if __name__ == "__main__":
    main()
