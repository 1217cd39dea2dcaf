"""The muscle groups that can be lit, by the names authors use; where they lie stands in muscles."""

from __future__ import annotations

MIDDLE = ("abs", "lowback", "upback", "neckfront", "neckback", "obliques", "obliques_f")
SIDED = ("glutes", "glutemed", "quads", "hams", "calf", "hipflexor", "adductors", "shoulder", "shins", "neckside")
MUSCLE_NAMES: tuple[str, ...] = (*MIDDLE, *(f"{side}.{name}" for side in "fn" for name in SIDED))
