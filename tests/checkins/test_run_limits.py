"""One limit for a run, wherever it is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from rehab.checkins.models import ImportedRun
from rehab.checkins.progress import progress_context
from rehab.checkins.runlog import run_log_of
from rehab.checkins.runpage import rows_of
from rehab.engine.progress.log import Run
from rehab.plans.models import Plan
from tests.intake.walking import runner

from .running import in_phase_4, logged, older_plan, today_of
from .test_today import RUNS

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
