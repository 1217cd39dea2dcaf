"""How long rows of the outbox stay."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rehab.outbox import retention
from rehab.outbox.clock import database_now
from rehab.outbox.models import Delivery, MailEvent, Notice, State
from rehab.outbox.retention import forget_old
from tests.outbox.leaving import handed, reader, told

pytestmark = pytest.mark.django_db


def test_old_rows_go_and_what_went_wrong_stays_longer() -> None:
    """Half a year, a year; with an account everything goes at once."""
    ada = reader()
    for number, (state, weeks) in enumerate(
        [(State.SENT, 27), (State.SENT, 25), (State.FAILED, 27), (State.FAILED, 53)]
    ):
        row = handed(ada, state, str(number))
        Delivery.objects.filter(pk=row.pk).update(made_at=database_now() - timedelta(weeks=weeks))
        told(row, "delivered")
    Notice.objects.create(recipient=ada, kind="message", period="1", made_at=database_now() - timedelta(weeks=27))
    assert forget_old(database_now()) == 2
    assert forget_old(database_now()) == 0
    assert sorted(Delivery.objects.values_list("period", flat=True)) == ["1", "2"]
    assert not Notice.objects.exists()
    ada.delete()
    assert not Delivery.objects.exists()
    assert not MailEvent.objects.exists()


def test_much_that_is_kept_longer_keeps_nothing_else(monkeypatch) -> None:
    """More failures than one sweep looks at: what was sent after them goes all the same."""
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    monkeypatch.setattr(retention, "MOST_BATCHES", 2)
    ada = reader()
    for number in range(6):
        handed(ada, State.FAILED, str(number))
    handed(ada, period="sent")
    Delivery.objects.update(made_at=database_now() - timedelta(weeks=27))
    assert forget_old(database_now()) == 1
    assert not Delivery.objects.filter(period="sent").exists()
