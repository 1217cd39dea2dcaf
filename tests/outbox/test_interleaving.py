"""Whatever happens to a reader while mails wait: none leaves after it was written down."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as runs
from hypothesis import strategies as st

from accounts.models import User
from rehab.outbox.addresses import address_hash
from rehab.outbox.clock import database_now
from rehab.outbox.models import Delivery, Purpose, Skip, State, Suppression
from rehab.outbox.posts import Letter
from rehab.outbox.sending import send_due
from rehab.outbox.suppressing import suppress
from rehab.outbox.unsubscribing import switch_off
from tests.outbox.leaving import due, posted, reader
from tests.outbox.sink import sink

MAILS = 4


def _closes(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def _unsubscribes(user: User) -> None:
    switch_off(user=user, purpose=Purpose.CARE, now=database_now())


def _bounces(user: User) -> None:
    suppress(address_hash=address_hash(user.email), reason=Suppression.Reason.HARD_BOUNCE, now=database_now())


def _changes_address(user: User) -> None:
    user.emailaddress_set.update(verified=False)  # type: ignore[attr-defined]  # allauth has no types


EVENTS = {
    Skip.INACTIVE: _closes,
    Skip.UNSUBSCRIBED: _unsubscribes,
    Skip.SUPPRESSED: _bounces,
    Skip.UNVERIFIED: _changes_address,
    Skip.PAUSED: None,  # what the kind itself says, for instance of a plan
}


@pytest.mark.slow
@pytest.mark.django_db
@given(reason=st.sampled_from(sorted(EVENTS)), after=st.integers(0, MAILS), ahead=st.booleans())
@runs(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_mail_leaves_after_the_event(settings, reason, after, ahead) -> None:
    """It comes as the relay takes mail number `after`, in the midst of a batch, or before any: all 50 moments."""
    ada, paused = reader(f"{uuid4()}@example.org"), []
    event: Callable[[User], object] = EVENTS[reason] or (lambda _: paused.append(True))
    for number in range(MAILS):
        due(ada, str(number))
    asked: list[int] = []

    def write(delivery: Delivery, now: object) -> Letter:
        asked.append(delivery.pk)
        if len(asked) == after and not ahead:
            event(ada)  # after it was asked for the last time: this one is on its way, the next is not
        return Letter("New", "text", "<p>html</p>", "/")

    if after == 0 or ahead:
        event(ada)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with sink() as relay, posted(write=write, unwanted=lambda *_: Skip.PAUSED if paused else None):
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", relay.port
        send_due()
        left = 0 if ahead else after
        assert len(relay.accepted) == len(set(relay.accepted)) == left
    skipped = Delivery.objects.filter(recipient=ada, state=State.SKIPPED)
    assert list(skipped.values_list("skip_reason", flat=True)) == [reason] * (MAILS - left)
