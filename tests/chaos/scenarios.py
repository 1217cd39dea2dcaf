"""What is played for each of the names."""

from __future__ import annotations

from collections.abc import Callable

from . import kills, mixed, outages, relays
from .stage import Stage
from .suites import suite

WEEKLY = "tests/reminders/test_materialising.py"
SCENARIOS: dict[str, Callable[[Stage], None]] = {
    "R0": mixed.everything_at_once,
    "R1": lambda stage: kills.kill_senders(stage, number=stage.of(20, 100, 100)),
    "R1-sqlite": lambda stage: kills.kill_senders(stage, number=stage.of(5, 20, 100)),
    "R2": kills.die_at_points,
    "R3": outages.redis_goes,
    "R4": outages.postgres_goes,
    "R5": outages.beats_come_twice,
    "R6": kills.freeze_senders,
    "R7": kills.wrong_clocks,
    "R8": suite(WEEKLY, "three_weeks_around_each_change"),
    "R9": suite("tests/reminders/test_local_time.py", "end_of_the_year or local_week_for_three_years"),
    "R10": suite(WEEKLY, "outage_of_three_weeks or is_over or catches_up"),
    "R11": relays.relays_misbehave,
    "R12": suite("tests/outbox/test_interleaving.py", "no_mail_leaves"),
    "R13": relays.burst,
    "R14": suite("tests/outbox/test_events.py", "signed_event or any_order or around_our_own or ten_times or soft"),
    "R15": relays.one_letter_is_broken,
}
