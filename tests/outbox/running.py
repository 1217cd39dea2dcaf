"""The product's own processes beside a test: a database of their own, a relay, a worker, a loop."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.migrated import copy_migrated

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 90
# People whose security mail is due: it needs no plan, is never quiet, and is written by the product's own letters.
SEED = """
import sys, django; django.setup()
from datetime import timedelta
from allauth.account.models import EmailAddress
from accounts.models import User
from rehab.outbox.clock import database_now
from rehab.outbox.models import Delivery, Kind, Notice
count, begin, now = int(sys.argv[1]), int(sys.argv[2]), database_now()
names = [f"p{number}@example.org" for number in range(begin, begin + count)]
people = User.objects.bulk_create(User(email=name, password="!") for name in names)
EmailAddress.objects.bulk_create(EmailAddress(user=p, email=p.email, verified=True, primary=True) for p in people)
Notice.objects.bulk_create(Notice(recipient=p, kind=Kind.ACCESS, period="1", made_at=now) for p in people)
times = dict.fromkeys(("due_at", "next_try", "made_at", "changed_at"), now) | {"expires_at": now + timedelta(hours=9)}
Delivery.objects.bulk_create(
    Delivery(recipient=p, kind=Kind.ACCESS, period="1", channel="mail", **times) for p in people
)
"""
STATES = """
import json, django; django.setup()
from collections import Counter
from rehab.outbox.models import Delivery, State
print(json.dumps({State(s).name: n for s, n in Counter(Delivery.objects.values_list("state", flat=True)).items()}))
"""


@dataclass
class World:
    """An environment for the product's processes, and what was started in it."""

    environment: dict[str, str]
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def python(self, code: str, *arguments: object) -> str:
        """What a piece of Python with the product's settings prints."""
        words = [sys.executable, "-c", code, *map(str, arguments)]
        done = subprocess.run(words, cwd=ROOT, env=self.environment, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    def manage(self, *words: str) -> subprocess.CompletedProcess[str]:
        """A management command, to its end."""
        command = [sys.executable, "manage.py", *words]
        return subprocess.run(command, cwd=ROOT, env=self.environment, check=True, capture_output=True, text=True)

    def seed(self, count: int, begin: int = 0) -> None:
        """So many mails that are due now."""
        self.python(SEED, count, begin)

    def states(self) -> str:
        """How many deliveries are in which state, as JSON."""
        return self.python(STATES)

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        """A process of the product in a group of its own."""
        process = subprocess.Popen(
            [sys.executable, *words],
            cwd=ROOT,
            env=self.environment,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.started.append(process)
        return process

    def loop(self, every_s: float = 1) -> subprocess.Popen[bytes]:
        """`send_reminders --loop`."""
        return self.start("manage.py", "send_reminders", "--loop", f"--every={every_s}")

    def worker(self, *more: str) -> subprocess.Popen[bytes]:
        """A Celery worker as it is run in earnest."""
        return self.start("-m", "celery", "-A", "rehab.config", "worker", "--concurrency=1", "--loglevel=ERROR", *more)


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process and all it started, at once."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)


@contextmanager
def world(folder: Path, relay_port: int, **more: str) -> Iterator[World]:
    """A fresh SQLite database with nothing in it, and mail that leaves by a relay of this machine."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "rehab.config.settings",
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "EMAIL_URL": f"smtp://127.0.0.1:{relay_port}",
        "OUTBOX_LEASE_S": "6",
        "EMAIL_TIMEOUT": "2",
        **more,
    }
    made = World(environment)
    copy_migrated(folder / "db.sqlite3")
    try:
        yield made
    finally:
        for process in made.started:
            end(process)


def until(holds: Callable[[], object], patience_s: float = PATIENCE_S) -> None:
    """Wait until something is so; fail if it is not in good time."""
    ends_at = time.monotonic() + patience_s
    while not holds():
        assert time.monotonic() < ends_at, "it took too long"
        time.sleep(0.1)
