"""Sending what is due. An intent is committed before each hand-over, so that a crash leaves a question, never a lie."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import InterfaceError, OperationalError

from .addresses import address_hash
from .channels import HandOver, Senders, has_sender
from .claiming import BATCH, claim, lease
from .clock import database_now
from .crashing import reach
from .judging import Reader, quiet_until, reader_of, unwanted
from .models import Channel, Delivery, ErrorClass, Skip, State
from .posts import Letter, post_of
from .settling import settle
from .states import transition
from .valves import open_channels, pause_s

log = logging.getLogger("rehab.outbox")
IS_DOWN = (OperationalError, InterfaceError)  # the database's trouble is not the letter's


@dataclass(frozen=True, slots=True)
class Run:
    """One batch of a sender: its token, and the database's clock carried on from when it was claimed."""

    token: UUID
    claimed_at: datetime
    claimed_mono: float

    def now(self) -> datetime:
        """What time it is by the database's clock."""
        return self.claimed_at + timedelta(seconds=time.monotonic() - self.claimed_mono)

    def is_late(self) -> bool:
        """Whether so much of the lease is gone that the rest of the batch had better be claimed anew."""
        return time.monotonic() - self.claimed_mono > lease().total_seconds() / 2


def send_due(*, most: int | None = None, is_stopping: Callable[[], bool] = lambda: False) -> Counter[State]:
    """Send until nothing is due, `most` were taken or `is_stopping`; how many went which way."""
    moved: Counter[State] = Counter()
    with ExitStack() as stack:
        senders = Senders(stack)
        while not is_stopping() and (most is None or moved.total() < most):
            size = BATCH if most is None else min(BATCH, most - moved.total())
            run = Run(uuid4(), database_now(), time.monotonic())
            batch = claim(token=run.token, most=size, channels=open_channels())
            if not batch:
                break
            reach("after_claim")
            moved.update(_send_batch(batch, run, senders, is_stopping))
    return moved


def _send_batch(batch: list[Delivery], run: Run, senders: Senders, is_stopping: Callable[[], bool]) -> list[State]:
    pauses = {channel: pause_s(channel, run.now()) for channel in {one.channel for one in batch}}
    moved = []
    for number, delivery in enumerate(batch):
        # A slow relay must not use up the attempts of what was never tried.
        if is_stopping() or (number and run.is_late()):
            left = [one.pk for one in batch[number:]]
            transition(left, old=State.CLAIMED, new=State.DUE, now=run.now(), token=run.token, tries=-1)
            break
        moved.append(_send_one(delivery, run, senders))
        time.sleep(pauses[delivery.channel])
    return moved


def _send_one(delivery: Delivery, run: Run, senders: Senders) -> State:
    post = post_of(delivery.kind)
    if post is None:
        return _cannot_be_written(delivery, run, LookupError("no post"))
    try:
        reader = reader_of(delivery, post.purpose)
        reason = unwanted(delivery, post, reader, run.now())
        if reason is None and not has_sender(delivery.channel):
            reason = Skip.NO_DEVICE
        if reason is not None:
            return _skip(delivery, run, reason)
        if post.keeps_quiet and (morning := quiet_until(reader.user, run.now())) is not None:
            return _put_off(delivery, run, morning)
        letter = post.write(delivery, run.now())
    except IS_DOWN:
        raise
    except Exception as error:  # one letter that cannot be written must not hold up the others
        return _cannot_be_written(delivery, run, error)
    return _hand_over(delivery, letter, reader, run, senders.of(delivery.channel))


def _hand_over(delivery: Delivery, letter: Letter, reader: Reader, run: Run, hand_over: HandOver) -> State:
    """The intent in its own commit, then the hand-over, then what came of it."""
    began, now = time.monotonic(), run.now()
    hashed = address_hash(reader.address) if delivery.channel == Channel.MAIL else ""
    taken: dict[str, Any] = {"lease_until": now + lease(), "handed_at": now, "to_hash": hashed}
    if not transition([delivery.pk], old=State.CLAIMED, new=State.SENDING, now=now, token=run.token, **taken):
        return State.CLAIMED  # the lease was over and somebody else has it
    delivery.to_hash = hashed
    reach("after_intent")
    if time.monotonic() - began > lease().total_seconds() / 3:
        return State.SENDING  # this process was asleep: the reaper asks what became of it
    outcome = hand_over(delivery, letter, reader.address)
    reach("before_sent_commit")
    return settle(delivery, run.token, outcome, run.now())


def _skip(delivery: Delivery, run: Run, reason: Skip) -> State:
    transition([delivery.pk], old=State.CLAIMED, new=State.SKIPPED, now=run.now(), token=run.token, skip_reason=reason)
    return State.SKIPPED


def _put_off(delivery: Delivery, run: Run, until: datetime) -> State:
    """Until the reader's morning; that is no attempt."""
    if until >= delivery.expires_at:
        return _skip(delivery, run, Skip.EXPIRED)
    moment = run.now()
    transition([delivery.pk], old=State.CLAIMED, new=State.DUE, now=moment, token=run.token, tries=-1, next_try=until)
    return State.DUE


def _cannot_be_written(delivery: Delivery, run: Run, error: Exception) -> State:
    log.error("Delivery %s of kind %s cannot be written: %s", delivery.pk, delivery.kind, type(error).__name__)
    failed: dict[str, Any] = {"error_class": ErrorClass.RENDER, "error_text": type(error).__name__}
    transition([delivery.pk], old=State.CLAIMED, new=State.FAILED, now=run.now(), token=run.token, **failed)
    return State.FAILED
