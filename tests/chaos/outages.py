"""R3, R4, R5: Redis goes, PostgreSQL goes, beat comes twice."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.db import connections

from rehab.outbox.bell import _ring
from rehab.outbox.models import Delivery, Kind, State

from . import parts, rows
from .senders import Senders
from .servers import Broker
from .stage import Stage, finish
from .weekly import all_due, every_second


def redis_goes(stage: Stage) -> None:
    """R3: killed, frozen, emptied and restarted while workers send; the site answers, and all is sent."""
    down_s, number = stage.of(5, 60, 600), stage.of(200, 2000, 5000)
    broker = Broker(stage.folder)
    urls = {"REDIS_URL": broker.url, "CELERY_BROKER_URL": broker.url}
    rings: list[float] = []
    with (
        parts.running(parts.WORKER, **urls),
        parts.web(**urls) as port,
        parts.Visitor(port, "/accounts/login/") as visit,
    ):
        written = len(rows.due(number))
        broker.stop()
        _while(down_s, lambda: rings.append(_seconds(_ring)))
        broker.start()
        for _ in range(stage.of(1, 3, 10)):
            broker.freeze(3)
            broker.flush()
            broker.stop()
            written += len(rows.due(20))
            broker.start()
            time.sleep(1)
        took = finish(patience_s=180)
    broker.stop()
    found = rows.account(stage.sink.accepted(), written)
    words = f", {took:.0f} s after Redis was back; page p95 {visit.p95_s:.2f} s, bell at most {max(rings):.2f} s"
    stage.verdict.add(f"Redis down {down_s} s, then frozen, emptied, restarted", found, words)
    stage.verdict.need(found.sent == written, "all are sent")
    stage.verdict.need(took < 180, "all within three minutes after Redis is back")
    stage.verdict.need(visit.p95_s <= 1.5 and max(rings) <= 1.5, "a page takes no longer than 1.5 s")
    stage.verdict.need(set(visit.statuses) == {200}, f"every page answered: {dict(visit.statuses)}")


def postgres_goes(stage: Stage) -> None:
    """R4: crashes of the database while loops send and pages are opened; nobody has to help."""
    assert stage.cluster is not None
    times, written, heals = stage.of(1, 20, 20), 0, []
    with parts.web() as port, Senders(3), parts.Visitor(port, "/readyz") as ready:
        with parts.Visitor(port, "/accounts/login/") as visit:
            for _ in range(times):
                written += len(rows.due(100))
                time.sleep(1)
                stage.cluster.crash()
                time.sleep(0.7)
                stage.cluster.start()
                connections.close_all()  # our own line died as well
                heals.append(_seconds(lambda: _until(lambda: parts.look(port, "/readyz")[0] == 200)))
        finish(is_open=lambda: bool(rows.count(*rows.OPEN, State.UNKNOWN)))
    found = rows.account(stage.sink.accepted(), written)
    words = f", ready {max(heals):.1f} s after at most; pages {dict(visit.statuses)}, readyz {dict(ready.statuses)}"
    stage.verdict.add(f"{times} crashes of PostgreSQL", found, words)
    stage.verdict.need(found.sent == written and not found.unknown, "all are sent")
    stage.verdict.need(max(heals) <= 10, "ready within ten seconds")
    stage.verdict.need(set(ready.statuses) <= {200, 503}, f"readyz says 200 or 503: {dict(ready.statuses)}")
    stage.verdict.need(set(visit.statuses) <= {200, 503}, f"pages say 200 or 503: {dict(visit.statuses)}")
    shown = [body for _, _, _, body in visit.answers]
    stage.verdict.need(not any(b"Traceback" in body for body in shown), "nobody sees a traceback")


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
