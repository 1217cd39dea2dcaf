"""The container's health check, against a real server with production settings."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.config.conftest import HOST, Production
from tests.services import free_port

ROOT = Path(__file__).resolve().parents[2]


def _probe(port: int, hosts: str) -> int:
    variables = {"PATH": os.environ["PATH"], "ALLOWED_HOSTS": hosts, "PORT": str(port)}
    command = [sys.executable, "-m", "rehab.config.probe"]
    return subprocess.run(command, cwd=ROOT, env=variables, capture_output=True).returncode


@pytest.mark.slow
@pytest.mark.parametrize("hosts", [HOST, f"{HOST},www.{HOST}", f".{HOST}"])
def test_a_production_server_is_healthy(production: Production, hosts: str) -> None:
    """The probe asks by a name the site answers to, not by 127.0.0.1."""
    assert _probe(production.port, hosts) == 0


@pytest.mark.slow
def test_a_server_that_refuses_the_name_is_not_healthy(production: Production) -> None:
    """Probe and server that disagree about the name are a misconfiguration worth seeing."""
    assert _probe(production.port, "127.0.0.1") == 1


def test_no_server_is_not_healthy() -> None:
    """Nobody listens: exit code 1, no traceback."""
    assert _probe(free_port(), HOST) == 1
