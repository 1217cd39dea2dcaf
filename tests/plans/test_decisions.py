"""Every decision of a plan in words: its rule, both sides, which way it goes, who decided; never an id."""

from __future__ import annotations

import pytest

from accounts.models import User
from rehab.engine.progress.log import Contact
from rehab.library.models import Rule
from rehab.plans.decisions import decided, decision_rows, wording_of
from rehab.plans.event_words import OWN_RULES, STEPS, SUBJECTS, level_words, rule_words, side_words, way_of
from tests.engine.seeded import shipped_catalog
from tests.intake.walking import ada as ada
from tests.plans.making import plan_of
from tests.plans.years import plan_with_days, record


def test_every_rule_of_progression_has_words(ada: User) -> None:
    """Each rule that may decide says why, in its own words or ours, without an id."""
    kinds = ("session", "weekly", "run", "phase_exit", "flare", "missed", "stall", "fallback")
    rules = list(Rule.objects.filter(kind__in=kinds))
    texts = {rule.key: rule.text for rule in rules if rule.text and rule.kind != "phase_exit"}
    assert len(rules) > 40
    for rule in rules:
        step = "phase" if rule.kind == "phase_exit" else rule.kind
        assert step in STEPS
        words = rule_words(step, rule.key, texts)
        assert len(words) >= 15, rule.key
        assert "_" not in words, words
    for key in OWN_RULES:
        assert "_" not in rule_words("", key, texts)
    assert len(rule_words("recheck", "F01_ces_bladder", texts)) > 20


@pytest.mark.parametrize(
    ("side", "words"),
    [
        ("bridge 2x8x2s", "Bridge 2 × 8, 2 s"),
        ("bridge 3x1x45s", "Bridge 3 × 45 s"),
        ("bridge 12.5 min", "Bridge 12.5 min"),
        ("bridge 2x20 m", "Bridge 2 × 20 m"),
        ("stage 3", "stage 3"),
        ("phase 5", "5. Staying well"),
        ("locked", "closed until somebody has looked"),
        ("", ""),
    ],
)
def test_both_sides_of_a_change_are_said(side: str, words: str) -> None:
    """Doses with their units, phases by name, states in words."""
    assert side_words(side, {"bridge": "Bridge"}).replace("\N{NO-BREAK SPACE}", " ") == words


def test_every_dose_of_the_library_can_be_said_in_short() -> None:
    """No level keeps its code."""
    for exercise in shipped_catalog().exercises.values():
        for level in exercise.levels:
            assert "x" not in level_words(str(level)), str(level)


@pytest.mark.parametrize(
    ("change", "way"),
    [
        (("stage 3", "stage 4", "stage_up"), "up"),
        (("phase 3", "phase 2", "drop_phase"), "down"),
        (("bridge 2x8", "bridge 2x10", "up"), "up"),
        (("bridge 2x10", "bridge 2x8", "down_red"), "down"),
        (("open", "locked", "see_clinician"), "down"),
        (("locked", "open", "open"), "up"),
        (("a 2x8", "b 2x8", "swap"), "other"),
        (("stage 3", "stage 3", "repeat"), "other"),
    ],
)
def test_a_change_goes_up_or_down(change: tuple[str, str, str], way: str) -> None:
    """The mark on the time line says which way, by its shape."""
    assert way_of(*change) == way


@pytest.mark.slow
def test_a_long_course_is_told_without_an_id(ada: User) -> None:
    """Twelve weeks: every decision has a rule, a reason, who decided, and no code of ours in its words."""
    plan = plan_with_days(ada, 84)
    rows = decision_rows(plan, decided(plan), wording_of(plan.protocol_id))
    assert len(rows) == plan.events.filter(kind="decided").count() > 20
    assert {row.about for row in rows} & set(SUBJECTS.values())
    for row in rows:
        said = " ".join([row.about, row.change, row.because, row.by, *(word for pair in row.inputs for word in pair)])
        assert "_" not in said, said
        assert row.because
        assert row.rule
        assert row.version == 1


def test_a_contact_is_told_as_the_runners_own_record(ada: User) -> None:
    """Who decided is part of every decision."""
    plan = plan_of(ada, nprs_now=7, nprs_avg7=5, nprs_worst7=8)
    record(plan, Contact("contact-0", 0))
    (row,) = decision_rows(plan, decided(plan), wording_of(plan.protocol_id))
    assert (row.about, row.after, row.way) == ("Running", "open", "up")
    assert row.by == "The plan’s rules, after your record of a visit"
