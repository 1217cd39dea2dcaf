"""R1, R2, R6, R7: senders that die, sleep, or live by a wrong clock."""

from __future__ import annotations

import os
import random
import signal
import time
from datetime import timedelta

import time_machine

from rehab.outbox.crashing import KILLED, POINTS
from rehab.outbox.message_ids import message_id
from rehab.outbox.models import Delivery, State

from . import rows
from .senders import Senders, fork
from .stage import GRACE_S, LEASE_S, Stage, finish

KNOWN = (*rows.OPEN, State.UNKNOWN)
# What a death at each point leaves: the state, and whether the relay has the mail.
LEFT = {
    "after_claim": (State.CLAIMED, False),
    "after_intent": (State.SENDING, False),
    "mid_data": (State.SENDING, False),
    "after_dot": (State.SENDING, True),
    "before_sent_commit": (State.SENDING, True),
}


def kill_senders(stage: Stage, *, number: int) -> None:
    """R1: kill -9 at any moment, first with a provider that answers searches, then with a plain relay."""
    for name, search in (("searched", stage.sink.search), ("plain", "")):
        rows.Delivery.objects.all().delete()
        before, written = stage.sink.accepted(), 0
        with Senders(4, MAIL_SEARCH_URL=search) as senders:
            for _ in range(number):
                if rows.count(*rows.OPEN) < 800:
                    written += len(rows.due(400))
                time.sleep(random.uniform(0.05, 0.6))
                senders.kill_one()
            took = finish(is_open=lambda: bool(rows.count(*(KNOWN if search else rows.OPEN))))  # noqa: B023 called here
        found = rows.account(stage.sink.accepted() - before, written)
        stage.verdict.add(f"{name}: {number} kills", found, f", quiet after {took:.0f} s")
        stage.verdict.need(not search or not found.unknown, "a provider that answers leaves nothing unknown")
        stage.verdict.need(found.unknown <= number, "a kill leaves at most one mail unknown")
        stage.verdict.need(not found.failed, "no mail failed for the death of its senders")


def die_at_points(stage: Stage) -> None:
    """R2: die at named points; each leaves just what it must, and all is settled by a search."""
    number, written = stage.of(3, 50, 50), 0
    for point, (state, is_taken) in LEFT.items():
        for _ in range(number):
            (pk,) = rows.due(1)
            written += 1
            _, status = os.waitpid(fork(loop=False, OUTBOX_CRASH_AT=point, OUTBOX_LEASE_S=600), 0)
            stage.verdict.need(os.waitstatus_to_exitcode(status) == KILLED, f"died at {point}")
            stage.verdict.need(Delivery.objects.get(pk=pk).state == state, f"{point} leaves {state.label!r}")
            end = time.monotonic() + 2  # what was written to the line may still be on its way
            while is_taken and message_id(pk) not in stage.sink.accepted() and time.monotonic() < end:
                time.sleep(0.01)
            stage.verdict.need((message_id(pk) in stage.sink.accepted()) is is_taken, f"{point}: taken is {is_taken}")
    rows.pass_an_hour()
    with Senders(2):
        finish(is_open=lambda: bool(rows.count(*KNOWN)))
    found = rows.account(stage.sink.accepted(), written)
    stage.verdict.need(not found.unknown and found.sent == written, "all were settled")
    stage.verdict.add(f"{number} deaths at each of {len(POINTS)} points", found)


# What holds a sleeper back, one thing less in each: a relay that hangs up on silence, and an end to every hand-over.
GUARDS = (("a relay that hangs up", 3, 1), ("one that never does", 0, 1), ("and no end to a hand-over", 0, 600))
SLEEPERS, HOLD_S = 4, 0.6


def freeze_senders(stage: Stage) -> None:
    """R6: asleep for three leases in the midst of hand-overs. With nothing to hold them back mails double: shown."""
    for name, idle, timeout in GUARDS:
        rows.Delivery.objects.all().delete()
        before, written, held = stage.sink.accepted(), 0, 0
        rounds = stage.of(1, 3, 15) if timeout == 1 else stage.of(1, 2, 4)
        with Senders(2) as awake:
            for number in range(rounds):
                finish(is_open=lambda: bool(rows.count(*KNOWN)))  # they are stopped with nothing in hand
                stage.sink.set(idle=idle, slow_ms=80)
                awake.signal_all(signal.SIGSTOP)
                written += len(rows.due(100))
                held += _one_sleep(stage, awake, timeout, is_any_moment=number % 3 == 2)
            stage.sink.set(idle=3, slow_ms=8)
            finish(is_open=lambda: bool(rows.count(*KNOWN)))
        found = rows.account(stage.sink.accepted() - before, written)
        words = f"{SLEEPERS * rounds} sleeps, {held} with a mail in hand, {name}"
        stage.verdict.need(held >= rounds, f"{name}: somebody slept with a mail in hand each time")
        if timeout == 1:  # what is promised
            stage.verdict.add(words, found)
        else:
            stage.verdict.words.append(f"{words}: {found.doubled} doubled")
            stage.verdict.need(found.doubled, "with nothing to hold a sleeper back doubles must show")


def _one_sleep(stage: Stage, awake: Senders, timeout: int, *, is_any_moment: bool) -> int:
    """Sleepers that wait for the relay to ask for the body, or are anywhere in their work; how many had a mail."""
    stage.sink.set(hold=0 if is_any_moment else HOLD_S)
    with Senders(SLEEPERS, EMAIL_TIMEOUT=timeout) as sleepers:
        if is_any_moment:
            _until_sending(stage)
        else:
            _until_held()
        sleepers.signal_all(signal.SIGSTOP)
        held = rows.count(State.SENDING)
        stage.sink.set(hold=0)
        awake.signal_all(signal.SIGCONT)
        _wait(3 * LEASE_S + GRACE_S)
        sleepers.signal_all(signal.SIGCONT)
        time.sleep(1)
    return held


def _until_held() -> None:
    """Each has said DATA, or is about to, and waits for the answer."""
    end = time.monotonic() + 20
    while rows.count(State.SENDING) < SLEEPERS and time.monotonic() < end:
        time.sleep(0.01)
    time.sleep(HOLD_S / 4)


def _until_sending(stage: Stage) -> None:
    """Somewhere in the midst."""
    end, before = time.monotonic() + 10, stage.sink.accepted().total()
    while stage.sink.accepted().total() < before + 8 and time.monotonic() < end:
        time.sleep(0.05)
    time.sleep(random.uniform(0.1, 0.4))


def _wait(seconds: float) -> None:
    """What the sleepers held is asked for, found absent, and sent by the others."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        rows.pass_time()
        time.sleep(0.5)


def wrong_clocks(stage: Stage) -> None:
    """R7: senders a day ahead, an hour behind, and one whose clock jumps while it works: none early, none twice."""
    number = stage.of(50, 300, 1000)
    soon, late = rows.due(number), rows.due(number, wait=timedelta(hours=2))
    now = time.time()
    clocks = [now + 86_400, now - 3_600]
    pids = [fork(before=lambda at=at: time_machine.travel(at, tick=True).start()) for at in clocks]
    pids.append(fork(before=_jumping))
    finish(is_open=lambda: bool(Delivery.objects.filter(pk__in=soon).exclude(state=State.SENT).exists()), patience_s=0)
    end = time.monotonic() + 60
    while Delivery.objects.filter(pk__in=soon).exclude(state=State.SENT).exists() and time.monotonic() < end:
        time.sleep(0.2)
    time.sleep(1)
    for pid in pids:
        os.kill(pid, signal.SIGTERM)
        os.waitpid(pid, 0)
    untouched = Delivery.objects.filter(pk__in=late, state=State.DUE, attempts=0).count()
    stage.verdict.need(untouched == number, f"{number - untouched} of what is due in two hours were touched")
    Delivery.objects.filter(pk__in=late).delete()
    found = rows.account(stage.sink.accepted(), number)
    stage.verdict.add("clocks +1 d, -1 h and jumping", found, f"; of {number} due in two hours 0 early")


def _jumping() -> None:
    """Half a day on at every third look at the database's clock, between a claim and its hand-overs among them."""
    from rehab.outbox import sending

    true, at = sending.lease, [time.time()]

    def lease() -> timedelta:
        at[0] += 43_200
        time_machine.travel(at[0], tick=True).start()
        return true()

    sending.lease = lease
