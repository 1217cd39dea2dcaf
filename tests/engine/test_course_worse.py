"""Worse answers never give a harder plan: the same log with more pain ends no higher."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from rehab.engine.progress.course import RUN_PHASE, Course, Frame
from rehab.engine.progress.days import begin_day
from rehab.engine.progress.following import first_day, follow
from rehab.engine.progress.log import CheckIn, Entry, Log, Rating, Run, Session

from .courses import RUNNERS, checkin, entry_tests, frame_of, rating, run, session
from .strategies import often

PLANS = st.integers(0, len(RUNNERS) - 1)
PAIN = st.sampled_from([0, 1, 1, 1, 2, 2, 3, 4, 6])
some = settings(often, max_examples=int(os.environ.get("EXAMPLES", "150")) // 4)
MOST = 10
Felt = dict[str, int]
FELT = ("morning", "worst", "average", "session", "run")


@st.composite
def diaries(draw: st.DrawFn) -> list[Felt]:
    """What is felt on each of some weeks' days; the pain of most days is low."""
    days = draw(st.integers(7, 49))
    usual = draw(st.sampled_from([0, 1, 1, 2]))
    odd = draw(st.dictionaries(st.integers(0, days - 1), st.fixed_dictionaries(dict.fromkeys(FELT, PAIN)), max_size=5))
    return [odd.get(day, dict.fromkeys(FELT, usual)) for day in range(days)]


def lived(diary: list[Felt], frame: Frame) -> tuple[Course, list[Entry]]:
    """Follow a diary as its runner would: what is prescribed on each day is done."""
    state, entries = first_day(frame), list[Entry]()
    for day, felt in enumerate(diary):
        for kind in ("rating", "session", "run", "checkin"):
            course = begin_day(day, state.course, state.log, frame).course
            for entry in written(kind, day, felt, course, state.log, frame):
                state = follow(state, entry, frame)
                entries.append(entry)
    return state.course, entries


def written(kind: str, day: int, felt: Felt, course: Course, log: Log, frame: Frame) -> Iterable[Entry]:
    """The entries of one kind on a day."""
    match kind:
        case "rating":
            worst = max(felt["worst"], felt["average"])
            return [rating(day, felt["morning"], worst, felt["average"])]
        case "session" if day % 7 in (0, 1, 3, 4, 5):
            done = session(day, course, log, frame, pain=felt["session"])
            return [done] if done else []
        case "run" if course.phase == RUN_PHASE and day % 7 in (0, 2, 4):
            return [run(day, course, pain=felt["run"])]
        case "checkin" if day % 7 == 6:
            return [entry_tests(day), checkin(day, felt["average"], max(felt["worst"], felt["average"]))]
        case _:
            return []


def followed(entries: Iterable[Entry], frame: Frame) -> Course:
    """The course after the same entries."""
    state = first_day(frame)
    for entry in entries:
        state = follow(state, entry, frame)
    return state.course


def hurt(entry: Entry, more: int = 1) -> Entry:
    """The same entry with all its pain higher."""
    match entry:
        case Session():
            return replace(entry, marks=tuple(replace(m, pain=_up(m.pain, more)) for m in entry.marks))
        case Run():
            return replace(entry, pain=_up(entry.pain, more))
        case CheckIn():
            return replace(entry, average=min(MOST, entry.average + more), worst=min(MOST, entry.worst + more))
        case Rating():
            return replace(entry, worst=_up(entry.worst, more), average=_up(entry.average, more))
        case _:
            return entry


def _up(pain: int | None, more: int) -> int | None:
    return None if pain is None else min(MOST, pain + more)


def is_no_harder(worse: Course, better: Course) -> bool:
    """Whether a course is nowhere above another: phase, stage, and in the same phase each exercise's level."""
    if worse.phase != better.phase:
        return worse.phase < better.phase
    if (worse.stage or 0) > (better.stage or 0):
        return False
    levels = {item.exercise_id: item.level for item in better.items}
    return all(item.level <= levels.get(item.exercise_id, item.level) for item in worse.items)


@some
@given(PLANS, diaries(), st.integers(1, 3))
def test_more_pain_on_every_day_never_ends_higher(number: int, diary: list[Felt], more: int) -> None:
    """All pain of a log one to three points higher: no exercise, stage or phase is above where it would have been."""
    frame = frame_of(number)
    better, entries = lived(diary, frame)
    worse = followed((hurt(entry, more) for entry in entries), frame)
    assert is_no_harder(worse, better)


@some
@given(PLANS, diaries(), st.data())
def test_one_worse_session_or_run_never_ends_higher(number: int, diary: list[Felt], data: st.DataObject) -> None:
    """The pain of one session, run or check-in higher, all else as it was.

    A single daily rating is another matter: the rules set pain against the week's and the fortnight's average, so that
    one higher rating before can make a later one no rise.
    """
    frame = frame_of(number)
    better, entries = lived(diary, frame)
    places = [place for place, entry in enumerate(entries) if isinstance(entry, Session | Run | CheckIn)]
    which = data.draw(st.sampled_from(places))
    entries[which] = hurt(entries[which], data.draw(st.sampled_from([1, 3, 7])))
    worse = followed(entries, frame)
    assert is_no_harder(worse, better)


@some
@given(PLANS, diaries(), st.data())
def test_one_worse_morning_never_ends_higher(number: int, diary: list[Felt], data: st.DataObject) -> None:
    """The last morning higher, or not rated at all: nothing is above where it would have been."""
    frame = frame_of(number)
    better, entries = lived(diary, frame)
    mornings = [place for place, entry in enumerate(entries) if isinstance(entry, Rating)]
    last = entries[mornings[-1]]
    assert isinstance(last, Rating)
    morning = data.draw(st.sampled_from([None, 4, 8]))
    if morning is not None and morning < (last.morning or 0):
        return
    entries[mornings[-1]] = replace(last, morning=morning)
    worse = followed(entries, frame)
    assert is_no_harder(worse, better)
