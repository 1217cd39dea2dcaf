"""Where the muscle groups lie that can be lit: chains on the surface, and the coat each is painted on.

Schematic: a soft glow at the place one would point at, not an anatomical outline.
"""

from __future__ import annotations

from collections.abc import Mapping

from .coats import Shape
from .joints import SIDES
from .muscle_names import MUSCLE_NAMES
from .vectors import Vector
from .volumes import Ellipsoid

Places = tuple[tuple[str, Vector, Vector], ...]
_OBLIQUE: Places = (
    ("pelvis", (0.004, 0.045, 0.068), (0.022, 0.020, 0.014)),
    ("l2", (0.008, 0, 0.062), (0.024, 0.020, 0.014)),
    ("t1", (0.008, 0.012, 0.066), (0.022, 0.020, 0.014)),
)
_MIDDLE: Mapping[str, tuple[str, Places]] = {
    "abs": ("torso", (
        ("pelvis", (0.034, 0.020, 0), (0.016, 0.020, 0.045)), ("l1", (0.040, 0.010, 0), (0.013, 0.020, 0.045)),
        ("l2", (0.043, 0.010, 0), (0.013, 0.020, 0.045)), ("t1", (0.046, 0.012, 0), (0.013, 0.020, 0.045)),
        ("t2", (0.047, 0, 0), (0.012, 0.020, 0.040)),
    )),
    "lowback": ("torso", (
        ("pelvis", (-0.038, 0.040, 0), (0.014, 0.020, 0.030)), ("l1", (-0.030, 0.012, 0), (0.014, 0.020, 0.030)),
        ("l2", (-0.030, 0.012, 0), (0.014, 0.020, 0.030)), ("t1", (-0.034, 0.015, 0), (0.013, 0.020, 0.030)),
    )),
    "upback": ("torso", (
        ("t1", (-0.034, 0.015, 0), (0.012, 0.020, 0.030)), ("t2", (-0.038, 0.012, 0), (0.014, 0.020, 0.030)),
        ("t3", (-0.040, 0.012, 0), (0.014, 0.020, 0.030)), ("c0", (-0.034, 0.008, 0), (0.013, 0.020, 0.030)),
    )),
    "neckback": ("neck", (
        ("c0", (-0.022, 0.012, 0), (0.012, 0.012, 0.020)), ("c1", (-0.016, 0.010, 0), (0.011, 0.012, 0.020)),
        ("c2", (-0.014, 0.012, 0), (0.011, 0.012, 0.020)), ("head", (-0.016, 0.010, 0), (0.011, 0.012, 0.020)),
    )),
    "neckfront": ("neck", (
        ("c0", (0.012, 0.022, 0), (0.010, 0.012, 0.020)), ("c1", (0.016, 0.012, 0), (0.010, 0.012, 0.020)),
        ("c2", (0.018, 0.008, 0), (0.010, 0.012, 0.020)),
    )),
    "obliques": ("torso", _OBLIQUE),
    "obliques_f": ("torso", tuple((segment, (f, u, -r), radii) for segment, (f, u, r), radii in _OBLIQUE)),
}  # fmt: skip
# Coats and segments of a side begin with a point; the third number of a centre counts away from the middle.
_SIDED: Mapping[str, tuple[str, Places]] = {
    "glutes": (".trousers", (
        ("pelvis", (-0.034, 0.020, 0.050), (0.026, 0.026, 0.030)),
        ("pelvis", (-0.036, -0.012, 0.050), (0.028, 0.028, 0.030)),
    )),
    "glutemed": (".trousers", (
        ("pelvis", (-0.018, 0.040, 0.066), (0.026, 0.022, 0.020)),
        ("pelvis", (-0.018, 0.005, 0.070), (0.026, 0.024, 0.020)),
    )),
    "quads": (".trousers", (
        (".thigh", (0.030, -0.040, 0), (0.018, 0.020, 0.030)), (".thigh", (0.030, -0.110, 0), (0.019, 0.020, 0.030)),
        (".thigh", (0.023, -0.190, 0), (0.014, 0.020, 0.022)),
    )),
    "hams": (".trousers", (
        (".thigh", (-0.028, -0.050, 0), (0.018, 0.020, 0.030)), (".thigh", (-0.024, -0.120, 0), (0.018, 0.020, 0.030)),
        (".thigh", (-0.018, -0.205, 0), (0.012, 0.020, 0.022)),
    )),
    "adductors": (".trousers", (
        (".thigh", (0.004, -0.060, -0.026), (0.022, 0.020, 0.016)),
        (".thigh", (0.006, -0.130, -0.022), (0.020, 0.020, 0.014)),
        (".thigh", (0.004, -0.200, -0.016), (0.013, 0.020, 0.010)),
    )),
    "calf": (".trousers", (
        (".shank", (-0.016, -0.035, 0), (0.014, 0.020, 0.024)), (".shank", (-0.023, -0.085, 0), (0.016, 0.020, 0.024)),
        (".shank", (-0.015, -0.150, 0), (0.010, 0.020, 0.018)),
    )),
    "shins": (".trousers", (
        (".shank", (0.018, -0.050, 0), (0.010, 0.020, 0.016)), (".shank", (0.012, -0.110, 0), (0.010, 0.020, 0.016)),
        (".shank", (0.010, -0.170, 0), (0.007, 0.020, 0.012)),
    )),
    "hipflexor": (".trousers", (
        ("pelvis", (0.034, 0.030, 0.050), (0.016, 0.018, 0.020)),
        ("pelvis", (0.034, -0.005, 0.050), (0.019, 0.018, 0.022)),
        (".thigh", (0.034, -0.060, 0), (0.016, 0.020, 0.022)),
    )),
    "shoulder": (".sleeve", (
        (".arm", (0, 0.004, 0), (0.026, 0.026, 0.030)), (".arm", (0, -0.050, 0), (0.020, 0.020, 0.024)),
    )),
    "neckside": ("neck", (
        ("c0", (0, 0.020, 0.034), (0.012, 0.012, 0.010)), ("c1", (0, 0.014, 0.020), (0.010, 0.012, 0.008)),
        ("head", (-0.004, 0.012, 0.018), (0.009, 0.010, 0.008)),
    )),
}  # fmt: skip


def _named(name: str) -> tuple[str, Shape]:
    side, point, kind = name.rpartition(".")
    if not point:
        coat, places = _MIDDLE[name]
        return coat, Shape(tuple(Ellipsoid(*given) for given in places))
    out = 1 if side == SIDES[0] else -1
    coat, places = _SIDED[kind]
    chain = tuple(
        Ellipsoid(f"{side}{segment}" if segment.startswith(".") else segment, (f, u, out * r), radii)
        for segment, (f, u, r), radii in places
    )
    return f"{side}{coat}" if coat.startswith(".") else coat, Shape(chain)


MUSCLES: Mapping[str, tuple[str, Shape]] = {name: _named(name) for name in MUSCLE_NAMES}
"""By name: the coat it is painted on, and its shape."""
