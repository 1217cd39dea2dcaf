"""`make run`: web and a Celery worker with beat from one terminal, no server to install. Ctrl-C ends all."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

BIN = Path(sys.executable).parent
PORT = os.environ.get("PORT", "8000")
WEB = [f"{BIN}/gunicorn", "rehab.config.wsgi", "--workers=2", "--worker-class=gthread", "--threads=4"]
WORKER = [f"{BIN}/celery", "-A", "rehab.config", "worker", "-B", "--concurrency=1", "--loglevel=WARNING"]
PARTS = {
    "web": [*WEB, f"--bind=127.0.0.1:{PORT}", "--graceful-timeout=5", "--log-level=warning"],
    # threads would be many times slower on a broker of files; prefork is the default
    "worker": [*WORKER, "--schedule=var/beat", "--without-gossip", "--without-mingle", "--without-heartbeat"],
}
SETUP = (["migrate", "-v0"], ["createcachetable"], ["load_library"], ["demo_people"])


def main() -> None:
    """Set up, start the parts, start again what ends, stop all on a signal."""
    for command in SETUP:
        subprocess.run([sys.executable, "manage.py", *command], check=True)  # noqa: S603 our own commands
    running = {name: _start(name) for name in PARTS}
    stopping: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda caught, _: stopping.append(caught))
    print(f"Open http://127.0.0.1:{PORT}/   (Ctrl-C ends it)", flush=True)
    print(f"Outgoing mail: http://127.0.0.1:{PORT}/dev/mail/", flush=True)
    while not stopping:
        for name, process in running.items():
            if process.poll() is not None:
                print(f"{name} ended with {process.returncode}; starting it again", flush=True)
                _kill(process)
                time.sleep(2)
                running[name] = _start(name)
        time.sleep(0.3)
    for process in running.values():
        process.terminate()
    for process in running.values():
        _wait(process)


def _start(name: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(PARTS[name], start_new_session=True)  # noqa: S603 our own commands


def _kill(process: subprocess.Popen[bytes]) -> None:
    # A killed worker leaves its beat behind, and two beats would ring twice: the whole group goes.
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _wait(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(12)
    except subprocess.TimeoutExpired:
        _kill(process)


if __name__ == "__main__":
    main()
