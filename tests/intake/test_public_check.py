"""The public safety check: open to all, stores nothing, never guesses."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rehab.intake.selectors import safety_questions
from tests.intake.answers import quiet

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
EMERGENCY = (
    "rf_bladder",
    "rf_bowel",
    "rf_saddle",
    "rf_sexual",
    "rf_bilateral_leg",
    "rf_sudden_weak",
    "rf_major_trauma",
)
URGENT = ("rf_stable_weak", "rf_fever", "rf_hands", "rf_calf", "rf_cannot_stand", "rf_neck_injury")


def _post(client: Client, **changes: str) -> str:
    response = client.post(reverse("intake:public_check"), quiet(**changes))
    assert response.status_code == 200
    return response.content.decode()


def test_it_asks_all_26_questions_and_fills_none_in(client: Client) -> None:
    """Every safety question of the protocol stands there unanswered."""
    page = client.get(reverse("intake:public_check")).content.decode()
    assert len(safety_questions()) == 26
    assert page.count("<fieldset") == 26
    assert " checked" not in page


@pytest.mark.parametrize("question", EMERGENCY)
@pytest.mark.parametrize("said", ["yes", "not_sure"])
@pytest.mark.sqlite_only
def test_an_emergency_answer_shouts(client: Client, question: str, said: str) -> None:
    """The full-screen page at once; "not sure" counts as the question says."""
    page = _post(client, **{question: said})
    if question == "rf_sexual" and said == "not_sure":
        assert "No warning sign" in page
    else:
        assert "Stop. Get emergency care now." in page
        assert dict(safety_questions())[question] in page.replace("&#x27;", "'")


@pytest.mark.parametrize("question", URGENT)
@pytest.mark.sqlite_only
def test_an_urgent_answer_says_how_soon(client: Client, question: str) -> None:
    """A doctor within 24 to 48 hours, and no exercise until then."""
    assert "within 24 to 48 hours" in _post(client, **{question: "yes"})


def test_a_neck_injury_at_65_is_an_emergency(client: Client) -> None:
    """Rules that join age and an answer are screened too."""
    assert "Stop. Get emergency care now." in _post(client, rf_neck_injury="yes", age_years="65")


def test_quiet_answers_are_no_diagnosis(client: Client) -> None:
    """The page reassures, says what it did not ask, and when to come back."""
    page = _post(client)
    assert "No warning sign in these answers" in page
    assert "not a diagnosis" in page
    assert "This short check does not ask about them." in page


def test_an_open_question_keeps_what_was_chosen(client: Client) -> None:
    """One unanswered item: told beside the question, all other answers kept, no result shown."""
    given = quiet(rf_calf="not_sure")
    del given["rf_bowel"]
    response = client.post(reverse("intake:public_check"), given)
    page = response.content.decode()
    assert response.status_code == 422
    assert "1 answer is still open" in page
    assert "Choose yes, no or not sure." in page
    assert page.count(" checked") == 25


@pytest.mark.parametrize("age", ["", "15", "91", "abc", "1e5", "9" * 500, "-1", "\x00"])
def test_a_strange_age_is_told_and_not_a_crash(client: Client, age: str) -> None:
    """No 500 on any input."""
    assert client.post(reverse("intake:public_check"), quiet(age_years=age)).status_code == 422


@pytest.mark.parametrize("said", ["", "maybe", "\ud7ff", "yes\x00", "x" * 10_000])
def test_a_strange_answer_is_told_and_not_a_crash(client: Client, said: str) -> None:
    """No 500 on any input."""
    assert client.post(reverse("intake:public_check"), quiet(rf_calf=said)).status_code == 422


def test_nothing_is_stored(client: Client) -> None:
    """No row is written, no session begun, and no cache may keep the answer."""
    with CaptureQueriesContext(connection) as queries:
        response = client.post(reverse("intake:public_check"), quiet(rf_bladder="yes"))
    assert not [q["sql"] for q in queries if q["sql"].lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))]
    assert Session.objects.count() == 0
    assert "sessionid" not in client.cookies
    assert "no-store" in response.headers["Cache-Control"]


def test_a_form_from_elsewhere_is_refused_kindly() -> None:
    """Without our token: the 403 page, not a result."""
    strict = Client(enforce_csrf_checks=True)
    response = strict.post(reverse("intake:public_check"), quiet())
    assert response.status_code == 403
    assert "left open" in response.content.decode() or "open for too long" in response.content.decode()


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_other_methods_are_refused(client: Client, method: str) -> None:
    """405 for anything but reading and sending the form."""
    assert getattr(client, method)(reverse("intake:public_check")).status_code == 405
