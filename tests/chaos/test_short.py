"""The shortest form of `make chaos`, so that every run of the tests kills something."""

from __future__ import annotations

import subprocess
import sys

import pytest

from .servers import ROOT


@pytest.mark.slow
@pytest.mark.sqlite_only  # it starts a PostgreSQL of its own
def test_nothing_is_lost_doubled_or_silent() -> None:
    """20 kills, an end of Redis, a crash of PostgreSQL and two beats in one run."""
    command = [sys.executable, "-m", "tests.chaos", "R0", "--short"]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, timeout=240)
    assert done.returncode == 0, done.stdout
    assert done.stdout.strip().splitlines()[-1] == "lost=0 doubled=0 silent=0 unknown=0"
