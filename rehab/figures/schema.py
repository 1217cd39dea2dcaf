"""An exercise as authors write it, read into values. Every field, its meaning and an example: docs/figures.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from .marks import MARKS
from .muscle_names import MUSCLE_NAMES
from .pose import Arrow, Exercise, Pose, Prop, View
from .reading import Place
from .schema_poses import GROUPS, Presets, mirrored, read_pose
from .sites import SITES

FIELDS = (
    "title", "desc", "start", "end", "frames", "cycle_s", "flight", "hold_s", "anchor", "slide", "props", "muscles",
    "view", "arrows", "strip", "still",
)  # fmt: skip
DIRECTIONS = {"up": 90.0, "down": -90.0, "left": 180.0, "right": 0.0}
# The numbers each prop takes, with their defaults (body heights); None must be given. `x` of furniture is [from, to].
PROPS: Mapping[str, Mapping[str, float | None]] = {
    "mat": {},
    "wall": {"x": None, "side": -1.0, "h": 1.05, "depth": 0.3},
    "chair": {"from": None, "to": None, "h": None, "back": -1.0},
    "step": {"from": None, "to": None, "h": None, "depth": 0.2},
    "table": {"from": None, "to": None, "h": None, "depth": 0.2},
    "roller": {"x": None, "y": -1.0, "r": 0.05},
    "ball": {"r": 0.06},
    "strap": {},
    "band": {},
    "loop": {},
    "stick": {},
    "dumbbell": {"r": 0.03},
    "bar": {},
    "pack": {"warm": 1.0},
    "belt": {},
    "bike": {"x": 0.0, "h": 0.56},
    "elliptical": {"x": 0.0},
    "water": {"h": None},
    **MARKS,
}
# Drawn between or at sites of the body, and moving with them.
HANGS = ("strap", "band", "loop", "stick", "ball", "dumbbell", "bar", "pack")
SURFACES = ("wall", "chair", "step", "table", "roller", "bike")


def read_exercise(name: str, raw: Any, presets: Presets) -> Exercise:
    """One exercise. Raises FigureError, naming exercise, pose and field, for what cannot be drawn."""
    place = Place(name)
    given = place.mapping(raw, FIELDS)
    props = tuple(_prop(item, place.at("props")) for item in place.at("props").items(given.get("props", ())))
    surfaces = ("floor", *(prop.kind for prop in props if prop.kind in SURFACES))
    named = _named(given, place)
    poses = _poses(named, "cycle_s" in given, place, presets, surfaces)
    return _timed(
        Exercise(
            id=name,
            title=place.at("title").text(given.get("title")),
            description=place.at("desc").text(given.get("desc")),
            poses=poses,
            names=tuple(name for name, _ in named),
            sliding=_both(given.get("slide", ()), place.at("slide")),
            props=props,
            muscles=_muscles(given.get("muscles", ()), place.at("muscles")),
            view=_view(given.get("view", {}), place.at("view")),
            arrows=tuple(
                _arrow(item, place.at("arrows"), len(poses) - 1)
                for item in place.at("arrows").items(given.get("arrows", ()))
            ),
        ),
        given,
        place,
    )


def _timed(exercise: Exercise, given: Mapping[str, Any], place: Place) -> Exercise:
    """With what says when: how it is played, and which poses are shown."""
    last, cycle = len(exercise.poses) - 1, "cycle_s" in given
    anchor = place.at("anchor").word(given.get("anchor", "start"), ("start", "end"))
    return replace(
        exercise,
        cycle_s=place.at("cycle_s").number(given["cycle_s"], 0.3, 20) if cycle else None,
        flight=place.at("flight").flag(given.get("flight", False)),
        hold_s=place.at("hold_s").number(given.get("hold_s", 1.2), 0, 10),
        anchor=last if anchor == "end" else 0,
        still=place.at("still").whole(given.get("still", 0 if cycle else last), 0, last),
        strip=_strip(given.get("strip"), place.at("strip"), exercise.poses, cycle),
    )


def _named(given: Mapping[str, Any], place: Place) -> list[tuple[str, Any]]:
    """The poses as they are written, with the names by which messages speak of them."""
    if ("frames" in given) == ("start" in given):
        raise place.error("needs either start (with or without end) or frames.")
    if "start" in given:
        if "cycle_s" in given:
            raise place.at("cycle_s").error("goes round through frames: write them in place of start.")
        return [(name, given[name]) for name in ("start", "end") if name in given]
    if "end" in given:
        raise place.at("end").error("belongs to start; write it as the last of the frames.")
    frames = place.at("frames").items(given["frames"])
    if len(frames) < 2:
        raise place.at("frames").error("needs at least two poses; a pose that is held is start alone.")
    return [(f"frame {number}", frame) for number, frame in enumerate(frames)]


def _poses(
    named: Sequence[tuple[str, Any]], cycle: bool, place: Place, presets: Presets, surfaces: tuple[str, ...]
) -> tuple[Pose, ...]:
    poses: list[Pose] = []
    for name, raw in named:
        at = replace(place, pose=name)
        if isinstance(raw, Mapping) and "mirror" in raw:
            at.mapping(raw, ("mirror",))
            number = at.at("mirror").whole(raw["mirror"], 0, len(poses) - 1)
            poses.append(mirrored(_whole(poses[number], poses)))
        else:
            pose = read_pose(raw, at, presets, surfaces, poses)
            poses.append(_whole(pose, poses) if cycle else pose)
    return tuple(poses)


def _whole(pose: Pose, earlier: Sequence[Pose]) -> Pose:
    """A pose that begins from an earlier one with all its angles, as they were written: poses of a cycle are solved
    each by itself, and only a whole pose can be mirrored.
    """
    if pose.after is None:
        return pose
    base = _whole(earlier[pose.after], earlier)
    return replace(pose, angles={**base.angles, **pose.angles}, after=None)


def _both(raw: Any, place: Place) -> frozenset[str]:
    return frozenset(name for item in place.items(raw) for name in place.both_sides(item, tuple(SITES)))


def _muscles(raw: Any, place: Place) -> tuple[str, ...]:
    return tuple(name for item in place.items(raw) for name in place.both_sides(item, MUSCLE_NAMES))


def _prop(raw: Any, place: Place) -> Prop:
    kind, body = (raw, {}) if isinstance(raw, str) else _kind(place.mapping(raw, tuple(PROPS)), place)
    at = place.at(place.word(kind, tuple(PROPS)))
    known = PROPS[kind]
    names = {*known, *(("x",) if "from" in known else ()), *(("between", "anchor", "under") if kind in HANGS else ())}
    given = dict(at.mapping(body, names))
    sites = tuple(at.at("between").word(site, SITES) for site in at.at("between").items(given.pop("between", ())))
    if kind in HANGS:
        _require_hold(kind, sites, at.at("between"))
    if "from" in known and "x" in given:
        given["from"], given["to"] = at.at("x").pair(given.pop("x"))
    elif "from" in known and not {"from", "to"} <= set(given):
        raise at.at("x").error("is missing: from where to where it stands, as x: [-0.30, 0].")
    fixed = at.at("anchor").pair(given.pop("anchor")) if "anchor" in given else ()
    size = {name: at.at(name).number(given.get(name, default)) for name, default in known.items()}
    under = _under(given.get("under", False), at.at("under"))
    size.update(zip(("anchor_x", "anchor_y"), fixed, strict=False))
    return Prop(kind, size, sites, under)


def _kind(item: Mapping[str, Any], place: Place) -> tuple[str, Any]:
    if len(item) != 1:
        raise place.error(f"{', '.join(item) or '{}'}: each prop stands by itself, as [mat, {{wall: {{x: 0.46}}}}].")
    return next(iter(item.items()))


def _require_hold(kind: str, sites: tuple[str, ...], place: Place) -> None:
    """Where a thing can be held at all."""
    if not sites:
        raise place.error("needs the sites it is held at.")
    if kind == "loop" and (len(sites) != 2 or not all("." in site for site in sites)):
        raise place.error("goes round two limbs, as [n.thigh, f.thigh].")
    if kind == "stick" and len(sites) < 2:
        raise place.error("needs two sites, as [n.fist, f.fist].")
    if kind == "dumbbell" and not all(SITES[site][0][0].endswith(".hand") for site in sites):
        raise place.error("is held in a hand: n.fist, f.fist or both.")


def _under(raw: Any, place: Place) -> str:
    """What a prop is painted beneath: true is the body, a word a limb."""
    return place.word(raw, GROUPS) if isinstance(raw, str) else "body" if place.flag(raw) else ""


def _view(raw: Any, place: Place) -> View:
    given = place.mapping(raw, ("yaw", "pitch", "zoom", "at", "shift"))
    view = View()
    return View(
        yaw=place.at("yaw").number(given.get("yaw", view.yaw), -180, 180),
        pitch=place.at("pitch").number(given.get("pitch", view.pitch), -5, 90),
        zoom=place.at("zoom").number(given.get("zoom", view.zoom), 1, 4),
        at=place.at("at").word(given.get("at", view.at), tuple(SITES)),
        shift=place.at("shift").pair(given.get("shift", view.shift)),
    )


def _arrow(raw: Any, place: Place, last: int) -> Arrow:
    given = place.mapping(raw, ("follow", "dir", "shift", "len", "bow", "trim", "pose", "round"))
    direction = given.get("dir")
    if isinstance(direction, str):
        direction = DIRECTIONS[place.at("dir").word(direction, tuple(DIRECTIONS))]
    return Arrow(
        follow=place.at("follow").word(given.get("follow"), tuple(SITES)),
        direction=None if direction is None else place.at("dir").number(direction, -360, 360),
        shift=place.at("shift").pair(given.get("shift", (0, 0))),
        length=place.at("len").number(given.get("len", 130), 20, 900),
        bow=place.at("bow").number(given.get("bow", 0), -300, 300),
        trim=place.at("trim").number(given.get("trim", 0.12), 0, 0.45),
        pose=place.at("pose").whole(given["pose"], 0, last) if "pose" in given else None,
        rounds=place.at("round").flag(given.get("round", False)),
    )


def _strip(raw: Any, place: Place, poses: tuple[Pose, ...], cycle: bool) -> tuple[int, ...]:
    """Which poses the strip shows: by default all, of a cycle the first two."""
    if raw is None:
        return tuple(range(2 if cycle else len(poses)))
    return tuple(place.whole(number, 0, len(poses) - 1) for number in place.items(raw))
