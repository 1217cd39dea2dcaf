"""What must be true of a solved figure; each check is a function that says what is wrong, in words.

Tolerances are shares of body height (0.005 is 8.5 mm at 1.70 m) unless a degree is named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

from .joints import JOINTS, SUMS, stem
from .movement import Key, Movement
from .pose import Prop
from .sites import SITES, volumes_of
from .skeleton import FOREARM, SHANK, THIGH, UPPER_ARM, Placed, limb_of, limbs_moved_by
from .surfaces import Wall
from .vectors import between, distance
from .volumes import Ellipsoid, axes_of, centre_of, centre_of_mass_x, lowest, reach_along

EXACT = 1e-9
MORPH = 0.04  # share a limb may seem to shorten half-way between two frames
CONTACT, FIXED, GRIP = 0.005, 0.01, 0.02
SINK, FLOAT = 0.017, 0.006  # soft tissue gives; the lowest point must be this near to the floor
RANGE_DEGREES = 1.5
SLIDE, BALANCE = 0.005, 0.03
NEAR_FLOOR = 0.012  # what is lower carries weight
# Degrees a solved angle may be away from the written one: as figures looked right (expert); fingers follow the hand.
DRIFT_DEGREES: Mapping[str, float] = {"wrist": 60, "toe": 60, "ankle": 35, "lean": 25, "fingers": 99}
DRIFT_ELSE = 20.0
BONES = (("arm", "fore", UPPER_ARM), ("fore", "hand", FOREARM), ("thigh", "shank", THIGH), ("shank", "foot", SHANK))
UNSEEN = ("thumb", "index", "short_hair")  # parts that may dip into the floor, or are not worn

Messages = Iterator[str]
BodyCheck = Callable[[Movement], Messages]


def _said(key: Key, movement: Movement) -> str:
    """How an author knows a key pose."""
    return movement.exercise.names[movement.keys.index(key)]


def _when(number: int, movement: Movement) -> str:
    """A frame as an author knows it: a pose, or the way from one to the next."""
    before = max(place for place, key in enumerate(movement.keys) if key.frame <= number)
    return _said(movement.keys[before], movement) if movement.keys[before].frame == number else _way(number, movement)


def _way(number: int, movement: Movement) -> str:
    """The two poses between which one goes on from a frame."""
    names = movement.exercise.names
    before = max(place for place, key in enumerate(movement.keys) if key.frame <= number)
    return f"between {names[before]} and {names[(before + 1) % len(names)]}"


def drift(movement: Movement) -> Messages:
    """The solver polishes and does not re-invent: a solved angle far from the wanted one contradicts the contacts."""
    for key in movement.keys:
        free = {limb_of(volumes_of(movement.body, grip.hand)[0].segment) for grip in key.wanted.grips}
        for name in JOINTS:
            if free.issuperset(limbs_moved_by(name)):
                continue
            wanted, solved = key.wanted.angles[name], key.angles[name]
            if abs(solved - wanted) > DRIFT_DEGREES.get(stem(name), DRIFT_ELSE):
                yield (
                    f"{_said(key, movement)}: {name} is wanted at {wanted:.0f}° but can only be {solved:.0f}° "
                    "with these contacts. Change the angle or the contacts."
                )


def limb_length(movement: Movement) -> Messages:
    """Bones have the lengths of the table in every frame."""
    for number, placed in enumerate(movement.placed):
        for side in "nf":
            for a, b, length in BONES:
                found = distance(placed[f"{side}.{a}"].origin, placed[f"{side}.{b}"].origin)
                if abs(found - length) > EXACT:
                    yield f"{_when(number, movement)}: {side}.{a} is {found:.4f} long instead of {length:.4f}."


def morph_length(movement: Movement) -> Messages:
    """An animation moves outlines straight from frame to frame: half-way, limbs must not seem to shrink."""
    for number, (placed, then) in enumerate(pairwise(movement.placed)):
        for side in "nf":
            for a, b, length in BONES:
                upper = between(placed[f"{side}.{a}"].origin, then[f"{side}.{a}"].origin, 0.5)
                lower = between(placed[f"{side}.{b}"].origin, then[f"{side}.{b}"].origin, 0.5)
                share = distance(upper, lower) / length
                if share < 1 - MORPH:
                    yield f"{_way(number, movement)}: {side}.{a} shrinks to {share:.0%}: add a pose."


def contacts(movement: Movement) -> Messages:
    """Every contact lies on its surface in every key pose; every hand reaches what it holds."""
    for key in movement.keys:
        placed = movement.placed[key.frame]
        for contact in key.wanted.contacts:
            for volume in volumes_of(movement.body, contact.site):
                gap = movement.ground.surfaces[contact.surface].gap(placed, volume)
                if abs(gap) > CONTACT:
                    where = "above" if gap > 0 else "inside"
                    yield f"{_said(key, movement)}: {contact.site} is {abs(gap):.3f} {where} the {contact.surface}."
        for fixed in key.wanted.fixed:
            x, y, _ = centre_of(placed, volumes_of(movement.body, fixed.site)[0])
            if max(abs(x - fixed.x), abs(y - fixed.y)) > FIXED:
                yield f"{_said(key, movement)}: {fixed.site} is at ({x:.2f}, {y:.2f}) and cannot reach its point."
    for miss in movement.grip_misses:
        if miss > GRIP:
            yield f"a hand misses the point it holds by {miss:.3f}: it is out of the arm's reach in this pose."


def sinking(movement: Movement) -> Messages:
    """No part goes deeper into the floor than soft tissue gives, in any frame."""
    for number, placed in enumerate(movement.placed):
        for name, chain in movement.body.parts.items():
            if stem(name) in UNSEEN:
                continue
            depth = -min(lowest(placed, volume) for volume in chain)
            if depth > SINK:
                yield f"{_when(number, movement)}: {name} sinks {depth:.3f} into the floor."
            for prop in (prop for prop in movement.exercise.props if prop.kind == "step"):
                depth = max(_depth_in(prop, placed, volume) for volume in chain)
                if depth > SINK:
                    yield f"{_when(number, movement)}: {name} is {depth:.3f} inside the step."


def _depth_in(step: Prop, placed: Placed, volume: Ellipsoid) -> float:
    """How deep a volume is in a block that stands on the floor: the shortest way out, upward or sideways."""
    x, _, _ = centre_of(placed, volume)
    wide = reach_along(placed, volume, (1.0, 0.0, 0.0))
    return min(step.size["h"] - lowest(placed, volume), x + wide - step.size["from"], step.size["to"] - x + wide)


def floating(movement: Movement) -> Messages:
    """Something touches the floor (or a prop carries the body) in every frame, except in flight."""
    if movement.exercise.flight or _carried(movement):
        return
    for number, placed in enumerate(movement.placed):
        chains = (chain for name, chain in movement.body.parts.items() if name not in ("bun", "short_hair"))
        low = min(lowest(placed, volume) for chain in chains for volume in chain)
        if low > FLOAT:
            yield f"{_when(number, movement)}: the body floats {low:.3f} above the floor."


def _carried(movement: Movement) -> bool:
    """Whether props carry all weight in some key pose, or water, or what is held: nothing need touch the floor."""
    return (
        _in_water(movement)
        or any(key.wanted.fixed for key in movement.keys)
        or any(
            key.wanted.contacts
            and all(contact.surface in ("chair", "step", "table", "bike") for contact in key.wanted.contacts)
            for key in movement.keys
        )
    )


def _in_water(movement: Movement) -> bool:
    return any(prop.kind == "water" for prop in movement.exercise.props)


def rom(movement: Movement) -> Messages:
    """All joints are in their range in every frame, and so are the back and the neck as a whole."""
    for number, angles in enumerate(movement.frames):
        for name, joint in JOINTS.items():
            if not joint.low - RANGE_DEGREES <= angles[name] <= joint.high + RANGE_DEGREES:
                said = f"{name} at {angles[name]:.0f}° is outside {joint.low:g}° to {joint.high:g}°."
                yield f"{_when(number, movement)}: {said}"
        for names, low, high in SUMS:
            total = sum(angles[name] for name in names)
            if not low - RANGE_DEGREES <= total <= high + RANGE_DEGREES:
                said = f"{' and '.join(names)} together at {total:.0f}° are outside {low:g}° to {high:g}°."
                yield f"{_when(number, movement)}: {said}"


def sliding(movement: Movement) -> Messages:
    """A contact that two neighbouring poses share stays where it is from the one to the other."""
    if movement.exercise.is_cycle:
        return
    for key, then in pairwise(movement.keys):
        for contact in key.wanted.contacts:
            if contact not in then.wanted.contacts or movement.exercise.slides(contact.site):
                continue
            axis = 1 if isinstance(movement.ground.surfaces[contact.surface], Wall) else 0
            part, index = SITES[contact.site][0]
            volume = movement.body.parts[part][index]
            places = [centre_of(placed, volume)[axis] for placed in movement.placed[key.frame : then.frame + 1]]
            if max(places) - min(places) > SLIDE:
                way = f"{max(places) - min(places):.3f} along the {contact.surface}"
                yield f"{contact.site} slides {way}; name it in slide if it may."


def balance(movement: Movement) -> Messages:
    """The centre of mass is above what carries the body, in every key pose that is not part of a gait."""
    if movement.exercise.is_cycle or _in_water(movement):
        return
    for key in movement.keys:
        placed = movement.placed[key.frame]
        carrying = [
            volume for chain in movement.body.parts.values() for volume in chain if lowest(placed, volume) < NEAR_FLOOR
        ]
        for contact in key.wanted.contacts:
            if contact.surface != "floor":
                carrying.append(volumes_of(movement.body, contact.site)[0])
        ends = []
        for volume in carrying:
            x = centre_of(placed, volume)[0]
            wide = sum(axis[0] ** 2 for axis in axes_of(placed, volume)) ** 0.5
            ends += [x - wide, x + wide]
        mass = centre_of_mass_x(placed, movement.body.parts)
        if ends and not min(ends) - BALANCE <= mass <= max(ends) + BALANCE:
            yield (
                f"{_said(key, movement)}: it would fall over; the centre of mass is at {mass:.3f}, "
                f"what carries it from {min(ends):.3f} to {max(ends):.3f}."
            )


BODY_CHECKS: tuple[BodyCheck, ...] = (
    drift, limb_length, morph_length, contacts, sinking, floating, rom, sliding, balance,
)  # fmt: skip
