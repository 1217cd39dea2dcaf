"""Figures are solved once for a description and a model, and drawn once for what they show."""

from __future__ import annotations

from dataclasses import replace

import grimp
import pytest

from rehab.figures.document import documents
from rehab.figures.movement import move
from rehab.figures.painting import pictured
from rehab.figures.palette import PEOPLE
from rehab.figures.solved import kept, restored
from rehab.library.figure_drawing import drawn, solved
from rehab.library.figure_files import figure_ids, read_figure, shipped_solves
from rehab.library.figure_keys import SOLVING, drawn_key, solved_key
from tests.figures.drawn import drawn as drawn_fresh
from tests.figures.golden import differences, lines_of

pytestmark = pytest.mark.pure
SLIM = "slim"


def test_a_solve_depends_on_what_movement_imports() -> None:
    """A change of any of these modules makes every kept solve out of date, and no other change does."""
    graph = grimp.build_graph("rehab", cache_dir=None)
    found = graph.find_upstream_modules("rehab.figures.movement") | {"rehab.figures.movement"}
    assert sorted(name.rpartition(".")[2] for name in found) == sorted(SOLVING)


def test_every_shipped_figure_comes_with_its_solve() -> None:
    """Run `manage.py check_figures --keep` after a change of a pose or of the solver."""
    out_of_date = [
        name
        for name in figure_ids()
        if shipped_solves().get(name, {}).get("key") != solved_key(read_figure(name), SLIM)
    ]
    assert out_of_date == []
    assert sorted(shipped_solves()) == figure_ids()


@pytest.mark.parametrize("name", ["bird_dog", "walk_easy", "step_up", "plank", "open_book", "cycle_upright"])
def test_what_was_kept_is_drawn_as_what_was_solved(name: str) -> None:
    """A hundredth of a degree is a tenth of a picture unit at most."""
    exercise = read_figure(name)
    again = restored(exercise, SLIM, kept(move(exercise)))
    text = documents(pictured(again, PEOPLE["teal"]), name).strip
    assert differences(lines_of(text), lines_of(drawn_fresh(name).strip)) == []


def test_the_words_of_a_figure_change_its_drawing_and_not_its_solve() -> None:
    """A better description costs no solving."""
    exercise = read_figure("bridge")
    reworded = replace(exercise, description="Seen from the side.")
    assert solved_key(exercise, SLIM) == solved_key(reworded, SLIM)
    assert drawn_key(exercise, "teal", {}) != drawn_key(reworded, "teal", {})


def test_another_pose_or_another_body_is_solved_anew() -> None:
    """Numbers are those of one description and one build."""
    exercise, other = read_figure("bridge"), read_figure("plank")
    keys = {solved_key(exercise, SLIM), solved_key(exercise, "broad"), solved_key(other, SLIM)}
    assert len(keys) == 3
    at_hand = shipped_solves()["bridge"]
    assert solved(exercise, "teal", {}, at_hand) is at_hand
    assert solved(exercise, "amber", at_hand)["key"] == solved_key(exercise, "broad")


def test_a_figure_has_its_documents_by_day_and_by_night() -> None:
    """Six where something moves, four where a pose is held, one more for paper; no two share an id in a page."""
    moving, held = (drawn(read_figure(name), "teal", shipped_solves()[name]) for name in ("bridge", "plank"))
    assert sorted(moving.texts) == sorted([*held.texts, "animation", "animation_night"])
    assert sorted(held.texts) == ["paper", "still", "still_night", "strip", "strip_night"]
    prefixes = {text.split('aria-labelledby="')[1].split()[0] for text in moving.texts.values()}
    assert len(prefixes) == 7
    assert (moving.panels, held.panels) == (2, 1)
