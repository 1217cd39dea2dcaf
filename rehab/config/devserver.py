"""`make run`: web and a Celery worker with beat from one terminal, no server to install. Ctrl-C ends all."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from .environment import Environment

BIN = Path(sys.executable).parent
WEB = [f"{BIN}/gunicorn", "rehab.config.wsgi", "--workers=2", "--worker-class=gthread", "--threads=4"]
# threads would be many times slower on a broker of files; prefork is the default
WORKER = [f"{BIN}/celery", "-A", "rehab.config", "worker", "-B", "--concurrency=1", "--loglevel=WARNING"]
SETUP = (["migrate", "-v0"], ["createcachetable"], ["load_library"], ["plan_states"], ["demo_people"])


def main() -> None:
    """Set up, start the parts, start again what ends, stop all on a signal."""
    port = _free_port_asked_for()
    # Mails and tasks name the site by its address; without this they would name port 8000.
    os.environ.setdefault("SITE_URL", f"http://127.0.0.1:{port}")
    for command in SETUP:
        subprocess.run([sys.executable, "manage.py", *command], check=True)  # noqa: S603 our own commands
    stopping: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda caught, _: stopping.append(caught))
    commands = {
        "web": [*WEB, f"--bind=127.0.0.1:{port}", "--graceful-timeout=5", "--log-level=warning"],
        "worker": [*WORKER, "--without-gossip", "--without-mingle", "--without-heartbeat"],
    }
    running = {name: _start(command) for name, command in commands.items()}
    announced = False
    while not stopping:
        if not announced and _answers(port):
            _announce(port)
            announced = True
        for name, process in running.items():
            if process.poll() is not None:
                print(f"{name} ended with {process.returncode}; starting it again", flush=True)
                _kill(process)
                time.sleep(2)
                running[name] = _start(commands[name])
        time.sleep(0.3)
    _stop(list(running.values()))


def _free_port_asked_for() -> int:
    try:
        port = Environment().whole("PORT", 8000, low=1, high=65_535)
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    with socket.socket() as trial:
        # As gunicorn does: a port that was closed a moment ago counts as free.
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError as error:
            sys.exit(
                f"Port {port} cannot be used ({error.strerror}). Choose another: PORT={min(port + 1, 65_535)} make run"
            )
    return port


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _announce(port: int) -> None:
    print(f"Outgoing mail: http://127.0.0.1:{port}/dev/mail/", flush=True)
    print(f"Code for demo log-ins: http://127.0.0.1:{port}/dev/codes/", flush=True)
    print(f"Open http://127.0.0.1:{port}/   (Ctrl-C ends it)", flush=True)


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, start_new_session=True)  # noqa: S603 our own commands


def _stop(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        process.terminate()
    for process in processes:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(12)
        _kill(process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    # A killed worker leaves its beat behind, and two beats would ring twice: the whole group goes.
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


if __name__ == "__main__":
    main()
