"""Sending beside a bare smtplib loop: what share of its rate the senders reach at the same relay, and their memory."""

from __future__ import annotations

import os
import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from tests.outbox.running import ROOT, SEED

MAILS = int(os.environ.get("BENCH_MAILS", "3000"))
FAR_MS = 2  # each answer of a relay in the same data centre; one that is farther away takes longer
SHARE, RSS_GROWTH = 0.5, 1.05
SEND = """
import sys, time, django; django.setup()
from rehab.outbox.sending import send_due
def rss(): return int(next(l for l in open("/proc/self/status") if l.startswith("VmRSS")).split()[1])
while time.time() < float(sys.argv[1]): time.sleep(0.001)
began, cpu = time.monotonic(), time.process_time()
first = send_due(most=int(sys.argv[2])); early = rss()
rest = send_due()
print(first.total() + rest.total(), time.monotonic() - began, early, rss(), time.process_time() - cpu)
"""


def run(code: str, processes: int, *arguments: object) -> list[list[float]]:
    """The same piece in several processes that begin together; the numbers each prints."""
    begin = time.time() + 4 + processes
    words = [sys.executable, "-c", code, str(begin), *map(str, arguments)]
    running = [subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(processes)]
    return [[float(number) for number in one.communicate()[0].split()] for one in running]


def rate_of(results: list[list[float]]) -> float:
    return sum(result[0] for result in results) / max(result[1] for result in results)


def _seed(count: int, begin: int) -> None:
    subprocess.run([sys.executable, "-c", SEED, str(count), str(begin)], cwd=ROOT, check=True)


def _seed_weekly(count: int) -> None:
    """Runners in the middle of their day, each with a plan of their own and the week's mail due."""
    from allauth.account.models import EmailAddress

    from accounts.models import User
    from rehab.outbox.models import Delivery
    from rehab.plans.models import Plan
    from rehab.reminders.local_time import week_of, zone_of
    from tests.plans.making import plan_of

    now = datetime.now(UTC)
    zone = f"Etc/GMT{now.hour - 12:+d}"
    plan = Plan.objects.first() or plan_of(User.objects.create_user("planned@example.org", None))
    made = [User(email=f"w{number}@example.org", password="!", time_zone=zone) for number in range(count)]
    people = User.objects.bulk_create(made)
    EmailAddress.objects.bulk_create(EmailAddress(user=p, email=p.email, verified=True, primary=True) for p in people)
    plans = []
    for one in people:
        plan.pk, plan.runner, plan._state.adding = uuid4(), one, True
        plans.append(copy(plan))
    Plan.objects.bulk_create(plans)
    times = dict.fromkeys(("due_at", "next_try", "made_at", "changed_at"), now)
    row = {"kind": "weekly", "period": week_of(now.astimezone(zone_of(zone)).date()), "channel": "mail"}
    Delivery.objects.bulk_create(
        Delivery(recipient=one, **row, **times, expires_at=now + timedelta(hours=9)) for one in people
    )


def _bare_rate(port: int, count: int) -> float:
    """Mails a second of a plain loop: one connection, a finished text of the usual size."""
    from accounts.models import User
    from rehab.outbox.mailing import message_of
    from rehab.outbox.models import Delivery, Kind
    from rehab.outbox.posts import post_of

    row = Delivery.objects.filter(kind=Kind.ACCESS).select_related("recipient").first()
    post = post_of(Kind.ACCESS)
    assert row is not None
    assert post is not None
    letter = post.write(row, datetime.now(UTC))
    text = message_of(row, letter, purpose=post.purpose, address="a@example.org").message().as_bytes()
    assert isinstance(row.recipient, User)
    with smtplib.SMTP("127.0.0.1", port) as line:
        began = time.monotonic()
        for _ in range(count):
            line.sendmail("b@example.org", ["a@example.org"], text)
        return count / (time.monotonic() - began)


@contextmanager
def _relay(answers_in_ms: float = 0) -> Iterator[int]:
    words = [sys.executable, "-m", "tests.bench.relay", str(answers_in_ms)]
    process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.wait()


def sending(long_run: int) -> None:
    """Beside a relay that answers at once, and one as far away as in earnest; then a long run for the memory."""
    begin = 10_000_000
    _seed(10, begin)
    for answers_in_ms in (0, FAR_MS):
        with _relay(answers_in_ms) as port:
            os.environ |= {"EMAIL_URL": f"smtp://127.0.0.1:{port}"}
            begin = _compare(port, begin, f"a relay that takes {answers_in_ms} ms an answer")
    with _relay() as port:
        os.environ |= {"EMAIL_URL": f"smtp://127.0.0.1:{port}"}
        _seed(long_run, begin + 100_000)
        result = run(SEND, 1, 2_000)[0]
        _seed_weekly(MAILS)
        weekly = run(SEND, 2, MAILS * 9)
    cpu_ms = 1000 * sum(one[4] for one in weekly) / MAILS
    print(f"the week's mail with 2: {rate_of(weekly):,.0f} a second, {cpu_ms:.1f} ms of a core each", flush=True)
    growth = result[3] / result[2]
    print(
        f"memory after {result[0]:,.0f} mails: {result[3] / 1024:.0f} MB, {growth:.2f} of after 2,000 "
        f"(aim {RSS_GROWTH})",
        flush=True,
    )


def _compare(port: int, begin: int, relay: str) -> int:
    """One, two and four senders beside a bare loop of one connection; the last number that was used for people."""
    bare = _bare_rate(port, MAILS // 3)
    print(f"{relay}: a bare loop hands over {bare:,.0f} mails a second", flush=True)
    for processes in (1, 2, 4):
        begin += 100_000
        _seed(MAILS, begin)
        results = run(SEND, processes, MAILS * 9)
        rate, cpu_ms = rate_of(results), 1000 * sum(one[4] for one in results) / MAILS
        print(
            f"sending with {processes}: {rate:,.0f} a second, {rate / bare:.2f} of it (aim {SHARE}); "
            f"{cpu_ms:.1f} ms of a core each",
            flush=True,
        )
    return begin
