"""A session that ends in the middle of a screen loses nothing, and shows nothing to anybody else."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from rehab.intake.models import Intake
from tests.intake.walking import answers, runner, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def _screen(client: Client) -> dict[str, Any]:
    client.post("/intake/")
    page = client.get("/intake/1/").content.decode()
    owner = re.search(r'name="owner" value="([^"]+)"', page)
    assert owner is not None
    return {"owner": owner[1], "age_years": "41", "primary_region": "mid_back"}


def _expired(sent: dict[str, Any], **headers: Any) -> tuple[Client, Any]:
    visitor = Client()
    return visitor, visitor.post("/intake/1/", sent, **headers)


def test_what_was_sent_after_the_session_ended_is_shown_after_the_log_in() -> None:
    """The log-in leads back to the screen with every answer on it; one more tap saves it."""
    ada = runner()
    visitor, response = _expired(_screen(signed_in(ada)))
    assert response.headers["Location"] == "/account/login/?next=/intake/1/"
    visitor.force_login(ada, backend=BACKEND)
    page = visitor.get("/intake/1/").content.decode()
    assert 'value="41"' in page
    assert re.search(r'value="mid_back"[^>]*checked', page)
    assert "Your answers are still here" in page
    assert Intake.objects.get().answers == {}


def test_another_person_sees_none_of_it() -> None:
    """On a shared phone the next person finds their own empty screen, and what was kept is gone."""
    visitor, _ = _expired(_screen(signed_in(runner())))
    visitor.force_login(runner("bob@example.org"), backend=BACKEND)
    visitor.post("/intake/")
    assert 'value="41"' not in visitor.get("/intake/1/").content.decode()
    assert "kept_answers" not in visitor.session


@pytest.mark.parametrize("owner", ["", "forged", "x" * 5000])
def test_what_says_not_whose_it_is_is_not_kept(owner: str) -> None:
    """A stranger fills no session: no row is written."""
    _, response = _expired({"owner": owner, "age_years": "41"})
    assert response.status_code == 302
    assert Session.objects.count() == 0


def test_htmx_is_led_to_the_log_in_as_a_whole_page() -> None:
    """A draft sent too late does not paint the log-in into the form."""
    sent = _screen(signed_in(runner()))
    response = Client().post("/intake/1/draft/", sent, HTTP_HX_REQUEST="true")
    assert "/account/login/" in response.headers["HX-Redirect"]


def test_a_form_older_than_the_log_in_is_shown_again() -> None:
    """Signed in anew in another tab: the form's protection is stale, the answers come back to be sent once more."""
    ada = runner()
    sent = _screen(signed_in(ada))
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ada, backend=BACKEND)
    response = strict.post("/intake/1/", {**sent, "csrfmiddlewaretoken": "a" * 64})
    assert response.status_code == 302
    assert response.headers["Location"] == "/intake/1/"
    assert 'value="41"' in strict.get("/intake/1/").content.decode()


def test_a_stale_form_of_somebody_else_is_refused() -> None:
    """Only one's own screen comes back."""
    sent = _screen(signed_in(runner()))
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(runner("bob@example.org"), backend=BACKEND)
    assert strict.post("/intake/1/", sent).status_code == 403


def test_a_draft_saves_without_finishing_the_screen() -> None:
    """What is tapped is stored at once; the screen stays open; a late draft of a sent screen changes nothing."""
    client = signed_in(runner())
    sent = {**_screen(client), "turn": "0"}
    assert client.post("/intake/1/draft/", {**sent, "age_years": "abc"}).status_code == 204
    intake = Intake.objects.get()
    assert (intake.answers, intake.done) == ({"primary_region": "mid_back"}, [])
    client.post("/intake/1/", sent)
    assert client.post("/intake/1/draft/", {**sent, "age_years": "66"}).status_code == 204
    assert Intake.objects.get().answers["age_years"] == 41


def test_back_keeps_what_was_typed() -> None:
    """Going back saves what can be read, and the screen before shows its answers."""
    client = signed_in(runner())
    client.post("/intake/")
    client.post("/intake/1/", answers())
    response = client.post("/intake/2/", {"rf_bladder": "no", "back": "1"})
    assert response.headers["Location"] == "/intake/1/"
    assert 'value="35"' in client.get("/intake/1/").content.decode()
    assert re.search(r'name="rf_bladder" value="no"[^>]*checked', client.get("/intake/2/").content.decode())
