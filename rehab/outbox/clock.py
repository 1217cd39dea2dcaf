"""The database's clock: the one clock that every sender shares."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import connection

NOW = {
    "postgresql": "SELECT clock_timestamp()",
    "sqlite": "SELECT strftime('%Y-%m-%d %H:%M:%f', 'now')",
}


def database_now() -> datetime:
    """What time it is by the database. Read once where something begins, and passed down."""
    with connection.cursor() as cursor:
        cursor.execute(NOW[connection.vendor])
        found = cursor.fetchone()[0]
    if isinstance(found, datetime):
        return found
    return datetime.fromisoformat(found).replace(tzinfo=UTC)
