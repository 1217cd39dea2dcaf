"""Classing: the working pattern again at days 7 and 14 and whenever a movement test is repeated (M3; may2018).

A change of pattern needs the same result twice, three or more days apart. It is told to the runner and to a therapist;
the exercises of the plan are not exchanged by it: for that the intake is answered again.
"""

from __future__ import annotations

from dataclasses import replace

from ..answers import Answers
from ..catalog import Rule
from ..classify import classify
from ..conditions import Value
from ..triage import screen
from .course import LONG_AGO, Course, Decision, Frame, Step
from .log import CheckIn

APART_DAYS = 3
TEST_DAYS = (7, 14)
M3 = Rule("M3", "category", sources=("expert", "may2018"))


def reclassify(checkin: CheckIn, course: Course, frame: Frame) -> Step:
    """The pattern by today's answers; another one than before counts from its second time on."""
    tested = bool(checkin.ext_test or checkin.flex_test)
    if not tested and not any(day <= checkin.day < day + TEST_DAYS[0] for day in TEST_DAYS):
        return Step(course)
    found = _pattern(checkin, frame)
    if found == course.category:
        return Step(replace(course, other_category="", other_since=LONG_AGO))
    if found != course.other_category:
        return Step(replace(course, other_category=found, other_since=checkin.day))
    if checkin.day - course.other_since < APART_DAYS:
        return Step(course)
    after = replace(course, category=found, other_category="", other_since=LONG_AGO)
    said = Decision(
        day=course.day,
        step="category",
        rule=M3.id,
        outcome=found,
        subject="pattern",
        before=course.category,
        after=found,
        sources=M3.sources,
        version=frame.catalog.version,
    )
    return Step(after, (said,))


def _pattern(checkin: CheckIn, frame: Frame) -> str:
    asked = {question.id for question in frame.catalog.questions}
    given: dict[str, Value | None] = {name: v for name, v in frame.start.facts.items() if name in asked}
    given["radiation"] = checkin.limb
    given |= {name: v for name in ("ext_test", "flex_test") if (v := getattr(checkin, name))}
    pattern, _ = classify(screen(Answers(given), frame.catalog), frame.catalog)
    return pattern.category.value
