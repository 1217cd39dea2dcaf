"""A description that cannot be drawn is refused with exercise, pose and field, and the word that was meant."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from functools import reduce
from operator import getitem

import pytest

from rehab.figures.pose import Contact, Grip
from rehab.figures.reading import FigureError
from rehab.figures.schema import read_exercise
from rehab.library.figure_files import FIGURE_DIR, parse, presets

from .drawn import written

pytestmark = pytest.mark.pure

REFUSED = {
    "a misspelt joint": ("start: {from: hook, kne: 90}", "made_up: start: kne: is not known here. Did you mean knee?"),
    "a misspelt joint of a side": (
        "start: {near: {ankel: 9}}",
        "start: near.ankel: is not known here. Did you mean ankle?",
    ),
    "a misspelt preset": ("start: {from: hok}", "start: from: hok is not known. Did you mean hook?"),
    "a misspelt contact": ("start: {contacts: [n.hel]}", "start: contacts: n.hel is not known. Did you mean n.heel?"),
    "a contact on nothing": ("start: {contacts: [{palm: wall}]}", "contacts: wall is not known. Known: floor."),
    "a misspelt grip": (
        "start: {grip: {palm: thigh_tip}}",
        "grip.palm: thigh_tip is not known. Did you mean thigh_top?",
    ),
    "a misspelt muscle": ("start: {from: hook}\nmuscles: [glute]", "muscles: glute is not known. Did you mean glutes?"),
    "a misspelt prop": ("start: {from: hook}\nprops: [matt]", "props: matt is not known. Did you mean mat?"),
    "a prop without its size": ("start: {from: hook}\nprops: [{wall: {}}]", "props.wall.x: None is not a number."),
    "a strap held nowhere": ("start: {from: hook}\nprops: [strap]", "strap.between: needs the sites it is held at."),
    "two props in one": ("start: {}\nprops: [{mat: {}, wall: {x: 1}}]", "props: mat, wall: each prop stands by itself"),
    "an empty prop": ("start: {}\nprops: [{}]", "props: {}: each prop stands by itself"),
    "a chair without its place": ("start: {}\nprops: [{chair: {h: 0.2}}]", "props.chair.x: is missing: from where"),
    "a loop round one limb": ("start: {}\nprops: [{loop: {between: [n.thigh]}}]", "between: goes round two limbs"),
    "a loop round the trunk": ("start: {}\nprops: [{loop: {between: [chest, back]}}]", "goes round two limbs"),
    "a stick in one hand": ("start: {}\nprops: [{stick: {between: [n.fist]}}]", "between: needs two sites"),
    "a dumbbell on a foot": ("start: {}\nprops: [{dumbbell: {between: [n.ball]}}]", "between: is held in a hand"),
    "an end to frames": ("frames: [{}, {}]\nend: {}", "end: belongs to start; write it as the last of the frames."),
    "a cycle of one pose": ("start: {}\ncycle_s: 2", "cycle_s: goes round through frames"),
    "half a still": ("start: {}\nend: {}\nstill: 0.5", "still: 0.5 should be a whole number"),
    "half a mirror": ("frames: [{}, {}, {mirror: 0.5}]", "mirror: 0.5 should be a whole number"),
    "half a strip": ("start: {}\nend: {}\nstrip: [0.5]", "strip: 0.5 should be a whole number"),
    "half an arrow": ("start: {}\nend: {}\narrows: [{follow: head, pose: 0.5}]", "pose: 0.5 should be a whole number"),
    "a misspelt field": ("strat: {from: hook}", "made_up: strat: is not known here. Did you mean start?"),
    "a number that YAML takes for text": (
        "start: {x: -.2}",
        "'-.2' was read as text: YAML wants a digit before the point.",
    ),
    "a key that YAML takes for false": (
        "start: {from: hook}\narrows: [{follow: head, off: [1, 2]}]",
        "takes on, off, yes and no",
    ),
    "a number that is none": ("start: {knee: ninety}", "start: knee: 'ninety' is not a number."),
    "an angle beyond all": ("start: {knee: 500}", "knee: 500 is outside -400 to 400."),
    "true for a number": ("start: {knee: true}", "True is not a number."),
    "a pose that is no mapping": ("start: [hook]", "should be fields with values."),
    "contacts that are no list": ("start: {contacts: hand}", "'hand' should be a list in brackets."),
    "neither start nor frames": ("props: [mat]", "needs either start (with or without end) or frames."),
    "both start and frames": ("start: {}\nframes: [{}, {}]", "needs either start (with or without end) or frames."),
    "one frame": ("frames: [{}]", "frames: needs at least two poses"),
    "a mirror of what comes later": ("frames: [{}, {mirror: 3}]", "frame 1: mirror: 3 is outside 0 to 0."),
    "a point that is none": ("start: {at: {n.ball: [1]}}", "at.n.ball: [1] should be two numbers in brackets."),
    "an empty title": ("title: ''\nstart: {}", "title: a text is missing."),
    "a strip of a pose that is not there": ("start: {}\nstrip: [1]", "strip: 1 is outside 0 to 0."),
    "a direction that is none": (
        "start: {}\narrows: [{follow: head, dir: upp}]",
        "dir: upp is not known. Did you mean up?",
    ),
    "an arrow that follows nothing": ("start: {}\narrows: [{dir: up}]", "follow: None is not a word."),
}


@pytest.mark.parametrize("case", REFUSED)
def test_it_is_refused_in_words(case: str) -> None:
    """Where, what, and what was meant."""
    text, said = REFUSED[case]
    with pytest.raises(FigureError) as refused:
        written(text)
    assert said in str(refused.value)
    assert refused.value.exercise == "made_up"


def test_a_key_given_twice_is_refused() -> None:
    """YAML itself would take the last and say nothing."""
    with pytest.raises(FigureError, match="given twice: knee"):
        parse("start: {knee: 1, knee: 2}", "made_up")


def test_what_is_no_yaml_is_refused_with_its_line() -> None:
    """The line is what one looks for."""
    with pytest.raises(FigureError, match="made_up: line 2"):
        parse("start: {knee: 1\nend: [", "made_up")


def test_presets_that_go_in_a_circle_are_refused() -> None:
    """A preset that begins from itself, by whatever way, would never end."""
    circle = {"a": {"from": "b"}, "b": {"from": "a"}}
    with pytest.raises(FigureError, match="preset b: from: a is not known"):
        read_exercise("made_up", {"title": "A", "desc": "B", "start": {"from": "a"}}, circle)


def test_a_joint_without_a_side_is_both() -> None:
    """And what stands under near or far goes before it."""
    pose = written("start: {hip: 20, near: {hip: 30}}").poses[0]
    assert (pose.angles["n.hip"], pose.angles["f.hip"]) == (30, 20)


def test_contacts_and_grips_without_a_side_are_both() -> None:
    """Each hand holds its own side; a point in the middle is held by both."""
    pose = written("props: [{wall: {x: 1}}]\nstart: {contacts: [n.knee, {palm: wall}], grip: {palm: hip_side}}").poses[
        0
    ]
    assert pose.contacts == (Contact("n.knee"), Contact("n.palm", "wall"), Contact("f.palm", "wall"))
    assert pose.grips == (Grip("n.palm", "n.hip_side"), Grip("f.palm", "f.hip_side"))
    assert [grip.point for grip in written("start: {grip: {palm: under_back}}").poses[0].grips] == ["under_back"] * 2


def test_a_pose_takes_over_what_its_preset_says() -> None:
    """Angles one by one; contacts as a whole."""
    pose = written("start: {from: hook, knee: 80, contacts: [foot]}").poses[0]
    assert (pose.angles["n.hip"], pose.angles["n.knee"], pose.angles["lean"]) == (55, 80, -90)
    assert [contact.site for contact in pose.contacts] == ["n.foot", "f.foot"]


def test_an_end_from_start_holds_only_what_differs() -> None:
    """The rest is taken from the start as it was solved."""
    end = written("start: {from: hook}\nend: {from: start, hip: 0}").poses[1]
    assert end.angles == {"n.hip": 0, "f.hip": 0}
    assert end.after == 0


def test_a_frame_may_begin_from_the_one_before() -> None:
    """For movements of several phases."""
    poses = written("frames: [{}, {from: start, hip: 9}, {from: previous, knee: 9}]").poses
    assert [pose.after for pose in poses] == [None, 0, 1]


def test_a_mirrored_frame_exchanges_the_sides() -> None:
    """Near and far, and the sign of what bends or turns to a side."""
    poses = written("cycle_s: 1\nframes: [{side: 5, near: {hip: 20}, contacts: [n.foot]}, {mirror: 0}]").poses
    assert (poses[1].angles["f.hip"], poses[1].angles["n.hip"], poses[1].angles["side"]) == (20, 0, -5)
    assert poses[1].contacts == (Contact("f.foot"),)


def test_in_a_cycle_a_frame_takes_over_what_was_written() -> None:
    """Its poses are solved each by itself; and what is mirrored is mirrored as a whole."""
    text = "cycle_s: 1\nframes: [{near: {hip: 20}}, {from: start, near: {knee: 9}}, {mirror: 1}]"
    poses = written(text).poses
    assert [pose.after for pose in poses] == [None] * 3
    assert (poses[1].angles["n.hip"], poses[1].angles["n.knee"]) == (20, 9)
    assert (poses[2].angles["f.hip"], poses[2].angles["f.knee"]) == (20, 9)


def test_every_preset_is_a_pose() -> None:
    """Each can be begun from."""
    for name in presets():
        assert written(f"props: [{{chair: {{x: [-0.16, 0.14], h: 0.265}}}}]\nstart: {{from: {name}}}").poses


JUNK = (None, "", [], {}, 1e9, True, float("nan"), "x", ["x"], {"a": 1}, [[1]], {None: 1}, {1: 2}, [None], 0, "stand")


def _places(raw: object, path: tuple = ()) -> Iterator[tuple]:
    yield path
    if isinstance(raw, dict | list):
        for key in raw if isinstance(raw, dict) else range(len(raw)):
            yield from _places(raw[key], (*path, key))


@pytest.mark.parametrize("name", ["clam_band", "elliptical", "scapular_row_band", "thoracic_extension_roller"])
def test_junk_in_any_place_is_refused_in_words(name: str) -> None:
    """Whatever stands wherever: it is read, or refused as what an author can mend; never another error."""
    sound = parse((FIGURE_DIR / f"{name}.yaml").read_text(), name)
    refused = 0
    for path in _places(sound):
        for junk in JUNK:
            raw = deepcopy(sound)
            if path:
                *way, last = path
                reduce(getitem, way, raw)[last] = junk
            try:
                read_exercise(name, raw if path else junk, presets())
            except FigureError:
                refused += 1
    assert refused > 100
