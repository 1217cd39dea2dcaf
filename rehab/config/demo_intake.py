"""The answers of the demo runner: a low back that minds sitting, five weeks old, and a half marathon in spring."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from accounts.models import User
from rehab.intake import selectors
from rehab.intake.services import start_intake, submit_intake
from rehab.intake.steps import STEPS

ANSWERS: dict[str, Any] = {
    "age_years": 38,
    "primary_region": "low_back",
    "sex_at_birth": "female",
    "pregnancy_status": "not_pregnant",
    "height_cm": 170,
    "weight_kg": 63,
    "secondary_regions": [],
    "pain_areas": ["low_back_left", "low_back_central", "buttock_left"],
    "side": "left",
    "onset_type": "gradual",
    "first_episode": False,
    "previous_episodes": 2,
    "duration_weeks": 5,
    "nprs_now": 3,
    "nprs_avg7": 4,
    "nprs_worst7": 6,
    "pain_constancy": "intermittent",
    "night_pain": "on_turning",
    "morning_stiffness_min": 15,
    "radiation": "proximal",
    "limb_tingling": "none",
    "limb_worse_than_spine": False,
    "aggravating": ["sitting_15", "bend_forward", "lifting", "desk_screen"],
    "easing": ["walking", "lean_back_or_lying_prone"],
    "one_finger_si": False,
    "ext_test": "better",
    "flex_test": "not_done",
    "walk_tolerance_min": 30,
    "walk_pain": 2,
    "hop_test": "none",
    "run_status": "reduced",
    "weeks_since_last_run": 0,
    "runs_per_week": 3,
    "run_years": 9,
    "prev_weekly_km": 32,
    "longest_run_30d_km": 11,
    "run_pain": 3,
    "run_pain_pattern": "warms_up",
    "run_pain_settles_24h": True,
    "load_changes": ["long_run_up_over_10pct", "new_shoes"],
    "cadence_spm": 162,
    "form_notes": ["overstride"],
    "medical": ["none"],
    "reds_bsi_2y": "none",
    "reds_period_gap_months": 0,
    "reds_eating": "no",
    "seen_clinician": "yes",
    "days_available": 5,
    "minutes_per_session": 20,
    "strength_per_week": 1,
    "equipment": ["mat", "chair", "resistance_band"],
    "goal_distance_km": 21.1,
    "psfs_activities": ["running 30 minutes", "tying my shoes"],
    "psfs_scores": [6],
    "psfs_run": 5,
    "yf_fear": 4,
    "yf_worry": 5,
    "yf_mood": 2,
    "yf_expect": 4,
}
WEEKS_TO_RACE = 26


def take_intake(runner: User, begun: datetime, **answers: Any) -> None:
    """An intake taken and sent at a moment, with some answers of one's own: it ends in a plan or a referral."""
    intake = start_intake(runner=runner, now=begun)
    rows = selectors.asked_rows(intake)
    safety = [key for key, row in rows.items() if row.kind == selectors.SAFETY_KIND]
    intake.answers = demo_answers(safety, begun.date()) | answers
    intake.done = [step.key for step in STEPS]
    intake.save(update_fields=["answers", "done"])
    submit_intake(runner=runner, now=begun, today=begun.date())


def demo_answers(safety: list[str], today: date) -> dict[str, Any]:
    """The answers with every safety question answered no and a race half a year ahead."""
    race = today + timedelta(weeks=WEEKS_TO_RACE)
    return {**ANSWERS, **dict.fromkeys(safety, "no"), "goal_date": race.isoformat()}
