"""What is said beside a plan: every rule that holds, in order, and less the more urgently a clinician is needed."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rehab.engine.advise import UNTIL_SEEN, Topic, advice_for
from rehab.engine.catalog import Rule
from rehab.engine.conditions import Comparison, Condition, Operator, Value
from rehab.engine.pipeline import PlanDraft, Referral, Refusal, assess
from rehab.engine.report import report

from .cases import TODAY, outcome, raw
from .seeded import read, shipped_catalog
from .strategies import intakes, often

CATALOG = shipped_catalog()
RULES = {item["id"]: item for item in read("advice")["advice"]}
ALWAYS = {"A01_warmth", "A04_medicine", "A09_pain_zones", "A22_warm_up", "A28_shoes"}
QUIET = ALWAYS | {"A02_stay_active"}
BENDING = {"aggravating": ["bend_forward", "sitting_15", "lifting"], "easing": ["walking"]}
ARCHING = {"aggravating": ["lean_back", "standing_10", "downhill"], "easing": ["sitting"]}
ONE_SIDE = {"primary_region": "pelvis_buttock", "side": "left", "aggravating": ["single_leg_load", "roll_in_bed"]}
WORRIED = {"yf_fear": 6, "yf_worry": 6, "yf_mood": 6}

# For each rule an intake that meets it and one just beside it that does not.
BOTH_SIDES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "A02_stay_active": ({}, {"rf_band": "yes"}),
    "A03_until_seen": ({"rf_band": "yes"}, {"nprs_now": 7, "nprs_worst7": 8}),
    "A05_limb_pain": (
        {"radiation": "distal", "limb_tingling": "intermittent"},
        {"radiation": "proximal", "limb_tingling": "intermittent"},
    ),
    "A06_turning_over": ({"night_pain": "on_turning"}, {"night_pain": "on_turning", "primary_region": "neck"}),
    "A07_always_the_same": ({"pain_constancy": "constant_unvarying"}, {"pain_constancy": "constant_varies"}),
    "A08_worry": ({**WORRIED, "yf_expect": 6}, {**WORRIED, "yf_expect": 5}),
    "A10_sharp_landing": ({"run_pain_pattern": "every_step_sharp"}, {"hop_test": "mild_diffuse"}),
    "A11_weekly_kilometres": (
        {"load_changes": ["weekly_up_over_30pct"]},
        {"load_changes": ["long_run_up_over_10pct"]},
    ),
    "A12_longest_run": ({"load_changes": ["long_run_up_over_10pct"]}, {"load_changes": ["new_surface"]}),
    "A13_speed": ({"load_changes": ["more_speed"]}, {"load_changes": ["more_hills"]}),
    "A14_hills": ({"load_changes": ["more_hills"]}, {"load_changes": ["more_hills"], **BENDING}),
    "A15_after_a_break": ({"load_changes": ["after_break"]}, {"load_changes": ["none"]}),
    "A16_bending_and_sitting": (BENDING, ARCHING),
    "A17_standing_and_arching": (ARCHING, BENDING),
    "A18_even_loads": (ONE_SIDE, {**ONE_SIDE, "primary_region": "low_back"}),
    "A19_neck": ({"primary_region": "neck"}, {"primary_region": "mid_back"}),
    "A20_mid_back": ({"primary_region": "mid_back"}, {"primary_region": "neck"}),
    "A21_sitting_breaks": ({"aggravating": ["desk_screen"]}, {"aggravating": ["look_down"]}),
    "A23_cadence": ({"cadence_spm": 164}, {"cadence_spm": 165}),
    "A24_landing": ({"form_notes": ["heel_strike"]}, {"form_notes": ["crossover"]}),
    "A25_crossing_feet": ({"form_notes": ["crossover"]}, {"form_notes": ["hip_drop"]}),
    "A26_hip_drop": ({"form_notes": ["hip_drop"]}, {"form_notes": ["unknown"]}),
    "A27_run_tall": ({"form_notes": ["forward_lean"]}, {"form_notes": ["overstride"]}),
    "A29_new_shoes": ({"load_changes": ["new_shoes"]}, {"load_changes": ["new_surface"]}),
}
DISEASES = re.compile(r"\b(disc|facet|hernia\w*|arthr\w+|sciatica|stenosis|fracture|nerve|sacroiliac)\b")


def _said(found: PlanDraft | Referral | Refusal) -> list[str]:
    assert not isinstance(found, Refusal), found
    return [reason.rule for reason in found.advice]


def test_every_rule_has_a_case_on_both_sides() -> None:
    """A rule that is added needs a line above, unless it always holds."""
    assert set(BOTH_SIDES) | ALWAYS == set(RULES)
    assert len(RULES) == 29


@pytest.mark.parametrize("rule", BOTH_SIDES)
def test_advice_is_given_to_whom_it_concerns(rule: str) -> None:
    """Each rule is met by its case and not by the case beside it."""
    meets, misses = BOTH_SIDES[rule]
    assert rule in _said(outcome(**meets))
    assert rule not in _said(outcome(**misses))


@pytest.mark.parametrize(
    "answers", [{"hop_test": "sharp_focal"}, {"form_notes": ["overstride"]}, {"aggravating": ["sitting_15"]}]
)
def test_the_other_row_of_a_group_is_enough(answers: dict[str, Any]) -> None:
    """A sharp hop, overstriding and sitting each call for their advice by themselves."""
    assert set(_said(outcome(**answers))) & {"A10_sharp_landing", "A23_cadence", "A21_sitting_breaks"}


def test_a_quiet_intake_hears_only_what_everybody_hears() -> None:
    """Nothing is said that no answer called for."""
    plain = outcome(aggravating=["running"], load_changes=["none"], pain_constancy="intermittent", cadence_spm=170)
    assert set(_said(plain)) == QUIET


def test_advice_says_why() -> None:
    """Its step, topic, version, the facts it read and its sources."""
    found = outcome(cadence_spm=160)
    assert not isinstance(found, Refusal)
    cadence = next(reason for reason in found.advice if reason.rule == "A23_cadence")
    assert (cadence.step, cadence.outcome, cadence.version) == ("advice", "form", 1)
    assert ("cadence_spm", 160) in cadence.inputs
    assert "heiderscheit2011" in cadence.sources


@pytest.mark.parametrize(
    ("fact", "value"),
    [("tier", "none"), ("category", "NSP"), ("start_phase", 2), ("run_allowance", "reduce_50"), ("run_lock", False)],
)
def test_a_rule_may_read_what_was_decided(fact: str, value: Value) -> None:
    """Tier, category, start phase, running and run lock are facts like the answers."""
    rule = Rule("X", "load", Condition(((Comparison(fact, Operator.EQUALS, value),),)))
    found = assess(raw(nprs_avg7=3), replace(CATALOG, advice=(rule,)), TODAY)
    assert _said(found) == ["X"]


def test_without_a_tier_nothing_is_guessed() -> None:
    """Facts from before the decisions are refused: advice would not know whether it may be given."""
    with pytest.raises(KeyError, match="tier"):
        advice_for({"category": "EXT"}, CATALOG)


@often
@given(intakes(mostly_well=False))
def test_the_more_urgent_the_less_is_said(answers: dict[str, Any]) -> None:
    """Urgent: nothing. A clinician first: heat and recovery alone. Else something, always in the protocol's order."""
    found = assess(answers, CATALOG, TODAY)
    assert not isinstance(found, Refusal)
    topics = {reason.outcome for reason in found.advice}
    if found.tier.rank >= 3:
        assert found.advice == ()
    elif found.tier.rank == 2:
        assert topics <= UNTIL_SEEN
        assert {"A01_warmth", "A03_until_seen", "A04_medicine"} <= set(_said(found))
    else:
        assert set(_said(found)) >= QUIET
    order = [rule.id for rule in CATALOG.advice]
    assert [order.index(id_) for id_ in _said(found)] == sorted(order.index(id_) for id_ in _said(found))


@often
@given(intakes(), st.randoms(use_true_random=False))
def test_advice_is_a_function_of_the_facts_alone(answers: dict[str, Any], shuffler: Any) -> None:
    """Neither the order of the facts nor a fact that no rule reads changes anything."""
    found = assess(answers, CATALOG, TODAY)
    assert not isinstance(found, Refusal)
    phase = found.start_phase if isinstance(found, PlanDraft) else None
    allowance = found.running.allowance if isinstance(found, PlanDraft) else found.run_allowance
    decided = {"tier": found.tier.id.value, "start_phase": phase, "run_allowance": allowance}
    facts = {**found.triage.facts, **decided}
    reads = {field for rule in CATALOG.advice for field in rule.when.fields()} | {"tier"}
    names = sorted(reads & set(facts))
    shuffler.shuffle(names)
    assert advice_for({name: facts[name] for name in names}, CATALOG) == advice_for(facts, CATALOG) == found.advice


@often
@given(intakes())
def test_advice_decides_nothing(answers: dict[str, Any]) -> None:
    """Without any advice the plan, its reasons and the printed answer are the same."""
    with_advice, without = assess(answers, CATALOG, TODAY), assess(answers, replace(CATALOG, advice=()), TODAY)
    assert not isinstance(with_advice, Refusal)
    assert not isinstance(without, Refusal)
    assert without.advice == ()
    assert replace(with_advice, advice=()) == without
    assert report(with_advice, case_id=None, followup=[]) == report(without, case_id=None, followup=[])


@pytest.mark.parametrize("rule", RULES)
def test_advice_is_short_plain_and_no_diagnosis(rule: str) -> None:
    """One to three sentences to "you", a known topic, known sources, and no word that names a disease."""
    text = RULES[rule]["text"]
    assert 1 <= len(re.findall(r"[.!](?= |$)", text)) <= 3
    assert len(text) <= 260
    assert not DISEASES.search(text.lower())
    assert RULES[rule]["topic"] in set(Topic)
    assert {source["id"] for source in read("sources")} >= set(RULES[rule]["source"]) > set()


@pytest.mark.parametrize("answers", [{}, BENDING, ARCHING, ONE_SIDE, {"primary_region": "neck"}])
def test_advice_names_no_barred_exercise(answers: dict[str, Any]) -> None:
    """Whatever is said to somebody whose every form note is ticked, no exercise barred for them stands in it."""
    names = {item["id"]: item["name"].lower() for item in read("exercises")}
    found = outcome(**answers, form_notes=["overstride", "crossover", "hip_drop", "forward_lean"])
    assert isinstance(found, PlanDraft)
    said = " ".join(RULES[rule]["text"] for rule in _said(found)).lower()
    assert [id_ for id_ in found.excluded if names[id_] in said] == []
