"""The last run-walk stage: whoever runs 30 minutes is not stuck by running them for weeks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from rehab.engine.pipeline import PlanDraft, assess
from rehab.engine.progress.beginning import start_of
from rehab.engine.progress.course import Cause, Frame
from rehab.engine.progress.following import first_day, follow
from rehab.engine.progress.log import CheckIn

from .seeded import read, shipped_catalog


@pytest.mark.parametrize(("stage", "is_locked"), [(9, True), (10, False)])
def test_three_weeks_at_a_stage_send_to_a_clinician_unless_it_is_the_last(stage: int, is_locked: bool) -> None:
    """ST2 asks why no stage follows; after the last none is to follow."""
    seed = read("vignettes")
    draft = assess({**seed["defaults"], **seed["vignettes"][0]["inputs"]}, shipped_catalog(), date(2026, 11, 25))
    assert isinstance(draft, PlanDraft)
    frame = Frame(start_of(draft, shipped_catalog()), shipped_catalog())
    begun = first_day(frame)
    course = replace(begun.course, day=69, phase=4, phase_since=40, stage=stage, stage_since=49, trained_on=69)
    state = follow(replace(begun, course=course), CheckIn("c", 70, {}, 1, 1, scores=(5,)), frame)
    assert state.course.is_locked(Cause.CONTACT) is is_locked
