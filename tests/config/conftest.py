"""A server with production settings, in its own copy of the tree: its own database, files and logs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.config.test_environment import PRODUCTION
from tests.migrated import copy_migrated
from tests.services import free_port

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("rehab", "accounts", "templates", "static", "manage.py")
SET_UP = (["migrate", "-v0"], ["createcachetable"], ["load_library"], ["collectstatic", "--noinput", "-v0"])
HOST = "backstride.example"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: str
    headers: dict[str, str]


@dataclass(frozen=True)
class Production:
    """Gunicorn behind a proxy that speaks TLS, answering to backstride.example alone."""

    port: int
    log: Path

    def ask(self, path: str, *, data: bytes | None = None, host: str = HOST, scheme: str = "https") -> Answer:
        """One request, as the proxy would pass it on; redirects are not followed."""
        headers = {"Host": host, "X-Forwarded-Proto": scheme, "Accept-Encoding": "identity"}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data=data, headers=headers)
        try:
            with urllib.request.build_opener(_Stay).open(request, timeout=20) as reply:
                return Answer(reply.status, reply.read().decode(errors="replace"), dict(reply.headers))
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.read().decode(errors="replace"), dict(error.headers))


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """A redirect is an answer like any other."""


def copy_tree(to: Path) -> None:
    """What a run needs, without anybody's database, mail or broker."""
    for part in PARTS:
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
        copy(ROOT / part, to / part)


@pytest.fixture(scope="session")
def production(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Production]:
    """Set up as docker-compose.yml does it, then started."""
    folder, port = tmp_path_factory.mktemp("production"), free_port()
    copy_tree(folder)
    copy_migrated(folder / "db.sqlite3")  # `migrate` finds its work done; from nothing it is run by test_devserver
    own = {"DATABASE_URL": f"sqlite:///{folder}/db.sqlite3", "REDIS_URL": "", "TRUSTED_PROXIES": "1"}
    variables = {"PATH": os.environ["PATH"], **PRODUCTION, **own}
    for command in SET_UP:
        done = subprocess.run(
            [sys.executable, "manage.py", *command], cwd=folder, env=variables, capture_output=True, text=True
        )
        assert done.returncode == 0, f"{command[0]}: {done.stderr[-2000:]}"
    server = Production(port, folder / "log")
    command = [Path(sys.executable).with_name("gunicorn"), "rehab.config.wsgi", f"--bind=127.0.0.1:{port}"]
    with server.log.open("w") as log:
        process = subprocess.Popen(command, cwd=folder, env=variables, stdout=log, stderr=log)
    try:
        _wait_for_an_answer(server)
        yield server
    finally:
        process.terminate()
        process.wait(20)


def _wait_for_an_answer(server: Production) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            server.ask("/healthz")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"gunicorn did not answer in 30 seconds: {server.log.read_text()[-2000:]}")
