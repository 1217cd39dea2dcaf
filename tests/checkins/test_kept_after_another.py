"""What one phone logged of a day in two forms without a network joins; only what came from elsewhere is a conflict."""

from __future__ import annotations

import pytest
from django.conf import settings as known
from django.test import Client

from accounts.models import User
from tests.checkins.days import WELL, plan_since, send_session, session_sent
from tests.checkins.days import client as client
from tests.checkins.keeping import came_of, deliver, kept
from tests.intake.walking import ada as ada
from tests.intake.walking import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
DAY = "/today/session/0/"
OLD_KEY = known.SECRET_KEY
WALK = {"way": "walk", "minutes-walk_easy": "15", "pain-walk_easy": 1, "seen": 0}


@pytest.mark.parametrize("forms", [({**WELL, "seen": 0}, WALK), (WALK, {**WELL, "seen": 0})])
def test_a_second_form_of_the_day_joins_the_phones_own_first(
    ada: User, client: Client, forms: tuple[dict[str, object], ...]
) -> None:
    """Its page showed nothing logged yet; neither takes anything from the other, and each counts once."""
    plan = plan_since(ada, 0)
    first, second = kept(ada), kept(ada)
    second["X-After"] = first["Idempotency-Key"]
    assert came_of(deliver(client, first, DAY, **forms[0]))[0] == "saved"
    for _ in range(2):
        assert came_of(deliver(client, second, DAY, **forms[1]))[0] == "saved"
    marks = session_sent(ada, 0).marks
    assert len([mark for mark in marks if mark.counts and mark.pain == 1]) > 0
    assert [mark.pain for mark in marks if mark.exercise_id == "walk_easy"] == [1]
    assert plan.log.count() == 2


def test_a_page_that_showed_the_phones_own_row_corrects_it(ada: User, client: Client) -> None:
    """Opened again after it was sent: a walk that was cleared there is gone, and not brought back from before."""
    plan_since(ada, 0)
    first, second = kept(ada), kept(ada)
    second["X-After"] = first["Idempotency-Key"]
    both = {**WELL, "minutes-walk_easy": "15", "pain-walk_easy": 1}
    assert came_of(deliver(client, first, DAY, **both, seen=0))[0] == "saved"
    assert "walk_easy" in {mark.exercise_id for mark in session_sent(ada, 0).marks}
    assert came_of(deliver(client, second, DAY, **{**WELL, "pain": 3}, seen=1))[0] == "saved"
    marks = session_sent(ada, 0).marks
    assert {mark.pain for mark in marks} == {3}
    assert "walk_easy" not in {mark.exercise_id for mark in marks}


def test_what_was_kept_under_a_rotated_key_is_taken(ada: User, client: Client, settings) -> None:
    """While the old key is a fallback; without it nobody can tell whose it is."""
    plan_since(ada, 0)
    before = kept(ada)
    settings.SECRET_KEY = "a new key " * 6
    client = signed_in(ada)
    assert deliver(client, before, DAY, **WALK).status_code == 409
    settings.SECRET_KEY_FALLBACKS = [OLD_KEY]
    assert came_of(deliver(client, before, DAY, **WALK))[0] == "saved"


@pytest.mark.parametrize("after", ["own", "never sent", "x"])
def test_what_was_logged_elsewhere_after_it_is_a_conflict_still(ada: User, client: Client, after: str) -> None:
    """The row that stands is not the phone's own."""
    plan_since(ada, 0)
    first = kept(ada)
    deliver(client, first, DAY, **WELL, seen=0)
    send_session(client, 0, **{**WELL, "pain": 5}, seen=1)
    keys = {"own": first["Idempotency-Key"], "never sent": kept(ada)["Idempotency-Key"], "x": "x"}
    assert came_of(deliver(client, {**kept(ada), "X-After": keys[after]}, DAY, **WALK))[0] == "conflict"
    assert {mark.pain for mark in session_sent(ada, 0).marks} == {5}
