"""One scenario in a process of its own: its database, its relay, and the words that say how it went.

`python -m tests.chaos.stage R1`, with what `tests.chaos.__main__` has put into the environment.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from tests.services import free_port

from .servers import Cluster, Sink

LEASE_S, GRACE_S = 4, 10
SHORT, USUAL, LONG = 0, 1, 2


@dataclass
class Verdict:
    """How a scenario went: its words, what was not as it must be, and the sums of its accounts."""

    words: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    lost: int = 0
    doubled: int = 0
    silent: int = 0
    unknown: int = 0

    def add(self, name: str, found: Any, more: str = "") -> None:
        """Count an account in."""
        for one in ("lost", "doubled", "silent", "unknown"):
            setattr(self, one, getattr(self, one) + getattr(found, one))
        self.words.append(f"{name}: {found.sent} sent, {found.failed} failed, {found.unknown} unknown{more}")

    def need(self, holds: object, words: str) -> None:
        """Something that must hold."""
        if not holds:
            self.wrong.append(words)


@dataclass(frozen=True)
class Stage:
    """Where a scenario plays: `much` is SHORT, USUAL or LONG."""

    folder: str
    sink: Sink
    much: int
    verdict: Verdict
    cluster: Cluster | None

    def of(self, *lengths: int) -> int:
        """The number for this length of run."""
        return lengths[self.much]


def finish(*, patience_s: float = 90, is_open: Callable[[], bool] | None = None) -> float:
    """Let the senders that run bring everything to an end; how many seconds that took."""
    from .rows import OPEN, count, pass_time

    began = time.monotonic()
    while time.monotonic() - began < patience_s and (is_open() if is_open else count(*OPEN)):
        pass_time()
        time.sleep(0.2)
    return time.monotonic() - began


def _environment(sink: Sink) -> dict[str, str]:
    nobody = f"redis://127.0.0.1:{free_port()}/0"
    return {
        "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
        "EMAIL_TIMEOUT": "1",
        "OUTBOX_LEASE_S": str(LEASE_S),
        "OUTBOX_GRACE_S": str(GRACE_S),
        "MAIL_SEARCH_URL": sink.search,
        "LOG_LEVEL": "ERROR",
        "CELERY_BROKER_URL": os.environ.get("CELERY_BROKER_URL", nobody),
        "DJANGO_SETTINGS_MODULE": "rehab.config.settings",
    }


def main() -> None:
    """Play one scenario and print its verdict as the last line."""
    name, much = sys.argv[1], int(sys.argv[2])
    given = os.environ.get("CHAOS_CLUSTER")
    with tempfile.TemporaryDirectory(prefix="chaos-") as folder:
        sink = Sink(folder)
        os.environ.update(_environment(sink))
        import django

        django.setup()
        from .scenarios import SCENARIOS

        stage = Stage(folder, sink, much, Verdict(), Cluster(**json.loads(given)) if given else None)
        try:
            SCENARIOS[name](stage)
        finally:
            sink.stop()
    print("\n" + json.dumps(asdict(stage.verdict)))


if __name__ == "__main__":
    main()
