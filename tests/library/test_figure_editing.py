"""What controls do to a description, and what is said of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
import yaml

from rehab.library.figure_controls import controls_of
from rehab.library.figure_editing import Changes, changed, first_description, pose_names, written
from rehab.library.figure_files import figure_ids, figure_text, presets
from rehab.library.figure_limits import Description, read_description
from rehab.library.figure_trying import tried

pytestmark = pytest.mark.pure
BRIDGE = figure_text("bridge")
NOTHING = Changes()
LIKED = "title: A\ndesc: A person is drawn here, and seen from the side.\n"


def _bridge(**changes: object) -> Description:
    return changed(read_description("bridge", BRIDGE), replace(Changes(pose="end"), **changes))


@pytest.mark.parametrize("name", figure_ids())
def test_every_shipped_description_is_within_the_limits_and_written_as_it_is_read(name: str) -> None:
    """Written by the controls it means the same; each of its poses has controls."""
    description = read_description(name, figure_text(name))
    again = read_description(name, written(description.values))
    assert again.exercise == description.exercise
    for pose in pose_names(description.values):
        assert controls_of(description, pose).pose == pose


def test_a_slider_writes_its_angle_and_nothing_else() -> None:
    """The rest of the description stays."""
    values = _bridge(angles={"knee": 70.0}).values
    assert values["end"]["knee"] == 70
    assert {**values["end"], "knee": 85} == yaml.safe_load(BRIDGE)["end"]


def test_an_angle_of_one_side_stands_beside_that_of_both() -> None:
    """And one for both takes the place of what was written for each."""
    one = _bridge(angles={"near.knee": 40.5})
    assert one.values["end"]["near"] == {"knee": 40.5}
    shown = {slider.name: slider.value for slider in controls_of(one, "end").sliders}
    assert (shown["near.knee"], shown["far.knee"]) == (40.5, 85)
    both = changed(one, Changes(pose="end", angles={"knee": 60.0}))
    assert "near" not in both.values["end"]
    assert both.values["end"]["knee"] == 60


def test_an_added_angle_is_written_as_it_is() -> None:
    """It can be changed then; what is drawn stays the same."""
    added = _bridge(adds="far.wrist")
    assert added.values["end"]["far"] == {"wrist": -6}
    assert {"near.wrist", "far.wrist"} <= {slider.name for slider in controls_of(added, "end").sliders}


def test_contacts_are_ticked_and_unticked() -> None:
    """Both sides of a site are one word; the order of what stays is the author's."""
    assert _bridge(touches={"n.foot": False}).values["end"]["contacts"] == [
        "upperback",
        "head",
        "f.foot",
        "uarm",
        "palm",
    ]
    assert _bridge(touches={"n.elbow": True, "f.elbow": True}).values["end"]["contacts"][-1] == "elbow"
    with_wall = read_description("x", BRIDGE.replace("props: [mat]", "props: [mat, {wall: {x: 0.9}}]"))
    values = changed(with_wall, Changes(pose="end", touches={"n.ball": True}, surface="wall")).values
    assert values["end"]["contacts"][-1] == {"n.ball": "wall"}


def test_a_pose_begins_from_another_or_anew() -> None:
    """Choosing keeps what was written; anew forgets it."""
    assert _bridge(begins="supine").values["end"] == {**yaml.safe_load(BRIDGE)["end"], "from": "supine"}
    assert _bridge(anew=True).values["end"] == {"from": "start"}
    assert "from" not in _bridge(begins="").values["end"]


def test_poses_are_added_at_the_end() -> None:
    """A held pose gets an end; two become frames."""
    one = read_description("x", first_description("Bridge", "hook"))
    two = changed(one, Changes(more=True))
    assert pose_names(two.values) == ["start", "end"]
    three = changed(two, Changes(more=True))
    assert pose_names(three.values) == ["0", "1", "2"]
    assert controls_of(three, "2").begins == "previous"
    four = changed(three, Changes(more=True))
    assert pose_names(four.values) == ["0", "1", "2", "3"]
    assert four.values["frames"][:3] == three.values["frames"]


def test_a_mirrored_pose_says_which_one_to_change() -> None:
    """It has no angles of its own, and no control changes it."""
    walk = read_description("walk_easy", figure_text("walk_easy"))
    assert controls_of(walk, "2").mirrors == "frame 0"
    assert changed(walk, Changes(pose="2", angles={"knee": 3})).values == walk.values


@pytest.mark.parametrize("preset", sorted(presets()))
def test_a_new_figure_can_be_drawn_from_every_preset(preset: str) -> None:
    """Sitting needs its chair, and says so."""
    found = tried("x", first_description("A new: one", preset), "teal", NOTHING, "")
    if preset == "sit":
        assert "chair" in found.said[0].where[0]
    else:
        assert found.still.startswith("<svg")
        assert [one.check for one in found.said] == ["words"]


def test_a_word_may_have_any_letter() -> None:
    """A space that does not break, a joiner, a sign of any script."""
    words = BRIDGE.replace("Seen from", "Brücke\u00a0\u200d 橋 \U0001f9d8 & <b>: seen from")
    text = words.replace("title: Bridge", "title: Мост")
    assert tried("bridge", text, "teal", NOTHING, "end").said == ()


def test_a_script_in_the_words_is_inert() -> None:
    """It stands in the picture as text, and closes nothing."""
    text = BRIDGE.replace("title: Bridge", "title: \"</title></svg><script>alert('1')</script>\"")
    found = tried("bridge", text, "teal", NOTHING, "end")
    assert "&lt;script&gt;" in found.still
    for picture in (found.still, found.strip, found.animation):
        assert "<script" not in picture
        assert picture.count("</svg>") == picture.count("<svg")


def test_a_text_that_cannot_be_read_is_kept_as_it_was_typed() -> None:
    """A control that waits is applied as soon as the text can be read."""
    broken = BRIDGE.replace("lean: -118", "leen: -118")
    found = tried("bridge", broken, "teal", Changes(pose="end", angles={"knee": 70}), "end")
    assert (found.text, found.controls, found.still) == (broken, None, "")
    assert found.said[0].where == ("end: leen: is not known here. Did you mean lean?",)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("contacts: [n.hel]", "Did you mean n.heel?"),
        ("x: 2.125", "2.125 is outside -2 to 2."),
        ("near: 1", "start: near"),
    ],
)
def test_what_cannot_be_read_is_named_as_it_is_written(wrong: str, said: str) -> None:
    """A side and a length in words would be searched for in vain, and not be read either."""
    assert said in tried("x", f"{LIKED}start: {{{wrong}}}", "teal", NOTHING, "").said[0].where[0]


def test_what_the_checks_find_is_said_in_words() -> None:
    """Sides are named, lengths are in centimetres, and each kind says what to do."""
    found = tried("bridge", BRIDGE, "teal", Changes(pose="end", touches={"n.knee": True}), "end")
    contacts = next(one for one in found.said if one.check == "contacts")
    assert any("near knee" in line and " cm above the floor" in line for line in contacts.where)
    assert "out of reach" in contacts.todo
