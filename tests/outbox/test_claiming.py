"""Claiming: each row goes to one sender, and a sender that dies leaves the state its last commit says."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection, connections

from rehab.outbox.claiming import claim
from rehab.outbox.clock import database_now
from rehab.outbox.crashing import KILLED
from rehab.outbox.models import MOST_ATTEMPTS, Delivery, ErrorClass, Kind, State
from rehab.outbox.reaping import reap
from rehab.outbox.sending import send_due
from tests.outbox.leaving import due, posted, reader, stood
from tests.outbox.sink import sink

POINTS = [
    ("after_claim", State.CLAIMED, 0, State.DUE),
    ("after_intent", State.SENDING, 0, State.UNKNOWN),
    ("mid_data", State.SENDING, 0, State.UNKNOWN),
    ("after_dot", State.SENDING, 1, State.UNKNOWN),
    ("before_sent_commit", State.SENDING, 1, State.UNKNOWN),
]


def _claim_all(_: int) -> list[tuple[int, UUID]]:
    token, taken = uuid4(), []
    try:
        while batch := claim(token=token, most=20):
            taken += [(one.pk, token) for one in batch]
    finally:
        connection.close()
    return taken


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_senders_side_by_side_never_take_the_same_row() -> None:
    """Four at once, 1,000 rows: each row once, and it bears the token of who took it."""
    ada, now = reader(), database_now()
    since = now - timedelta(minutes=1)
    times = {"due_at": since, "next_try": since, "expires_at": now + timedelta(hours=1), "made_at": since}
    Delivery.objects.bulk_create(
        [
            Delivery(recipient=ada, kind="message", channel="mail", period=str(number), changed_at=since, **times)
            for number in range(1_000)
        ]
    )
    with ThreadPoolExecutor(4) as pool:
        taken = [one for each in pool.map(_claim_all, range(4)) for one in each]
    assert len(taken) == len({pk for pk, _ in taken}) == 1_000
    assert dict(Delivery.objects.values_list("pk", "claim_token")) == dict(taken)
    assert set(Delivery.objects.values_list("attempts", flat=True)) == {1}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("point", "left", "mails", "reaped"), POINTS, ids=[row[0] for row in POINTS])
def test_a_sender_that_dies_leaves_a_question_and_never_a_lie(settings, point, left, mails, reaped) -> None:
    """Killed at a named line: due again if nothing was handed over, unknown if it may have been, never sent twice."""
    row = due(reader())
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1"
    with sink() as relay, posted():
        settings.EMAIL_PORT, settings.OUTBOX_CRASH_AT = relay.port, point
        assert _exit_code_of_a_sender() == KILLED
        assert stood(row)[0] == left
        settings.OUTBOX_CRASH_AT = ""
        Delivery.objects.update(lease_until=database_now() - timedelta(seconds=1))
        reap(database_now())
        assert stood(row)[0] == reaped
        again = 1 if reaped == State.DUE else 0
        assert send_due().total() == again
        assert len(relay.accepted) == mails + again


def _exit_code_of_a_sender() -> int:
    connections.close_all()  # a child must not talk on its parent's line
    if (child := os.fork()) == 0:
        try:
            send_due()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.django_db
def test_what_is_due_longest_is_taken_first_and_nothing_early() -> None:
    """By the database's clock; what is due later stays."""
    ada, now = reader(), database_now()
    later = due(ada, "later", next_try=now + timedelta(minutes=5))
    rows = [due(ada, str(ago), next_try=now - timedelta(minutes=ago)) for ago in (1, 3, 2)]
    taken = [one.pk for one in claim(token=uuid4(), most=2)]
    assert taken == [rows[1].pk, rows[2].pk]
    assert [one.pk for one in claim(token=uuid4())] == [rows[0].pk]
    assert stood(later)[0] == State.DUE


@pytest.mark.django_db
def test_a_claim_that_was_the_last_attempt_fails_and_holds_up_no_batch() -> None:
    """Its sender died each time: due once more it would be refused, and with it all that are claimed together."""
    ada, now = reader(), database_now()
    over = {"claim_token": uuid4(), "lease_until": now - timedelta(seconds=1)}
    last = due(ada, "last", state=State.CLAIMED, attempts=MOST_ATTEMPTS, **over)
    before = due(ada, "before", state=State.CLAIMED, attempts=MOST_ATTEMPTS - 1, **over)
    assert reap(now) == (1, 0)
    assert stood(last) == (State.FAILED, ErrorClass.LOST)
    assert [one.pk for one in claim(token=uuid4())] == [before.pk]


@pytest.mark.django_db
def test_being_told_to_stop_is_no_attempt() -> None:
    """Eight restarts of a worker must not use up the tries of a letter that was never tried."""
    row = due(reader())
    with posted():
        for _ in range(MOST_ATTEMPTS + 1):
            asked = iter([False, True, True])
            assert send_due(is_stopping=lambda asked=asked: next(asked)) == {}
    assert stood(row)[0] == State.DUE
    assert row.attempts == 0


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_four_senders_take_each_row_once() -> None:
    """1,000 rows, 1,000 different claims."""
    ada, now = reader(), database_now()
    times = {"due_at": now, "next_try": now, "made_at": now, "changed_at": now}
    fields = {"recipient": ada, "kind": Kind.MESSAGE, "channel": "mail", "expires_at": now + timedelta(hours=1)}
    Delivery.objects.bulk_create([Delivery(period=str(number), **times, **fields) for number in range(1_000)])

    def run(_: int) -> list[int]:
        taken: list[int] = []
        try:
            while batch := claim(token=uuid4(), most=37):
                taken += [one.pk for one in batch]
        finally:
            connection.close()
        return taken

    with ThreadPoolExecutor(4) as pool:
        taken = [pk for each in pool.map(run, range(4)) for pk in each]
    assert len(taken) == len(set(taken)) == 1_000
    assert set(Delivery.objects.values_list("state", "attempts")) == {(State.CLAIMED, 1)}
