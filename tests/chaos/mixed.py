"""R0: kills, an end of Redis, a crash of PostgreSQL and two beats in one run, short enough for every test run."""

from __future__ import annotations

import random
import time

from django.db import connections

from rehab.outbox.models import Delivery, Kind, State

from . import parts, rows
from .senders import Senders
from .servers import Broker
from .stage import Stage, finish
from .weekly import all_due, every_second


def everything_at_once(stage: Stage) -> None:
    """Each of 20 kills, with what else goes wrong around it; all is sent once, and nothing is unknown in the end."""
    assert stage.cluster is not None
    kills, plans, broker = stage.of(20, 60, 200), stage.of(20, 100, 500), Broker(stage.folder)
    every_second()
    all_due(plans)
    written = plans
    with parts.running(parts.WORKER, parts.BEAT, parts.BEAT, CELERY_BROKER_URL=broker.url), Senders(3) as senders:
        for number in range(kills):
            if rows.count(*rows.OPEN) < 100:
                written += len(rows.due(100))
            time.sleep(random.uniform(0.05, 0.4))
            senders.kill_one()
            if number == kills // 3:
                broker.stop()
            elif number == kills // 2:
                broker.start()
            elif number == kills * 2 // 3:
                stage.cluster.crash()
                stage.cluster.start()
                connections.close_all()
        finish(is_open=lambda: bool(rows.count(*rows.OPEN, State.UNKNOWN)))
    broker.stop()
    found = rows.account(stage.sink.accepted(), written)
    stage.verdict.add(f"{kills} kills, an end of Redis, a crash of PostgreSQL, two beats", found)
    stage.verdict.need(found.sent == written, f"all {written} are sent")
    weekly = Delivery.objects.filter(kind=Kind.WEEKLY, channel="mail").count()
    stage.verdict.need(weekly == plans, f"{weekly} of {plans} weekly mails were written")
