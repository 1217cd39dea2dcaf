"""The product's other processes, from its own commands: web, workers, beats."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.services import free_port

from .servers import ROOT
from .visiting import Request, look

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


@contextlib.contextmanager
def web(**environment: str) -> Iterator[int]:
    """The site; yields its port once it answers."""
    port = free_port()
    environment = {"DJANGO_SETTINGS_MODULE": "tests.chaos.settings", **environment}
    with running([*WEB, f"--bind=127.0.0.1:{port}", "--log-level=error"], **environment):
        end = time.monotonic() + 40
        while look(port, Request("/healthz"))[0] != 200:
            if time.monotonic() > end:
                raise RuntimeError("the site did not start")
            time.sleep(0.1)
        yield port
