"""Every shipped figure passes all checks, is drawn as it was last looked at, and is one of the library's exercises."""

from __future__ import annotations

import gzip
import statistics
import time

import pytest
import yaml

from rehab.figures.document import still
from rehab.figures.document_checks import check
from rehab.figures.movement import move
from rehab.figures.palette import PEOPLE
from rehab.library.figure_files import FIGURE_DIR, figure_ids, read_figure

from . import golden
from .drawn import checked_for, drawn, picture

pytestmark = pytest.mark.pure
# Where a broad or a thin body is most likely to fail: lying, long reaches, hands on the body, rolling, deep bends.
STRESSED = (
    "bridge", "bird_dog", "side_plank", "glute_figure4", "thread_needle", "foam_roll_upper_back",
    "double_knee_to_chest", "thoracic_extension_chair",
)  # fmt: skip
EXERCISES = {row["id"]: row for row in yaml.safe_load((FIGURE_DIR.parent / "exercises.yaml").read_text())}


@pytest.mark.parametrize("name", figure_ids())
def test_all_checks_are_silent(name: str) -> None:
    """The eleven checks find nothing to say."""
    assert check(picture(name), drawn(name)) == []


@pytest.mark.parametrize("name", figure_ids())
def test_it_is_drawn_as_it_was(name: str) -> None:
    """Structure exactly, points within 2 units. After a meant change: `make figures-golden`, and look at the sheet."""
    then = (golden.FOLDER / f"{name}.txt").read_text().splitlines()
    assert golden.differences(golden.lines_of(drawn(name).strip), then) == []


@pytest.mark.parametrize("name", figure_ids())
def test_it_shows_an_exercise_of_the_library(name: str) -> None:
    """A figure's id is its exercise's id, and it bears the name the runner reads."""
    assert read_figure(name).title == EXERCISES[name]["name"]


def test_no_golden_file_is_left_over() -> None:
    """A figure that is gone takes its file with it."""
    assert {path.stem for path in golden.FOLDER.glob("*.txt")} == set(figure_ids())


def test_a_changed_drawing_is_noticed() -> None:
    """The comparison itself: a moved point and another structure are seen, two units are let pass."""
    line = "aaaa 10,10 20,20"
    assert golden.differences([line], ["aaaa 12,8 20,20"]) == []
    assert golden.differences([line], ["aaaa 13,10 20,20"]) == ["path 0: moved by 3 units"]
    assert golden.differences([line], ["bbbb 10,10 20,20"]) == ["path 0: another structure, colour or order"]
    assert golden.differences([line], []) == ["1 paths instead of 0"]


def test_animations_are_small() -> None:
    """15 kB compressed in the mean: they are loaded on phones."""
    packed = [len(gzip.compress(text.encode(), 9)) for name in figure_ids() if (text := drawn(name).animation)]
    assert statistics.mean(packed) <= 15_000


@pytest.mark.slow
@pytest.mark.parametrize("person", sorted(set(PEOPLE) - {"teal"}))
def test_other_bodies_touch_what_they_should(person: str) -> None:
    """Contacts are solved for every build: a broader body lies on the floor, not in it, and its hands still reach."""
    assert [message for name in STRESSED for message in checked_for(name, person)] == []


def test_solving_and_drawing_are_quick() -> None:
    """0.3 s to solve and 5 ms for a still, processor time; the figures here are of middle difficulty."""
    begun = time.process_time()
    move(read_figure("bridge"))
    solved = time.process_time()
    made = picture("bridge")
    drawing = time.process_time()
    for _ in range(5):
        still(made, "x")
    assert solved - begun <= 0.3
    assert (time.process_time() - drawing) / 5 <= 0.010  # twice the aim: the machine may be busy
