"""Each worker's own minute: a loop beside it that writes and sends what is due, whether or not the broker lives.

It is a process, not a thread: a pool forks, and a fork while a thread holds a lock hangs for ever. It ends with its
worker.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from typing import Any

from celery import bootsteps
from django.conf import settings

BREATH_S, PATIENCE_S = 5.0, 30.0


class WorkerRounds(bootsteps.StartStopStep):
    """Starts with the worker, before it has heard of any broker."""

    def __init__(self, parent: Any, **options: Any) -> None:
        super().__init__(parent, **options)
        self._stopping = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, parent: Any) -> None:
        """Begin the rounds, and begin them again should they end."""
        threading.Thread(target=self._keep_going, name="rounds", daemon=True).start()

    def stop(self, parent: Any) -> None:
        """Let the loop finish what it has begun."""
        self._stopping.set()
        process = self._process
        if process is None:
            return
        process.terminate()
        try:
            process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            process.kill()

    terminate = stop

    def _keep_going(self) -> None:
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "send_reminders", "--loop"]
        while not self._stopping.is_set():
            self._process = subprocess.Popen([*command, f"--parent={os.getpid()}"])  # noqa: S603 our own command
            self._process.wait()
            self._stopping.wait(BREATH_S)
