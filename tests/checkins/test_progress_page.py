"""The progress page: what it says, when it is made again, how much it costs with a year of logs."""

from __future__ import annotations

import re

import pytest

from accounts.models import User
from rehab.engine.progress.log import Rating, Session
from rehab.library.models import Exercise
from rehab.plans.models import LogEntry, StoredPage
from tests.checkins.days import PROGRESS, progress_page
from tests.intake.walking import ada as ada
from tests.intake.walking import signed_in
from tests.plans.making import plan_of, text_of
from tests.plans.statements import statements
from tests.plans.years import plan_with_days, record

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
STORED, FRESH = 5, 11


def test_an_empty_plan_says_that_nothing_was_logged(ada: User) -> None:
    """No chart of nothing, no zero, and no date out of the air."""
    plan_of(ada)
    page = progress_page(ada)
    said = text_of(page)
    assert "Too early to see a change" in said
    assert "Nothing logged yet in this time." in said
    assert "Not yet: needs 7 days of logs." in said
    assert re.findall(r"data-chart=\"(\w+)", page) == ["function"]  # the intake's own score


def test_what_was_logged_is_there_as_a_table(ada: User) -> None:
    """A session with its next morning open: the table says so, without any script."""
    plan = plan_of(ada)
    item = plan.course["items"][0]["exercise_id"]
    mark = {"exercise_id": item, "level": 1, "done": 2, "planned": 2, "pain": 3}
    from rehab.engine.progress.plain import read_entry

    entry = read_entry("session", {"id": "session-0", "day": 0, "marks": [mark], "planned": 2})
    assert isinstance(entry, Session)
    record(plan, entry)
    page = progress_page(ada)
    row = re.search(r"<tr><th scope=\"row\">[^<]+</th><td>Session</td><td>3</td><td>not answered</td></tr>", page)
    assert row is not None
    assert 'role="img"' in page


def test_the_page_is_made_again_after_an_entry_and_on_a_new_day(ada: User) -> None:
    """Stored in between: the key is the last entry, the decisions, the day and the units."""
    plan = plan_of(ada)
    progress_page(ada)
    first = StoredPage.objects.get().key
    progress_page(ada)
    assert StoredPage.objects.get().key == first
    record(plan, Rating("rating-0", 0, morning=2))
    progress_page(ada)
    second = StoredPage.objects.get().key
    User.objects.filter(pk=ada.pk).update(units="mi")
    progress_page(ada)
    assert len({first, second, StoredPage.objects.get().key}) == 3


def test_an_edit_of_the_library_makes_the_page_again(ada: User) -> None:
    """An exercise's new name is on the page at once, though nothing was logged since."""
    plan_of(ada)
    progress_page(ada)
    first = StoredPage.objects.get().key
    exercise = Exercise.objects.earliest("pk")
    exercise.name = "Another name"
    exercise.save()
    progress_page(ada)
    assert StoredPage.objects.get().key != first


@pytest.mark.slow
@pytest.mark.sqlite_only
def test_a_year_of_logs_costs_few_statements(ada: User) -> None:
    """Five from store, eleven when it is made again after an entry; the plan page five; so for any time shown."""
    plan_with_days(ada)
    assert LogEntry.objects.count() > 650
    client = signed_in(ada)
    client.get(PROGRESS)  # the words of the protocol are read once in the life of a process
    for query in ("", "?weeks=all"):
        StoredPage.objects.all().delete()
        for most in (FRESH, STORED):
            with statements() as found:
                assert client.get(PROGRESS + query).status_code == 200
            assert len(found) <= most, found
    client.get("/plan/")
    with statements() as found:
        client.get("/plan/")
    assert len(found) == 5


@pytest.mark.slow
def test_the_page_tells_the_weeks(ada: User) -> None:
    """Finding, adherence as "n of m known", the ladder, every decision with its rule; nothing of our own codes."""
    plan = plan_with_days(ada, 63)
    said = text_of(progress_page(ada))
    assert "Less pain than before" in said
    assert re.search(r"\d+ of \d+ known, \d+ unknown", said)
    assert "run 1 min, walk 4 min" in said
    for rule in set(plan.events.filter(kind="decided", day__gte=1).values_list("rule", flat=True)):
        assert rule in said
    assert "None" not in said
