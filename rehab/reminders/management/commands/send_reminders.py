"""Write and send what is due, once or in a loop. Beside Celery, or several at once, it doubles nothing."""

from __future__ import annotations

import os
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from rehab.outbox.rounds import EVERY_S, go_round, one_round


class Command(BaseCommand):
    """One round, or rounds until SIGTERM."""

    help = "Write and send what is due. With --loop, again every minute until it is told to stop."

    def add_arguments(self, parser: CommandParser) -> None:
        """Once or in a loop."""
        parser.add_argument("--loop", action="store_true", help="go on until SIGTERM or Ctrl-C; finishes what is begun")
        parser.add_argument("--parent", type=int, default=0, metavar="PID", help="end when this process has")
        parser.add_argument("--every", type=float, default=EVERY_S, metavar="SECONDS", help="from round to round")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many went which way."""
        stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
        if options["parent"]:
            threading.Thread(target=_end_with, args=(options["parent"], stopping), daemon=True).start()
        if options["loop"]:
            go_round(name="loop", stopping=stopping, every_s=options["every"])
            return
        moved = one_round(name="command", stopping=stopping)
        said = ", ".join(f"{count} {state.label.lower()}" for state, count in sorted(moved.items()))
        self.stdout.write(said or "Nothing was due.")


def _end_with(parent: int, stopping: threading.Event) -> None:
    """A loop whose worker was killed must not stay behind."""
    while os.getppid() == parent:
        if stopping.wait(1.0):
            return
    stopping.set()
