"""Readers with a mail due, written in a few statements, and what became of them in the end."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.db.models import F

from accounts.models import User
from rehab.outbox.clock import database_now
from rehab.outbox.message_ids import message_id
from rehab.outbox.models import Delivery, Kind, Notice, State, Valve

OPEN = (State.DUE, State.CLAIMED, State.SENDING)
HOUR = timedelta(hours=1)
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Account:
    """What the relay's journal and the rows say of each other. Only `unknown` may be other than 0."""

    lost: int
    doubled: int
    silent: int
    unknown: int
    sent: int
    failed: int = 0

    @property
    def is_clean(self) -> bool:
        """Nothing lost, doubled or untrue."""
        return not (self.lost or self.doubled or self.silent)


def readers(number: int) -> list[User]:
    """People whose address is confirmed."""
    names = [f"reader{next(_numbers)}@example.org" for _ in range(number)]
    User.objects.bulk_create([User(email=name, display_name="Ada", password="!") for name in names])
    made = list(User.objects.filter(email__in=names))
    EmailAddress.objects.bulk_create(
        EmailAddress(user=one, email=one.email, verified=True, primary=True) for one in made
    )
    return made


def due(number: int, *, wait: timedelta = timedelta()) -> list[int]:
    """So many notices of the product's own, each with a mail that is due; their keys. No night holds this kind back."""
    now, made = database_now(), readers(number)
    told = {"kind": Kind.ACCESS, "period": "chaos", "made_at": now}
    Notice.objects.bulk_create(Notice(recipient=one, **told) for one in made)
    times = {"due_at": now + wait, "next_try": now + wait, "expires_at": now + timedelta(days=3), "changed_at": now}
    rows = [Delivery(recipient=one, channel="mail", **told, **times) for one in made]
    return [row.pk for row in Delivery.objects.bulk_create(rows)]


def count(*states: State) -> int:
    """How many deliveries stand there."""
    return Delivery.objects.filter(state__in=states).count()


def pass_time() -> None:
    """What waits for its next try has waited long enough, and the relay's wish for a slower pace is over."""
    now = database_now()
    Delivery.objects.filter(state=State.DUE, next_try__gt=now).update(next_try=now)
    Valve.objects.update(slow_until=None)


def pass_an_hour() -> None:
    """Leases and the grace are over."""
    Delivery.objects.filter(state__in=[State.CLAIMED, State.SENDING]).update(lease_until=F("lease_until") - HOUR)
    Delivery.objects.filter(handed_at__isnull=False).update(handed_at=F("handed_at") - HOUR)


def account(accepted: Counter[str], written: int) -> Account:
    """The reckoning. A row that failed or was skipped although its reader can be reached is told as failed.

    Silent is every untruth: a row that is gone, one that says sent and was not taken, one that was taken and says
    that it was not.
    """
    rows = {message_id(pk): State(state) for pk, state in Delivery.objects.values_list("pk", "state")}
    untrue = sum(state == State.SENT and one not in accepted for one, state in rows.items())
    untrue += sum(state not in (State.SENT, State.UNKNOWN) and one in accepted for one, state in rows.items())
    states = Counter(rows.values())
    return Account(
        lost=sum(states[state] for state in OPEN),
        doubled=sum(many - 1 for many in accepted.values()),
        silent=untrue + written - len(rows) + sum(one not in rows for one in accepted),
        unknown=states[State.UNKNOWN],
        sent=states[State.SENT],
        failed=states[State.FAILED] + states[State.SKIPPED],
    )
