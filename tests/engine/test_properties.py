"""What holds for every intake: safety, order, determinism, junk. Numbers are those of the list of invariants.

What holds for every plan that comes of one stands in `test_plan_properties.py`.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rehab.engine.catalog import Catalog, Kind
from rehab.engine.pipeline import PlanDraft, Referral, Refusal, assess
from rehab.engine.report import report

from .cases import TODAY, assessed, raw
from .seeded import shipped_catalog
from .strategies import intakes, often

CATALOG = shipped_catalog()
SAFETY = [question.id for question in CATALOG.questions if question.kind is Kind.YES_NO_UNSURE]
RANK = {tier.id.value: tier.rank for tier in CATALOG.tiers.values()}
ALLOWANCE = {"stop": 0, "reduce_50": 1, "reduce_70": 2}


def _json(answers: dict[str, Any], catalog: Catalog = CATALOG) -> str:
    return json.dumps(report(assessed(answers, catalog), case_id=None, followup=[]), sort_keys=True)


def _report(answers: dict[str, Any]) -> dict[str, Any]:
    return json.loads(_json(answers))


@often
@given(intakes())
def test_i1_before_a_clinician_no_loaded_plan(answers: dict[str, Any]) -> None:
    """From clinician_before_start up there is no plan of any kind."""
    found = assessed(answers)
    if found.tier.rank >= 2:
        assert isinstance(found, Referral)
        values = report(found, case_id=None, followup=[])
        assert values["phases"] is values["first_week"] is values["weeks"] is values["goal"] is None
        assert values["run_allowance"] == "stop"


@pytest.mark.slow
def test_i1_every_subset_of_twelve_flags() -> None:
    """All 2^12 subsets of twelve blocking safety answers: any of them, no plan; none of them, a plan."""
    blocking = [name for name in SAFETY if name not in ("rf_minor_trauma", "rf_neck_cannot_turn")][:12]
    for mask in range(2**12):
        said = {name: "yes" for bit, name in enumerate(blocking) if mask >> bit & 1}
        assert isinstance(assessed(raw(**said)), Referral if said else PlanDraft), said


@often
@given(intakes(), st.sampled_from(SAFETY), st.sampled_from(["yes", "not_sure"]))
def test_i2_one_more_flag_never_loosens(answers: dict[str, Any], question: str, said: str) -> None:
    """Adding a red flag never lowers the tier, unlocks running or adds exercises."""
    before, after = _report({**answers, question: "no"}), _report({**answers, question: said})
    assert RANK[after["tier"]] >= RANK[before["tier"]]
    assert ALLOWANCE[after["run_allowance"]] <= ALLOWANCE[before["run_allowance"]]
    assert after["phases"] is None or before["phases"] is not None


@often
@given(
    intakes(),
    st.sampled_from([exclusion.id for exclusion in CATALOG.exclusions if exclusion.id != "postpartum_lt_12w"]),
)
def test_i4_more_conditions_fewer_exercises(answers: dict[str, Any], condition: str) -> None:
    """A further condition or second region never takes an exercise off the excluded list."""
    base = {**answers, "medical": ["none"], "secondary_regions": []}
    more = {**base, "medical": [condition], "secondary_regions": ["neck", "mid_back", "pelvis_buttock"]}
    before, after = _report(base), _report(more)
    assume(before["excluded"] is not None and after["excluded"] is not None)
    assume(before["category"] == after["category"] and before["mixed"] == after["mixed"])
    assert set(before["excluded"]) <= set(after["excluded"])


@often
@given(
    intakes(), st.sampled_from(["nprs_now", "nprs_avg7", "nprs_worst7", "run_pain", "walk_pain"]), st.integers(1, 10)
)
def test_i9_more_pain_never_gives_a_harder_plan(answers: dict[str, Any], field: str, more: int) -> None:
    """With all other answers fixed, more pain never lowers the tier, raises the phase or lets more be run."""
    answers = {**answers, "run_pain": answers.get("run_pain", 0)}
    worse = {**answers, field: min(10, answers[field] + more)}
    if worse["nprs_now"] >= 7 and worse["nprs_worst7"] < 7:
        return
    before, after = _report(answers), _report(worse)
    assert RANK[after["tier"]] >= RANK[before["tier"]]
    assert ALLOWANCE[after["run_allowance"]] <= ALLOWANCE[before["run_allowance"]]
    if before["start_phase"] is not None and after["start_phase"] is not None:
        assert after["start_phase"] <= before["start_phase"]


@often
@given(intakes(), st.randoms(use_true_random=False))
def test_i11_order_does_not_matter(answers: dict[str, Any], shuffler: random.Random) -> None:
    """The order of answers, of chosen values and of the library's exercises changes nothing (I10, I11)."""
    names = list(answers)
    shuffler.shuffle(names)
    shuffled: dict[str, Any] = {}
    for name in names:
        value = answers[name]
        shuffled[name] = (
            shuffler.sample(value, len(value)) if isinstance(value, list) and name != "psfs_activities" else value
        )
    ids = list(CATALOG.exercises)
    shuffler.shuffle(ids)
    other = replace(CATALOG, exercises={id_: CATALOG.exercises[id_] for id_ in ids})
    assert _json(answers) == _json(shuffled, other)


@pytest.mark.parametrize("seed", ["0", "1", "9"])
def test_i10_the_same_in_every_process(seed: str) -> None:
    """Byte-identical under any hash seed."""
    code = (
        "import json;from tests.engine.cases import answer;"
        "print(json.dumps(answer(secondary_regions=['neck','pelvis_buttock'],medical=['hypermobility']),sort_keys=True))"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
    )
    here = raw(secondary_regions=["neck", "pelvis_buttock"], medical=["hypermobility"])
    assert done.stdout.strip() == _json(here)


@settings(often, max_examples=often.max_examples * 8 // 3)
@given(intakes(mostly_well=False))
def test_i21_every_acceptable_intake_gets_an_answer(answers: dict[str, Any]) -> None:
    """A plan or a referral for whatever a form accepts; never an exception."""
    assert isinstance(assessed(answers), PlanDraft | Referral)


JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=30),
    st.lists(st.one_of(st.text(max_size=5), st.integers()), max_size=3),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
    st.sampled_from(["\ud800", "x" * 1_000_000, 10**400, float("nan")]),
)


@often
@given(st.sampled_from([q.id for q in CATALOG.questions] + ["weeks_to_goal", "nonsense"]), JUNK)
def test_i22_junk_is_refused_by_field_or_read(field: str, junk: Any) -> None:
    """Whatever stands in a field, the answer is an outcome or a refusal that names this field."""
    found = assess(raw(**{field: junk}), CATALOG, TODAY)
    if isinstance(found, Refusal):
        assert {problem.field for problem in found.problems} <= {field, "goal_date", "nprs_worst7"}
