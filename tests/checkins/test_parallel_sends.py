"""Fifty times the same form at once: one effect, and nobody sees an error."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from rehab.plans.models import LogEntry, Receipt
from tests.checkins.days import WELL, plan_since
from tests.checkins.keeping import kept
from tests.intake.walking import runner, signed_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("library"), pytest.mark.slow]
SENDS = 50


def _at_once(clients: list[Client], send: Callable[[Client], HttpResponse]) -> list[HttpResponse]:
    gate = Barrier(len(clients))

    def one(client: Client) -> HttpResponse:
        try:
            gate.wait(timeout=60)
            return send(client)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(clients)) as pool:
        return list(pool.map(one, clients))


@pytest.mark.parametrize(
    ("address", "fields"), [("/today/session/2/", {**WELL, "seen": 0}), ("/today/rating/", {"day": 2, "morning": 3})]
)
def test_fifty_sends_of_one_key_have_one_effect(address: str, fields: dict[str, object]) -> None:
    """Two tabs, a worker that was woken, a hand that is impatient: one row, one receipt, fifty times saved."""
    ada = runner()
    plan_since(ada, 2)
    headers = kept(ada)
    clients = [signed_in(ada) for _ in range(SENDS)]
    sent = _at_once(clients, lambda client: client.post(address, fields, headers=headers))
    assert {(answer.status_code, answer.json()["outcome"]) for answer in sent} == {(200, "saved")}
    assert LogEntry.objects.count() == 1
    assert Receipt.objects.count() == 1
