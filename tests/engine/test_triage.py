"""The safety screen: flags, tiers, floors, checks, words."""

from __future__ import annotations

import pytest

from rehab.engine.catalog import CheckKind
from rehab.engine.pipeline import Referral, Refusal, assess

from .cases import TODAY, answer, outcome, raw
from .seeded import shipped_catalog

# One intake per flag that makes it fire; combined rules get every part they need.
FIRING: dict[str, dict[str, object]] = {
    "F01_ces_bladder": {"rf_bladder": "yes"},
    "F02_ces_bowel": {"rf_bowel": "yes"},
    "F03_ces_saddle": {"rf_saddle": "yes"},
    "F04_ces_sexual": {"rf_sexual": "yes"},
    "F05_bilateral": {"rf_bilateral_leg": "yes"},
    "F06_sudden_deficit": {"rf_sudden_weak": "yes"},
    "F07_stable_weakness": {"rf_stable_weak": "yes"},
    "F08_constant_numbness": {"rf_const_numb": "yes"},
    "F09_major_trauma": {"rf_major_trauma": "yes"},
    "F10_cspine_high": {"rf_neck_injury": "yes", "age_years": 65},
    "F11_cspine_low": {"rf_neck_injury": "yes"},
    "F12_fragility": {"rf_minor_trauma": "yes", "age_years": 70},
    "F13_fever": {"rf_fever": "yes"},
    "F14_infection_high": {"rf_fever": "yes", "medical": ["iv_drug_use"]},
    "F15_infection_risk_progressive": {"medical": ["immunosuppressed"], "night_pain": "constant"},
    "F16_meningism": {"rf_meningism": "yes"},
    "F17_cancer_pattern": {"medical": ["cancer_history"], "rf_weight_loss": "yes"},
    "F18_cancer_history": {"medical": ["cancer_history"]},
    "F19_weight_loss": {"rf_weight_loss": "yes"},
    "F20_unremitting": {"pain_constancy": "constant_unvarying", "night_pain": "constant"},
    "F21_progressive": {"rf_progressive": "yes"},
    "F22_band": {"rf_band": "yes"},
    "F23_myelopathy": {"rf_gait": "yes"},
    "F24_neck_vascular": {"rf_neck_vascular": "yes"},
    "F25_chest": {"rf_chest": "yes"},
    "F26_aorta": {"rf_aorta": "yes"},
    "F27_visceral": {"rf_visceral": "yes"},
    "F28_calf": {"rf_calf": "yes"},
    "F29_cannot_stand": {"rf_cannot_stand": "yes"},
    "F30_extreme_pain": {"nprs_now": 9, "nprs_worst7": 9},
    "F31_high_pain": {"nprs_now": 7, "nprs_worst7": 8},
    "F32_bsi_severe": {"hop_test": "sharp_focal", "pain_areas": ["sacrum"], "walk_pain": 3},
    "F33_bsi": {"run_pain_pattern": "every_step_sharp", "pain_areas": ["sacrum"]},
    "F34_reds": {"height_cm": 180, "weight_kg": 59},
    "F35_pregnant": {"sex_at_birth": "female", "pregnancy_status": "pregnant"},
    "F36_postpartum": {"sex_at_birth": "female", "pregnancy_status": "postpartum_lt_12w"},
    "F37_structural": {"medical": ["known_stenosis"]},
    "F38_cardiac": {"medical": ["exertional_symptoms"]},
    "F39_older_first": {"age_years": 65, "nprs_worst7": 7},
    "F40_young_extension": {"age_years": 24, "aggravating": ["lean_back"]},
    "F41_minor": {"age_years": 17},
    "F42_inflammatory": {
        "duration_weeks": 20,
        "ibp_second_half_night": True,
        "ibp_better_moving": True,
        "medical": ["psoriasis", "enthesitis"],
    },
    "F43_inflammatory_possible": {
        "duration_weeks": 20,
        "ibp_second_half_night": True,
        "ibp_better_moving": True,
        "medical": [],
        "morning_stiffness_min": 30,
    },
    "F44_persistent_unseen": {"duration_weeks": 13, "seen_clinician": "no"},
    "F45_distal_leg_pain": {"radiation": "distal"},
}
TIERS = {flag.id: flag.tier.value for flag in shipped_catalog().flags}
RANK = {"none": 0, "clinician_parallel": 1, "clinician_before_start": 2, "urgent_24_48h": 3, "emergency_now": 4}


def test_every_flag_has_a_case() -> None:
    """No flag goes untried."""
    assert set(FIRING) == set(TIERS)


@pytest.mark.parametrize("flag", FIRING)
def test_a_flag_fires_and_sets_at_least_its_tier(flag: str) -> None:
    """The tier is the highest of all flags that fired."""
    found = answer(**FIRING[flag])
    assert flag in found["fired"]
    assert found["tier"] == max((TIERS[fired] for fired in found["fired"]), key=RANK.__getitem__)


@pytest.mark.parametrize(
    ("changes", "flag"),
    [
        ({"rf_neck_injury": "yes", "age_years": 64}, "F10_cspine_high"),
        ({"rf_minor_trauma": "yes", "age_years": 69}, "F12_fragility"),
        ({"rf_minor_trauma": "yes", "age_years": 70, "duration_weeks": 12.1}, "F12_fragility"),
        ({"nprs_now": 8, "nprs_worst7": 8}, "F30_extreme_pain"),
        ({"nprs_now": 9, "nprs_worst7": 9}, "F31_high_pain"),
        ({"hop_test": "sharp_focal", "pain_areas": ["sacrum"], "walk_pain": 2}, "F32_bsi_severe"),
        ({"hop_test": "sharp_focal", "pain_areas": ["low_back_central"]}, "F33_bsi"),
        ({"height_cm": 180, "weight_kg": 60}, "F34_reds"),
        ({"age_years": 25, "aggravating": ["lean_back"]}, "F40_young_extension"),
        ({"age_years": 24, "aggravating": ["lean_back"], "duration_weeks": 2.9}, "F40_young_extension"),
        ({"age_years": 18}, "F41_minor"),
        ({"duration_weeks": 12, "seen_clinician": "no"}, "F44_persistent_unseen"),
        ({"radiation": "distal", "limb_tingling": "intermittent"}, "F45_distal_leg_pain"),
    ],
)
def test_a_flag_stays_quiet_just_short_of_its_bound(changes: dict[str, object], flag: str) -> None:
    """Bounds are where the rule base puts them."""
    assert flag not in answer(**changes)["fired"]


@pytest.mark.parametrize("question", [q for q in shipped_catalog().questions if q.unsure_as], ids=lambda q: q.id)
def test_not_sure_means_what_the_question_says(question: object) -> None:
    """ "Not sure" becomes the question's own reading before any rule runs."""
    assert answer(**{question.id: "not_sure"}) == answer(**{question.id: question.unsure_as})


@pytest.mark.parametrize(
    ("areas", "tingling", "check", "flag"),
    [
        (["saddle"], "none", "C1_saddle_area", "F03_ces_saddle"),
        (["leg_below_knee_left", "leg_below_knee_right"], "none", "C2_both_legs", "F05_bilateral"),
        (["hand_left", "hand_right"], "constant", "C3_both_hands", "F23_myelopathy"),
    ],
)
def test_the_body_map_overrules_a_no(areas: list[str], tingling: str, check: str, flag: str) -> None:
    """C1 to C3 set the answer and say so."""
    field = {"C1": "rf_saddle", "C2": "rf_bilateral_leg", "C3": "rf_hands"}[check[:2]]
    found = answer(pain_areas=areas, limb_tingling=tingling, **{field: "no"})
    assert found["consistency"] == [check]
    assert flag in found["fired"]


@pytest.mark.parametrize(
    ("areas", "tingling"),
    [(["leg_below_knee_left"], "none"), (["hand_left", "hand_right"], "none"), (["hand_left"], "constant")],
)
def test_half_a_pattern_sets_nothing(areas: list[str], tingling: str) -> None:
    """One leg, or hands without tingling, is no contradiction."""
    assert answer(pain_areas=areas, limb_tingling=tingling)["consistency"] == []


@pytest.mark.parametrize(
    ("notes", "questions"),
    [
        ("A bit NUMB there", {"rf_saddle", "rf_const_numb"}),
        ("no numbness at all", {"rf_saddle", "rf_const_numb"}),
        ("I can’t feel my toe", {"rf_saddle", "rf_const_numb"}),
        ("I can't  feel my toe", {"rf_saddle", "rf_const_numb"}),
        ("leaks sometimes", {"rf_bladder"}),
        ("some incontinence", {"rf_bladder"}),
        ("bowels fine", {"rf_bowel"}),
        ("foot drop?", {"rf_sudden_weak"}),
        ("night sweats", {"rf_fever"}),
        ("had cancer", {"medical"}),
        ("I crashed my bike and fell off", {"rf_major_trauma"}),
        ("passed out", {"rf_chest", "rf_neck_vascular"}),
        ("slurred speech", {"rf_neck_vascular"}),
    ],
)
def test_own_words_ask_again(notes: str, questions: set[str]) -> None:
    """C4 names the questions to ask again; a negation still asks; apostrophes and spaces are the same."""
    found = outcome(notes=notes)
    assert not isinstance(found, Refusal)
    assert "C4_keywords" in found.triage.consistency
    assert {name for again in found.triage.ask_again for name in again.questions} == questions
    assert found.tier.id == "none"


@pytest.mark.parametrize("notes", ["", "a number of weeks", "last week", "peeved", "cancerous", "feverish", "I cannot"])
def test_only_whole_words_ask_again(notes: str) -> None:
    """A word inside another is not that word."""
    assert answer(notes=notes)["consistency"] == []


def test_a_category_floor_raises_the_tier_without_a_flag() -> None:
    """Root symptoms wait for a clinician though no flag fired."""
    found = answer(radiation="distal", limb_tingling="intermittent")
    assert (found["tier"], found["fired"], found["category"]) == ("clinician_before_start", [], "RAD")


def test_worry_never_changes_the_tier() -> None:
    """A high worry score changes words, never the tier."""
    assert answer(yf_fear=10, yf_worry=10, yf_mood=10, yf_expect=10)["tier"] == "none"


@pytest.mark.parametrize(("changes", "rank"), [(FIRING[f], RANK[t]) for f, t in TIERS.items()], ids=list(TIERS))
def test_what_a_tier_leaves_out_is_null(changes: dict[str, object], rank: int) -> None:
    """From rank 3 nothing but the safety answer; at rank 2 the provisional pattern as well; below, a plan."""
    found = answer(**changes)
    rank = max(rank, RANK[found["tier"]])
    filled = {key for key, value in found.items() if value is not None}
    always = {"tier", "fired", "plan", "run_allowance", "run_lock", "urgent_referral", "consistency"}
    always |= {"followup", "reasons"}
    provisional = {"category", "mixed", "start_phase", "excluded"}
    if rank >= 3:
        assert filled == always
        assert found["run_allowance"] == "stop"
    elif rank == 2:
        assert filled == always | provisional
    else:
        assert found["phases"]
        assert found["weeks"]["total"] > 0


def test_run_locks_stop_running_but_not_the_plan() -> None:
    """A run lock stands apart from the tier's own lock of phase 4."""
    locked = answer(reds_eating="yes")
    parallel = answer(duration_weeks=13, seen_clinician="no")
    assert (locked["tier"], locked["run_lock"], locked["run_allowance"]) == ("clinician_parallel", True, "stop")
    assert (parallel["tier"], parallel["run_lock"], parallel["run_allowance"]) == (
        "clinician_parallel",
        False,
        "reduce_50",
    )


def test_checks_only_ever_raise_the_risk() -> None:
    """A check sets an answer to "yes", never to "no"."""
    setting = [check for check in shipped_catalog().checks if check.kind is CheckKind.SET_ANSWER]
    assert [check.set_value for check in setting] == ["yes"] * 3


@pytest.mark.parametrize(("age", "flag"), [(34, "F42_inflammatory"), (35, "F43_inflammatory_possible")])
def test_an_onset_before_35_is_one_of_the_nine_items(age: int, flag: str) -> None:
    """NICE NG65 counts an onset before 35; the flag itself asks for one before 45."""
    items = {"ibp_second_half_night": True, "ibp_better_moving": True, "medical": ["psoriasis"]}
    found = answer(duration_weeks=20, age_years=age + 1, onset_age_years=age, morning_stiffness_min=30, **items)
    assert found["fired"] == [flag]


def test_a_kept_flag_is_not_cleared_by_answering_again() -> None:
    """The denial rule: an earlier flag counts as fired, decides the tier and leaves its reason; no plan is drafted."""
    kept = assess(raw(), shipped_catalog(), TODAY, kept=("F03_ces_saddle",))
    assert isinstance(kept, Referral)
    assert kept.triage.fired == ("F03_ces_saddle",)
    assert kept.tier.id == "emergency_now"
    assert [reason.rule for reason in kept.reasons if reason.step == "flag"] == ["F03_ces_saddle"]


def test_keeping_nothing_changes_nothing() -> None:
    """An unknown flag of an older protocol is not invented again."""
    assert assess(raw(), shipped_catalog(), TODAY, kept=("F99_gone",)) == assess(raw(), shipped_catalog(), TODAY)
