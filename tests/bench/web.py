"""`make bench`: pages and submits a second from gunicorn on PostgreSQL, as ratios within one run.

The yardsticks are a bare answer and a signed-in page with one query; all are measured in turn, and the best
round counts, because other work on the machine only ever slows a round down.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench.load import request
from tests.services import free_port, postgres

ROOT = Path(__file__).resolve().parents[2]
ROUNDS, SECONDS, SUBMITS = 5, 2.0, 60
YEAR_PAGES = {"today": "/today/", "progress": "/progress/", "year's plan": "/plan/"}
TOKEN = "b" * 32  # a token for forms: cookie and header only have to agree
SET_UP = (["migrate"], ["createcachetable"], ["load_library"])


@contextlib.contextmanager
def _gunicorn() -> Iterator[int]:
    """The web process of `make run`, without access log."""
    from rehab.config.devserver import WEB

    port = free_port()
    with tempfile.TemporaryFile("w+") as log:
        server = subprocess.Popen([*WEB, f"--bind=127.0.0.1:{port}"], cwd=ROOT, stdout=log, stderr=log)
        try:
            wait_until_it_answers(port, server)
            yield port
        except BaseException:
            log.seek(0)
            sys.stderr.write(log.read()[-3000:])
            raise
        finally:
            server.terminate()
            server.wait(20)


def wait_until_it_answers(port: int, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end and server.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
            return
        time.sleep(0.1)
    raise RuntimeError("gunicorn did not answer in 30 seconds")


def _rate(port: int, requests: list[str], status: str = "200", seconds: float = SECONDS) -> float:
    given = json.dumps({"port": port, "requests": requests, "status": status, "seconds": seconds})
    command = [sys.executable, "-m", "tests.bench.load"]
    done = subprocess.run(command, cwd=ROOT, input=given, stdout=subprocess.PIPE, text=True, check=True)
    return float(done.stdout)


def _submits(port: int, case: dict[str, Any], batch: int) -> list[str]:
    from . import people

    users = people.drafts(case, f"draft{batch}-", SUBMITS)
    cookies = [people.session_cookie(user) | {"csrftoken": TOKEN} for user in users]
    return [request("POST", "/intake/review/", port, cookie, X_CSRFToken=TOKEN) for cookie in cookies]


def _measure(port: int, case: dict[str, Any], cookie: dict[str, str], year: dict[str, str]) -> dict[str, float]:
    """The best rate of each, measured in turn. `year` is the cookie of a runner with a year of logs."""
    pages = {
        "bare": [request("GET", "/bench/hello", port, {})],
        "page": [request("GET", "/bench/page", port, cookie)],
        "plan": [request("GET", "/plan/", port, cookie)],
        **{name: [request("GET", path, port, year)] for name, path in YEAR_PAGES.items()},
    }
    best: dict[str, float] = dict.fromkeys([*pages, "submit"], 0)
    for name in pages:
        _rate(port, pages[name], seconds=1)
    _rate(port, _submits(port, case, 0), "302", 0)
    for number in range(1, ROUNDS + 1):
        for name in pages:
            best[name] = max(best[name], _rate(port, pages[name]))
        best["submit"] = max(best["submit"], _rate(port, _submits(port, case, number), "302", 0))
    return best


def _print_rates(best: dict[str, float]) -> None:
    words = {"bare": "bare answer", "page": "signed-in page, one query", "plan": "GET /plan/", "submit": "submit"}
    words |= {name: f"GET {path}, a year" for name, path in YEAR_PAGES.items()}
    print(f"{'':28}{'a second':>10}{'to bare':>10}{'to page':>10}")
    for name, text in words.items():
        rate = best[name]
        print(f"{text:28}{rate:10,.0f}{rate / best['bare']:10.3f}{rate / best['page']:10.3f}")
    print(f"aim: the plan at least 0.5 of the page; it is {best['plan'] / best['page']:.2f}")
    least = min(best[name] / best["page"] for name in YEAR_PAGES)
    print(f"aim: pages with a year of logs at least 0.4 of the page; the slowest is {least:.2f}")


def _assessment_ms(case: dict[str, Any]) -> float:
    from rehab.engine.pipeline import assess
    from tests.bench.engine import cpu_ms
    from tests.engine.cases import TODAY
    from tests.engine.seeded import shipped_catalog

    catalog = shipped_catalog()
    return cpu_ms(lambda: assess(case, catalog, TODAY))


def main() -> None:
    """Start what is needed, measure, print."""
    with postgres() as address:
        os.environ |= {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "tests.bench.settings", "REDIS_URL": ""}
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connections
        from django.utils import timezone

        from . import people

        for command in SET_UP:
            call_command(*command, verbosity=0)
        short, long = people.shortest_and_longest(timezone.now().date())
        for name, case in {"shortest": short, "longest": long}.items():
            cookie, counts = people.statements(case, name)
            print(f"SQL statements, {name} plan: " + ", ".join(f"{what} {count}" for what, count in counts.items()))
        year, counts = people.year_statements(YEAR_PAGES.values())
        print("SQL statements, a year of logs: " + ", ".join(f"{what} {count}" for what, count in counts.items()))
        print(f"the longest plan's assessment: {_assessment_ms(long):.2f} ms of CPU")
        with _gunicorn() as port:
            best = _measure(port, long, cookie, year)
        assert not people.waiting(), "a submit did not lead to a plan"
        _print_rates(best)
        connections.close_all()


if __name__ == "__main__":
    main()
