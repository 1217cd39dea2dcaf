"""The shortest form of `make chaos`, so that every run of the tests kills something."""

from __future__ import annotations

import subprocess
import sys

import pytest

from .servers import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.sqlite_only]  # each starts the servers it needs


@pytest.mark.parametrize("names", [["R1"], ["R3", "R4", "R5"]], ids=["kills", "outages"])
def test_nothing_is_lost_doubled_or_silent(names: list[str]) -> None:
    """20 kills with and without a provider that answers; one end of Redis, one of PostgreSQL, and two beats."""
    command = [sys.executable, "-m", "tests.chaos", *names, "--short"]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, timeout=240)
    assert done.returncode == 0, done.stdout
    assert done.stdout.strip().splitlines()[-1].startswith("lost=0 doubled=0 silent=0 ")
