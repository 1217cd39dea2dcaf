"""The solver makes contacts exact, keeps what is held, and is the same every time."""

from __future__ import annotations

import math

import pytest

from rehab.figures.joints import JOINTS, standing
from rehab.figures.least_squares import Unknown, cholesky, search
from rehab.figures.movement import move
from rehab.figures.sites import place_of, volumes_of
from rehab.figures.skeleton import place
from rehab.figures.surfaces import Plane, Roller, Wall, surfaces_of
from rehab.figures.volumes import Ellipsoid
from rehab.library.figure_files import read_figure

from .drawn import messages, movement, written

pytestmark = pytest.mark.pure


def test_a_linear_system_is_solved() -> None:
    """Given by its lower triangle, without damping."""
    found = cholesky([[4.0], [2.0, 3.0]], [10.0, 8.0], 0.0)
    assert found == pytest.approx([1.75, 1.5])


def test_the_search_finds_the_bottom_of_a_bent_valley() -> None:
    """Rosenbrock's function, whose bottom is at (1, 1)."""

    def rows(point: list[float]) -> list[float]:
        return [10 * (point[1] - point[0] ** 2), 1 - point[0]]

    def columns(point: list[float], steps: list[float], here: list[float]) -> list[list[float]]:
        nudged = [[p + s * (k == j) for k, (p, s) in enumerate(zip(point, steps, strict=True))] for j in range(2)]
        return [[a - b for a, b in zip(rows(each), here, strict=True)] for each in nudged]

    unknowns = [Unknown(name, 0.0, 0.01, 0.0) for name in "xy"]
    found, cost = search(unknowns, rows, columns, [-1.2, 1.0], 200)
    assert found == pytest.approx([1, 1], abs=0.02)
    assert cost < 1e-3


def test_a_range_holds_an_unknown() -> None:
    """Wanted beyond its range, it ends just outside it: a range is a steep price, not a wall."""
    unknown = Unknown("knee", 200.0, 12.0, 1 / 12, 0.0, 158.0)
    found, _ = search([unknown], lambda _: [], lambda *_: [[]], [200.0], 20)
    assert found[0] == pytest.approx(158, abs=0.5)


def test_the_same_description_gives_the_same_numbers() -> None:
    """No randomness, no dependence on what was solved before."""
    assert move(read_figure("bird_dog")).frames == movement("bird_dog").frames


def test_contacts_are_exact() -> None:
    """Half of all declared contact points of a hard pose are within 0.2 mm (height 1.70 m)."""
    made = movement("side_plank")
    gaps = []
    for key in made.keys:
        for contact in key.wanted.contacts:
            surface = made.ground.surfaces[contact.surface]
            gaps += [abs(surface.gap(made.placed[key.frame], v)) for v in volumes_of(made.body, contact.site)]
    assert sorted(gaps)[len(gaps) // 2] * 1.7 < 2e-4


def test_a_held_joint_is_not_bent() -> None:
    """The plank's knees stay straight although that costs elsewhere."""
    assert abs(movement("plank").keys[0].angles["n.knee"]) < 1


def test_only_what_the_author_uses_leaves_the_plane() -> None:
    """A side view is not made to fit by splaying an arm."""
    assert {movement("prone_press_up").keys[1].angles[f"{side}.hip_abd"] for side in "nf"} == {0}


def test_a_hand_on_the_hip_does_not_bend_the_trunk() -> None:
    """Grips are reached by the arm alone, after the body is solved."""
    plain = move(written("start: {from: stand}")).keys[0].angles
    gripping = move(written("start: {from: stand, grip: {palm: hip_side}}")).keys[0].angles
    arm = {name for name in JOINTS if name[2:] in ("shoulder", "shoulder_abd", "shoulder_rot", "elbow", "wrist")}
    assert {name: gripping[name] for name in JOINTS if name not in arm} == {
        name: plain[name] for name in JOINTS if name not in arm
    }


BIKE = """
cycle_s: 1.2
props: [{bar: {between: [f.ball, n.ball], anchor: [0.10, 0.205]}}, {bike: {}}]
frames:
- {lean: 22, shoulder: 66, elbow: 16, near: {hip: 90, knee: 96}, far: {hip: 50, knee: 36}, contacts: [{pelvis: bike}],
   at: {n.ball: [0.10, 0.30], f.ball: [0.10, 0.11], fist: [0.38, 0.74]}}
- {lean: 22, shoulder: 66, elbow: 16, near: {hip: 80, knee: 70}, far: {hip: 70, knee: 70}, contacts: [{pelvis: bike}],
   at: {n.ball: [0.195, 0.205], f.ball: [0.005, 0.205], fist: [0.38, 0.74]}}
- {mirror: 0}
- {mirror: 1}
"""


def test_feet_and_hands_are_where_the_machine_has_them() -> None:
    """Feet on the pedals in every pose, near the circle between them; the hands stay on the handles."""
    made = move(written(BIKE))
    hub = (0.10, 0.205)
    for placed in made.placed:
        foot, hand = (place_of(placed, made.body, site) for site in ("n.ball", "n.fist"))
        assert math.dist(foot[:2], hub) == pytest.approx(
            0.095, abs=0.032
        )  # straight between poses a quarter turn apart
        assert hand[:2] == pytest.approx((0.38, 0.74), abs=0.01)
    assert messages(written(BIKE)) == set()


def test_a_point_out_of_reach_is_said() -> None:
    """The check names the site."""
    assert "contacts" in messages(written("start: {from: stand, at: {n.fist: [0, 1.9]}}"))


def test_a_foot_can_lie_on_the_other_knee() -> None:
    """A leg reaches as an arm does, and leaves the rest of the body as it was."""
    text = "start: {from: hook, far: {hip: 96, knee: 100}, contacts: [back, head, pelvis]%s}"
    crossed = move(written(text % ", near: {hip: 80, knee: 90, hip_abd: 30}, grip: {n.ankle: f.knee_top}"))
    assert max(crossed.grip_misses) < 0.02
    assert crossed.frames[0]["f.knee"] == pytest.approx(100, abs=2)


def test_three_poses_are_gone_through_in_order() -> None:
    """Every key pose is a frame, with frames between, and shared contacts stay."""
    made = move(
        written(
            "frames: [{from: stand}, {from: start, hip: 40, knee: 60, ankle: 20, lean: 20},"
            " {from: start, hip: 80, knee: 90, ankle: 25, lean: 40, shoulder: 80}]"
        )
    )
    frames = [key.frame for key in made.keys]
    assert frames[0] == 0
    assert frames[-1] == len(made.frames) - 1
    assert all(made.frames[key.frame] is key.angles for key in made.keys)
    heels = [placed["n.foot"].origin[0] for placed in made.placed]
    assert max(heels) - min(heels) < 0.005


def test_a_cycle_comes_back_to_its_beginning() -> None:
    """The last frame is followed by the first without a jump."""
    made = movement("walk_easy")
    jump = max(abs(made.frames[-1][name] - made.frames[0][name]) for name in JOINTS)
    assert jump <= 30
    assert made.last == 0


def test_gaps_are_signed_distances() -> None:
    """A ball of radius .1 about the standing hips' middle, .53 above the floor."""
    placed = place(standing())
    ball = Ellipsoid("pelvis", (0, 0, 0), (0.1, 0.1, 0.1))
    assert Plane(0.03).gap(placed, ball) == pytest.approx(0.40)
    assert Wall(0.5, -1).gap(placed, ball) == pytest.approx(0.40)
    assert Wall(-0.05, 1).gap(placed, ball) == pytest.approx(-0.05)
    assert Roller(0.3, 0.53, 0.05).gap(placed, ball) == pytest.approx(0.15)
    assert math.isclose(Roller(0.0, 0.03, 0.05).gap(placed, ball), 0.35)


def test_props_have_surfaces() -> None:
    """A roller lies on the floor unless it is lifted; the floor is always there."""
    props = written(
        "props: [{roller: {x: 0.1, r: 0.06}}, {step: {x: [0, 1], h: 0.12}}, {wall: {x: 0.4}}]\nstart: {from: hook}"
    ).props
    found = surfaces_of(props)
    assert found["roller"] == Roller(0.1, 0.06, 0.06)
    assert found["step"] == Plane(0.12)
    assert found["wall"] == Wall(0.4, -1)
    assert found["floor"] == Plane(0.0)
