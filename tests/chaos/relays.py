"""R11, R13, R15: relays that misbehave, a big burst, and one letter that cannot be written."""

from __future__ import annotations

import os
import time
from pathlib import Path

from rehab.outbox.models import Delivery, ErrorClass, Kind, State, Valve

from . import rows
from .senders import Senders
from .stage import Stage, finish
from .weekly import all_due

# What a relay does wrong, in which of its mails, and the states its mails may end in without a provider that answers.
FAULTS = (
    ("hang", 10, {State.SENT, State.UNKNOWN}),
    ("close_after", 10, {State.SENT, State.UNKNOWN}),
    ("reset_after", 3, {State.SENT}),
    ("421", 10, {State.SENT}),
    ("550", 7, {State.SENT, State.FAILED}),
    ("long", 1, {State.SENT}),
    ("slow", 1, {State.DUE}),
)


def relays_misbehave(stage: Stage) -> None:
    """R11: each fault ends in the states its table says, doubles nothing, and holds no sender up for long."""
    for fault, every, allowed in FAULTS:
        rows.Delivery.objects.all().delete()
        Valve.objects.all().delete()
        before, number = stage.sink.accepted(), stage.of(20, 60, 300)
        stage.sink.set(fault=fault, every=every)
        rows.due(number if fault != "slow" else 3)
        with Senders(2, MAIL_SEARCH_URL="", OUTBOX_LEASE_S=30):
            if fault == "slow":
                finish(patience_s=4, is_open=lambda: Delivery.objects.filter(attempts=0).exists())
            else:
                took = finish(patience_s=90)
        stage.sink.set(fault="", every=1)
        found = rows.account(stage.sink.accepted() - before, number if fault != "slow" else 3)
        states = {State(state) for state in Delivery.objects.values_list("state", flat=True)}
        stage.verdict.need(states <= allowed, f"{fault}: {sorted(state.label for state in states)}")
        if fault == "slow":  # it is tried again and again, and expires: no fault of ours, nothing was handed over
            stage.verdict.words.append("slow: all wait for their next try")
        else:
            stage.verdict.add(f"{fault} in every {every}", found, f", {took:.0f} s")


def burst(stage: Stage) -> None:
    """R13: many mails at once by two senders, to a relay that answers at once; their memory stays."""
    number = stage.of(200, 5_000, 100_000)
    stage.sink.set(slow_ms=0)
    for _ in range(0, number, 1_000):
        rows.due(min(number, 1_000))
    with Senders(2) as senders:
        began, first = time.monotonic(), 0
        while rows.count(*rows.OPEN) and time.monotonic() - began < number / 10 + 60:
            first = first or (_rss_mb(senders) if time.monotonic() - began > 5 else 0)
            time.sleep(0.2)
        took, last = time.monotonic() - began, _rss_mb(senders)
    found = rows.account(stage.sink.accepted(), number)
    words = f", {number / took:.0f} a second by 2 senders, at most {last} MB each (after 5 s: {first} MB)"
    stage.verdict.add("a burst", found, words)
    stage.verdict.need(last <= 300, "memory stays under 300 MB")
    stage.verdict.need(found.sent == number, "all are sent")


def _rss_mb(senders: Senders) -> int:
    def of(pid: int) -> int:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") // 1_000_000

    return max(of(pid) for pid in senders.pids)


def one_letter_is_broken(stage: Stage) -> None:
    """R15: one plan in many whose reminder cannot be written: it fails, the others leave."""
    from rehab.plans.models import Plan
    from rehab.reminders.models import Schedule

    number = stage.of(30, 300, 1000)
    all_due(number)
    broken = Schedule.objects.order_by("pk")[number // 2]
    Plan.objects.filter(pk=broken.plan_id).update(course={"what": "is no course"}, start={})
    with Senders(2):
        began = time.monotonic()
        while Delivery.objects.count() < number and time.monotonic() - began < 60:
            time.sleep(0.1)
        finish(patience_s=180)
    found = rows.account(stage.sink.accepted(), number)
    failed = Delivery.objects.filter(kind=Kind.WEEKLY, state=State.FAILED, error_class=ErrorClass.RENDER)
    stage.verdict.add(f"one broken letter in {number}", found)
    stage.verdict.need([one.recipient_id for one in failed] == [broken.runner_id], "that one failed, for its letter")
    stage.verdict.need(found.sent == number - 1, "all others are sent")
