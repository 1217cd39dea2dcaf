"""Mail of the days before, so that the outbox of the support administrator has something of each state to look at.

None of it ever leaves: its period is one that nothing else writes, and what is tried again finds nothing to say any
more. None is unknown: that raises an alarm every hour, and an alarm that nobody minds teaches to overlook the next one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from accounts.models import User
from rehab.outbox.addresses import address_hash
from rehab.outbox.channels import Outcome
from rehab.outbox.claiming import lease
from rehab.outbox.models import MOST_ATTEMPTS, Channel, Delivery, ErrorClass, Kind, Skip, State
from rehab.outbox.posts import post_of
from rehab.outbox.settling import settle
from rehab.outbox.states import transition

PERIOD = "0-demo"  # sorts before every week, so that it is never taken for a later mail
SENT = Outcome(State.SENT)
NO_ADDRESS = Outcome(State.FAILED, ErrorClass.ADDRESS, "550 5.1.1")
REFUSED = Outcome(State.FAILED, ErrorClass.POLICY, "554 5.7.1")
NOT_READY = Outcome(State.DUE, ErrorClass.TRANSIENT, "451 4.3.2")


@dataclass(frozen=True, slots=True)
class Past:
    """To whom something was to go how long ago, and what came of it; to a `former` address, should it come back."""

    email: str
    kind: Kind
    ago: timedelta
    came: Outcome | Skip
    attempts: int = 1
    former: str = ""


PAST = (
    Past("runner@demo.invalid", Kind.WEEKLY, timedelta(days=7), SENT),
    Past("therapist@demo.invalid", Kind.DIGEST, timedelta(days=3), SENT),
    Past("colleague@demo.invalid", Kind.DIGEST, timedelta(days=3), Skip.STALE),
    Past("fresh@demo.invalid", Kind.WEEKLY, timedelta(days=7), Skip.FINISHED),
    Past("remy@demo.invalid", Kind.WEEKLY, timedelta(days=6), NO_ADDRESS, former="remy.before@demo.invalid"),
    Past("pablo@demo.invalid", Kind.MESSAGE, timedelta(days=1), REFUSED),
    Past("silas@demo.invalid", Kind.MESSAGE, timedelta(), NOT_READY, attempts=MOST_ATTEMPTS - 1),
)


def write_past_mail(now: datetime) -> None:
    """All of it, once, to those who are there."""
    for past in PAST:
        reader = User.objects.filter(email=past.email).first()
        if reader is not None:
            _write(past, reader, now - past.ago)


def _write(past: Past, reader: User, at: datetime) -> None:
    """Through every state, as a sender goes."""
    post = post_of(past.kind)
    assert post is not None, "kinds that leave"
    own = {"recipient": reader, "kind": past.kind, "period": PERIOD, "channel": Channel.MAIL}
    times = {"due_at": at, "next_try": at, "expires_at": at + post.lasts, "made_at": at, "changed_at": at}
    one, is_new = Delivery.objects.get_or_create(**own, defaults=times)
    if not is_new:
        return
    token, until = uuid4(), at + lease()
    claimed: dict[str, Any] = {"claim_token": token, "lease_until": until, "attempts": past.attempts}
    transition([one.pk], old=State.DUE, new=State.CLAIMED, now=at, **claimed)
    if isinstance(past.came, Skip):
        transition([one.pk], old=State.CLAIMED, new=State.SKIPPED, now=at, token=token, skip_reason=past.came)
        return
    hashed = address_hash(past.former or reader.email)
    transition([one.pk], old=State.CLAIMED, new=State.SENDING, now=at, token=token, handed_at=at, to_hash=hashed)
    one.refresh_from_db()
    settle(one, token, past.came, at)
