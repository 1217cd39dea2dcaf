"""Copying, checking and publishing a protocol."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest
from django.utils import timezone

from rehab.engine.catalog import Catalog
from rehab.library.mapping import build_catalog, load_catalog
from rehab.library.models import OUTCOMES, Comparison, Exercise, Protocol, Rule
from rehab.library.services import NotPublished, Published, copy_protocol, load_library, publish_protocol
from rehab.library.validation import reasons_against, unknown_outcomes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


@pytest.fixture
def draft() -> Protocol:
    """A draft copied from the shipped protocol."""
    return copy_protocol(source=Protocol.objects.get(version=1))


def _reasons(draft: Protocol) -> str:
    """What stands against publishing; the published version must be untouched by trying."""
    result = publish_protocol(draft=draft, now=timezone.now())
    assert isinstance(result, NotPublished), result
    assert Protocol.objects.get(status="published").version == 1
    return "\n".join(result.reasons)


def _rule(draft: Protocol, key: str) -> Rule:
    return draft.rules.get(key=key)


def test_a_copy_says_the_same(draft: Protocol) -> None:
    """Part by part the draft's catalog equals that of its origin."""
    copy, origin = build_catalog(draft), load_catalog(1)
    parts = [field.name for field in dataclasses.fields(Catalog) if field.name != "version"]
    assert [name for name in parts if getattr(copy, name) != getattr(origin, name)] == []


def test_a_copy_shares_no_row(draft: Protocol) -> None:
    """Editing the draft leaves the published rules alone."""
    _rule(draft, "F30_extreme_pain").comparisons.update(value_number=8)
    assert Comparison.objects.get(rule__protocol__version=1, rule__key="F30_extreme_pain").value_number == 9
    assert draft.guidance.count() == Protocol.objects.get(version=1).guidance.count() > 60
    assert draft.checkin_questions.count() == 17


def test_the_shipped_protocol_has_nothing_against_it() -> None:
    """The validation accepts what we ship."""
    assert reasons_against(Protocol.objects.get(version=1), date(2026, 11, 24)) == []


def test_publishing_retires_the_old_version(draft: Protocol) -> None:
    """One is published at a time, the catalog follows at once, and the step is in the history."""
    draft.rules.filter(key="A04_medicine").update(text="Ask a pharmacist before you take anything.")
    assert load_catalog().version == 1
    result = publish_protocol(draft=draft, now=timezone.now())
    assert isinstance(result, Published)
    assert load_catalog().version == 2
    assert Protocol.objects.get(version=1).status == "retired"
    assert list(Protocol.history.filter(version=2).values_list("status", flat=True)) == ["published", "draft"]


def test_only_a_draft_is_published(draft: Protocol) -> None:
    """Publishing twice is refused with a way on."""
    publish_protocol(draft=draft, now=timezone.now())
    again = publish_protocol(draft=draft, now=timezone.now())
    assert isinstance(again, NotPublished)
    assert "Copy this version" in again.reasons[0]


def test_a_broken_ladder_is_refused(draft: Protocol) -> None:
    """Neighbours lead to each other."""
    Exercise.objects.filter(pk="plank").update(regression="bridge")
    reasons = _reasons(draft)
    assert "plank_knees leads up to plank, which does not lead back" in reasons
    assert "plank leads down to bridge, which does not lead up to it" in reasons


def test_an_unknown_field_or_unfit_operator_is_refused(draft: Protocol) -> None:
    """A rule reads facts that exist, as they can be read."""
    _rule(draft, "F13_fever").comparisons.update(field="rf_feverish")
    _rule(draft, "F16_meningism").comparisons.update(value_text="often")
    _rule(draft, "F18_cancer_history").comparisons.update(operator="eq")
    reasons = _reasons(draft)
    assert "F13_fever: rf_feverish is not a fact" in reasons
    assert "F16_meningism: rf_meningism is never “often”" in reasons
    assert "F18_cancer_history: medical cannot be compared" in reasons


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"field": "pain_right_now"}, "pain_right_now is not a fact"),
        ({"field": "flex_score"}, "flex_score is not a fact"),
        ({"field": "adherence_pct"}, "adherence_pct is not a fact"),
        ({"field": "aggravating"}, "aggravating cannot be compared with “lte”"),
        ({"field": "notes"}, "notes cannot be compared with “lte”"),
        ({"field": "side", "operator": "eq", "value_number": None, "value_text": "above"}, "side is never “above”"),
    ],
)
def test_a_question_asked_on_what_cannot_be_known_is_refused(
    draft: Protocol, change: dict[str, object], complaint: str
) -> None:
    """A question would silently never be asked: it may wait for answers only, compared as they can be."""
    draft.questions.get(key="hop_test").comparisons.update(**change)
    assert f"Question hop_test, when it is asked: {complaint}" in _reasons(draft)


def test_an_unreachable_rule_is_refused(draft: Protocol) -> None:
    """A rule behind one that holds whenever it does can never decide."""
    _rule(draft, "SP1").comparisons.all().delete()
    _rule(draft, "X2_red").comparisons.update(value_number=2, operator="gt")
    reasons = _reasons(draft)
    assert "SP3 can never decide: SP1" in reasons
    assert "SP2 can never decide: SP1" in reasons
    assert "X4_amber can never decide: X2_red" in reasons


def test_advice_is_refused_without_topic_text_source_or_known_facts(draft: Protocol) -> None:
    """What a runner would read has words, a topic of the list, a source, and a condition the engine can read."""
    draft.rules.filter(key="A01_warmth").update(target="weather")
    draft.rules.filter(key="A04_medicine").update(text=" ")
    _rule(draft, "A13_speed").sources.clear()
    _rule(draft, "A26_hip_drop").comparisons.update(field="hips")
    reasons = _reasons(draft)
    assert "A01_warmth: “weather” is not a topic of advice. Choose one of: heat, recovery," in reasons
    assert "A04_medicine has no text" in reasons
    assert "A13_speed names no source." in reasons
    assert "A26_hip_drop: hips is not a fact" in reasons


def test_flags_and_advice_do_not_hide_each_other(draft: Protocol) -> None:
    """All of them are evaluated, so the same condition twice makes neither unreachable."""
    for key in ("F03_ces_saddle", "F02_ces_bowel"):
        _rule(draft, key).comparisons.update(field="rf_bladder")
    for key in ("A25_crossing_feet", "A26_hip_drop"):
        _rule(draft, key).comparisons.all().delete()
    assert "can never decide" not in "\n".join(reasons_against(draft, date(2026, 11, 24)))


def test_a_list_has_to_decide_always(draft: Protocol) -> None:
    """Without the last rule somebody would have no start phase."""
    _rule(draft, "SP2").delete()
    assert "“start_phase” needs a last rule" in _reasons(draft)


@pytest.mark.parametrize(
    ("kind", "last"),
    [
        ("session", "X7_default"),
        ("weekly", "W10_default"),
        ("run", "RR7"),
        ("flare", "FL6_calm"),
        ("missed", "MT4_longer"),
        ("stall", "ST3_default"),
        ("fallback", "FB2_default"),
    ],
)
def test_a_list_of_progression_decides_always_and_each_of_its_rules_may(draft: Protocol, kind: str, last: str) -> None:
    """What comes back after a break always has an answer, and no rule stands behind one that always holds."""
    first, end = draft.rules.get(kind=kind, position=1), _rule(draft, last)
    first.comparisons.all().delete()
    assert f"{last} can never decide: {first.key}" in _reasons(draft)
    first.delete()
    end.delete()
    assert f"“{kind}” needs a last rule" in _reasons(draft)


@pytest.mark.parametrize("kind", sorted(OUTCOMES))
def test_an_unknown_outcome_is_refused_with_the_words_to_choose_from(kind: str) -> None:
    """The reason names the rule, what stands there and every word that may."""
    words = ", ".join(OUTCOMES[kind])
    (reason,) = unknown_outcomes([Rule(kind=kind, key="X9", result="take care")])
    assert reason == f"X9 cannot lead to “take care”. Choose its result from: {words}."
    assert not [*unknown_outcomes(Rule(kind=kind, key="X9", result=word) for word in OUTCOMES[kind])]


@pytest.mark.parametrize(
    ("key", "result", "words"),
    [
        ("SP1", "7", "1, 2, 3, 4"),
        ("SP1", "soon", "1, 2, 3, 4"),
        ("RA5", "walk", "stop, reduce_50, reduce_70"),
        ("S1", "12", "1, 2, 3, 4, 5, 6, 7, 8, 9, 10"),
        ("S1", "", "1, 2, 3, 4, 5, 6, 7, 8, 9, 10"),
    ],
)
def test_a_plan_begins_where_there_is_something(draft: Protocol, key: str, result: str, words: str) -> None:
    """There is no phase 7, no stage 12 and no allowance but the three; the reason is words, not an error."""
    draft.rules.filter(key=key).update(result=result)
    assert _reasons(draft) == f"{key} cannot lead to “{result}”. Choose its result from: {words}."


def test_a_result_that_is_no_outcome_is_not_asked_for_one() -> None:
    """Tiers and categories are read by the catalog itself."""
    assert not [*unknown_outcomes([Rule(kind="flag", key="F01", result="urgent_24_48h")])]


def test_a_template_with_a_blocked_or_foreign_exercise_is_refused(draft: Protocol) -> None:
    """What the builder would skip for everybody does not belong into a template."""
    draft.template_items.filter(category="FLX", phase=1, position=1).update(exercise="childs_pose")
    draft.template_items.filter(category="NSP", phase=1, position=1).update(exercise="plank")
    reasons = _reasons(draft)
    assert "FLX phase 1: childs_pose is blocked" in reasons
    assert "NSP phase 1: plank is not an exercise of that phase" in reasons


def test_a_rule_without_source_or_review_is_refused(draft: Protocol) -> None:
    """Nothing unsourced is published."""
    _rule(draft, "SP1").sources.clear()
    draft.rules.filter(key="RA5").update(reviewer=" ")
    reasons = _reasons(draft)
    assert "SP1 names no source." in reasons
    assert "RA5 has an empty review field." in reasons


def test_a_lowered_tier_in_a_worked_case_is_refused(draft: Protocol) -> None:
    """A draft that would send a worked case home more lightly is not published; a stricter one is."""
    _rule(draft, "F30_extreme_pain").comparisons.update(value_number=10)
    assert "Worked case V08: the tier falls from urgent_24_48h" in _reasons(draft)


def test_a_result_the_engine_does_not_know_is_refused(draft: Protocol) -> None:
    """A category or tier outside the closed list is told, not a crash."""
    draft.rules.filter(key="R10_nonspecific").update(result="XYZ")
    assert "A rule cannot be read" in _reasons(draft)


def test_a_library_of_an_earlier_release_gets_the_lists_it_lacks() -> None:
    """Without them a plan could not be followed; what is there already stays as it was edited."""
    Rule.objects.filter(kind__in=["flare", "missed"]).delete()
    Rule.objects.filter(key="X2_red").update(text="Edited.")
    assert load_library(now=timezone.now())
    assert Rule.objects.filter(protocol__version=1, kind="missed").count() == 4
    assert Rule.objects.get(key="FL5_settled", protocol__version=1).sources.exists()
    assert Rule.objects.get(key="X2_red").text == "Edited."
    assert not load_library(now=timezone.now())
