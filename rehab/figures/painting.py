"""From a movement to the elements of a picture: body, glow, features, shadows, moving things.

The order of the limbs may differ between frames; SVG cannot re-order while it plays. So a coat that lies in two
places of the order is written twice, and each copy is visible in its own frames only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from .camera import Camera
from .coats import Coat, Shape, coats_of
from .faces import face_is_away, features
from .framing import Framing, framed
from .held import held_paths
from .movement import Movement
from .muscles import MUSCLES
from .outlines import Outline, hull, path
from .palette import Palette, Person, at_night
from .shadows import CAST_BY, FAINTEST, shadow
from .skeleton import Placed
from .timeline import Timeline

OVER = 1000  # added to a coat's place in the order when its limb is in front, taken off when it is behind
FEATURE_KNOTS = 6


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything that is the same in all documents of an exercise.

    `drawn` keeps path data by shape and frame. A shape is known by its identity: coats, muscles and features live on.
    """

    movement: Movement
    palette: Palette
    coats: tuple[Coat, ...]
    framing: Framing
    drawn: dict[tuple[int, int, int], str] = field(default_factory=dict, compare=False, repr=False)

    @property
    def camera(self) -> Camera:
        """The camera that fits it."""
        return self.framing.camera

    def outline(self, shape: Shape, frame: int) -> str:
        """The path data of a shape, found once for all documents, by day and by night."""
        return self._kept((id(shape), frame, 0), lambda placed: shape.outline(placed, self.camera))

    def hull(self, shape: Shape, frame: int, knots: int) -> str:
        """The path data of the hull of a shape with so many knots."""

        def outline(placed: Placed) -> Outline:
            return hull([self.camera.ellipse(placed, volume) for volume in shape.chain], knots)

        return self._kept((id(shape), frame, knots), outline)

    def _kept(self, key: tuple[int, int, int], outline: Callable[[Placed], Outline]) -> str:
        found = self.drawn.get(key)
        if found is None:
            found = self.drawn[key] = path(outline(self.movement.placed[key[1]]), self.camera)
        return found

    def at_night(self) -> Picture:
        """The same picture in the colours of a dark page."""
        return replace(self, palette=at_night(self.palette))


@dataclass(frozen=True, slots=True)
class Layer:
    """A coat at one place of the order, and the frames in which it is there."""

    coat: Coat
    place: float
    frames: frozenset[int]


@dataclass(frozen=True, slots=True)
class Brush:
    """What is painted: some frames of a picture, played by a timeline or a single one."""

    picture: Picture
    prefix: str
    frames: tuple[int, ...]
    timeline: Timeline | None = None

    def element(self, tag: str, fixed: str, values: Mapping[str, Sequence[str]], hidden: Sequence[bool] = ()) -> str:
        """An element; attributes whose value differs between the frames are animated."""
        written, played = f"<{tag}", ""
        for attribute, by_frame in values.items():
            written += f' {attribute}="{by_frame[0]}"'
            if self.timeline and len(set(by_frame)) > 1:
                played += self.timeline.animate(attribute, by_frame)
        if self.timeline and any(hidden):
            played += self.timeline.switch("visibility", ["hidden" if gone else "visible" for gone in hidden])
        written += f" {fixed}" if fixed else ""
        return f"{written}>{played}</{tag}>" if played else f"{written}/>"

    def path_of(self, shapes: Sequence[Shape], fixed: str, hidden: Sequence[bool] = ()) -> str:
        """One path for some shapes."""
        values = ["".join(self.picture.outline(shape, frame) for shape in shapes) for frame in self.frames]
        return self.element("path", fixed, {"d": values}, hidden)


def pictured(movement: Movement, person: Person) -> Picture:
    """A picture of a movement that has been solved."""
    coats = tuple(coats_of(movement, person.hair))
    return Picture(movement, person.palette, coats, framed(movement, coats))


def layers(picture: Picture, frames: Sequence[int]) -> list[Layer]:
    """The coats from back to front, one entry for every place they take in these frames."""
    found: dict[tuple[int, float], set[int]] = {}
    for frame in frames:
        for number, coat in enumerate(picture.coats):
            found.setdefault((number, _place(picture, number, coat, frame)), set()).add(frame)
    entries = [Layer(picture.coats[number], place, frozenset(seen)) for (number, place), seen in found.items()]
    return sorted(entries, key=lambda layer: layer.place)


def _place(picture: Picture, number: int, coat: Coat, frame: int) -> float:
    keys = picture.movement.keys
    pose = min(keys, key=lambda key: abs(key.frame - frame)).wanted
    if coat.group in pose.front:
        return number + OVER
    if coat.group in pose.behind:
        return number - OVER
    if coat.name == "face" and face_is_away(picture.movement.placed[frame], picture.camera):
        return [other.name for other in picture.coats].index("hair") - 0.5
    return float(number)


def paint_body(brush: Brush) -> str:
    """The body with its lit muscles and features, and what it holds."""
    picture, words = brush.picture, list(_held(brush, "body"))
    lit = [MUSCLES[name] for name in picture.movement.exercise.muscles]
    begun: set[str] = set()
    for layer in layers(picture, brush.frames):
        hidden = [frame not in layer.frames for frame in brush.frames]
        coat = layer.coat
        if coat.group not in begun:
            begun.add(coat.group)
            words += _held(brush, coat.group)
        fill = f'fill="url(#{brush.prefix}{coat.colour}{"F" if coat.far else ""})"'
        edge = f'stroke="{picture.palette.edge(coat.colour, coat.far)}"'
        if coat.shapes:
            words.append(brush.path_of(coat.shapes, f"{fill} {edge}", hidden))
        if coat.name == "face":
            words += _features(brush, hidden)
        words += [
            brush.path_of((shape,), f'fill="url(#{brush.prefix}glow)"', hidden)
            for coat_name, shape in lit
            if coat_name == coat.name
        ]
    words += _held(brush, "")
    return f'<g paint-order="stroke" stroke-width="3.6" stroke-linejoin="round">{"".join(words)}</g>'


def _features(brush: Brush, hidden: Sequence[bool]) -> Iterator[str]:
    placed, camera = brush.picture.movement.placed, brush.picture.camera
    for feature in features(brush.picture.palette):
        unseen = [
            gone or not feature.seen(placed[frame], camera) for frame, gone in zip(brush.frames, hidden, strict=True)
        ]
        if all(unseen):
            continue
        edge = f' stroke="{feature.edge}" stroke-width="2.5"' if feature.edge else ""
        knots = 8 if feature.edge else FEATURE_KNOTS
        values = [brush.picture.hull(feature.shape, frame, knots) for frame in brush.frames]
        yield brush.element("path", f'fill="{feature.fill}"{edge}', {"d": values}, unseen)


def _held(brush: Brush, under: str) -> Iterator[str]:
    movement, picture = brush.picture.movement, brush.picture
    by_frame = [
        list(held_paths(movement, movement.placed[frame], picture.camera, picture.palette, under))
        for frame in brush.frames
    ]
    for things in zip(*by_frame, strict=True):
        yield brush.element("path", things[0][0], {"d": [d for _, d in things]})


SHADOW_ATTRIBUTES: Sequence[tuple[str, float, Callable[[float], str]]] = (
    ("cx", 1.5, lambda v: f"{v:.0f}"),
    ("cy", 1.5, lambda v: f"{v:.0f}"),
    ("rx", 1.5, lambda v: f"{v:.0f}"),
    ("ry", 1e9, lambda v: f"{v:.0f}"),
    ("opacity", 0.05, lambda v: f"{v:.2f}"),
)
"""Attribute, the least change that is worth animating, and how it is written."""


def paint_shadows(brush: Brush) -> str:
    """The shadows of the frames; small changes are not animated."""
    movement, words = brush.picture.movement, list[str]()
    if any(prop.kind == "water" for prop in movement.exercise.props):
        return ""
    blocks = [prop for prop in movement.exercise.props if prop.kind in ("step", "table")]
    for name in CAST_BY:
        chain = movement.body.parts[name]
        cast = [shadow(movement.placed[frame], chain, brush.picture.camera, blocks) for frame in brush.frames]
        if max(one.opacity for one in cast) < FAINTEST:
            continue
        values = {}
        for attribute, least, written in SHADOW_ATTRIBUTES:
            numbers = [getattr(one, attribute) for one in cast]
            steady = max(numbers) - min(numbers) <= least
            values[attribute] = [written(numbers[0] if steady else number) for number in numbers]
        words.append(brush.element("ellipse", f'fill="url(#{brush.prefix}shade)"', values))
    return "".join(words)
