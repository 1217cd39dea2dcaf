"""`make bench`: reminders on a real PostgreSQL: writing, claiming, sending. `--full` counts with a million runners.

Sending is told as a share of what a bare smtplib loop hands to the same relay on the same cores, so that a busy machine
slows both.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from datetime import UTC, datetime, timedelta
from datetime import time as day_time

from tests.bench.handing_over import rate_of, run, sending
from tests.services import postgres

SET_UP = (["migrate"], ["createcachetable"], ["load_library"])
RUNNERS, MILLION = 200_000, 1_000_000
DUE, LONG_RUN = 20_000, 20_000
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Tokyo", "Australia/Sydney", "America/Sao_Paulo")
GROWTH, MILLION_S = 1.3, 30
CLAIM = """
import sys, time, django; django.setup()
from uuid import uuid4
from rehab.outbox.claiming import claim
while time.time() < float(sys.argv[1]): time.sleep(0.001)
began, count = time.monotonic(), 0
while batch := claim(token=uuid4()): count += len(batch)
print(count, time.monotonic() - began)
"""


def _sql(statement: str) -> float:
    from django.db import connection

    began = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute(statement)
    return time.monotonic() - began


def _one_plan() -> str:
    """A runner with a plan, whose plan all schedules point to."""
    from accounts.models import User
    from tests.plans.making import plan_of

    return str(plan_of(User.objects.create_user("first@example.org", None)).pk)


def _scheduled(count: int, plan: str) -> datetime:
    """So many runners on several clocks, all due by the moment that is returned."""
    from rehab.reminders.local_time import next_instant, spread, zone_of
    from rehab.reminders.scheduling import VERSION

    _sql(
        "INSERT INTO accounts_user (password, is_superuser, public_id, email, display_name, role, time_zone, units, "
        "consent_version, is_active, is_staff, joined_at, sign_outs) SELECT '!', false, gen_random_uuid(), "
        "'r' || n || '@example.org', '', 'runner', 'UTC', 'km', '', true, false, now(), 0 "
        f"FROM generate_series(1, {count}) n"
    )
    groups, last = [(zone, minute) for zone in ZONES for minute in range(30)], datetime.min.replace(tzinfo=UTC)
    for number, (zone, minute) in enumerate(groups):
        after = datetime.now(UTC) - timedelta(days=8)
        moment, _ = next_instant(after=after, weekday=0, at=spread(day_time(7), minute), zone=zone_of(zone))
        last = max(last, moment)
        _sql(
            "INSERT INTO reminders_schedule (runner_id, plan_id, weekday, at, zone, tzdata, spread_min, next_at, "
            "last_week) "
            f"SELECT id, '{plan}', 0, '07:00', '{zone}', '{VERSION}', {minute}, '{moment.isoformat()}', '' "
            f"FROM accounts_user WHERE email ~ '^r[0-9]' AND id % {len(groups)} = {number}"
        )
    _sql("ANALYZE")
    return last


def _materialising(count: int) -> None:
    from rehab.outbox.models import Delivery
    from rehab.reminders.materialising import write_weekly

    last = _scheduled(count, _one_plan())
    began = time.monotonic()
    written = write_weekly(last)
    took = time.monotonic() - began
    began = time.monotonic()
    again = write_weekly(last)
    per_million = took * MILLION / count
    print(
        f"writing: {written:,} rows in {took:.1f} s, {per_million:.1f} s a million (aim {MILLION_S}); "
        f"again {again} rows in {time.monotonic() - began:.2f} s",
        flush=True,
    )
    assert written == Delivery.objects.count() == count
    assert again == 0
    sizes = [_bytes_a_row(table, count) for table in ("outbox_delivery", "outbox_notice", "reminders_schedule")]
    print(
        f"bytes a row with indexes: delivery {sizes[0]:.0f}, notice {sizes[1]:.0f}, schedule {sizes[2]:.0f}", flush=True
    )


def _bytes_a_row(table: str, rows: int) -> float:
    """What a row takes on disk, its indexes included."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_total_relation_size(%s)", [table])
        return cursor.fetchone()[0] / rows


def _look_s() -> float:
    """The median time of a look for what is due."""
    from rehab.outbox.clock import database_now
    from rehab.outbox.models import Delivery, State

    now, took = database_now(), []
    for _ in range(300):
        began = time.monotonic()
        due = Delivery.objects.filter(state=State.DUE, next_try__lte=now).order_by("next_try", "pk")
        list(due[:100])
        took.append(time.monotonic() - began)
    assert "delivery_due" in due[:100].explain()
    return statistics.median(took)


def _claiming(many: int) -> None:
    """Claims a second, and the look for what is due beside few and beside many rows that are not."""
    _sql("UPDATE outbox_delivery SET state = 1, claim_token = gen_random_uuid(), lease_until = now()")
    _sql("UPDATE outbox_delivery SET state = 2; UPDATE outbox_delivery SET state = 3, sent_at = now()")
    looks = []
    for kept in (many, 10_000):
        _sql(f"DELETE FROM outbox_delivery WHERE id <= (SELECT max(id) FROM outbox_delivery) - {kept}")
        _due(DUE if kept == many else 1_000)
        looks.append(_look_s())
        if kept == many:
            for processes in (1, 2, 4):
                _sql("UPDATE outbox_delivery SET state = 0, claim_token = NULL, lease_until = NULL WHERE state = 1")
                print(f"claiming with {processes}: {rate_of(run(CLAIM, processes)):,.0f} rows a second", flush=True)
            _sql(
                "UPDATE outbox_delivery SET state = 0, attempts = 1, claim_token = NULL, lease_until = NULL "
                "WHERE state = 1"
            )
            _sql("DELETE FROM outbox_delivery WHERE state = 0")
    print(
        f"the look for what is due: {looks[0] * 1000:.2f} ms beside {many:,} rows, {looks[1] * 1000:.2f} ms beside "
        f"10,000: {looks[0] / looks[1]:.2f} (aim {GROWTH})",
        flush=True,
    )


def _due(count: int) -> None:
    _sql(
        "INSERT INTO outbox_delivery (recipient_id, kind, period, channel, state, due_at, next_try, expires_at, "
        "attempts, throttles, skip_reason, error_class, error_text, to_hash, provider_id, made_at, changed_at) "
        "SELECT id, 'message', "
        "'bench', 'mail', 0, now(), now(), now() + interval '9 hours', 0, 0, '', '', '', '', '', now(), now() "
        f"FROM accounts_user WHERE email ~ '^r[0-9]' ORDER BY id LIMIT {count}"
    )
    _sql("VACUUM ANALYZE outbox_delivery")


def main() -> None:
    """A fresh PostgreSQL, and all of it."""
    is_full = "--full" in sys.argv
    with postgres() as address:
        os.environ |= {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "rehab.config.settings", "LOG_LEVEL": "ERROR"}
        import django
        from django.core.management import call_command

        django.setup()
        for command in SET_UP:
            call_command(*command, verbosity=0)
        count = MILLION if is_full else RUNNERS
        _materialising(count)
        _claiming(count)
        _sql("DELETE FROM outbox_delivery")
        sending(LONG_RUN if is_full else LONG_RUN // 4)


if __name__ == "__main__":
    main()
