"""The container's health check, against a real server with production settings."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.config.test_environment import PRODUCTION
from tests.services import free_port

ROOT = Path(__file__).resolve().parents[2]


def _probe(port: int, hosts: str) -> int:
    variables = {"PATH": os.environ["PATH"], "ALLOWED_HOSTS": hosts, "PORT": str(port)}
    command = [sys.executable, "-m", "rehab.config.probe"]
    return subprocess.run(command, cwd=ROOT, env=variables, capture_output=True).returncode


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Gunicorn with production settings, answering to backstride.example alone."""
    number = free_port()
    database = f"sqlite:///{tmp_path_factory.mktemp('probe')}/db.sqlite3"
    variables = {"PATH": os.environ["PATH"], **PRODUCTION, "DATABASE_URL": database}
    command = [Path(sys.executable).with_name("gunicorn"), "rehab.config.wsgi", f"--bind=127.0.0.1:{number}"]
    server = subprocess.Popen(command, cwd=ROOT, env=variables, stderr=subprocess.DEVNULL)
    try:
        _wait_for_an_answer(number)
        yield number
    finally:
        server.terminate()
        server.wait(20)


def _wait_for_an_answer(port: int) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2).close()
        except urllib.error.HTTPError:
            return  # refused by host name, but it is there
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("gunicorn did not answer in 30 seconds")


@pytest.mark.parametrize("hosts", ["backstride.example", "backstride.example,www.backstride.example"])
def test_a_production_server_is_healthy(port: int, hosts: str) -> None:
    """The probe asks by a name the site answers to, not by 127.0.0.1."""
    assert _probe(port, hosts) == 0


def test_a_server_that_refuses_the_name_is_not_healthy(port: int) -> None:
    """Probe and server that disagree about the name are a misconfiguration worth seeing."""
    assert _probe(port, "127.0.0.1") == 1


def test_no_server_is_not_healthy() -> None:
    """Nobody listens: exit code 1, no traceback."""
    assert _probe(free_port(), "backstride.example") == 1
