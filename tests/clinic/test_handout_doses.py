"""What stands on paper is what stands on the screen."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from accounts.models import User
from rehab.checkins.swaps import swap_of
from rehab.clinic.handout import HURT_IS_NOT_HARM, PLAN, RESTS, WEEK
from rehab.clinic.printing import pdf_of
from rehab.engine.progress.log import FlareReport, Rating, Swap
from rehab.engine.progress.plain import to_plain
from rehab.library.models import Question
from rehab.plans.following import course_of
from tests.checkins.days import RUNS, logged, plan_since, session_of, standing_now, today_page
from tests.checkins.logging import READY, with_course
from tests.clinic.paper import handout_now, pages_of, words_of
from tests.engine.years import safe_answers
from tests.intake.walking import ada as ada
from tests.intake.walking import signed_in
from tests.plans.making import text_of
from tests.plans.test_statements import LONGEST, SHORTEST

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]
FIRST = re.compile(r'<h2 class="h1" id="next">(.+?)</h2>\s*<ul class="dose num">(.+?)</ul>', re.DOTALL)
PART = re.compile(r"<li><b>(.+?)</b>(.*?)</li>")
ROW = re.compile(r'<b>([^<]+)</b><br><span class="quiet small num">([^<]+)</span>')
CASES: dict[str, tuple[int, dict[str, Any]]] = {
    "the shortest": (0, SHORTEST),
    "the longest": (0, LONGEST),
    "with running": (0, RUNS),
    "in strength": (7, {**READY, "minutes_per_session": 30}),
    "after days without an entry": (14, RUNS),
}


def _on_screen(user: User) -> dict[str, str]:
    """Names with doses as Today shows them: the next exercise, then the others, then walking."""
    page = today_page(user)
    found = {
        name: ", ".join(f"{n} {what}".strip() for n, what in PART.findall(parts)) for name, parts in FIRST.findall(page)
    }
    return {unescape(name): unescape(dose) for name, dose in [*found.items(), *ROW.findall(page)]}


def _on_paper(user: User, span: str = WEEK) -> str:
    return words_of(pdf_of(handout_now(user, span)))


def _agree(user: User) -> None:
    """Every dose of Today stands on paper, in its words and with its name; nothing else does."""
    shown, handout = _on_screen(user), handout_now(user)
    on_paper = {**{line.name: line.dose for line in handout.lines}, **{row.name: row.dose for row in handout.beside}}
    assert shown
    assert on_paper == shown
    words = _on_paper(user)
    for line in handout.lines:
        assert re.search(rf"{re.escape(line.name)} {re.escape(line.dose)} {re.escape(line.start)}\. ", words), line
    assert all(f"{row.name}: {row.dose}, {row.days} day" in words for row in handout.beside)


@pytest.mark.parametrize("case", CASES)
def test_doses_are_those_of_today(case: str, ada: User) -> None:
    """Whatever the phase, the level and the days since."""
    day, changes = CASES[case]
    plan_since(ada, day, **changes)
    _agree(ada)


def test_a_higher_level_is_printed_as_it_is_shown(ada: User) -> None:
    """Levels that were reached, not those of the first day."""
    plan = plan_since(ada, 0, **READY)
    before = handout_now(ada).lines[0].dose
    with_course(plan, items=[{**item, "level": 3} for item in to_plain(course_of(plan))["items"]])
    _agree(ada)
    assert handout_now(ada).lines[0].dose != before


def test_a_swap_stands_on_the_next_paper(ada: User) -> None:
    """The exercise that took the place, at its dose; not the one that gave way."""
    plan = plan_since(ada, 0, **READY)
    offers = [(line, swap_of(standing_now(ada), item.exercise_id)) for line, item in _items(ada)]
    old, (_, others) = next((line, found) for line, found in offers if found and found[1])
    logged(plan, Swap("s", 0, _id_of(ada, old), others[0].exercise_id, "unsuitable"))
    _agree(ada)
    names = [line.name for line in handout_now(ada).lines]
    assert others[0].name in names
    assert old not in names


def _items(user: User) -> list[tuple[str, Any]]:
    lines = [line.name for line in handout_now(user).lines]
    return list(zip(lines, [i for i in standing_now(user).course.items if i.role == "exercise"], strict=True))


def _id_of(user: User, name: str) -> str:
    return next(item.exercise_id for line, item in _items(user) if line == name)


@pytest.mark.parametrize("span", [WEEK, PLAN])
def test_calm_days_print_the_calm_set_and_nothing_else(span: str, ada: User) -> None:
    """For a phase as for a week: the paper of a flare holds no strength exercise, and no run."""
    plan = plan_since(ada, 3, **READY)
    usual = {line.name for line in handout_now(ada).lines}
    logged(plan, FlareReport("f", 3, safe_answers(standing_now(ada).frame), 7))
    _agree(ada)
    handout = handout_now(ada, span)
    assert handout.title == "Calm days"
    assert not usual & {line.name for line in handout.lines}
    assert all(len(line.days) == 7 for line in handout.lines)
    words = _on_paper(ada, span)
    assert "Not today. Calm days come first." in words
    assert "Calm days since" in words


def test_the_run_answer_is_that_of_today_and_says_whose_day_it_is(ada: User) -> None:
    """A yes of this morning is no yes of Friday: the paper says to ask again."""
    plan = plan_since(ada, 3, **RUNS)
    page = text_of(today_page(ada))
    handout, words = handout_now(ada), _on_paper(ada)
    assert f"Can I run today? {handout.run_head}. {handout.run_text}" in page
    assert f"Ask the app on the day. On {handout.today} it says: {handout.run_head}. {handout.run_text}" in words
    logged(plan, session_of(plan, 2), Rating("r", 3, 6, 6, 6))
    assert f"{handout_now(ada).run_head}. {handout_now(ada).run_text}" in text_of(today_page(ada))


def test_the_units_are_the_runners(ada: User) -> None:
    """Miles for who counts in miles."""
    User.objects.filter(pk=ada.pk).update(units="mi")
    plan_since(ada, 3, **RUNS)
    assert " miles" in _on_paper(User.objects.get(pk=ada.pk))


def test_boxes_stand_on_the_days_of_the_plans_week(ada: User) -> None:
    """As many as the exercise has days, on session days, dated; the whole phase names the weekdays alone."""
    plan_since(ada, 9, **READY)
    standing, handout = standing_now(ada), handout_now(ada)
    first = standing.date_of(7)
    assert handout.dates.startswith(f"{first:%A} {first.day} {first:%B} to ")
    dated = [f"{first + timedelta(days=number):%a} {(first + timedelta(days=number)).day}" for number in range(7)]
    assert all(set(line.days) <= set(dated) and 1 <= len(line.days) <= 4 for line in handout.lines)
    assert [[day[:3] for day in line.days] for line in handout.lines] == [
        list(line.days) for line in handout_now(ada, PLAN).lines
    ]


def test_the_whole_phase_holds_what_rests_without_boxes(ada: User) -> None:
    """A smaller week prints three exercises; the phase prints all, and says which are left out for now."""
    plan = plan_since(ada, 0, **READY)
    with_course(plan, shrunk_until=6)
    assert len(handout_now(ada).lines) == 3
    lines = handout_now(ada, PLAN).lines
    assert [line.rests for line in lines] == [""] * 3 + [RESTS] * (len(lines) - 3)
    assert all(bool(line.days) is not bool(line.rests) for line in lines)
    assert _on_paper(ada, PLAN).count(RESTS) == len(lines) - 3 > 0


def test_the_rule_of_pain_is_the_one_on_the_plan(ada: User) -> None:
    """One sentence, on both."""
    plan_since(ada, 0)
    assert HURT_IS_NOT_HARM in text_of(signed_in(ada).get("/plan/").content.decode())
    assert HURT_IS_NOT_HARM in _on_paper(ada)


def test_the_signs_are_the_protocols_own_questions(ada: User) -> None:
    """Each question to which a yes alone is an emergency, in its words; one that only asks for a doctor is not."""
    plan_since(ada, 0)
    texts = dict(Question.objects.filter(protocol__status="published").values_list("key", "text"))
    signs, words = handout_now(ada).signs, _on_paper(ada)
    alone = "bladder bowel saddle sexual bilateral_leg sudden_weak major_trauma meningism neck_vascular chest aorta"
    assert signs == tuple(texts[f"rf_{name}"] for name in alone.split())
    assert all(sign in words for sign in signs)
    assert "Stop and get help now" in words


@pytest.mark.parametrize(("minutes", "pages"), [(10, 1), (15, 1), (20, 1), (25, 1), (30, 2)])
def test_five_exercises_fill_one_page_and_more_go_on(minutes: int, pages: int, ada: User) -> None:
    """None is cut off, and what to do in an emergency is on the first page in any case."""
    plan_since(ada, 0, **{**READY, "minutes_per_session": minutes})
    handout = handout_now(ada)
    found = pages_of(pdf_of(handout))
    assert (len(handout.lines) > 5) is (minutes > 20)
    assert len(found) == pages
    assert "Stop and get help now" in found[0]
    assert all(sum(line.dose in page for page in found) for line in handout.lines)
