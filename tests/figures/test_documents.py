"""The documents: what they hold, how they play, and that they can stand twice in one page."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

from rehab.figures.document import animation, documents, still, strip
from rehab.figures.document_checks import SVG
from rehab.figures.movement import move
from rehab.figures.painting import layers
from rehab.figures.timeline import timeline_of

from .drawn import TEAL, drawn, messages, movement, picture, picture_of, written

pytestmark = pytest.mark.pure
CROSSING = "start: {from: stand, shoulder: 60}\nend: {from: start, near: {shoulder: 60, elbow: 60}, behind: [n.arm]}"


def _ids(text: str) -> set[str]:
    return set(re.findall(r' id="([^"]+)"', text))


def test_two_in_one_page_share_no_id() -> None:
    """Each document has a prefix of its own; even the same figure twice."""
    first, second = documents(picture("bridge"), "p"), documents(picture("bridge"), "q")
    texts = [first.still, first.strip, first.animation, second.still, second.strip, second.animation]
    every = [name for text in texts for name in _ids(text)]
    assert len(every) == len(set(every))


def test_a_title_cannot_break_out_of_its_element() -> None:
    """An administrator's words are text, whatever they hold."""
    made = picture_of(written('title: "<script>&"\nstart: {from: stand}'), TEAL)
    assert ET.fromstring(still(made, "x")).find(f"{SVG}title").text == "<script>&"
    assert "<script" not in still(made, "x")


def test_a_held_pose_has_no_animation_and_a_strip_of_one() -> None:
    """A plank stands still; no numbers are needed."""
    papers = drawn("plank")
    assert papers.animation == ""
    assert "<text" not in papers.strip


def test_three_poses_make_three_panels() -> None:
    """Numbered from one."""
    made = picture_of(written("frames: [{from: stand}, {from: start, hip: 30}, {from: start, hip: 60}]"), TEAL)
    root = ET.fromstring(strip(made, "x"))
    assert [text.text for text in root.iter(f"{SVG}text")] == ["1", "2", "3"]
    assert root.get("viewBox").startswith(f"0 0 {3 * made.framing.width} ")


def test_a_still_shows_the_pose_it_is_told() -> None:
    """The last one, or the one that tells most."""
    poses = "frames: [{from: stand}, {from: start, hip: 40, knee: 80}, {from: start, hip: 80}]"
    last, told = (picture_of(written(poses + more), TEAL) for more in ("", "\nstill: 1"))
    assert last.movement.still == last.movement.keys[2].frame
    assert told.movement.still == told.movement.keys[1].frame
    assert still(last, "x") != still(told, "x")


def test_no_picture_has_empty_room() -> None:
    """The size of a picture follows from what is in it: lying is low, standing is narrow."""
    lying, standing = picture("bridge").framing, picture("standing_back_extension").framing
    assert lying.height < standing.height
    assert lying.width > standing.width
    assert picture("plank").framing.height >= 420


def test_the_way_there_is_the_way_back() -> None:
    """From the first frame to the last and back to the first, in time."""
    line = timeline_of(movement("bridge"))
    assert line.order == (0, 0, 1, 2, 3, 3, 2, 1, 0)
    assert line.times[0] == 0
    assert line.times[-1] == pytest.approx(line.duration) == pytest.approx(4.9)
    assert list(line.times) == sorted(line.times)


def test_phases_rest_between() -> None:
    """Three poses: there in two moves, back in two, with a short rest at the middle one."""
    made = move(written("frames: [{from: stand}, {from: start, hip: 20}, {from: start, hip: 40}]"))
    line = timeline_of(made)
    middle = made.keys[1].frame
    assert line.order.count(middle) == 4
    assert line.times[-1] == pytest.approx(line.duration)


def test_a_cycle_goes_round() -> None:
    """Every frame once, then the first again."""
    line = timeline_of(movement("walk_easy"))
    assert line.order == (*range(len(movement("walk_easy").frames)), 0)
    assert line.duration == 1.3


def test_a_limb_may_change_its_place_in_the_order() -> None:
    """The near arm passes behind the trunk: written twice, and in each frame exactly one of the two is visible."""
    made = picture_of(written(CROSSING), TEAL)
    frames = range(len(made.movement.frames))
    arms = [layer for layer in layers(made, frames) if layer.coat.name == "n.arm"]
    torso = next(layer for layer in layers(made, frames) if layer.coat.name == "torso")
    assert [arm.place < torso.place for arm in arms] == [True, False]
    assert arms[0].frames | arms[1].frames == set(frames)
    assert arms[0].frames & arms[1].frames == set()


def test_the_order_changes_while_it_plays() -> None:
    """By visibility, which jumps; the two copies of a coat are complements at every moment."""
    made = picture_of(written(CROSSING), TEAL)
    switches = [
        element.get("values").split(";")
        for element in ET.fromstring(animation(made, "x")).iter(f"{SVG}animate")
        if element.get("attributeName") == "visibility"
    ]
    assert len(switches) == 4  # arm and sleeve, twice
    assert all({a, b} == {"visible", "hidden"} for a, b in zip(switches[0], switches[2], strict=True))


def test_a_usual_figure_has_every_coat_once() -> None:
    """Nothing is doubled without need."""
    made = picture("bird_dog")
    assert len(layers(made, range(len(made.movement.frames)))) == len(made.coats)


def _features(turn: int, extra: str = "") -> int:
    """How many marks the face has beyond its outline."""
    made = picture_of(written(f"start: {{from: stand, turn: {turn}{extra}}}"), TEAL)
    return still(made, "x").count("<path") - still(
        picture_of(written(f"start: {{from: stand, turn: -90{extra}}}"), TEAL), "x"
    ).count("<path")


def test_a_face_shows_what_faces_the_viewer() -> None:
    """From the back nothing; in profile one eye, brow, ear and half the mouth; from the front both, and the nose."""
    assert _features(90) == 7
    assert _features(0, ", look: 0") >= 4


def test_the_back_of_the_head_is_hair() -> None:
    """Seen from behind, hair lies over the face."""
    made = picture_of(written("start: {from: stand, turn: -90}"), TEAL)
    names = [layer.coat.name for layer in layers(made, [0])]
    assert names.index("face") < names.index("hair")


@pytest.mark.parametrize("prop", ["strap", "band", "loop", "stick", "ball", "dumbbell"])
def test_what_is_held_moves_along(prop: str) -> None:
    """Its path differs between the frames and keeps its structure."""
    poses = "start: {from: stand}\nend: {from: start, shoulder: 80}"
    text = f"props: [{{{prop}: {{between: [n.fist, f.fist]}}}}]\n{poses}"
    made = picture_of(written(text), TEAL)
    plain = picture_of(written(poses), TEAL)
    extra = animation(made, "x").count("<animate") - animation(plain, "x").count("<animate")
    assert extra == (2 if prop in ("dumbbell", "loop") else 1)


SQUEEZE = "props: [{{ball: {{between: [n.knee, f.knee], under: {under}}}}}]\nstart: {{from: stand, hip_abd: 10}}"


@pytest.mark.parametrize(("under", "over_far"), [("false", True), ("n.leg", True), ("true", False)])
def test_a_thing_lies_beneath_the_body_a_limb_or_nothing(under: str, over_far: bool) -> None:
    """A ball between the knees hides the far leg, and the near leg hides it."""
    text = still(picture_of(written(SQUEEZE.format(under=under)), TEAL), "x")
    ball, near, far = map(text.index, (f'fill="{TEAL.palette.tool[0]}"', "#xtrousers)", "#xtrousersF)"))
    assert (ball > far, ball > near) == (over_far, under == "false")


def test_a_loop_has_its_back_behind_the_legs() -> None:
    """In a darker colour, before anything of the body is painted."""
    loop = "props: [{loop: {between: [n.thigh, f.thigh]}}]\nstart: {from: stand, turn: 90, hip_abd: 12}"
    text = still(picture_of(written(loop), TEAL), "x")
    light, deep = (text.index(f'stroke="{shade}"') for shade in TEAL.palette.tool)
    assert deep < text.index("#xtrousers)") < light


def test_an_anchored_band_has_a_strand_to_each_hand() -> None:
    """Two curves that meet at the anchor."""
    band = "props: [{band: {between: [n.fist, f.fist], anchor: [0.6, 0.7]}}]\nstart: {from: stand, shoulder: 60}"
    text = still(picture_of(written(band), TEAL), "x")
    path = text[: text.index(f'" fill="none" stroke="{TEAL.palette.tool[0]}"')].rpartition('"')[2]
    assert path.count("Q") == 2


def test_an_arrow_is_shown_with_the_pose_it_names() -> None:
    """The others stay with the last."""
    arrows = "[{follow: head, dir: up, pose: 0}, {follow: head, dir: up}]"
    made = picture_of(written(f"arrows: {arrows}\nstart: {{from: stand}}\nend: {{from: start, shoulder: 90}}"), TEAL)
    first, last = strip(made, "x").split("</svg>")[:2]
    shaft = 'stroke-width="10.5"'
    assert (first.count(shaft), last.count(shaft), still(made, "x").count(shaft)) == (1, 1, 1)


@pytest.mark.parametrize("turn", [0, 90])
def test_muscles_of_both_sides_are_lit(turn: int) -> None:
    """From the side and from the front, where both legs are one coat."""
    lit = picture_of(written(f"muscles: [glutemed]\nstart: {{from: stand, turn: {turn}}}"), TEAL)
    assert still(lit, "x").count("url(#xglow)") == 2


def test_water_lies_over_the_body() -> None:
    """And carries it: nothing need touch a floor, and there is none."""
    wading = written("props: [{water: {h: 0.8}}]\nstart: {hip: 60, y: 0.6}")
    text = still(picture_of(wading, TEAL), "x")
    assert text.rindex('fill-opacity=".38"') > text.rindex("paint-order")
    assert "<ellipse" not in text
    assert messages(wading) == set()


@pytest.mark.parametrize(("warm", "colour"), [(1, "#E2553F"), (0, "#5AA9DC")])
def test_a_pack_is_warm_or_cold(warm: int, colour: str) -> None:
    """Red or blue, on the back of a site."""
    text = f"props: [mat, {{pack: {{between: [lowback], warm: {warm}}}}}]\nstart: {{from: prone}}"
    assert f'fill="{colour}"' in still(picture_of(written(text), TEAL), "x")
