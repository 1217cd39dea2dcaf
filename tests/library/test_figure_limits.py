"""How much of a text is read at all: whatever is typed is drawn, or answered in words at once."""

from __future__ import annotations

import time

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from rehab.figures.joints import JOINTS, LIMB
from rehab.figures.sites import SITES
from rehab.library.figure_editing import Changes
from rehab.library.figure_files import presets
from rehab.library.figure_limits import LONGEST_TEXT, LONGEST_WORDS, MOST_POSES
from rehab.library.figure_trying import tried

pytestmark = pytest.mark.pure
NOTHING = Changes()
LIKED = "title: A\ndesc: A person is drawn here, and seen from the side.\n"

HARMFUL = {
    "aliases": "a: &a [1]\nb: [*a, *a]",
    "a bomb": "a: &a [x,x,x,x]\nb: &b [*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b]\nd: [*c,*c,*c,*c]",
    "depth": "[" * 19_000,
    "depth of fields": "{a: " * 4_000,
    "keys": "{" + ",".join(f"k{n}" for n in range(3_500)) + "}",
    "a key twice": "title: A\ntitle: B",
    "a long text": "x" * (LONGEST_TEXT + 1),
    "a long word": "title: " + "x" * (LONGEST_WORDS + 1),
    "no text": "",
    "a number with many digits": "hold_s: " + "9" * 5_000,
    "a number in sixties": "hold_s: " + "1:" * 9_000 + "1",
    "a fraction in sixties": "hold_s: " + "1:" * 900 + "1.5",
    "an empty number by its tag": LIKED + "start: {}\nhold_s: !!int ''",
    "an empty fraction by its tag": LIKED + "start: {}\nhold_s: !!float ''",
    "a word that is no flag": LIKED + "start: {}\nflight: !!bool x",
    "a word that is no date": "title: !!timestamp x",
    "a list with a tag": LIKED + "start: {contacts: !!set [foot]}",
    "fields with a tag": LIKED + "start: !!omap {lean: 3}",
    "a tag of one's own": "title: !mine A",
    "a date that is none": "title: 2024-99-99",
    "a date": "title: 2024-09-09",
    "nul": LIKED + 'start: {}\nmuscles: ["\\0"]',
    "a surrogate": 'title: "\\ud800"',
    "a control character": 'title: "\\x01"\ndesc: b\nstart: {}',
    "nothing finite": LIKED + "start: {lean: .inf}",
    "no number": LIKED + "start: {lean: .nan}",
    "a huge angle": LIKED + "start: {lean: 1000000000}",
    "a huge prop": LIKED + "start: {}\nprops: [{wall: {x: 1.0e+300}}]",
    "many poses": LIKED + "frames: [" + ",".join(["{}"] * (MOST_POSES + 1)) + "]",
    "many contacts": LIKED + "start: {contacts: [" + ",".join(["foot"] * 100) + "]}",
    "a strap at many sites": LIKED + "start: {}\nprops: [{strap: {between: [" + ",".join(["n.palm"] * 5) + "]}}]",
    "many grips": LIKED + "frames: [" + ",".join(["{grip: {palm: chest}}"] * 12) + "]",
    "a wide turn": LIKED + "cycle_s: 1\nframes: [{lean: -400}, {lean: 400}]",
    "a python object": "!!python/object/apply:os.system [ls]",
    "a list": "- a",
    "a text alone": "title",
    "an odd key": "? [1, 2]\n: 3",
    "a number for a key": "1: 2",
    "no poses": "frames: 3",
    "empty poses": LIKED + "frames: [null, null]",
    "frames that is a word": LIKED + "frames: abc",
    "mirror of nothing": LIKED + "cycle_s: 1\nframes: [{mirror: 0}, {}]",
}  # fmt: skip


@pytest.mark.parametrize("name", HARMFUL)
def test_a_harmful_text_gets_words_at_once(name: str) -> None:
    """No error of the program, no picture, and a moment of work."""
    begun = time.process_time()
    found = tried("x", HARMFUL[name], "teal", NOTHING, "")
    assert time.process_time() - begun < 2
    assert found.controls is None
    assert found.text == HARMFUL[name]
    assert len(found.said[0].where[0]) <= 300


@pytest.mark.parametrize(
    "poses",
    [
        [f"{{lean: {90 - 180 * (n % 2)}, hip: 60, contacts: [foot, hand, head, shin, elbow]}}" for n in range(12)],
        [f"{{lean: {90 - 180 * (n % 2)}, grip: {{n.palm: n.chest}}}}" for n in range(12)],
        ["{at: {ball: [0.1, 0.3], fist: [2, 2]}, contacts: [shin, head]}"] * 10,
    ],
)
@pytest.mark.parametrize("timed", ["", "cycle_s: 2\n"])
def test_the_hardest_text_that_is_read_takes_two_seconds(poses: list[str], timed: str) -> None:
    """Whatever the contacts contradict."""
    begun = time.process_time()
    tried("x", f"{LIKED}{timed}frames:\n" + "".join(f"- {pose}\n" for pose in poses), "teal", NOTHING, "")
    assert time.process_time() - begun < 4  # two on a machine with nothing else to do


def test_what_props_are_held_at_counts_as_work() -> None:
    """Each is drawn in every frame."""
    straps = "props: [" + ",".join(["{strap: {between: [n.palm, f.palm, n.ball, f.ball]}}"] * 12) + "]\n"
    contacts = "[" + ",".join(["head"] * 40) + "]"
    text = f"{LIKED}{straps}start: {{contacts: {contacts}}}\nend: {{from: start, contacts: {contacts}}}"
    assert "(128 of 100; a grip counts 8)" in tried("x", text, "teal", NOTHING, "").said[0].where[0]


def test_no_document_is_sent_that_is_too_large() -> None:
    """The checks say which one it is."""
    tracks = "props: [" + ",".join(f"{{track: {{x: {n % 2}}}}}" for n in range(12)) + "]\n"
    frames = "frames:\n" + "".join(f"- {{lean: {90 * (n % 2)}}}\n" for n in range(12))
    found = tried("x", LIKED + tracks + frames, "teal", NOTHING, "0")
    said = " ".join(line for one in found.said if one.check == "svg" for line in one.where)
    shown = {"still": found.still, "strip": found.strip, "animation": found.animation}
    assert "strip: it is too large" in said
    assert all(bool(text) != (f"{name}: it is too large" in said) for name, text in shown.items())


NUMBERS = st.one_of(st.integers(-500, 500), st.floats(), st.just(10**30))
LEAVES = st.one_of(
    NUMBERS, st.text(max_size=8), st.booleans(), st.none(), st.sampled_from([*JOINTS, *SITES, *presets(), "start"])
)
KEYS = st.sampled_from(
    "title desc start end frames cycle_s flight hold_s anchor slide props muscles view arrows strip still from near "
    "far contacts grip hold at x y follow dir shift len wall chair roller band between mirror yaw zoom".split()
    + list(LIMB)
)
TREES = st.recursive(
    LEAVES, lambda one: st.lists(one, max_size=4) | st.dictionaries(KEYS, one, max_size=5), max_leaves=25
)


TAGS = st.sampled_from("int float bool null timestamp binary set omap pairs seq map str merge value".split())
SCALARS = st.sampled_from(["''", "x", "1", "=", "[]", "{}", "[1]", "{a: 1}", "0b", "+", "2024", "~", '"\\x00"'])


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(["title", "hold_s", "flight", "start", "slide"]), TAGS, SCALARS)
def test_no_tag_is_read(field: str, tag: str, value: str) -> None:
    """Whatever YAML would make of it."""
    found = tried("x", f"{LIKED}start: {{}}\n{field}: !!{tag} {value}\n".replace("title: A\n", ""), "teal", NOTHING, "")
    assert "tags (!!) are not read here" in found.said[0].where[0]


@settings(deadline=None, max_examples=150)
@given(st.dictionaries(KEYS, TREES, max_size=6), st.sampled_from(["", "start: {from: hook}\n"]))
def test_whatever_is_typed_is_drawn_or_answered_in_words(values: dict[str, object], more: str) -> None:
    """No text is an error of the program."""
    text = LIKED + more + yaml.safe_dump({k: v for k, v in values.items() if k not in ("title", "desc")})
    found = tried("x", text, "teal", NOTHING, "")
    assert found.still or found.said
