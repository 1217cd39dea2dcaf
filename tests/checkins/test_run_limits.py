"""One limit for a run, wherever it is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from rehab.checkins.models import ImportedRun
from rehab.checkins.progress import progress_context
from rehab.checkins.runlog import run_log_of
from rehab.checkins.runpage import rows_of
from rehab.engine.progress.log import Run
from rehab.plans.models import Plan
from tests.intake.walking import runner, signed_in
from tests.plans.making import text_of

from .days import RUNS
from .running import in_phase_4, logged, older_plan, today_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
TOLD = {**RUNS, "longest_run_30d_km": 20}


def _imported_before(plan: Plan, km: int) -> None:
    began = timezone.now() - timedelta(days=today_of(plan) + 7)
    at = {"started_at": began, "imported_at": timezone.now(), "fingerprint": "f"}
    ImportedRun.objects.create(runner=plan.runner, duration_s=9000, distance_m=km * 1000, **at)


def _over(plan: Plan, run: Run) -> tuple[bool, bool]:
    """Whether the list of runs and the chart call a run over its limit."""
    log = run_log_of(plan, timezone.localdate())
    (row,) = rows_of(log, [run])
    chart = progress_context(plan, log.day, "all", "km")["runs"]
    return row["is_over"], "1 passed the single-run limit" in chart.finding


@pytest.mark.parametrize(("day", "km", "is_over"), [(3, 11, True), (3, 9, False), (18, 11, True)])
def test_a_run_over_the_open_share_is_over_on_both_pages(day: int, km: float, is_over: bool) -> None:
    """Half of 20 km is open before phase 4: 11 km pass it, in this week and in an earlier one."""
    plan = older_plan(runner(), **TOLD)
    assert _over(plan, logged(plan, day, km, pain=1)) == (is_over, is_over)


def test_runs_of_before_the_plan_raise_the_limit_on_both_pages() -> None:
    """The intake's longest is 10 km, a file knows of 20 km: 15 km are over on neither page."""
    plan = older_plan(runner(), **RUNS)
    in_phase_4(plan)
    _imported_before(plan, 20)
    assert _over(plan, logged(plan, 18, 15, pain=1)) == (False, False)
    assert _over(plan, logged(plan, 19, 23, pain=1)) == (True, True)


def _told(plan: Plan) -> dict[str, bool | str]:
    """How long a run may be, as each page says it."""
    client, found = signed_in(plan.runner), {}
    for address in ("/today/", "/plan/", "/runs/"):
        page = text_of(client.get(address).content.decode())
        found[address] = page.split("No single run over ")[1].split(" km")[0] if "No single run" in page else ""
    return found


@pytest.mark.parametrize(
    ("days", "share", "run", "imported", "limit"),
    [
        (40, "reduce_70", (37, 4), None, "4.5"),
        (40, "reduce_70", None, None, "14"),
        (20, "reduce_50", (17, 4), None, "10"),
        (20, "reduce_50", None, 30, "10"),
    ],
)
def test_today_plan_and_runs_tell_one_limit(
    days: int, share: str, run: tuple[int, float] | None, imported: int | None, limit: str
) -> None:
    """The log's after 30 days and never the intake's for ever; before phase 4 within the part that is open."""
    plan = _open_plan(days, run_allowance=share)
    if imported:
        _imported_before(plan, imported)
    if run:
        logged(plan, run[0], run[1], pain=1)
    assert _told(plan) == dict.fromkeys(("/today/", "/plan/", "/runs/"), limit)


def test_neck_and_midback_limit_the_week_alone() -> None:
    """RA5 holds no share against one run: a tenth more than the longest, by file here, on all three pages."""
    plan = _open_plan(20, run_allowance="reduce_70", category="NCK")
    assert _told(plan) == dict.fromkeys(("/today/", "/plan/", "/runs/"), "22")
    _imported_before(plan, 30)
    plan.pages.all().delete()
    assert _told(plan) == dict.fromkeys(("/today/", "/plan/", "/runs/"), "33")


def _open_plan(days: int, **start: Any) -> Plan:
    """A plan of phase 2 begun some days ago, trained until yesterday, with a start that differs in something."""
    plan = older_plan(runner(), days, **TOLD)
    at = {"phase": 2, "phase_since": 1, "day": days - 1, "trained_on": days - 1}
    course = {**plan.course, **at, "has_to_restart": False, "has_to_retest": False}
    Plan.objects.filter(pk=plan.pk).update(phase=2, course=course, start={**plan.start, **start}, **start)
    plan.refresh_from_db()
    return plan
