"""Fifty runners give one known order, each with its reason."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from accounts.models import User
from rehab.clinic.ranking import ALL, NEEDS, page_of
from rehab.clinic.row_words import Fact
from rehab.clinic.worklist import PAGE, facts_of, rows_of, work_list
from rehab.plans.models import PlanState
from tests.accounts.therapists import therapist
from tests.clinic.fifty import NOW, fifty, linked, shuffled
from tests.sharing import shared

pytestmark = [pytest.mark.django_db]


@pytest.fixture(scope="module")
def key(django_db_setup: None, django_db_blocker: Any) -> Iterator[int]:
    """A therapist with fifty runners, taken on in an order that says nothing."""
    with shared(django_db_blocker):
        made = therapist()
        for facts in shuffled(fifty()):
            linked(made, facts)
        with django_db_blocker.block():
            yield made.pk


@pytest.fixture
def thea(key: int, library: None) -> User:
    """The therapist of the fifty."""
    return User.objects.get(pk=key)


def _listed(therapist: User) -> list[tuple[str, str]]:
    return [(row.name, row.chip) for row in rows_of(_facts(therapist), NOW)]


def _facts(therapist: User) -> list[Fact]:
    return facts_of(page_of(therapist=therapist, show=NEEDS, name="", now=NOW, limits=(99, 0)).ranks)


def test_fifty_runners_come_in_the_one_known_order(thea: User) -> None:
    """The order of the file, with the reasons of the file; whoever has none is not listed."""
    assert len(fifty()) == 50
    assert _listed(thea) == [(facts["name"], facts["why"]) for facts in fifty() if "why" in facts]


def test_the_order_is_the_same_after_a_rebuild(thea: User) -> None:
    """Every row is written anew from plans and logs; only since when something is met is not known again."""
    before, kept = _listed(thea), list(PlanState.objects.order_by("pk").values())
    PlanState.objects.all().delete()
    assert _listed(thea) == [row for row in before if row[0] in {"Bela", "Finn", "Sami", "Will"}]
    call_command("plan_states", stdout=StringIO())
    unknown = {"ready_on", "ready_at", "closed_anew_at"}
    again = list(PlanState.objects.order_by("pk").values())
    for old, new in zip(kept, again, strict=True):
        assert {k: v for k, v in old.items() if k not in unknown} == {k: v for k, v in new.items() if k not in unknown}
    assert {name for name, _ in _listed(thea)} == {name for name, _ in before}
    for option, count in (("--all", 45), ("", 0)):
        out = StringIO()
        call_command("plan_states", *filter(None, [option]), stdout=out)
        assert out.getvalue() == f"{count} plan states written.\n"


def test_pages_hold_the_same_order_and_the_tabs_count_alike(thea: User) -> None:
    """Twenty to a page; beyond the last page is the last page."""
    needs = [facts["name"] for facts in fifty() if "why" in facts]
    pages = [work_list(therapist=thea, show=NEEDS, name="", page=page, now=NOW) for page in (1, 2, 3)]
    assert [row.name for page in pages for row in page.rows] == needs
    assert [len(page.rows) for page in pages] == [PAGE, PAGE, len(needs) - 2 * PAGE]
    assert pages[0].counts == {"needs": len(needs), "aside": 0, "all": 50}
    assert work_list(therapist=thea, show=NEEDS, name="", page=99, now=NOW).number == 3


def test_all_runners_come_by_name_and_are_found_by_a_part_of_it(thea: User) -> None:
    """With their reasons; those on track say so."""
    everybody = work_list(therapist=thea, show=ALL, name="", page=3, now=NOW)
    assert [row.name for row in everybody.rows][-2:] == ["Zeno", "Zoe"]
    found = work_list(therapist=thea, show=ALL, name="wI", page=1, now=NOW)
    assert [(row.name, row.chip) for row in found.rows] == [
        ("Will", "Clearance waiting"),
        ("Wim", "3 of 3 sessions missing"),
    ]
    assert [row.chip for row in work_list(therapist=thea, show=ALL, name="una", page=1, now=NOW).rows] == ["On track"]


def test_each_row_says_since_when(thea: User) -> None:
    """By the days of the file: what was told days ago holds since then."""
    since = {fact.name: fact.since for fact in _facts(thea)}
    assert all(since.values())
    for facts in fifty():
        told = facts.get("shut") or facts.get("referred")
        if told:
            assert since[facts["name"]] == NOW.date() - timedelta(days=told["ago"])
        elif re.fullmatch(r"No (log|change) .*", facts.get("why", "")):
            days = int(re.findall(r"\d+", facts["why"])[0])
            assert since[facts["name"]] == NOW.date() - timedelta(days=days)
    assert since["Ida"] == date(2026, 11, 18)  # the first of seven days in a row
