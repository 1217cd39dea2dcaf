"""`make lighthouse`: what Lighthouse finds on the landing page, in the intake, on Today and on the plan.

Not part of `make test`: its figure for performance is a simulated phone on this machine, and moves with what else runs
here. The median of five runs counts; the exit code says whether every aim is met.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.production import NEWCOMER, RUNNER, Site, demo_site
from tests.chromium import find_chromium

ROOT = Path(__file__).resolve().parents[2]
VERSION = "12.8.2"  # the last that runs on Node 20
HOME = ROOT / "var" / "lighthouse"
PROGRAM = HOME / "node_modules" / ".bin" / "lighthouse"
AIM, RUNS = 0.95, 5
EVERYWHERE = ("performance", "accessibility", "best-practices")
PAGES = {
    "landing": ("/", "", (*EVERYWHERE, "seo")),
    "intake": ("/intake/1/", NEWCOMER, EVERYWHERE),
    "today": ("/today/", RUNNER, EVERYWHERE),
    "plan": ("/plan/", RUNNER, EVERYWHERE),
}
CHROME = "--chrome-flags=--headless=new --no-sandbox --disable-dev-shm-usage --disable-gpu"
Report = dict[str, dict[str, dict[str, float]]]


def main() -> None:
    """Run it, print a table, end with 1 where an aim is missed."""
    _fetch()
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    with demo_site() as site:
        found = {name: [_look(site, name, number) for number in range(runs)] for name in PAGES}
    print(f"{'median (least to most)':12}" + "".join(f"{name:>26}" for name in (*EVERYWHERE, "seo")))
    missed = [name for name, reports in found.items() if not _say(name, reports)]
    print(f"Aim: at least {AIM * 100:.0f} each. " + (f"Missed: {', '.join(missed)}." if missed else "All are met."))
    sys.exit(bool(missed))


def _fetch() -> None:
    """The pinned package, once, beside nothing of ours."""
    package = HOME / "node_modules" / "lighthouse" / "package.json"
    if package.exists() and json.loads(package.read_text())["version"] == VERSION:
        return
    HOME.mkdir(parents=True, exist_ok=True)
    command = ["npm", "install", f"lighthouse@{VERSION}", "--prefix", str(HOME), "--ignore-scripts"]
    subprocess.run([*command, "--no-audit", "--no-fund", "--save-exact"], check=True)


def _look(site: Site, name: str, number: int) -> Report:
    path, who, _ = PAGES[name]
    report = HOME / f"{name}-{number}.json"
    chromium = find_chromium("chromium", "google-chrome", "chromium-headless-shell")
    with tempfile.NamedTemporaryFile("w", suffix=".json") as headers:
        json.dump({"Cookie": site.cookies[who]} if who else {}, headers)
        headers.flush()
        command = [str(PROGRAM), site.url + path, f"--extra-headers={headers.name}", CHROME, "--quiet"]
        command += ["--only-categories=" + ",".join(PAGES[name][2]), "--output=json", f"--output-path={report}"]
        _persist(command, os.environ | {"CHROME_PATH": chromium or ""})
    read = json.loads(report.read_text())
    # A cookie that does not count would have the log-in measured.
    assert read["finalDisplayedUrl"] == site.url + path, read["finalDisplayedUrl"]
    found: Report = read
    return found


def _persist(command: list[str], variables: dict[str, str]) -> None:
    """A browser starved by its neighbours records nothing and ends with an error: that is no measurement, so again."""
    for last in (False, False, True):
        if subprocess.run(command, check=last, env=variables).returncode == 0:
            return


def _say(name: str, reports: list[Report]) -> bool:
    """One line of the table; whether every median reaches the aim."""
    cells, medians = [], []
    for category in PAGES[name][2]:
        # An audit that broke makes no score at all.
        scores = [(report["categories"][category]["score"] or 0) * 100 for report in reports]
        medians.append(statistics.median(scores))
        cells.append(f"{medians[-1]:.0f} ({min(scores):.0f} to {max(scores):.0f})")
    print(f"{name:22}" + "".join(f"{cell:>26}" for cell in cells))
    return min(medians) >= AIM * 100


if __name__ == "__main__":
    main()
