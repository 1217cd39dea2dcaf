"""Reading a message where it stands takes its notice along."""

from __future__ import annotations

import uuid

import pytest
from django.utils import timezone

from accounts.models import User
from rehab.clinic.messaging import mark_read
from rehab.clinic.models import Message, Thread
from rehab.outbox.selectors import unseen_notices
from tests.accounts.therapists import therapist_of
from tests.clinic.records import address_of
from tests.intake.walking import ada as ada
from tests.intake.walking import signed_in

pytestmark = [pytest.mark.django_db]


def test_the_bell_counts_what_is_still_unread(ada: User) -> None:
    """Up to the last message that was shown; the writer's own bell is left alone."""
    thea = therapist_of(ada)
    for body in ("Well done.", "Rest tomorrow."):
        sent = {"key": str(uuid.uuid4()), "body": body}
        signed_in(thea).post(address_of(ada, "messages_with"), sent)
    assert unseen_notices(ada) == 1
    first, last = Message.objects.order_by("sent_at", "pk")
    thread = Thread.objects.get()
    mark_read(thread=thread, by_runner=True, last=first.pk, now=timezone.now())
    assert unseen_notices(ada) == 1
    mark_read(thread=thread, by_runner=True, last=last.pk, now=timezone.now())
    assert unseen_notices(ada) == 0
