"""One migrated database that all processes of a run copy: to migrate from nothing costs each of them twelve seconds.

For SQLite it is a file in var/, named after everything that could change it; for PostgreSQL a template database of the
run's own server. A lock lets one process make it while the others wait.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import platform
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg2

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "var" / "test-templates"
TEMPLATE = "migrated"
# In one process: each start of Django would cost a second or two.
TABLES = """
import django; django.setup()
from django.core.management import call_command
from django.db import connection
call_command("migrate", verbosity=0); call_command("createcachetable")
if connection.vendor == "sqlite":
    connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
"""


def copy_migrated(to: Path) -> None:
    """A database with every table and nothing in it, as a SQLite file."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with _alone(KEPT / "lock"):
        kept = KEPT / f"{_key()}.sqlite3"
        if not kept.exists():
            _make(kept)
        shutil.copy(kept, to)


def create_migrated(address: str, name: str, lock: Path) -> None:
    """The same as a database of a PostgreSQL that was started for this run alone."""
    with _alone(lock), contextlib.closing(psycopg2.connect(address)) as line:
        line.autocommit = True
        cursor = line.cursor()
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [TEMPLATE])
        if cursor.fetchone() is None:
            # Under another name until it is whole: a template that broke off half-way is never copied.
            cursor.execute(f'DROP DATABASE IF EXISTS "{TEMPLATE}_half"')
            cursor.execute(f'CREATE DATABASE "{TEMPLATE}_half"')
            _migrate(f"{address.rpartition('/')[0]}/{TEMPLATE}_half")
            cursor.execute(f'ALTER DATABASE "{TEMPLATE}_half" RENAME TO "{TEMPLATE}"')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{TEMPLATE}"')


def _make(kept: Path) -> None:
    """Those of other sources go; a file has its name only when it is whole."""
    for old in KEPT.glob("*.sqlite3*"):
        old.unlink()
    half = KEPT / "half.sqlite3"
    _migrate(f"sqlite:///{half}")
    half.replace(kept)


def _migrate(address: str) -> None:
    environment = {**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "rehab.config.settings"}
    done = subprocess.run([sys.executable, "-c", TABLES], cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"The migrations failed:\n{done.stderr[-4000:]}")


def _key() -> str:
    """Migrations call code of the apps, and permissions follow from the models: all sources count, and all packages."""
    found = hashlib.sha256(f"{platform.python_version()} {sqlite3.sqlite_version} {TABLES}".encode())
    packages = (path.name for folder in sys.path for path in Path(folder).glob("*.dist-info"))
    found.update("\n".join(sorted(packages)).encode())
    for path in sorted(path for app in ("accounts", "rehab") for path in (ROOT / app).rglob("*.py")):
        source = path.read_bytes()
        found.update(f"\n{path.relative_to(ROOT)} {len(source)}\n".encode() + source)
    return found.hexdigest()[:24]


@contextlib.contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """No other process is in here; the end of this one, however it comes, gives the lock back."""
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
