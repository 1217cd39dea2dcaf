"""The product's own sender, `manage.py send_reminders`, as processes that can be killed and frozen.

They are forked from here once Django is loaded: a hundred starts from nothing would be most of the run.
"""

from __future__ import annotations

import contextlib
import io
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connections

EVERY_S = 0.2


def fork(*, loop: bool = True, before: Callable[[], object] = lambda: None, **changed: Any) -> int:
    """Start a sender, with some settings changed and something done before it begins; its process id."""
    connections.close_all()
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        return pid
    try:
        random.seed()
        if "LOUD" not in os.environ:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        for name, value in changed.items():
            setattr(settings, name, value)
        before()
        words = {"loop": True, "every": EVERY_S} if loop else {}
        call_command("send_reminders", stdout=io.StringIO(), **words)
    finally:
        os._exit(0)


class Senders:
    """Several loops at once; what ends is not started again by itself."""

    def __init__(self, number: int, **changed: Any) -> None:
        self._changed = changed
        self.pids = [fork(**changed) for _ in range(number)]

    def kill_one(self) -> None:
        """kill -9 to any of them, and a new one in its place."""
        pid = self.pids.pop(random.randrange(len(self.pids)))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        self.pids.append(fork(**self._changed))

    def signal_all(self, number: signal.Signals) -> None:
        """Freeze, thaw or stop all."""
        for pid in self.pids:
            os.kill(pid, number)

    def stop(self) -> None:
        """Let them finish what they have begun."""
        self.signal_all(signal.SIGTERM)
        end = time.monotonic() + 20
        for pid in self.pids:
            while os.waitpid(pid, os.WNOHANG) == (0, 0):
                if time.monotonic() > end:
                    os.kill(pid, signal.SIGKILL)
                time.sleep(0.02)
        self.pids = []

    def __enter__(self) -> Senders:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(ProcessLookupError):
            self.stop()
