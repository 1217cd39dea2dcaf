"""Notes: private ones are their author's alone while the consent lasts, shared ones stay with the runner."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry, User
from rehab.clinic.models import Note
from tests.accounts.therapists import therapist, therapist_of
from tests.clinic.records import address_of, share
from tests.intake.walking import ada as ada
from tests.intake.walking import runner, signed_in
from tests.plans.statements import statements

pytestmark = [pytest.mark.django_db]
PRIVATE, SHARED = "canary: guards when bending", "canary: well done, keep the walks"
MESSAGES = "/messages/"


@pytest.fixture
def thea(ada: User) -> User:
    """Her therapist."""
    return therapist_of(ada)


@pytest.fixture
def client(thea: User) -> Client:
    """The therapist's browser."""
    return signed_in(thea)


def _write(client: Client, ada: User, body: str, **fields: Any) -> Any:
    return client.post(address_of(ada, "notes"), {"key": str(uuid.uuid4()), "body": body, **fields})


def _page(client: Client, ada: User) -> str:
    return client.get(address_of(ada, "notes")).content.decode()


def test_a_private_note_is_seen_by_its_author_alone(client: Client, ada: User) -> None:
    """Neither by the runner nor by another therapist of hers."""
    assert _write(client, ada, PRIVATE).status_code == 302
    assert PRIVATE in _page(client, ada)
    assert PRIVATE not in _page(signed_in(therapist_of(ada, "t2@example.org")), ada)
    assert PRIVATE not in signed_in(ada).get(MESSAGES).content.decode()
    note = Note.objects.get()
    assert not note.is_shared
    assert signed_in(User.objects.get(email="t2@example.org")).get(_of(ada, note)).status_code == 404


def _of(ada: User, note: Note) -> str:
    return f"{address_of(ada, 'notes')}{note.pk}/"


def test_after_the_end_nobody_reads_a_private_note(client: Client, ada: User) -> None:
    """Its author neither, at the next request of the open session."""
    _write(client, ada, PRIVATE)
    share(ada, ended_at=timezone.now())
    for address in (address_of(ada, "notes"), _of(ada, Note.objects.get())):
        for answer in (client.get(address), client.post(address, {"body": "x"})):
            assert answer.status_code == 404
            assert PRIVATE not in answer.content.decode()
    assert PRIVATE not in signed_in(ada).get(MESSAGES).content.decode()


def test_a_shared_note_stays_with_the_runner(client: Client, ada: User, thea: User) -> None:
    """With the name of who wrote it, when the care has ended and when the account is gone."""
    _write(client, ada, SHARED, is_shared="on")
    for _ in range(2):
        page = signed_in(ada).get(MESSAGES).content.decode()
        assert SHARED in page
        assert "Thea Brandt" in page
        share(ada, ended_at=timezone.now())
    thea.delete()
    page = signed_in(ada).get(MESSAGES).content.decode()
    assert SHARED in page
    assert "Thea Brandt" in page


def test_the_same_form_twice_is_one_note(client: Client, ada: User) -> None:
    """By its key; a key that is none of ours is no error."""
    for _ in range(2):
        client.post(address_of(ada, "notes"), {"key": str(uuid.UUID(int=7)), "body": PRIVATE})
    assert Note.objects.count() == 1
    assert _write(client, ada, PRIVATE, key="nonsense").status_code == 302


@pytest.mark.parametrize("body", ["", " \n ", "x" * 4001, "a\x00b"])
def test_what_cannot_be_kept_is_said_and_what_was_typed_stays(body: str, client: Client, ada: User) -> None:
    """422, nothing written."""
    answer = _write(client, ada, body, is_shared="on")
    assert answer.status_code == 422
    assert not Note.objects.exists()
    assert body.strip("\n \x00")[:50] in answer.content.decode()


def test_the_longest_note_fits_whatever_ends_its_lines(client: Client, ada: User) -> None:
    """A line's end is one character."""
    assert _write(client, ada, "x\r\n" * 1999 + "xy").status_code == 302
    assert len(Note.objects.get().body) == 4000


def test_a_note_is_changed_within_a_day(client: Client, ada: User) -> None:
    """Later the form says to write another, and keeps what was typed; what was shared stays shared."""
    _write(client, ada, SHARED, is_shared="on")
    note = Note.objects.get()
    assert client.post(_of(ada, note), {"body": "Other words"}).status_code == 302
    note.refresh_from_db()
    assert (note.body, note.is_shared, note.edited_at is not None) == ("Other words", True, True)
    Note.objects.update(made_at=timezone.now() - timedelta(hours=25))
    answer = client.post(_of(ada, note), {"body": "Too late"})
    assert answer.status_code == 422
    assert "Too late" in answer.content.decode()
    assert "Write another one" in answer.content.decode()
    assert client.get(_of(ada, note)).status_code == 200
    note.refresh_from_db()
    assert note.body == "Other words"


def test_another_therapist_cannot_change_it(client: Client, ada: User) -> None:
    """Not one of hers, not one of somebody else; nor through another runner's address."""
    _write(client, ada, PRIVATE)
    note, bob = Note.objects.get(), runner("bob@example.org")
    others = (therapist_of(ada, "t2@example.org"), therapist("t3@example.org"))
    for person in others:
        assert signed_in(person).post(_of(ada, note), {"body": "x"}).status_code == 404
    therapist_of(bob, "t4@example.org")
    assert signed_in(User.objects.get(email="t4@example.org")).get(_of(bob, note)).status_code == 404
    assert Note.objects.get().body == PRIVATE


def test_writing_and_looking_are_noted_without_the_words(client: Client, ada: User, thea: User) -> None:
    """Who, whose, what and when."""
    _write(client, ada, PRIVATE)
    client.post(_of(ada, Note.objects.get()), {"body": SHARED})
    _page(client, ada)
    rows = list(
        AuditEntry.objects.filter(actor_id=thea.public_id, subject_id=ada.public_id).values_list(
            "action", "object_type"
        )
    )
    assert set(rows) == {("write_note", "note"), ("edit_note", "note"), ("view", "notes")}
    assert not any("canary" in str(row) for row in AuditEntry.objects.values())


def test_markup_is_shown_as_text(client: Client, ada: User) -> None:
    """On both sides."""
    _write(client, ada, "<b>bold</b>", is_shared="on")
    for page in (_page(client, ada), signed_in(ada).get(MESSAGES).content.decode()):
        assert "&lt;b&gt;bold" in page


def test_more_notes_cost_no_more_statements(client: Client, ada: User, thea: User) -> None:
    """A page of them, however many there are."""
    counts = []
    _page(client, ada)
    for many in (5, 50):
        Note.objects.bulk_create(
            Note(
                runner=ada,
                author=thea,
                author_name="T",
                body="x",
                is_shared=True,
                key=uuid.uuid4(),
                made_at=timezone.now(),
            )
            for _ in range(many)
        )
        with statements() as sent:
            _page(client, ada)
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 9
