"""R3, R4, R5: Redis goes, PostgreSQL goes, beat comes twice."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable

from django.db import connections

from rehab.outbox.bell import _ring
from rehab.outbox.models import Delivery, Kind, State

from . import parts, rows
from .senders import Senders
from .servers import Broker
from .stage import Stage, finish
from .visiting import LOG_IN, READY, Visitor, look, signed_in
from .weekly import all_due, every_second


def redis_goes(stage: Stage) -> None:
    """R3: killed, frozen, emptied and restarted while workers send; the site answers, and all is sent."""
    down_s, number, rings = stage.of(5, 60, 600), stage.of(200, 2000, 5000), list[float]()
    broker = Broker(stage.folder)
    urls = {"REDIS_URL": broker.url, "CELERY_BROKER_URL": broker.url}
    page = signed_in("/notices/")
    os.environ["CELERY_BROKER_URL"] = broker.url  # where Celery looks first, for the bell we ring ourselves
    with contextlib.ExitStack() as stack:
        stack.enter_context(parts.running(parts.WORKER, **urls))
        port = stack.enter_context(parts.web(**urls))
        visits = [stack.enter_context(Visitor(port, request)) for request in (LOG_IN, page)]
        written = len(rows.due(number))
        broker.stop()
        _while(down_s, lambda: rings.append(_seconds(_ring)))
        broker.start()
        for _ in range(stage.of(1, 3, 10)):
            broker.freeze()
            _while(3, lambda: rings.append(_seconds(_ring)))
            broker.thaw()
            broker.flush()
            broker.stop()
            written += len(rows.due(20))
            broker.start()
            time.sleep(1)
        took = finish(patience_s=180)
    broker.stop()
    found = rows.account(stage.sink.accepted(), written)
    p95, statuses = max(visit.p95_s for visit in visits), [visit.statuses for visit in visits]
    words = (
        f", {took:.0f} s after Redis was back; p95 of pages {p95:.2f} s, bell at most {max(rings):.2f} s; {statuses}"
    )
    stage.verdict.add(f"Redis down {down_s} s, then frozen, emptied, restarted", found, words)
    stage.verdict.need(found.sent == written, "all are sent")
    stage.verdict.need(took < 180, "all within three minutes after Redis is back")
    stage.verdict.need(p95 <= 1.5 and max(rings) <= 1.5, "a page takes no longer than 1.5 s")
    stage.verdict.need(all(0 < one < 500 for each in statuses for one in each), f"every page answers: {statuses}")


def postgres_goes(stage: Stage) -> None:
    """R4: crashes of the database while loops send and pages are opened; nobody has to help."""
    assert stage.cluster is not None
    times, written, heals = stage.of(1, 20, 20), 0, list[float]()
    page = signed_in("/notices/")
    with parts.web() as port, Senders(3), Visitor(port, READY) as ready, Visitor(port, page) as visit:
        for _ in range(times):
            written += len(rows.due(100))
            time.sleep(1)
            stage.cluster.crash()
            time.sleep(0.7)
            stage.cluster.start()
            connections.close_all()  # our own line died as well
            heals.append(_seconds(lambda: _until(lambda: look(port, READY)[0] == 200)))
        finish(is_open=lambda: bool(rows.count(*rows.OPEN, State.UNKNOWN)))
    found = rows.account(stage.sink.accepted(), written)
    words = f", ready {max(heals):.1f} s after at most; pages {visit.statuses}, readyz {ready.statuses}"
    stage.verdict.add(f"{times} crashes of PostgreSQL", found, words)
    stage.verdict.need(found.sent == written and not found.unknown, "all are sent")
    stage.verdict.need(max(heals) <= 10, "ready within ten seconds")
    stage.verdict.need(set(ready.statuses) <= {200, 503}, f"readyz says 200 or 503: {ready.statuses}")
    stage.verdict.need(set(visit.statuses) <= {200, 503}, f"pages say 200 or 503: {visit.statuses}")
    stage.verdict.need(not any(b"Traceback" in body for _, _, body in visit.answers), "nobody sees a traceback")


def beats_come_twice(stage: Stage) -> None:
    """R5: two beats, then four, and cron beside them, each second; every week's mail is written and sent once."""
    number, written = stage.of(60, 1000, 1000), 0
    broker = Broker(stage.folder)
    urls = {"REDIS_URL": broker.url, "CELERY_BROKER_URL": broker.url}
    every_second()
    for beats in (2, 4)[: stage.of(1, 2, 2)]:
        all_due(number)
        written += number
        commands = [parts.WORKER, parts.WORKER, *[parts.BEAT] * beats, parts.LOOP]
        with parts.running(*commands, **urls), parts.running(parts.CRON, **urls):
            _until(lambda: rows.Delivery.objects.count() >= written, 120)  # noqa: B023 called here
            finish(patience_s=180)
            time.sleep(stage.of(1, 5, 5))  # for ticks that would write once more
    broker.stop()
    mails = Delivery.objects.filter(kind=Kind.WEEKLY, channel="mail")
    found = rows.account(stage.sink.accepted(), written)
    stage.verdict.add(f"{number} plans under 2 beats and as many under 4, with cron and a loop", found)
    stage.verdict.need(mails.count() == written == found.sent, f"{mails.count()} rows, {found.sent} sent of {written}")


def _while(seconds: float, do: Callable[[], object]) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        do()
        time.sleep(0.5)


def _until(holds: Callable[[], bool], patience_s: float = 30) -> None:
    end = time.monotonic() + patience_s
    while not holds() and time.monotonic() < end:
        time.sleep(0.1)


def _seconds(do: Callable[[], object]) -> float:
    began = time.monotonic()
    do()
    return time.monotonic() - began
