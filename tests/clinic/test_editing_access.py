"""Who may adjust a plan: a checked therapist with the runner's consent, while it lasts; and what junk does."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry, CareLink, TherapistProfile
from rehab.clinic.urls import PLAN, urlpatterns
from rehab.plans.models import Plan
from tests.accounts.therapists import therapist
from tests.clinic.editor import HTMX, Editor, form_of
from tests.clinic.editor import editor as editor
from tests.intake.walking import ada as ada
from tests.intake.walking import runner, signed_in
from tests.plans.making import plan_of, text_in
from tests.sharing import undone

pytestmark = [pytest.mark.django_db]
PATHS = ["", "items/{}/", "items/{}/move/", "items/{}/exchange/", "proposals/{}/", "add/", "hold/"]
HEALTH = ("of this phase", "Exercises", "level", "Take it out", "Ada")


def _paths(editor: Editor) -> list[str]:
    return [editor.at(path.format(editor.names[0])) for path in PATHS]


def _is_refused(client: Client, path: str, statuses: tuple[int, ...]) -> None:
    for answer in (client.get(path), client.post(path, {"act": "remove"}), client.get(path, **HTMX)):
        assert answer.status_code in (*statuses, 405), (path, answer.status_code)
        assert not any(word in text_in(answer) for word in HEALTH)


def test_every_address_of_the_editor_is_tried_here() -> None:
    """One that is added later has to say who gets in."""
    ours = [str(pattern.pattern) for pattern in urlpatterns if str(pattern.pattern).startswith(PLAN)]
    assert len(ours) == len(PATHS)


def test_strangers_find_nothing(editor: Editor) -> None:
    """Another therapist, one with another runner, an ex-therapist: the same 404 whether the runner exists or not."""
    other, ex = therapist("tom@example.org"), therapist("ex@example.org")
    bob = runner("bob@example.org")
    plan_of(bob)
    CareLink.objects.create(runner=bob, therapist=other, granted_at=timezone.now())
    CareLink.objects.create(runner=editor.plan.runner, therapist=ex, granted_at=timezone.now(), ended_at=timezone.now())
    for who in (other, ex):
        for path in _paths(editor):
            _is_refused(signed_in(who), path, (404,))
    assert editor.versions == 0
    refused = AuditEntry.objects.get(actor_id=ex.public_id)
    assert (refused.outcome, refused.subject_id) == ("deny", editor.plan.runner.public_id)
    assert not AuditEntry.objects.filter(outcome="permit").exists()


def test_runners_visitors_and_unchecked_therapists_are_led_away(editor: Editor) -> None:
    """Not even the plan's own runner edits it here; a licence that is not checked leads to its page."""
    quack = runner("q@example.org", role="therapist")
    TherapistProfile.objects.create(user=quack, clinic="Hill", licence_body="Board", licence_number="1")
    CareLink.objects.create(runner=editor.plan.runner, therapist=quack, granted_at=timezone.now())
    for path in _paths(editor):
        _is_refused(Client(), path, (302,))
        _is_refused(signed_in(editor.plan.runner), path, (403,))
        _is_refused(signed_in(runner(f"admin{uuid4()}@example.org", role="support_admin")), path, (403,))
        answer = signed_in(quack).get(path)
        assert answer.headers.get("Location", "/account/licence/").endswith("licence/")


def test_a_consent_that_ends_works_at_once(editor: Editor) -> None:
    """Also for a form that is open."""
    name = editor.names[0]
    sent = editor.tokens(f"items/{name}/") | {"act": "remove"}
    CareLink.objects.update(ended_at=timezone.now())
    assert editor.post(f"items/{name}/", sent).status_code == 404
    assert editor.client.get(editor.at()).status_code == 404
    assert name in editor.names


def test_without_an_open_plan_there_is_nothing(editor: Editor) -> None:
    """A closed plan is read, not changed."""
    Plan.objects.update(closed_at=timezone.now())
    assert editor.client.get(editor.at()).status_code == 404


def test_a_form_of_the_plan_before_changes_nothing_in_the_next(editor: Editor) -> None:
    """Its version has the same number, and it is another plan."""
    name = editor.names[0]
    sent = editor.tokens(f"items/{name}/") | {"act": "remove", "reason": "typed before"}
    Plan.objects.update(closed_at=timezone.now())
    new = plan_of(editor.plan.runner)
    answer = editor.post(f"items/{name}/", sent)
    assert answer.status_code == 409
    assert "The runner began another plan meanwhile." in text_in(answer)
    assert not new.log.exists()


def test_a_form_of_a_stranger_s_plan_changes_nothing(editor: Editor) -> None:
    """The plan a form names is only compared, never looked up."""
    bob = plan_of(runner("bob@example.org"))
    sent = editor.tokens(f"items/{editor.names[0]}/") | {"act": "remove", "plan": str(bob.pk)}
    assert editor.post(f"items/{editor.names[0]}/", sent).status_code == 409
    assert not bob.log.exists()


@pytest.mark.parametrize("junk", ["", "\x00", "-1", "9" * 5000, "x" * 400, "\ud800", "' OR 1=1 --", "²", "1e3"])
def test_junk_breaks_nothing(junk: str, editor: Editor) -> None:
    """Whatever a field holds: an answer that says so, never a fault, never half a change."""
    name = editor.names[0]
    good: dict[str, Any] = editor.tokens(f"items/{name}/") | {"act": "dose", "level": "2", "place": "1"}
    for field in ("plan", "seen", "key", "act", "against", "confirmed", "reason", "level", "place"):
        sent = {**good, field: junk.encode("utf-8", "surrogatepass").decode("utf-8", "replace")}
        with undone():
            for path in (f"items/{name}/", f"items/{name}/move/", "hold/"):
                assert editor.post(path, sent).status_code in (302, 409, 422), (field, path)


def test_an_empty_form_is_told_so(editor: Editor) -> None:
    """Nothing arrived: nothing is changed."""
    for path in (f"items/{editor.names[0]}/", f"items/{editor.names[0]}/move/", "add/", "phase/", "undo/"):
        answer = editor.post(path, {})
        assert answer.status_code == 422, path
        assert "Not everything of this page arrived." in text_in(answer)


def test_what_is_sent_after_the_session_ended_is_shown_again_after_the_log_in(editor: Editor) -> None:
    """Unsaved, until it is sent once more; for the same therapist alone."""
    name = editor.names[0]
    path = f"items/{name}/"
    page = editor.client.get(editor.at(path)).content.decode()
    owner = re.findall(r'name="owner" value="([^"]+)"', page)[0]
    sent = editor.tokens(path) | {"act": "dose", "level": "2", "reason": "typed before", "owner": owner}
    editor.client.logout()
    answer = editor.client.post(editor.at(path), sent)
    assert answer.headers["Location"] == f"/account/login/?next={editor.at(path)}"
    assert editor.versions == 0
    editor.client.force_login(editor.thea, backend="allauth.account.auth_backends.AuthenticationBackend")
    again = editor.client.get(editor.at(path))
    assert 'value="typed before"' in again.content.decode()
    assert re.search(r'value="2"[^>]*checked', again.content.decode())
    assert editor.post(path, form_of(again, editor.at(path)) | {"act": "dose", "level": "2"}).status_code == 302
    assert editor.item(name).level == 2
