"""R8, R9, R10, R12, R14: faults of time, of people and of providers, which the tests of the product play."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable

from .servers import ROOT
from .stage import Stage


def suite(path: str, chosen: str) -> Callable[[Stage], None]:
    """A scenario that runs some of the product's tests and reads how they went."""

    def play(stage: Stage) -> None:
        command = [sys.executable, "-m", "pytest", "-n", "0", path, "-k", chosen, "-p", "no:randomly"]
        ours = ("EMAIL_", "OUTBOX_", "MAIL_", "CELERY_", "LOG_LEVEL", "DATABASE_URL")
        environment = {name: word for name, word in os.environ.items() if not name.startswith(ours)}
        done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
        passed = re.search(r"(\d+) passed", done.stdout)
        stage.verdict.words.append(f"{path}, {chosen!r}: {passed[0] if passed else 'none passed'}")
        stage.verdict.need(done.returncode == 0 and passed, "its tests pass")

    return play
