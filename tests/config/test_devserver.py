"""`make run` for real: what it starts answers, what dies comes back, and nothing stays behind."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.config.conftest import copy_tree
from tests.services import free_port

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 150
# A security mail that is due; then the bell, as a page would ring it.
DUE = """
import django; django.setup()
from datetime import timedelta
from accounts.models import User
from rehab.outbox import bell
from rehab.outbox.clock import database_now
from rehab.outbox.models import Delivery, Kind, Notice
ada, now = User.objects.get(email="runner@demo.invalid"), database_now()
Notice.objects.create(recipient=ada, kind=Kind.ACCESS, period="1", made_at=now)
times = dict.fromkeys(("due_at", "next_try", "made_at", "changed_at"), now) | {"expires_at": now + timedelta(hours=9)}
Delivery.objects.create(recipient=ada, kind=Kind.ACCESS, period="1", channel="mail", **times)
bell.ring()
"""
BEATEN = """
import django; django.setup()
from rehab.outbox.models import Heartbeat
print(*Heartbeat.objects.values_list("name"))
"""

pytestmark = pytest.mark.slow


@dataclass
class Run:
    """A development run in its own copy of the tree: its own database, broker and mail."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes]
    output: Path

    def said(self, words: str) -> bool:
        """Whether it printed these words."""
        return words in self.output.read_text()

    def commands(self) -> dict[int, str]:
        """Process id and command line of everything that runs in this copy."""
        found = {}
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                words = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                if words and (entry / "cwd").readlink() == self.folder:
                    found[int(entry.name)] = words
            except OSError:
                continue  # it ended while we looked
        return found

    def python(self, code: str) -> str:
        """What a piece of Python says in this copy."""
        own = _variables(self.port) | {"DJANGO_SETTINGS_MODULE": "rehab.config.settings"}
        words = [sys.executable, "-c", code]
        return subprocess.run(words, cwd=self.folder, env=own, check=True, capture_output=True, text=True).stdout

    def mails(self) -> list[Path]:
        """What arrived in its folder of mail."""
        return list((self.folder / "var" / "mail").glob("*"))

    def get(self, path: str) -> str:
        """A page of the run."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20) as answer:
            return answer.read().decode()


def _until(holds: Callable[[], object], run: Run) -> None:
    end = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < end, run.output.read_text()
        time.sleep(0.1)


def _variables(port: object) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "PORT": str(port)}


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """A development run that has announced itself."""
    copy_tree(tmp_path)
    port = free_port()
    command = [sys.executable, "-m", "rehab.config.devserver"]
    output = tmp_path / "output"
    # A file and not a pipe: a process left behind would keep a pipe open, and this test with it.
    with output.open("w") as file:
        process = subprocess.Popen(command, cwd=tmp_path, env=_variables(port), stdout=file, stderr=file)
    run = Run(tmp_path.resolve(), port, process, output)
    try:
        _until(lambda: run.said("Open http"), run)
        yield run
    finally:
        process.terminate()
        process.wait(40)
        for number in run.commands():
            os.kill(number, signal.SIGKILL)


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks at processes through /proc")
def test_a_development_run_from_nothing_to_ctrl_c(run: Run) -> None:
    """It prints where and as whom to look, sends, brings a killed worker back without a second beat, leaves nothing."""
    assert "Can I run with this back?" in run.get("/")
    run.python(DUE)
    _until(lambda: any("X-Reminder-Id" in one.read_text() for one in run.mails()), run)
    _until(lambda: "'loop'" in run.python(BEATEN), run)
    assert run.get("/healthz/reminders/") == "ok"
    assert not re.search(r"Traceback|ERROR|WARNING", run.output.read_text()), run.output.read_text()
    assert "Outgoing mail" in run.get("/dev/mail/")
    assert run.said(f"http://127.0.0.1:{run.port}/dev/mail/")
    assert run.said("runner@demo.invalid")
    with pytest.raises(urllib.error.HTTPError):
        run.get("/nothing-here")
    assert run.output.read_text().count("/nothing-here") == 1, "the log says it twice"

    _until(lambda: len(_workers(run)) >= 3, run)  # the worker, its pool process and its beat
    before = _workers(run)
    os.kill(min(before), signal.SIGKILL)
    _until(lambda: run.said("worker ended with -9"), run)
    _until(lambda: len(_workers(run)) >= 3, run)
    assert not before & _workers(run), "a process of the killed worker lives on"

    run.process.send_signal(signal.SIGINT)
    assert run.process.wait(40) == 0
    assert run.commands() == {}


def _workers(run: Run) -> set[int]:
    return {number for number, words in run.commands().items() if re.search(r"celery.*worker", words)}


@pytest.mark.parametrize("port", ["http", "0", "70000"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    """One sentence, before anything is set up."""
    done = _refused(port)
    assert "set it to a whole number from 1 to 65535" in done.stderr


def test_a_taken_port_is_refused() -> None:
    """Starting again and again on a taken port would never end."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        done = _refused(number)
    assert f"Port {number} cannot be used" in done.stderr
    assert "make run" in done.stderr


def _refused(port: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "rehab.config.devserver"]
    done = subprocess.run(command, cwd=ROOT, env=_variables(port), capture_output=True, text=True, timeout=20)
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    return done
