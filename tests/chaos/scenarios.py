"""All scenarios by their number."""

from __future__ import annotations

from collections.abc import Callable

from . import kills, outages
from .stage import Stage

SCENARIOS: dict[str, Callable[[Stage], None]] = {
    "R1": lambda stage: kills.kill_senders(stage, number=stage.of(20, 100, 100)),
    "R1-sqlite": lambda stage: kills.kill_senders(stage, number=stage.of(5, 20, 100)),
    "R2": kills.die_at_points,
    "R3": outages.redis_goes,
    "R4": outages.postgres_goes,
    "R5": outages.beats_come_twice,
    "R6": kills.freeze_senders,
    "R7": kills.wrong_clocks,
}
