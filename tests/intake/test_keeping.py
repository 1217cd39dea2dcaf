"""Answers sent without a session, or with an older form token, are kept for their owner and for nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from accounts.models import User
from rehab.intake.keeping import MOST_CHARACTERS, SESSION_KEY, owner_token
from rehab.intake.models import Intake
from tests.intake.walking import runner, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
STEP, DRAFT = "/intake/1/", "/intake/1/draft/"
LOG_IN = reverse("account_login") + "?next=" + STEP
KEPT = "Your answers are still here"


def _person(email: str) -> User:
    person = runner(email)
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    return person


@pytest.fixture
def ada() -> User:
    """A runner in the middle of an intake."""
    person = _person("ada@example.org")
    signed_in(person).post(reverse("intake:home"))
    return person


def _sent(owner: User, **changes: Any) -> dict[str, Any]:
    return {"owner": owner_token(owner), "age_years": "47", "primary_region": "neck", **changes}


def _log_in(client: Client, person: User) -> Any:
    return client.post(LOG_IN, {"login": person.email, "password": "seventeen quiet herons"})


def test_answers_sent_after_the_session_ended_come_back_unsaved(ada: User) -> None:
    """Through the log-in and back to the screen, which shows them; they are saved by sending them once more."""
    client = signed_in(ada)
    client.session.flush()
    answer = client.post(STEP, _sent(ada))
    assert answer.status_code == 302
    assert answer.headers["Location"] == LOG_IN
    assert _log_in(client, ada).headers["Location"] == STEP
    page = client.get(STEP).content.decode()
    assert KEPT in page
    assert 'value="47"' in page
    assert Intake.objects.get().answers == {}
    assert client.post(STEP, _sent(ada)).headers["Location"] == "/intake/2/"
    assert Intake.objects.get().answers == {"age_years": 47, "primary_region": "neck"}
    assert KEPT not in client.get(STEP).content.decode()


def test_answers_that_could_not_be_saved_come_back_with_what_is_wrong(ada: User) -> None:
    """Not even a wrong answer is lost on the way."""
    client = Client()
    client.post(STEP, _sent(ada, age_years="seven and forty"))
    _log_in(client, ada)
    assert "seven and forty" in client.get(STEP).content.decode()


def test_another_person_sees_none_of_it(ada: User) -> None:
    """On a shared device what was kept is dropped at the first screen of anybody else."""
    bob, client = _person("bob@example.org"), Client()
    signed_in(bob).post(reverse("intake:home"))
    client.post(STEP, _sent(ada))
    assert _log_in(client, bob).headers["Location"] == STEP
    page = client.get(STEP).content.decode()
    assert KEPT not in page
    assert 'value="47"' not in page
    assert SESSION_KEY not in client.session


def test_another_screen_shows_none_of_it(ada: User) -> None:
    """Kept answers belong to the screen they were sent from."""
    signed_in(ada).post(STEP, _sent(ada))
    client = Client()
    client.post("/intake/2/", _sent(ada))
    _log_in(client, ada)
    page = client.get(STEP).content.decode()
    assert KEPT not in page
    assert SESSION_KEY in client.session, "they wait for their own screen"


def test_asking_for_the_head_of_a_screen_takes_nothing(ada: User) -> None:
    """Only the page itself shows what was kept, so only the page uses it up."""
    client = Client()
    client.post(STEP, _sent(ada))
    _log_in(client, ada)
    client.head(STEP)
    assert SESSION_KEY in client.session


@pytest.mark.parametrize("owner", [None, "", "forged", "ImFkYSI:1a2b3c:forged"])
def test_what_says_no_owner_is_not_kept(ada: User, owner: str | None) -> None:
    """No session is made for a stranger's post; the log-in is asked for as ever."""
    before = Session.objects.count()
    sent = {"age_years": "47"} | ({} if owner is None else {"owner": owner})
    answer = Client().post(STEP, sent)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("account_login"))
    assert Session.objects.count() == before


def test_too_much_is_not_kept(ada: User) -> None:
    """A session is no store for whatever is sent."""
    before = Session.objects.count()
    assert Client().post(STEP, _sent(ada, age_years="4" * MOST_CHARACTERS)).status_code == 302
    assert Session.objects.count() == before


def test_a_draft_sent_after_the_session_ended_leads_the_page_to_the_log_in(ada: User) -> None:
    """The page saves in the background: it is told to go to the log-in as a whole, and the answers are kept."""
    client = Client()
    answer = client.post(DRAFT, _sent(ada), headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert answer.headers["HX-Redirect"] == LOG_IN
    _log_in(client, ada)
    assert KEPT in client.get(STEP).content.decode()


def _strict(person: User) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.get(STEP)
    return client


def test_a_form_with_an_old_token_keeps_its_answers(ada: User) -> None:
    """Signed in again in another tab: the older tab's answers come back on their screen, unsaved."""
    client = _strict(ada)
    answer = client.post(STEP, _sent(ada, csrfmiddlewaretoken="x" * 64))
    assert answer.status_code == 302
    assert answer.headers["Location"] == STEP
    page = client.get(STEP).content.decode()
    assert KEPT in page
    assert 'value="47"' in page
    assert Intake.objects.get().answers == {}


def test_a_draft_with_an_old_token_loads_the_page_again(ada: User) -> None:
    """The background save leads the whole page back to its screen."""
    answer = _strict(ada).post(DRAFT, _sent(ada, csrfmiddlewaretoken="x" * 64), headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == STEP


def test_a_strangers_form_is_refused(ada: User) -> None:
    """A form that carries another person's mark, none, or leads to another page, is the 403 it always was."""
    client, bob = _strict(ada), _person("bob@example.org")
    assert client.post(STEP, _sent(bob)).status_code == 403
    assert client.post(STEP, {"age_years": "47"}).status_code == 403
    assert client.post(reverse("intake:home"), _sent(ada)).status_code == 403
    assert client.post("/nowhere/", _sent(ada)).status_code in (403, 404)
    assert SESSION_KEY not in client.session


def test_a_visitors_form_without_a_token_is_refused(ada: User) -> None:
    """Without a session there is nobody whose form it could be."""
    client = Client(enforce_csrf_checks=True)
    assert client.post(STEP, _sent(ada)).status_code == 403
    assert SESSION_KEY not in client.session


def test_a_draft_saves_without_finishing_the_screen() -> None:
    """What is tapped is stored at once; the screen stays open; a late draft of a sent screen changes nothing."""
    client = signed_in(runner())
    client.post("/intake/")
    sent = {"age_years": "41", "primary_region": "mid_back", "turn": "0"}
    assert client.post("/intake/1/draft/", {**sent, "age_years": "abc"}).status_code == 204
    intake = Intake.objects.get()
    assert (intake.answers, intake.done) == ({"primary_region": "mid_back"}, [])
    client.post("/intake/1/", sent)
    assert client.post("/intake/1/draft/", {**sent, "age_years": "66"}).status_code == 204
    assert Intake.objects.get().answers["age_years"] == 41


def test_an_emergency_sent_with_the_back_button_is_an_emergency() -> None:
    """Going back is no way round the screen: the answer is stored, screened and shown at once."""
    client = signed_in(runner())
    client.post("/intake/")
    client.post("/intake/1/", {"age_years": "41", "primary_region": "low_back"})
    response = client.post("/intake/2/", {"rf_bladder": "yes", "back": "1"})
    assert response.headers["Location"] == "/intake/result/"
    assert "Stop. Get emergency care now." in client.get("/intake/result/").content.decode()
    assert Intake.objects.get().safety_answers.get().answer == "yes"
