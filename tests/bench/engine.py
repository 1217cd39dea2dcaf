"""`make bench`: how long one assessment takes, as a ratio within one run.

The yardstick is the same case written as JSON and read again by the standard library in the same process, so that the
ratio says the same on a fast and on a slow machine.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable

from rehab.engine.pipeline import assess
from rehab.engine.report import report
from tests.engine.cases import TODAY, raw
from tests.engine.seeded import read, shipped_catalog

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
    print(f"ratio to the JSON round trip of the same case ({yardstick:.3f} ms): {one / yardstick:.1f}")


if __name__ == "__main__":
    main()
