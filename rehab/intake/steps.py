"""The wizard's screens: one idea each. A question that stands in none gets a screen of its own at the end of its part.

Screens are addressed by number: an address says nothing about health.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

PARTS = {
    "eligibility": "About you",
    "safety": "Safety check",
    "pain": "Your pain",
    "behaviour": "What makes it worse or better",
    "running": "Your running",
    "body": "Health background",
    "means": "Time, kit and goal",
    "thoughts": "How you feel about it",
}
OSTEOPOROSIS = "has_osteoporosis"  # asked beside the bending test, kept among the health conditions
DECIDING, AGAIN, SAFETY = "deciding", "again", "safety"


@dataclass(frozen=True, slots=True)
class Step:
    """A screen: its key, the part it belongs to, its heading and its questions."""

    key: str
    part: str
    heading: str
    questions: tuple[str, ...] = ()


def _step(key: str, part: str, heading: str, questions: str = "") -> Step:
    return Step(key, part, heading, tuple(questions.split()))


STEPS = (
    _step("start", "eligibility", "First, you and the pain", "age_years primary_region"),
    _step(
        "nerves",
        "safety",
        "Bladder, bowel, legs and arms",
        "rf_bladder rf_bowel rf_saddle rf_sexual rf_bilateral_leg rf_sudden_weak rf_stable_weak rf_const_numb",
    ),
    _step(
        "injury",
        "safety",
        "Falls, knocks and injuries",
        "rf_major_trauma rf_neck_injury rf_neck_cannot_turn rf_minor_trauma rf_cannot_stand",
    ),
    _step(
        "illness",
        "safety",
        "Feeling ill",
        "rf_fever rf_meningism rf_weight_loss rf_band rf_progressive rf_chest rf_aorta rf_visceral rf_calf",
    ),
    _step("head", "safety", "Hands, walking and head", "rf_hands rf_gait rf_lhermitte rf_neck_vascular"),
    _step(DECIDING, "safety", "A few more questions first"),
    _step("map", "pain", "Where do you feel it?", "pain_areas"),
    _step("where", "pain", "Which side, and where else?", "side secondary_regions"),
    _step("onset", "pain", "How it began", "onset_type first_episode previous_episodes"),
    _step("since", "pain", "How long it has hurt", "duration_weeks onset_age_years"),
    _step("now", "pain", "The pain right now", "nprs_now"),
    _step("week", "pain", "The pain this week", "nprs_avg7 nprs_worst7"),
    _step("day", "pain", "Through day and night", "pain_constancy night_pain morning_stiffness_min"),
    _step("spread", "pain", "Into a leg or an arm", "radiation limb_tingling limb_worse_than_spine"),
    _step("worse", "behaviour", "What makes it worse", "aggravating"),
    _step("better", "behaviour", "What eases it", "easing"),
    _step("finger", "behaviour", "One finger", "one_finger_si"),
    _step("ext", "behaviour", "A movement test: leaning back", "ext_test"),
    _step("flex", "behaviour", "A movement test: bending", "flex_test"),
    _step("walking", "behaviour", "Walking", "walk_tolerance_min walk_pain"),
    _step("hop", "behaviour", "A hop test", "hop_test"),
    _step("runs", "running", "Running now", "run_status weeks_since_last_run runs_per_week run_years"),
    _step("far", "running", "How far you run", "prev_weekly_km longest_run_30d_km"),
    _step("hurts", "running", "Pain and running", "run_pain run_pain_pattern run_pain_settles_24h"),
    _step("changes", "running", "What changed before", "load_changes"),
    _step("form", "running", "How you run", "cadence_spm form_notes"),
    _step("you", "body", "A little more about you", "sex_at_birth pregnancy_status height_cm weight_kg"),
    _step("medical", "body", "Your health", "medical"),
    _step("bones", "body", "Bones and food", "reds_bsi_2y reds_period_gap_months reds_eating"),
    _step("morning", "body", "Nights and mornings", "ibp_second_half_night ibp_better_moving ibp_nsaid_48h"),
    _step("seen", "body", "Help so far", "seen_clinician medication_note"),
    _step("time", "means", "Your time", "days_available minutes_per_session strength_per_week"),
    _step("kit", "means", "Your kit", "equipment"),
    _step("goal", "means", "Your goal", "goal_distance_km goal_date"),
    _step("able", "thoughts", "What the pain keeps you from", "psfs_run psfs_activities"),
    _step("mind", "thoughts", "How you feel about it", "yf_fear yf_worry yf_mood yf_expect"),
    _step("notes", "thoughts", "In your own words", "notes"),
    _step(AGAIN, "thoughts", "Your own words made us ask again"),
)


def all_steps(questions: Iterable[tuple[str, str]]) -> tuple[Step, ...]:
    """The screens for these questions (key and part); a screen left without its questions stays, and asks nothing."""
    placed = {key for step in STEPS for key in step.questions}
    extra = [Step(key, part, "One more question", (key,)) for key, part in questions if key not in placed]
    order = list(PARTS)
    # Extra screens come before the words at the end; safety questions never wait that long.
    safety = [step for step in extra if step.part == "safety"]
    others = sorted((step for step in extra if step.part != "safety"), key=lambda step: order.index(step.part))
    first = next(number for number, step in enumerate(STEPS) if step.key == DECIDING)
    return (*STEPS[:first], *safety, *STEPS[first:-2], *others, *STEPS[-2:])
