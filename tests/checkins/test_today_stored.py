"""Today from store: the same page while nothing it shows has changed, another as soon as something has."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from accounts.models import User
from rehab.checkins.views.today import TOKEN
from rehab.engine.progress.log import Rating, Run, Shut
from rehab.library.models import Exercise
from rehab.plans.models import StoredPage
from tests.checkins.days import logged, plan_since
from tests.intake.walking import ada as ada
from tests.intake.walking import runner, signed_in
from tests.plans.making import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
MARK = "<p>From the store</p>"


def _is_stored(client: Client) -> bool:
    """Whether the next look at Today is answered from store; it is made anew otherwise."""
    StoredPage.objects.update(html=MARK)
    return MARK in client.get("/today/").content.decode()


def test_it_is_made_once(ada: User) -> None:
    """And again for the next person, who never sees this one's."""
    plan_since(ada, 3)
    client = signed_in(ada)
    made = text_of(client.get("/today/").content.decode())
    assert text_of(client.get("/today/").content.decode()) == made
    assert _is_stored(client)
    bob = runner("bob@example.org")
    plan_since(bob, 3)
    assert not _is_stored(signed_in(bob))


@pytest.mark.parametrize(
    "entry",
    [Rating("rating-3", 3, 4), Run("run-2", 2, km=2, minutes=14, pain=0)],
    ids=["a rating", "a run"],
)
def test_an_entry_makes_it_anew(ada: User, entry: Rating | Run) -> None:
    """Whether anything was decided by it or not."""
    plan = plan_since(ada, 3)
    client = signed_in(ada)
    client.get("/today/")
    logged(plan, entry)
    assert not _is_stored(client)
    assert _is_stored(client)


def test_another_day_other_units_and_a_lifted_lock_make_it_anew(ada: User) -> None:
    """Nothing was logged, and yet the page is another."""
    plan = plan_since(ada, 3, seen_clinician="no", duration_weeks=20)
    client = signed_in(ada)
    client.get("/today/")
    User.objects.filter(pk=ada.pk).update(units="mi")
    assert not _is_stored(client)
    assert plan.locks.filter(lifted_at=None).exists()
    plan.locks.all().delete()
    assert not _is_stored(client)
    plan_day = plan.started_on.replace(year=plan.started_on.year - 1)
    type(plan).objects.filter(pk=plan.pk).update(started_on=plan_day)
    assert not _is_stored(client)


def test_an_edited_exercise_makes_it_anew(ada: User) -> None:
    """A better wording is on Today at once."""
    plan_since(ada, 0)
    client = signed_in(ada)
    client.get("/today/")
    exercise = Exercise.objects.earliest("pk")
    exercise.save()
    assert not _is_stored(client)


def test_a_skipped_morning_is_another_page(ada: User) -> None:
    """For this session alone: on another device the question still stands."""
    plan_since(ada, 3)
    here, there = signed_in(ada), signed_in(ada)
    assert "Skip" in here.get("/today/").content.decode()
    here.post("/today/rating/", {"day": 3, "skip": 1})
    assert "This morning: not rated" in here.get("/today/").content.decode()
    assert "This morning: not rated" not in there.get("/today/").content.decode()


def test_a_safety_answer_closes_what_is_stored(ada: User) -> None:
    """The stored page was made before; it is not shown again."""
    plan = plan_since(ada, 3)
    client = signed_in(ada)
    client.get("/today/")
    logged(plan, Shut("s", 3, "urgent_24_48h", ("F05",)))
    assert client.get("/today/").headers["Location"] == "/plan/"


def test_each_answer_has_a_form_token_of_its_own(ada: User) -> None:
    """The store holds none; a rating sent with the one on a stored page is taken."""
    plan = plan_since(ada, 3)
    signed_in(ada).get("/today/")
    assert "csrfmiddlewaretoken" in plan.pages.get(name="today").html
    assert TOKEN in plan.pages.get(name="today").html
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada)
    page = client.get("/today/").content.decode()
    assert TOKEN not in page
    tokens = set(re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page))
    assert len(tokens) == 1
    sent = {"day": 3, "morning": 2, "csrfmiddlewaretoken": tokens.pop()}
    assert client.post("/today/rating/", sent).headers["Location"] == "/today/"
    assert plan.log.get().kind == "rating"
    assert client.post("/today/rating/", sent | {"csrfmiddlewaretoken": "x" * 64}).status_code == 403
