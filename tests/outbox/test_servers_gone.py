"""Servers that go away: the database under a loop, and the broker under a page."""

from __future__ import annotations

import json
import os
import pwd
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg2
import pytest

from tests.outbox.running import World, end, until, world
from tests.outbox.sink import sink
from tests.services import find_redis, free_port, postgres, redis

pytestmark = [pytest.mark.slow, pytest.mark.sqlite_only]  # each brings its own servers

HEALTH = """
import django; django.setup()
from django.test import Client
answer = Client(HTTP_HOST="127.0.0.1").get("/healthz/reminders/")
print(answer.status_code, answer.content.decode())
"""
MESSAGE = """
import time, uuid, django; django.setup()
from django.core.cache import cache
from django.test import Client
from rehab.clinic.models import Message, Thread
from tests.accounts.therapists import therapist_of
from tests.accounts.people import person
ada = person(); thea = therapist_of(ada); browser = Client(HTTP_HOST="127.0.0.1")
browser.force_login(ada, backend="allauth.account.auth_backends.AuthenticationBackend")
browser.get("/settings/reminders/")
began = time.monotonic()
answer = browser.post(f"/messages/{Thread.id_of(ada, thea)}/", {"key": str(uuid.uuid4()), "body": "Shall I?"})
print(answer.status_code, Message.objects.count(), round(time.monotonic() - began, 2))
"""
CONF = """
import json, django; django.setup()
from rehab.config.celery import app
print(json.dumps(list((app.control.inspect(timeout=2).conf(with_defaults=True) or {}).values())))
"""


@dataclass
class Server:
    """A PostgreSQL that can be stopped and started again where it was."""

    address: str
    command: list[str]
    account: int
    process: subprocess.Popen[bytes] | None = None

    def stop(self, pid: int) -> None:
        """At once, whoever is connected, as when its machine is restarted."""
        os.kill(pid, signal.SIGINT)
        until(lambda: not _answers(self.address))
        until(lambda: not (Path(self.command[2]) / "postmaster.pid").exists())

    def start(self) -> None:
        """The same data, the same port."""
        user = pwd.getpwuid(self.account)
        who = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}
        self.process = subprocess.Popen(
            self.command, cwd="/", start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **who
        )
        until(lambda: _answers(self.address))


def _answers(address: str) -> bool:
    try:
        psycopg2.connect(address).close()
    except psycopg2.OperationalError:
        return False
    return True


@contextmanager
def server() -> Iterator[tuple[Server, int]]:
    """A server of its own, and the process it runs in at first."""
    with postgres() as address:
        with psycopg2.connect(address) as line, line.cursor() as cursor:
            cursor.execute("SHOW data_directory")
            folder = Path(cursor.fetchone()[0])
        line.close()
        pid = int((folder / "postmaster.pid").read_text().split()[0])
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")[:-1]
        made = Server(address, words, folder.stat().st_uid)
        try:
            yield made, pid
        finally:
            if made.process is not None:
                made.process.send_signal(signal.SIGINT)
                made.process.wait(20)


@pytest.mark.skipif("TEST_DATABASE_URL" in os.environ, reason="somebody's own server is not stopped")
def test_a_loop_goes_on_when_its_database_comes_back(tmp_path: Path) -> None:
    """Stopped and started under it: it sends again by itself. Meanwhile the check from outside says what is wrong."""
    with sink() as relay, server() as (database, pid), world(tmp_path, relay.port) as made:
        made.environment["DATABASE_URL"] = database.address
        made.manage("migrate", "-v0")
        made.seed(2)
        loop = made.loop()
        until(lambda: len(relay.accepted) == 2)
        assert made.python(HEALTH) == "200 ok"
        database.stop(pid)
        assert made.python(HEALTH) == "503 database unreachable"
        database.start()
        made.seed(2, begin=10)
        until(lambda: len(relay.accepted) == 4)
        until(lambda: json.loads(made.states()) == {"SENT": 4})
        assert loop.poll() is None
        end(loop)


@contextmanager
def broker(kind: str, folder: Path) -> Iterator[str]:
    """A broker nobody hears: nothing listens, or it takes the line and says nothing."""
    port = free_port()
    words = [str(find_redis()), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True) if kind == "frozen" else None
    try:
        if process is not None:
            assert process.stdout is not None
            next(line for line in process.stdout if "eady to accept" in line)
            process.send_signal(signal.SIGSTOP)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        if process is not None:
            process.kill()
            process.communicate()


@pytest.mark.parametrize("kind", ["refused", "frozen"])
def test_a_message_is_sent_when_nobody_hears_the_bell(tmp_path: Path, kind: str) -> None:
    """The page that tells a therapist answers as ever, within two seconds, and the row is there for the next tick."""
    with broker(kind, tmp_path) as address, world(tmp_path, 1, CELERY_BROKER_URL=address) as made:
        status, messages, took = made.python(MESSAGE).splitlines()[-1].split()
        assert (status, messages) == ("302", "1")
        assert float(took) < 5  # a second of patience, on a machine that may be busy; without an end to it, it hangs
        assert json.loads(made.states()) == {"DUE": 1}


def test_a_running_worker_has_the_settings_that_were_measured(tmp_path: Path) -> None:
    """Asked of the worker itself: what is lost with a child is done again, and its broker may be slow."""
    with redis() as address, world(tmp_path, 1, CELERY_BROKER_URL=address) as made:
        made.worker()
        found = _conf_of(made)
    wanted = {
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "task_ignore_result": True,
        "worker_prefetch_multiplier": 1,
        "worker_max_tasks_per_child": 500,
        "timezone": "UTC",
        "broker_connection_timeout": 4,
    }
    assert {name: found.get(name) for name in wanted} == wanted
    options = {"visibility_timeout": 300, "socket_timeout": 30, "socket_keepalive": True, "health_check_interval": 25}
    assert options.items() <= found["broker_transport_options"].items()


def _conf_of(made: World) -> dict[str, dict[str, object]]:
    answers: list[dict[str, dict[str, object]]] = []
    until(lambda: answers.extend(json.loads(made.python(CONF))) or answers)
    return answers[0]
