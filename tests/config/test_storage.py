"""The database and the cache as the settings make them, used by several processes at once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.checks import Error
from django.db import connection

from rehab.config.checks import check_cache_is_shared

ROOT = Path(__file__).resolve().parents[2]
WRITERS, TIMES = 4, 60
SETUP = """
import django, sys
django.setup()
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, transaction
"""
COUNT = """
for _ in range(int(sys.argv[1])):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT value FROM counter")
        value = cursor.fetchone()[0]
        cursor.execute("UPDATE counter SET value = %s", [value + 1])
"""


def _start(code: str, variables: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
    environment = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "rehab.config.settings", **variables}
    command = [sys.executable, "-c", SETUP + code, *arguments]
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def _said(code: str, variables: dict[str, str], *arguments: str) -> str:
    process = _start(code, variables, *arguments)
    output, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    return output.strip()


@pytest.fixture
def sqlite(tmp_path: Path) -> dict[str, str]:
    """A fresh SQLite database."""
    return {"DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3"}


@pytest.fixture
def cache(sqlite: dict[str, str]) -> dict[str, str]:
    """The cache in the database, also where there is a Redis: its end must not take the log-in with it."""
    _said("call_command('createcachetable')", sqlite)
    return {**sqlite, "REDIS_URL": "redis://127.0.0.1:1/0"}


@pytest.mark.slow
def test_sqlite_loses_no_write_of_four_processes(sqlite: dict[str, str]) -> None:
    """Read-then-write transactions in parallel: nobody is told the database is locked, and no step is lost."""
    _said(
        "connection.cursor().executescript('CREATE TABLE counter (value INT); INSERT INTO counter VALUES (0)')", sqlite
    )
    for writer in [_start(COUNT, sqlite, str(TIMES)) for _ in range(WRITERS)]:
        errors = writer.communicate(timeout=120)[1]
        assert writer.returncode == 0, errors
    read = "cursor = connection.cursor(); cursor.execute('SELECT value FROM counter'); print(cursor.fetchone()[0])"
    assert _said(read, sqlite) == str(WRITERS * TIMES)


def test_sqlite_keeps_what_it_has_confirmed(sqlite: dict[str, str]) -> None:
    """Write-ahead log, and every commit on the disk (synchronous=FULL is 2) before it is confirmed."""
    read = "for p in sys.argv[1:]:\n c = connection.cursor(); c.execute(f'PRAGMA {p}'); print(c.fetchone()[0])"
    assert _said(read, sqlite, "journal_mode", "synchronous", "foreign_keys").split() == ["wal", "2", "1"]


def test_postgresql_connections_are_kept_and_checked() -> None:
    """A page does not pay for a new connection, and a dead one is noticed."""
    read = "d = settings.DATABASES['default']; print(d['CONN_MAX_AGE'], d['CONN_HEALTH_CHECKS'])"
    assert _said(read, {"DATABASE_URL": "postgres://u:p@127.0.0.1:1/x"}) == "60 True"


@pytest.mark.slow
def test_what_one_process_caches_another_reads(cache: dict[str, str]) -> None:
    """Log-in limits count here; per process they would not limit."""
    _said("cache.set('tries', 4); cache.incr('tries')", cache)
    assert _said("print(cache.get('tries'))", cache) == "5"


@pytest.mark.parametrize("backend", ["locmem.LocMemCache", "dummy.DummyCache"])
def test_a_cache_of_one_process_is_an_error(settings, backend: str) -> None:
    """The check names the problem by its id."""
    settings.CACHES = {"default": {"BACKEND": f"django.core.cache.backends.{backend}"}}
    found = check_cache_is_shared()
    assert [type(message) for message in found] == [Error]
    assert found[0].id == "backstride.E002"


@pytest.mark.django_db
def test_the_suite_runs_on_the_database_it_says() -> None:
    """`make test` asks for PostgreSQL once; a silent fall back to SQLite would test nothing new."""
    wanted = "postgresql" if os.environ.get("TEST_DATABASE") == "postgres" else "sqlite"
    assert connection.vendor == wanted
