"""Messages: while the consent is open, each once, told once, read marks by a post; the runner keeps them."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry, TherapistProfile, User
from rehab.clinic.messaging import MESSAGES_AN_HOUR
from rehab.clinic.models import Message, Thread
from rehab.intake.keeping import owner_token
from rehab.outbox.models import Notice
from tests.accounts.therapists import therapist, therapist_of
from tests.clinic.records import address_of, share
from tests.intake.walking import ada as ada
from tests.intake.walking import runner, signed_in
from tests.plans.statements import statements

pytestmark = [pytest.mark.django_db]
HERS, THEIRS = "canary: it aches after the hills", "canary: try the flat road"
OWN = "/messages/"


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    """Limits are counted in the cache."""
    cache.clear()


@pytest.fixture
def thea(ada: User) -> User:
    """Her therapist."""
    return therapist_of(ada)


def _own(ada: User, thea: User) -> str:
    return f"{OWN}{Thread.id_of(ada, thea)}/"


def _send(person: User, address: str, body: str, key: str = "") -> Any:
    return signed_in(person).post(address, {"key": key or str(uuid.uuid4()), "body": body})


def _both(ada: User, thea: User) -> None:
    assert _send(ada, _own(ada, thea), HERS).status_code == 302
    assert _send(thea, address_of(ada, "messages_with"), THEIRS).status_code == 302


def test_each_reads_what_the_other_wrote(ada: User, thea: User) -> None:
    """On both sides, in the order it was written, with a word that it is not for emergencies."""
    _both(ada, thea)
    for person, address, safety in (
        (ada, _own(ada, thea), "/safety/"),
        (thea, address_of(ada, "messages_with"), "/safety-check/"),
    ):
        page = signed_in(person).get(address).content.decode()
        assert page.index(HERS) < page.index(THEIRS)
        assert "Not for emergencies" in page
        assert safety in page


def test_the_first_unread_message_is_told_once(ada: User, thea: User) -> None:
    """Without a word of it; the next is told again only after it was read."""
    with_ada = address_of(ada, "messages_with")
    for _ in range(3):
        _send(ada, _own(ada, thea), HERS)
    assert Notice.objects.filter(recipient=thea, kind="message", about=ada).count() == 1
    assert not Notice.objects.filter(recipient=ada).exists()
    page = signed_in(thea).get("/notices/").content.decode()
    assert "A message from one of your runners" in page
    assert HERS not in page
    signed_in(thea).post(f"{with_ada}read/", {"last": _newest().pk})
    _send(ada, _own(ada, thea), HERS)
    assert Notice.objects.filter(recipient=thea).count() == 2
    _send(thea, with_ada, THEIRS)
    assert Notice.objects.filter(recipient=ada, about=None).count() == 1
    assert "A message from your therapist" in signed_in(ada).get("/notices/").content.decode()


def _newest() -> Message:
    return Message.objects.order_by("-sent_at").first()  # type: ignore[return-value]  # one was sent


def test_opening_changes_nothing_and_the_post_marks_what_was_shown(ada: User, thea: User) -> None:
    """What came after the page was made stays unread; one's own stays as it is."""
    _both(ada, thea)
    client, address = signed_in(thea), address_of(ada, "messages_with")
    client.get(address)
    assert not Message.objects.exclude(read_at=None).exists()
    shown = _newest()
    _send(ada, _own(ada, thea), "A later one")
    assert client.post(f"{address}read/", {"last": shown.pk}).status_code == 302
    assert [one.body for one in Message.objects.exclude(read_at=None)] == [HERS]
    assert ", read " in signed_in(ada).get(_own(ada, thea)).content.decode()
    for last in ("", "x", str(uuid.uuid4())):
        client.post(f"{address}read/", {"last": last})
    assert Message.objects.exclude(read_at=None).count() == 1
    answer = client.post(f"{address}read/", {"last": _newest().pk}, headers={"hx-request": "true"})
    assert "Marked as read" in answer.content.decode()


def test_the_runner_marks_as_well(ada: User, thea: User) -> None:
    """The therapist sees when."""
    _both(ada, thea)
    assert "not read yet" in signed_in(thea).get(address_of(ada, "messages_with")).content.decode()
    signed_in(ada).post(f"{_own(ada, thea)}read/", {"last": _newest().pk})
    assert [one.body for one in Message.objects.exclude(read_at=None)] == [THEIRS]
    assert "not read yet" not in signed_in(thea).get(address_of(ada, "messages_with")).content.decode()


def test_a_revoked_consent_closes_it_at_once_and_the_runner_keeps_it(ada: User, thea: User) -> None:
    """The therapist finds nothing, the runner reads on for good, and nothing can be sent either way."""
    _both(ada, thea)
    client = signed_in(thea)
    assert client.get(address_of(ada, "messages_with")).status_code == 200
    share(ada, ended_at=timezone.now())
    for name in ("messages_with", "read_with"):
        answer = client.post(address_of(ada, name), {"body": "x", "key": str(uuid.uuid4())})
        assert answer.status_code == 404
        assert "canary" not in answer.content.decode()
    assert "canary" not in client.get("/notices/").content.decode()
    page = signed_in(ada).get(_own(ada, thea)).content.decode()
    assert HERS in page
    assert THEIRS in page
    assert 'name="body"' not in page
    _send(ada, _own(ada, thea), "Too late")
    assert Message.objects.count() == 2
    thea.delete()
    assert THEIRS in signed_in(ada).get(_own(ada, thea)).content.decode()
    assert "Thea Brandt" in signed_in(ada).get(OWN).content.decode()


def test_without_a_checked_licence_nothing_is_sent(ada: User, thea: User) -> None:
    """The runner reads on, and the form is absent."""
    _both(ada, thea)
    TherapistProfile.objects.update(verified_at=None)
    assert 'name="body"' not in signed_in(ada).get(_own(ada, thea)).content.decode()
    assert _send(User.objects.get(pk=thea.pk), address_of(ada, "messages_with"), "x").status_code == 302
    assert Message.objects.count() == 2


def test_the_same_form_twice_is_one_message(ada: User, thea: User) -> None:
    """By its key, on each side."""
    key = str(uuid.uuid4())
    for _ in range(2):
        _send(ada, _own(ada, thea), HERS, key)
        _send(thea, address_of(ada, "messages_with"), THEIRS, key)
    assert Message.objects.count() == 2
    assert _send(ada, _own(ada, thea), HERS, "nonsense").status_code == 302


@pytest.mark.parametrize("body", ["", " \n ", "x" * 4001, "a\x00b"])
def test_what_cannot_be_sent_is_said_and_what_was_typed_stays(body: str, ada: User, thea: User) -> None:
    """On both sides."""
    for person, address in ((ada, _own(ada, thea)), (thea, address_of(ada, "messages_with"))):
        answer = _send(person, address, body)
        assert answer.status_code == 422
        assert body.strip("\n \x00")[:50] in answer.content.decode()
    assert not Message.objects.exists()


def test_what_was_written_when_the_session_ended_is_there_after_the_log_in(ada: User, thea: User) -> None:
    """Unsent, for its writer alone, under the key it had."""
    for person, address in ((ada, _own(ada, thea)), (thea, address_of(ada, "messages_with"))):
        key, browser = str(uuid.uuid4()), Client()
        answer = browser.post(address, {"owner": owner_token(person), "body": HERS, "key": key})
        assert answer.headers["Location"].startswith("/account/login/")
        browser.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        page = browser.get(address).content.decode()
        assert HERS in page
        assert key in page
    assert not Message.objects.exists()


def test_an_hour_allows_thirty(ada: User, thea: User) -> None:
    """The next is kept in its form; a form sent again does not count."""
    for _ in range(MESSAGES_AN_HOUR):
        assert _send(ada, _own(ada, thea), HERS, str(uuid.UUID(int=1))).status_code == 302
    for _ in range(MESSAGES_AN_HOUR - 1):
        assert _send(ada, _own(ada, thea), HERS).status_code == 302
    answer = _send(ada, _own(ada, thea), "One too many")
    assert answer.status_code == 429
    assert "One too many" in answer.content.decode()
    assert Message.objects.count() == MESSAGES_AN_HOUR


def test_strangers_find_nothing(ada: User, thea: User) -> None:
    """Another runner, another therapist of hers, a visitor, the wrong role: no thread, no mark, no message."""
    _both(ada, thea)
    other = therapist_of(ada, "t2@example.org")
    people = (runner("bob@example.org"), other, therapist("t3@example.org"), thea)
    for person in people:
        for address in (_own(ada, thea), f"{_own(ada, thea)}read/"):
            answer = signed_in(person).post(address, {"body": "x", "last": _newest().pk})
            assert answer.status_code == (404 if person.role == "runner" else 403)
            assert "canary" not in answer.content.decode()
    assert "canary" not in signed_in(other).get(address_of(ada, "messages_with")).content.decode()
    assert "canary" not in signed_in(people[0]).get(OWN).content.decode()
    for address in (OWN, _own(ada, thea)):
        assert Client().get(address).status_code == 302
    assert signed_in(ada).get(f"{OWN}{uuid.uuid4()}/").status_code == 404
    assert not Message.objects.exclude(read_at=None).exists()
    assert Message.objects.count() == 2


def test_writing_is_noted_without_the_words(ada: User, thea: User) -> None:
    """Both sides; a therapist's look as well."""
    _both(ada, thea)
    signed_in(thea).get(address_of(ada, "messages_with"))
    rows = set(AuditEntry.objects.filter(subject_id=ada.public_id).values_list("actor_id", "action", "object_type"))
    assert rows == {
        (ada.public_id, "send_message", "message"),
        (thea.public_id, "send_message", "message"),
        (thea.public_id, "view", "messages"),
    }


def test_more_messages_cost_no_more_statements(ada: User, thea: User) -> None:
    """A page of them, on both sides, however many there are."""
    _both(ada, thea)
    pages = (
        (signed_in(thea), address_of(ada, "messages_with")),
        (signed_in(ada), _own(ada, thea)),
        (signed_in(ada), OWN),
    )
    counts = []
    for client, address in pages:
        client.get(address)
    for many in (5, 50):
        Message.objects.bulk_create(
            Message(thread=Thread.objects.get(), from_runner=True, body="x", key=uuid.uuid4(), sent_at=timezone.now())
            for _ in range(many)
        )
        found = []
        for client, address in pages:
            with statements() as sent:
                client.get(address)
            found.append(len(sent))
        counts.append(found)
    assert counts[0] == counts[1]
    assert max(counts[1]) <= 9
