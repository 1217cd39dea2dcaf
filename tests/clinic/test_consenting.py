"""A consent that ends between the page and the writing: nothing is written, whoever was let in a moment before."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import AuditEntry, User
from rehab.clinic.messaging import Pair, send_message
from rehab.clinic.models import Message, Note
from rehab.clinic.noting import edit_note, write_note
from rehab.outbox.models import Notice
from rehab.plans.adjusting import NoConsentError
from tests.accounts.therapists import therapist_of
from tests.clinic.records import share
from tests.intake.walking import ada as ada

pytestmark = [pytest.mark.django_db]
BEFORE: dict[str, Any] = {"body": "before", "is_shared": False}
LATER: dict[str, Any] = {"body": "later", "is_shared": True}


@pytest.fixture
def thea(ada: User) -> User:
    """Her therapist."""
    return therapist_of(ada)


def test_no_note_is_written_or_changed(ada: User, thea: User) -> None:
    """The one of before stays as it was."""
    note = write_note(runner=ada, author=thea, key=uuid.uuid4(), now=timezone.now(), **BEFORE)
    share(ada, ended_at=timezone.now())
    with pytest.raises(NoConsentError):
        write_note(runner=ada, author=thea, key=uuid.uuid4(), now=timezone.now(), **LATER)
    with pytest.raises(NoConsentError):
        edit_note(note=note, now=timezone.now(), **LATER)
    assert [(one.body, one.is_shared) for one in Note.objects.all()] == [("before", False)]
    assert AuditEntry.objects.filter(object_type="note").count() == 1


@pytest.mark.parametrize("is_runner", [True, False])
def test_no_message_is_sent(ada: User, thea: User, is_runner: bool) -> None:
    """Either way, and nobody is told of one."""
    share(ada, ended_at=timezone.now())
    with pytest.raises(NoConsentError):
        send_message(pair=Pair(ada, thea, is_runner), body="later", key=uuid.uuid4(), now=timezone.now())
    assert not Message.objects.exists()
    assert not Notice.objects.exists()
