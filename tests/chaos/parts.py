"""The product's other processes, from its own commands: web, workers, beats. And somebody who looks at a page."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.services import free_port

from .servers import ROOT

BIN = Path(sys.executable).parent
WEB = [f"{BIN}/gunicorn", "rehab.config.wsgi", "--workers=1", "--worker-class=gthread", "--threads=4"]
CELERY = [f"{BIN}/celery", "-A", "rehab.config"]
WORKER = [*CELERY, "worker", "--concurrency=1", "--loglevel=ERROR", "--without-gossip", "--without-mingle"]
BEAT = [*CELERY, "beat", "--loglevel=ERROR", "--pidfile="]
LOOP = [sys.executable, "manage.py", "send_reminders", "--loop", "--every=1"]
CRON = [sys.executable, "manage.py", "send_reminders"]


@contextlib.contextmanager
def running(*commands: list[str], **environment: str) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Some of them at once; all are ended, with whatever they started."""
    told = None if "LOUD" in os.environ else subprocess.DEVNULL
    more = {"cwd": ROOT, "env": {**os.environ, **environment}, "stdout": told, "stderr": told}
    made = [subprocess.Popen(command, start_new_session=True, **more) for command in commands]  # type: ignore[call-overload]  # as Popen takes them
    try:
        yield made
    finally:
        for one in made:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(one.pid, signal.SIGTERM)
        for one in made:
            with contextlib.suppress(subprocess.TimeoutExpired):
                one.wait(10)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(one.pid, signal.SIGKILL)
            one.wait()


class Visitor:
    """Opens a page five times a second, in a thread, and remembers what came and how long it took."""

    def __init__(self, port: int, path: str) -> None:
        self.port, self.path = port, path
        self.answers: list[tuple[float, int, float, bytes]] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._visit, daemon=True)

    def __enter__(self) -> Visitor:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join(15)

    def _visit(self) -> None:
        while not self._over.wait(0.2):
            began = time.monotonic()
            status, body = look(self.port, self.path)
            self.answers.append((began, status, time.monotonic() - began, body))

    @property
    def statuses(self) -> Counter[int]:
        """How often each status came; 0 is no answer."""
        return Counter(status for _, status, _, _ in self.answers)

    @property
    def p95_s(self) -> float:
        """What 19 of 20 visits took at most."""
        times = sorted(took for _, _, took, _ in self.answers)
        return times[int(len(times) * 0.95)] if times else 0.0


def look(port: int, path: str) -> tuple[int, bytes]:
    """One page; 0 if nobody answered."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        line.request("GET", path)
        answer = line.getresponse()
        return answer.status, answer.read()
    except OSError:
        return 0, b""
    finally:
        line.close()


@contextlib.contextmanager
def web(**environment: str) -> Iterator[int]:
    """The site; yields its port once it answers."""
    port = free_port()
    with running([*WEB, f"--bind=127.0.0.1:{port}", "--log-level=error"], **environment):
        end = time.monotonic() + 40
        while look(port, "/healthz")[0] != 200:
            if time.monotonic() > end:
                raise RuntimeError("the site did not start")
            time.sleep(0.1)
        yield port
