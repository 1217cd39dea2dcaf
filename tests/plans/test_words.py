"""What a plan says: no id of ours ever reaches a runner's eyes, and every limit is the one of the rules."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.template.loader import render_to_string

from accounts.models import User
from rehab.library.models import Comparison, Exercise, Protocol, Rule
from rehab.plans.models import Plan, Prescription
from rehab.plans.page import page_context
from rehab.plans.running import race_text, running_text
from rehab.plans.words import at_intake, criterion_words, dose_words
from tests.engine.cases import raw
from tests.engine.seeded import read
from tests.intake.walking import runner
from tests.plans.making import plan_of, plan_or_none, text_of

RAW_ID = re.compile(r"\b[a-z]+_[a-z_]+\b")
BASE: dict[str, Any] = {"rest_s": 30, "per_side": False, "times_per_day": 1, "sets": 2, "reps": 10}


@pytest.mark.parametrize(
    ("dose", "words"),
    [
        ({}, ["2 sets of 10", "rest 30 s"]),
        ({"sets": 1}, ["1 set of 10"]),
        ({"rest_s": 0}, ["2 sets of 10"]),
        ({"hold_s": 20, "reps": 1}, ["2 holds of 20 s", "rest 30 s"]),
        ({"hold_s": 5, "per_side": True}, ["2 sets of 10", "hold 5 s", "each side", "rest 30 s"]),
        ({"metres": 20, "sets": 3, "reps": None}, ["3 sets of 20 m", "rest 30 s"]),
        ({"minutes": 12.5, "sets": None, "reps": None}, ["12.5 min"]),
        ({"minutes": 10.0, "sets": None, "reps": None, "times_per_day": 3}, ["10 min", "up to 3 times a day"]),
    ],
)
def test_a_dose_is_said_with_its_units(dose: dict[str, Any], words: list[str]) -> None:
    """Sets and what is in them, the side, the rest between sets, and how often a day."""
    assert dose_words(Prescription(**{**BASE, **dose})) == words


@pytest.mark.django_db
@pytest.mark.usefixtures("library")
def test_every_dose_of_the_library_can_be_said() -> None:
    """No level of any exercise says None or zero."""
    for exercise in Exercise.objects.prefetch_related("levels"):
        for level in exercise.levels.all():
            dose = {name: getattr(level, name) for name in "sets reps hold_s minutes metres".split()}
            words = dose_words(Prescription(**{**BASE, **dose, "per_side": exercise.per_side}))
            assert not re.search(r"None|\b0 ", " ".join(words)), (exercise.pk, words)


@pytest.mark.django_db
@pytest.mark.usefixtures("library")
def test_every_criterion_of_every_exit_is_said_in_words() -> None:
    """All four exits: a name, a bound, no field name and no bare true or false."""
    exits = Rule.objects.filter(kind=Rule.Kind.PHASE_EXIT)
    assert {rule.phase for rule in exits} == {1, 2, 3, 4}
    for row in Comparison.objects.filter(rule__in=exits):
        words = criterion_words(row)
        assert "_" not in words, words
        assert not re.search(r"True|False|None|yes|\[", words), words
        assert row.field in raw() or not at_intake(row, {}), words


@pytest.fixture
def ada(library: None) -> User:
    """A runner."""
    return runner()


def _plan(**fields: Any) -> Plan:
    told = {"prev_weekly_km": 40, "longest_run_30d_km": 20}
    return Plan(**{"baseline": told, "run_allowance": "reduce_50", "category": "NSP", "goal_verdict": "", **fields})


@pytest.mark.parametrize(("share", "weekly"), [("reduce_50", "at most 20 km"), ("reduce_70", "at most 28 km")])
def test_the_allowance_has_its_limit_of_the_week(share: str, weekly: str) -> None:
    """Half or 70 % of the week; how long one run may be goes by the log."""
    found = running_text(_plan(run_allowance=share), "", "km")
    assert found.is_allowed
    assert weekly in found.lines[0]


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("rule", ["RA2", "RA3", "RA4", "another"])
def test_no_running_says_why(rule: str) -> None:
    """The reason in the rule's own words; no number of the rule is written a second time in code."""
    found = running_text(_plan(run_allowance="stop", protocol=Protocol.objects.get(), baseline={}), rule, "km")
    assert (found.is_allowed, found.headline) == (False, "No running yet")
    assert len(found.lines[0]) > 20


def test_no_running_names_the_runners_own_answers(ada: User) -> None:
    """Of many conditions only those that hold are said: here that running hurts, not that it was given up."""
    page = page_context(plan_of(ada, run_pain=4), "km")["run"]
    assert page.lines[1:] == ("You told us: How bad is it while you run? 4",)


def test_every_rule_that_stops_running_has_its_words(ada: User) -> None:
    """A shipped rule without words would fall back to a sentence that explains nothing."""
    stops = Rule.objects.filter(kind=Rule.Kind.RUN_ALLOWANCE, result="stop")
    assert not stops.filter(text="").exclude(comparisons__field="tier").exists()


def test_without_running_before_the_pain_no_zero_kilometres_are_allowed() -> None:
    """Nobody is told to run at most 0 km."""
    found = running_text(_plan(run_allowance="reduce_50", entry_stage=3, baseline={"prev_weekly_km": 0}), "RA6", "km")
    assert found.headline == "Run-walk stages only"
    assert "stage 3" in found.lines[0]


@pytest.mark.parametrize(
    ("verdict", "km", "heading", "instead"),
    [
        ("realistic", 21.1, "A half marathon: realistic", "Nothing has to be rushed"),
        ("borderline", 21.1, "A half marathon: just possible", "By that date a half marathon is realistic"),
        ("defer", 10.0, "A half marathon: better a later date", "By that date 10 km is realistic"),
        ("defer", None, "A half marathon: better a later date", "no race distance is realistic"),
    ],
)
def test_a_race_gets_a_verdict_and_what_is_realistic(
    verdict: str, km: float | None, heading: str, instead: str
) -> None:
    """The distance, the verdict, the weeks it takes and has, and an alternative."""
    fields = {"goal_km": 21.1, "goal_need_weeks": 15, "goal_weeks": 12, "goal_realistic_km": km}
    found = race_text(_plan(goal_verdict=verdict, **fields))
    assert found is not None
    assert found["heading"].startswith(heading)
    assert "about 15 weeks; there are 12" in found["need"]
    assert instead in found["instead"]


def test_without_a_race_nothing_is_said_of_one() -> None:
    """No empty heading."""
    assert race_text(_plan()) is None


SPREAD: list[dict[str, Any]] = [
    {},
    {"nprs_now": 6, "nprs_avg7": 6, "nprs_worst7": 7, "walk_tolerance_min": 5},
    {"aggravating": ["sitting", "bend_forward"], "easing": ["lean_back"], "minutes_per_session": 30},
    {"aggravating": ["lean_back"], "easing": ["sitting"], "ext_test": "worse"},
    {"primary_region": "neck", "pain_areas": ["neck"]},
    {"primary_region": "mid_back", "pain_areas": ["mid_back"]},
    {"primary_region": "pelvis_buttock", "one_finger_si": True, "pain_areas": ["si_left"]},
    {"medical": ["osteoporosis"]},
    {"pregnancy_status": "postpartum_lt_12w", "sex_at_birth": "female"},
    {"reds_eating": "yes"},
    {"equipment": []},
    {"goal_distance_km": 21.1, "weeks_to_goal": 10},
]


def _page(plan: Plan) -> str:
    return render_to_string("plans/_plan.html", page_context(plan, "km"))


def _raw_ids(html: str) -> set[str]:
    # Rule and version are named as they stand in the protocol; nothing else is.
    shown = re.sub(r"<dt>Rule</dt><dd>.*?</dd>|Rule \S+, protocol version", " ", html)
    text = unescape(text_of(shown))
    return set(RAW_ID.findall(text)) | set(re.findall(r"\['.{0,40}|\b(?:None|True|False)\b", text))


def test_no_page_of_a_plan_shows_an_id(ada: User) -> None:
    """The worked cases and a spread of answers: every plan renders, and its text is words."""
    values = {q["id"]: set(q.get("values", ())) for q in read("questions")["questions"]}
    found: dict[str, set[str]] = {}
    categories = set()
    for number, changes in enumerate([case["inputs"] for case in read("vignettes")["vignettes"]] + SPREAD):
        known = {
            name: [item for item in value if item in values[name]]
            if isinstance(value, list) and values.get(name)
            else value
            for name, value in changes.items()
        }
        plan = plan_or_none(ada, raw(**known))
        if plan is not None:
            categories.add(plan.category)
            if ids := _raw_ids(_page(plan)):
                found[f"{number}: {plan.category}"] = ids
    assert found == {}
    assert categories >= {"NSP", "FLX", "EXT", "NCK", "THO", "SIJ"}


def test_the_protocol_is_named_with_its_version(ada: User) -> None:
    """Each reason says the rule and the version it was decided by."""
    plan = plan_or_none(ada, raw())
    assert plan is not None
    assert f"version {Protocol.objects.get().version}" in text_of(_page(plan))
