"""Week: on which days of a week its sessions and runs fall. Days are 1 to 7, counted from the plan's first day."""

from __future__ import annotations

DAYS = 7
RUN_GAP_DAYS = 2  # 48 hours between runs (army_rtr, warden2021)
MOST_RUNS = 3


def spread(count: int) -> tuple[int, ...]:
    """So many days (1-7) of a week, as evenly as whole days allow, from the first day on."""
    return tuple(1 + number * DAYS // count for number in range(count)) if count else ()


def picked(days: tuple[int, ...], count: int) -> tuple[int, ...]:
    """So many of the given days, evenly; all of them if there are no more."""
    most = min(count, len(days))
    return tuple(days[number * len(days) // most] for number in range(most)) if most else ()


def run_days(training: tuple[int, ...], count: int) -> tuple[int, ...]:
    """At most `count` and at most three of the training days, never two in a row, nor across the week's end."""
    chosen: list[int] = []
    for day in training:
        follows = not chosen or day - chosen[-1] >= RUN_GAP_DAYS
        wraps = bool(chosen) and chosen[0] + DAYS - day < RUN_GAP_DAYS
        if follows and not wraps and len(chosen) < min(count, MOST_RUNS):
            chosen.append(day)
    return tuple(chosen)
