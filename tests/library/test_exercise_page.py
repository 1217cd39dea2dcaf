"""The page of one exercise: how, how much, for whom, on what it rests, and the ladder it stands on."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from rehab.library import figure_loading
from rehab.library.ladders import ladder_of
from rehab.library.models import Exercise, Protocol
from rehab.library.words import cautions, joined, kit_words, phases_words, places_words
from tests.accounts.people import signed_in
from tests.intake.walking import runner
from tests.plans.making import plan_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library"), pytest.mark.sqlite_only]
RAW = re.compile(r"\b[a-z]+_[a-z_]+\b|\bNone\b|\bTrue\b|\bFalse\b|\b(?:RAD|FLX|EXT|SIJ|NCK|THO|NSP)\b")


def _text(exercise: str) -> str:
    answer = Client().get(f"/library/{exercise}/")
    assert answer.status_code == 200
    page = answer.content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))


def test_every_exercise_has_its_page_in_words() -> None:
    """No id, code or Python word reaches anybody; each says how, on what it rests and when it was reviewed."""
    for row in Exercise.objects.prefetch_related("hints", "sources"):
        text = _text(row.pk)
        assert row.name in text
        assert RAW.findall(text) == [], row.pk
        assert all(hint.text in text for hint in row.hints.all()), row.pk
        assert all(source.cite in text for source in row.sources.all()), row.pk
        assert "How sure: " in text
        assert "Last looked through on 24 November 2026" in text


def test_all_levels_are_said_with_their_units() -> None:
    """From the first to the last."""
    text = _text("bridge_march")
    assert "Level 1 2 sets of 6, each side, rest 45 s" in text
    assert "Level 4 3 sets of 10, each side, rest 45 s" in text
    assert "On 3 days a week at most." in text


def test_patterns_are_named_as_patterns() -> None:
    """What it suits, how long it is held back, after which answer it is left out; and that this is no diagnosis."""
    text = _text("double_knee_to_chest")
    assert "It suits Arching- and standing-sensitive pattern (bending usually eases)" in text
    assert "Bending- and sitting-sensitive pattern (extension usually eases): from phase 4 on" in text
    assert "It is left out after the answer “Osteoporosis”" in text
    assert "It is no diagnosis." in text
    assert "left out of the programme" in _text("leg_lift_double")
    assert "It is held back" not in _text("bird_dog")


def test_a_caution_for_one_pattern_names_it() -> None:
    """A code is no word."""
    labels = {"FLX": "Bending pattern (arching eases)"}
    assert cautions("FLX: small range only; slowly", labels) == ["Bending pattern: small range only.", "Slowly."]
    assert cautions("", labels) == []
    assert "Bending- and sitting-sensitive pattern: small range only." in _text("lumbar_rotation_stretch")


def test_kit_comes_with_what_stands_in() -> None:
    """Nobody has to buy a roller."""
    text = _text("foam_roll_upper_back")
    assert "You need a foam roller." in text
    assert Exercise.objects.get(pk="thoracic_extension_chair").name in text
    assert "You need no kit." in _text("bridge")


def test_every_ladder_is_whole_and_the_same_for_all_on_it() -> None:
    """Easiest first, whoever is read; nobody of the ladder is missing."""
    for row in Exercise.objects.all():
        ids = [rung.exercise_id for rung in ladder_of(row.pk)]
        if not row.ladder:
            assert ids == [], row.pk
            continue
        assert set(ids) == set(Exercise.objects.filter(ladder=row.ladder).values_list("pk", flat=True)), row.ladder
        assert all([rung.exercise_id for rung in ladder_of(other)] == ids for other in ids)


def test_the_ladder_says_what_is_easier_and_what_harder() -> None:
    """The one that is read is marked, and is no link to itself."""
    assert [(rung.exercise_id, rung.word) for rung in ladder_of("plank")] == [
        ("abdominal_brace", "easier"),
        ("plank_knees", "easier"),
        ("plank", "this one"),
        ("plank_reach", "harder"),
    ]
    page = Client().get("/library/plank/").content.decode()
    assert page.count('aria-current="true"') == 1
    assert 'href="/library/plank/"' not in page
    assert 'href="/library/plank_reach/"' in page


def test_a_ring_is_walked_once() -> None:
    """An edit may tie the hardest to the easiest."""
    Exercise.objects.filter(pk="bridge").update(regression="single_leg_bridge")
    assert len(ladder_of("bridge_march")) == 3
    assert "From easier to harder" in _text("bridge_march")


def test_a_picture_has_words_a_button_and_the_poses_for_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without one the page is whole, and asks for no script."""
    assert "figures.js" not in Client().get("/library/bridge/").content.decode()
    monkeypatch.setattr(figure_loading, "figure_ids", lambda: ["bridge"])
    figure_loading.load_figures()
    page = Client().get("/library/bridge/").content.decode()
    for part in ("data-play", "figures.js", 'class="print-strip"', "Seen from the side"):
        assert part in page


def test_the_number_of_queries_is_fixed(django_assert_max_num_queries: Any) -> None:
    """A long ladder and many bars cost no more."""
    for exercise in ("bridge", "leg_lift_double", "step_up", "heat_pack"):
        with django_assert_max_num_queries(11):
            Client().get(f"/library/{exercise}/")


def test_without_a_protocol_patterns_are_left_out() -> None:
    """The library may be there before any rules are published."""
    Protocol.objects.update(status="retired")
    assert "How sure: " in _text("double_knee_to_chest")


@pytest.mark.parametrize("exercise", ["none_such", "bridge'", "%00", "x" * 500, "..", "%F0%9F%A6%B4"])
def test_one_that_is_not_there_is_not_found(exercise: str) -> None:
    """Whatever it is made of."""
    assert Client().get(f"/library/{exercise}/").status_code == 404


def test_the_plan_leads_to_it() -> None:
    """Each exercise of a session has more about it, one tap away."""
    ada = runner()
    plan = plan_of(ada)
    page = signed_in(ada).get("/plan/").content.decode()
    now = plan.prescriptions.filter(phase=plan.phase, role="exercise").values_list("exercise_id", flat=True)
    assert set(re.findall(r'href="/library/(\w+)/">More about it', page)) == set(now) != set()


def test_lists_are_said_as_one_says_them() -> None:
    """Commas, and an “and” before the last."""
    assert [joined(list(parts)) for parts in ("", "a", "ab", "abc")] == ["", "a", "a and b", "a, b and c"]
    assert phases_words([2]) == "phase 2"
    assert phases_words([1, 2]) == "phases 1 and 2"
    assert phases_words([2, 3, 4]) == "phases 2 to 4"
    assert phases_words([4, 1]) == "phases 1 and 4"
    assert kit_words(["step", "resistance_band"]) == "a step and a resistance band"
    assert places_words(["neck"]) == "the neck"
    assert places_words(["neck", "mid_back", "low_back", "pelvis_buttock"]) == "all of the spine"
