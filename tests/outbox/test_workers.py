"""Workers, beat, loops and the broker for real: what is due leaves, whatever of them is there, and nothing twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.outbox.running import ROOT, World, end, until, world
from tests.outbox.sink import sink
from tests.services import find_redis, free_port, redis

pytestmark = pytest.mark.slow
RING = """
import time, django; django.setup()
from rehab.outbox import bell
began = time.monotonic(); bell._ring(); print(time.monotonic() - began)
"""


def test_a_worker_sends_by_itself_while_there_is_no_broker(tmp_path: Path) -> None:
    """Redis was never there: the rounds beside the worker do it, and end with the worker, also when it is killed."""
    with sink() as relay, world(tmp_path, relay.port, CELERY_BROKER_URL=f"redis://127.0.0.1:{free_port()}/0") as made:
        made.seed(5)
        worker = made.worker()
        until(lambda: len(relay.accepted) == 5)
        until(lambda: _rounds_of(worker.pid))
        rounds = _rounds_of(worker.pid)
        os.kill(worker.pid, signal.SIGKILL)
        until(lambda: not any(Path(f"/proc/{pid}").exists() and _is_alive(pid) for pid in rounds), 10)
        assert len(set(relay.accepted)) == 5


def _rounds_of(parent: int) -> list[int]:
    """The loops a process has started."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "cmdline").read_bytes().decode()
        except OSError:
            continue
        if f"--parent={parent}" in words:
            found.append(int(entry.name))
    return found


def _is_alive(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def test_beats_workers_and_loops_together_send_each_once(tmp_path: Path) -> None:
    """Two beats, two workers, two loops over one database and a real Redis: 40 mails, 40 times."""
    with sink() as relay, redis() as address, world(tmp_path, relay.port, CELERY_BROKER_URL=address) as made:
        made.seed(40)
        for number in (1, 2):
            made.worker("-B", f"--schedule={tmp_path}/beat{number}", "-n", f"w{number}@%h")
            made.loop()
        until(lambda: len(relay.accepted) >= 40)
        until(lambda: json.loads(made.states()) == {"SENT": 40})
        assert len(relay.accepted) == len(set(relay.accepted)) == 40


def test_a_loop_that_is_told_to_stop_finishes_the_mail_at_hand(tmp_path: Path) -> None:
    """SIGTERM: it ends within seconds, what it had taken is due for others, nothing is unknown."""
    with sink() as relay, world(tmp_path, relay.port) as made:
        made.seed(300)
        loop = made.loop()
        until(lambda: len(relay.accepted) > 5)
        loop.send_signal(signal.SIGTERM)
        assert loop.wait(15) == 0
        states = json.loads(made.states())
        assert set(states) <= {"SENT", "DUE"}
        assert states["SENT"] == len(relay.accepted)


@pytest.mark.parametrize("trouble", ["refused", "frozen"])
def test_the_bell_costs_a_page_little_when_nobody_hears_it(tmp_path: Path, trouble: str) -> None:
    """A Redis that is down, or that takes the line and says nothing: two seconds at most, and no error."""
    port = free_port()
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)]
    server = subprocess.Popen([find_redis(), *options], stdout=subprocess.DEVNULL) if trouble == "frozen" else None
    try:
        if server is not None:
            time.sleep(0.5)
            server.send_signal(signal.SIGSTOP)
        with sink() as relay:
            made = World({**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path}/x.sqlite3", "PYTHONPATH": str(ROOT)})
            made.environment |= {
                "CELERY_BROKER_URL": f"redis://127.0.0.1:{port}/0",
                "EMAIL_URL": f"smtp://a:{relay.port}",
            }
            made.environment |= {"DJANGO_SETTINGS_MODULE": "rehab.config.settings"}
            assert float(made.python(RING)) < 2
    finally:
        if server is not None:
            server.kill()
            server.wait(10)


def test_a_redis_that_comes_back_is_heard_again(tmp_path: Path) -> None:
    """Stopped for a while and started on the same port: the worker takes tasks again without anybody's help."""
    port = free_port()
    options = [str(find_redis()), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)]
    broker = {"CELERY_BROKER_URL": f"redis://127.0.0.1:{port}/0"}
    server = subprocess.Popen(options, stdout=subprocess.DEVNULL)
    try:
        with sink() as relay, world(tmp_path, relay.port, **broker) as made:
            made.worker()
            made.seed(2)
            until(lambda: len(relay.accepted) == 2)
            server.terminate()
            server.wait(10)
            time.sleep(2)
            server = subprocess.Popen(options, stdout=subprocess.DEVNULL)
            made.seed(2, begin=10)
            made.python(RING)
            until(lambda: len(relay.accepted) == 4)
    finally:
        server.kill()
        server.wait(10)


def test_a_worker_is_patient_and_a_page_is_not() -> None:
    """What each kind of process asks of its broker."""
    code = (
        "import django; django.setup(); from rehab.config.celery import app, _be_patient; c = app.conf; "
        "print(c.broker_transport_options, c.task_publish_retry, c.task_acks_late, c.task_reject_on_worker_lost, "
        "c.worker_prefetch_multiplier, c.timezone, c.task_ignore_result); _be_patient(conf=c); "
        "print(c.broker_transport_options['socket_timeout'], c.broker_transport_options['visibility_timeout'])"
    )
    environment = {**os.environ, "CELERY_BROKER_URL": "redis://127.0.0.1:1/0", "PYTHONPATH": str(ROOT)}
    environment |= {"DJANGO_SETTINGS_MODULE": "rehab.config.settings"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, cwd=ROOT, capture_output=True, text=True)
    web, worker = done.stdout.splitlines()
    assert "'socket_timeout': 1" in web
    assert "'max_retries': 0" in web
    assert web.endswith("False True True 1 UTC True")
    assert worker == "30 300"


__all__ = ["end"]
