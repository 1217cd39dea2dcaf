"""PostgreSQL, Redis and the relay as things that can break: killed, frozen, emptied, started again in place."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psycopg2

from tests import services

ROOT = Path(__file__).resolve().parents[2]
HONEST = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "max_connections": "80"}


@dataclass(frozen=True)
class Cluster:
    """A PostgreSQL that keeps its promises: what it has committed is there after a crash."""

    programs: str
    base: str
    port: int

    @property
    def words(self) -> str:
        """To hand it on to another process."""
        return json.dumps(asdict(self))

    def url(self, name: str) -> str:
        """The address of one of its databases."""
        return f"postgres://app@127.0.0.1:{self.port}/{name}"

    def start(self) -> None:
        """Start, and wait until it answers (after a crash: until it has recovered)."""
        settings = {**services.SETTINGS, **HONEST, "port": str(self.port)}
        options = " ".join(f"-c {name}={value or chr(39) * 2}" for name, value in settings.items())
        self._control("start", "-w", "-t", "60", "-l", f"{self.base}/log", "-o", options)

    def crash(self) -> None:
        """As `pg_ctl stop -m immediate`: no checkpoint, no goodbye."""
        self._control("stop", "-m", "immediate", "-w")

    def copy(self, source: str, name: str) -> str:
        """A new database like another one; its address."""
        line = psycopg2.connect(host="127.0.0.1", port=self.port, user="app", dbname="postgres")
        line.autocommit = True
        line.cursor().execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
        line.close()
        return self.url(name)

    def _control(self, *words: str) -> None:
        account = services._unprivileged()
        command = [f"{self.programs}/pg_ctl", "-D", f"{self.base}/data", *words]
        environment = {"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", "HOME": self.base}
        subprocess.run(command, check=True, env=environment, cwd="/", stdout=subprocess.DEVNULL, **account)


@contextlib.contextmanager
def cluster() -> Iterator[Cluster]:
    """One in a folder of its own."""
    base = Path(tempfile.mkdtemp(prefix="chaos-pg-"))
    account = services._unprivileged()
    programs = services._readable_programs(services.find_postgres(), account, base)
    if account:
        base.chmod(0o755)
        os.chown(base, account["user"], account["group"])
    environment = {"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", "HOME": str(base)}
    options = ["-U", "app", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"]
    command = [programs / "initdb", "-D", base / "data", *options]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment, cwd="/", **account)
    made = Cluster(str(programs), str(base), services.free_port())
    made.start()
    try:
        yield made
    finally:
        with contextlib.suppress(subprocess.CalledProcessError):
            made.crash()
        shutil.rmtree(base, ignore_errors=True)


class Broker:
    """A Redis that keeps nothing, on one port for ever."""

    def __init__(self, folder: str) -> None:
        self.port, self._folder = services.free_port(), folder
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        """Start, and wait until it answers."""
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        command = [services.find_redis(), *options, "--dir", self._folder]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
        services._wait_for_pong(self.port, self._process)

    def stop(self) -> None:
        """Kill it: what it held is gone."""
        self._process.kill()
        self._process.wait(20)

    def freeze(self) -> None:
        """It takes connections and answers none."""
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """It goes on."""
        self._process.send_signal(signal.SIGCONT)

    def flush(self) -> None:
        """FLUSHALL."""
        import redis

        redis.Redis.from_url(self.url).flushall()


class Sink:
    """The relay's process, its journal and its switches."""

    def __init__(self, folder: str) -> None:
        self.journal = Path(folder) / "journal"
        self.journal.touch()
        command = [sys.executable, "-m", "tests.chaos.sink", str(self.journal)]
        self._process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True)
        assert self._process.stdout is not None
        self.port, self.http = (int(word) for word in self._process.stdout.readline().split())

    @property
    def search(self) -> str:
        """Where it answers whether it has a mail."""
        return f"http://127.0.0.1:{self.http}/search"

    def set(self, **words: Any) -> None:
        """Change how it behaves."""
        urllib.request.urlopen(f"http://127.0.0.1:{self.http}/set?{urllib.parse.urlencode(words)}", timeout=5).close()

    def accepted(self) -> Counter[str]:
        """Every Message-ID it took, and how often."""
        return Counter(self.journal.read_text().split())

    def stop(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait(20)
