"""Rounds: a tick and a sending run, again and again, in a process or thread of their own."""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter

from django.db import InterfaceError, OperationalError, close_old_connections, connections

from .models import State
from .sending import send_due
from .ticking import tick

log = logging.getLogger("rehab.outbox")
EVERY_S, SOON_S = 60.0, 2.0


def one_round(*, name: str, stopping: threading.Event | None = None) -> Counter[State]:
    """What is due is written, and sent."""
    tick(name=name)
    return send_due(is_stopping=stopping.is_set if stopping is not None else lambda: False)


def go_round(*, name: str, stopping: threading.Event, every_s: float = EVERY_S) -> None:
    """Rounds until told to stop; a database that is away is asked again soon, and nobody has to help."""
    while not stopping.is_set():
        close_old_connections()
        began, wait_s = time.monotonic(), every_s
        try:
            one_round(name=name, stopping=stopping)
        except (OperationalError, InterfaceError) as error:
            log.warning("The database is away: %s", type(error).__name__)
            wait_s = min(SOON_S, every_s)
        except Exception as error:  # whatever it was, the next round comes
            log.error("A round failed: %s", type(error).__name__)
        finally:
            connections.close_all()
        stopping.wait(max(0.0, wait_s - (time.monotonic() - began)))
