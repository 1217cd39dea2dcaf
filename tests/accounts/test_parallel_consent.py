"""Two tabs, two phones, two people at once: what is answered at the same moment is answered once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.access import may_see
from accounts.models import AuditEntry, CareLink, Invitation

from .inviting import ADA, EVERYTHING, THEA, invites, linked, logged_in, page_of, runner, therapist
from .people import signed_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
TABS = 6
GONE = {302, 404}


@pytest.fixture(autouse=True)
def _fresh_limits(transactional_db: None) -> None:
    """Log-ins are counted in the cache."""
    cache.clear()


def _at_once(sends: list[Callable[[], Any]]) -> list[HttpResponse]:
    gate = Barrier(len(sends))

    def one(send: Callable[[], Any]) -> HttpResponse:
        try:
            gate.wait(timeout=30)
            answer: HttpResponse = send()
            return answer
        finally:
            connection.close()

    with ThreadPoolExecutor(len(sends)) as pool:
        return list(pool.map(one, sends))


def _post(client: Client, address: str, data: dict[str, str] | None = None) -> Callable[[], Any]:
    return lambda: client.post(address, data or {})


@pytest.mark.parametrize("by_runner", [True, False])
def test_accepting_in_six_tabs_makes_one_consent(*, by_runner: bool) -> None:
    """One row, one note; nobody gets an error page."""
    ada, thea = runner(), therapist()
    if by_runner:
        invites(logged_in(ada), THEA, **EVERYTHING)
    else:
        invites(signed_in(thea), ADA)
    address = page_of(Invitation.objects.get())
    tabs = [signed_in(thea) if by_runner else logged_in(ada) for _ in range(TABS)]
    found = _at_once([_post(tab, address, EVERYTHING) for tab in tabs])
    assert {answer.status_code for answer in found} <= GONE
    assert CareLink.objects.count() == 1
    assert AuditEntry.objects.filter(action="accept").count() == 1


def test_both_sides_accepting_at_once_make_one_consent() -> None:
    """Each had invited the other; the second finds the consent open."""
    ada, thea = runner(), therapist()
    client, desk = logged_in(ada), signed_in(thea)
    invites(client, THEA, **EVERYTHING)
    invites(desk, ADA)
    from_ada, from_thea = (page_of(Invitation.objects.get(from_runner=side)) for side in (True, False))
    found = _at_once([_post(desk, from_ada), _post(client, from_thea, EVERYTHING)])
    assert [answer.status_code for answer in found] == [302, 302]
    link = CareLink.objects.get()
    assert list(Invitation.objects.values_list("state", "link")) == [("accepted", link.pk)] * 2


def test_accepted_and_withdrawn_at_once_is_one_of_both() -> None:
    """Never a consent from a withdrawn invitation, nor a runner who is told that it was withdrawn while it was not."""
    ada, thea = runner(), therapist()
    client, desk = logged_in(ada), signed_in(thea)
    for _ in range(8):
        invites(client, THEA, **EVERYTHING)
        one = Invitation.objects.get()
        _at_once([_post(desk, page_of(one)), _post(client, reverse("withdraw_invitation", args=[one.pk]))])
        one.refresh_from_db()
        assert (one.state, CareLink.objects.count()) in (("accepted", 1), ("withdrawn", 0))
        assert AuditEntry.objects.filter(action__in=("accept", "withdraw"), object_id=one.pk).count() == 1
        for rows in (Invitation, CareLink):
            rows.objects.all().delete()


def test_ended_while_a_second_invitation_is_accepted_stays_ended() -> None:
    """Whichever comes first, the consent is closed when the runner has ended it, or is the one they ended."""
    ada, thea = runner(), therapist()
    client, desk = logged_in(ada), signed_in(thea)
    invites(client, THEA, **EVERYTHING)
    linked(ada, thea)
    address = page_of(Invitation.objects.get())
    _at_once([_post(desk, address), _post(client, reverse("end_care", args=[thea.public_id]))])
    assert not may_see(thea, ada)
    assert not CareLink.objects.filter(ended_at=None).exists()


def test_inviting_at_once_leaves_one_link_alive() -> None:
    """Each has its mail, and the last one alone works; the day's limit holds."""
    thea = therapist()
    tabs = [signed_in(thea) for _ in range(12)]
    found = _at_once([lambda tab=tab: invites(tab, ADA) for tab in tabs])
    assert sorted(answer.status_code for answer in found) == [302] * 10 + [429] * 2
    assert Invitation.objects.filter(state="open").count() == 1
    assert Invitation.objects.count() == 10
