"""Looking for exercises by words: forgiving of how one writes, and never broken by what one sends."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rehab.library.finding import LONGEST, MOST_WORDS, find, sought_words, words_of
from rehab.library.ladders import chain

THINGS = {
    "dog": ["Bird dog", "quadruped reach", "Reach one arm long · Low back"],
    "squares": ["Bird dog squares", "", "Draw a square with the hand"],
    "plank": ["Side plank on knees", "side bridge", "Knees bent, elbow below the shoulder"],
    "press": ["Prone press-up", "McKenzie press", "Hips stay on the floor"],
    "pose": ["Child’s pose", "prayer stretch", "Sit back on the heels"],
}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("bird dog", ["dog", "squares"]),
        ("BIRD-DOG", ["dog", "squares"]),
        ("birddog", ["dog", "squares"]),
        ("dog bird", ["dog", "squares"]),
        ("the bird dog exercise", ["dog", "squares"]),
        ("squar", ["squares"]),
        ("knees side", ["plank"]),
        ("press up", ["press"]),
        ("pressup", ["press"]),
        ("mckenzie", ["press"]),
        ("childs", ["pose"]),
        ("child's pose", ["pose"]),
        ("réach", ["dog"]),
        ("elbow", ["plank"]),
        ("painful elbow", ["plank"]),
        ("bird knees", []),
        ("zebra", []),
        ("膝", []),
    ],
)
def test_case_signs_accents_and_order_do_not_matter(text: str, found: list[str]) -> None:
    """All words have to be there, each by its beginning."""
    assert find(text, THINGS) == (found, False)


@pytest.mark.parametrize(("text", "first"), [("plnak", "plank"), ("mckensie", "press"), ("elbw", "plank")])
def test_a_slip_is_forgiven_and_said(text: str, first: str) -> None:
    """Only where nothing is spelled like that."""
    found, is_near = find(text, THINGS)
    assert found[0] == first
    assert is_near


def test_a_short_word_is_taken_as_it_is() -> None:
    """Half the library comes near three letters."""
    assert find("dgo", THINGS) == ([], False)


def test_a_name_counts_more_than_a_word_in_a_cue() -> None:
    """What is called so comes first, whatever the order of the rest."""
    things = {"cue": ["A", "", "hold a plank"], "other": ["B", "plank", ""], "name": ["Plank", "", ""]}
    assert find("plank", things)[0] == ["name", "other", "cue"]


def test_no_words_ask_for_everything() -> None:
    """Neither does a text of fillers and signs."""
    for text in ("", "  ", "the exercises for my", "my pain", "?!"):
        assert find(text, THINGS) == (list(THINGS), False)


@given(st.text(max_size=400))
def test_any_text_is_looked_for(text: str) -> None:
    """Nothing breaks it, and what comes of it is among the things."""
    assert set(find(text, THINGS)[0]) <= set(THINGS)
    assert len(sought_words(text)) <= MOST_WORDS
    assert all(word.isalnum() for word in words_of(text))


def test_a_long_text_costs_no_more_than_a_short_one() -> None:
    """Slips are looked for in a bounded number of bounded words."""
    things = {str(n): [f"word{n} thing{n}", "", " ".join(f"cue{n}x{m}" for m in range(20))] for n in range(80)}
    begin = time.process_time()
    find("qzxv " * 4000, things)
    find("q" * 20_000, things)
    assert time.process_time() - begin < 2
    assert len("".join(sought_words("q" * 20_000))) == LONGEST


@given(st.dictionaries(st.sampled_from("abcdef"), st.tuples(*[st.sampled_from([None, *"abcdef"])] * 2), min_size=6))
def test_a_ladder_ends_whatever_an_edit_has_tied(neighbours: dict[str, tuple[str | None, str | None]]) -> None:
    """Each exercise stands on it once, the one that is read among them."""
    for one in neighbours:
        ids = chain(one, neighbours)
        assert one in ids
        assert len(ids) == len(set(ids))
