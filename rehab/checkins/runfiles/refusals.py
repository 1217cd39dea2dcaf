"""Why a file is not taken, in words that say what to do.

The process that parses answers with a `Refusal` and nothing else, so no byte of a file can reach a page in an error.
"""

from __future__ import annotations

from enum import StrEnum


class Refusal(StrEnum):
    """What is wrong with a file or with one of its rows."""

    EMPTY = "empty"
    TOO_BIG = "too_big"
    TOO_MANY_POINTS = "too_many_points"
    TOO_MANY_RUNS = "too_many_runs"
    COMPRESSED = "compressed"
    UNKNOWN_KIND = "unknown_kind"
    MISNAMED = "misnamed"
    DAMAGED = "damaged"
    UNREADABLE = "unreadable"
    NO_RUN = "no_run"
    NO_TIMES = "no_times"
    RIDE = "ride"
    SWIM = "swim"
    WALK = "walk"
    OTHER_SPORT = "other_sport"
    NO_HEADER = "no_header"
    TWO_DISTANCES = "two_distances"
    CELLS = "cells"
    NOT_A_RUN = "not_a_run"
    BAD_DATE = "bad_date"
    BAD_TIME = "bad_time"
    BAD_DISTANCE = "bad_distance"
    BAD_DURATION = "bad_duration"
    TOO_EARLY = "too_early"
    IN_THE_FUTURE = "in_the_future"
    NO_DURATION = "no_duration"
    TOO_LONG = "too_long"
    TOO_FAR = "too_far"
    NEGATIVE = "negative"
    TOO_FAST = "too_fast"


WORDS = {
    Refusal.EMPTY: "This file is empty. Export the run again and choose the new file.",
    Refusal.TOO_BIG: "This file is larger than 10 MB. Export one run at a time, or split the table.",
    Refusal.TOO_MANY_POINTS: "This file holds more than 200,000 points. Export one run at a time.",
    Refusal.TOO_MANY_RUNS: "This file holds more than 5,000 runs. Split it into smaller files.",
    Refusal.COMPRESSED: "This file is compressed. Unpack it first, then choose the file inside.",
    Refusal.UNKNOWN_KIND: "This is not a file we can read. Export your run as FIT, GPX, TCX or CSV.",
    Refusal.MISNAMED: "This file is not what its name says. Export the run again as FIT, GPX, TCX or CSV.",
    Refusal.DAMAGED: "This file is damaged or incomplete. Export it again from your watch or app.",
    Refusal.UNREADABLE: "This file could not be read. Export it again, or try another format: FIT, GPX, TCX or CSV.",
    Refusal.NO_RUN: "This file holds no recorded run. A planned route or workout cannot be imported.",
    Refusal.NO_TIMES: "This file does not say when the run took place. Export the recorded activity, not its route.",
    Refusal.RIDE: "This file holds a ride, not a run. Choose a file of a run.",
    Refusal.SWIM: "This file holds a swim, not a run. Choose a file of a run.",
    Refusal.WALK: "This file holds a walk, not a run. Choose a file of a run.",
    Refusal.OTHER_SPORT: "This file holds another sport, not a run. Choose a file of a run.",
    Refusal.NO_HEADER: (
        "The first line of this table has to name its columns: date or start, distance_km or distance_mi, and duration."
    ),
    Refusal.TWO_DISTANCES: "This table has two columns for distance. Keep distance_km or distance_mi, not both.",
    Refusal.CELLS: "the cells do not match the columns. A number with a comma has to stand in quotes.",
    Refusal.NOT_A_RUN: "another sport, not a run. Remove the row.",
    Refusal.BAD_DATE: "the date is not clear. Write it as year-month-day, such as 2026-03-01.",
    Refusal.BAD_TIME: "the time is not clear. Write it as hours:minutes, such as 07:30.",
    Refusal.BAD_DISTANCE: "the distance is not clear. Write a number such as 8.5, or leave it empty.",
    Refusal.BAD_DURATION: "the duration is not clear. Write hours:minutes:seconds, minutes:seconds or minutes.",
    Refusal.TOO_EARLY: "the run starts before 1990. Check the date.",
    Refusal.IN_THE_FUTURE: "the run starts in the future. Check the date, or the clock of your watch.",
    Refusal.NO_DURATION: "the run has no duration. Check how long it took.",
    Refusal.TOO_LONG: "the run is longer than 72 hours. Check its duration.",
    Refusal.TOO_FAR: "the run is longer than 500 km. Check its distance and unit.",
    Refusal.NEGATIVE: "a distance or a duration is below zero. Check the numbers.",
    Refusal.TOO_FAST: "the run is faster than anyone can run. Check its distance, its duration and their units.",
}


class Refused(Exception):
    """The file is not taken, for one reason."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal
