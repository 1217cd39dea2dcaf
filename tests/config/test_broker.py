"""The broker of files: every message arrives once and whole, whoever writes and reads at the same time."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from kombu import Connection
from kombu.simple import SimpleQueue

from rehab.config.broker import configure_broker

ROOT = Path(__file__).resolve().parents[2]
PRODUCERS, CONSUMERS, EACH = 2, 2, 150
TOTAL = PRODUCERS * EACH
OPEN = """
import json, sys
from pathlib import Path
from kombu import Connection
from rehab.config.broker import configure_broker
folder, me, each = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
connection = Connection("atomicfs://", transport_options=configure_broker("atomicfs://", folder))
queue = connection.SimpleQueue("celery")
"""
PRODUCE = OPEN + "for number in range(each): queue.put({'n': f'{me}-{number}', 'padding': 'x' * 20_000})\n"
# Reads until the writers are done and nothing is left.
CONSUME = (
    OPEN
    + """
got = []
while True:
    done = (folder / "done").exists()
    try:
        message = queue.get(timeout=1)
    except queue.Empty:
        if done:
            break
    else:
        got.append(message.payload["n"])
        message.ack()
print(json.dumps(got))
"""
)


def _start(code: str, folder: Path, name: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", code, str(folder), name, str(EACH)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.slow
def test_every_message_arrives_once_and_whole(tmp_path: Path) -> None:
    """Two processes write long messages while two read: none is lost, doubled or cut short."""
    producers = [_start(PRODUCE, tmp_path, f"p{number}") for number in range(PRODUCERS)]
    consumers = [_start(CONSUME, tmp_path, f"c{number}") for number in range(CONSUMERS)]
    for process in producers:
        assert process.communicate(timeout=60)[1] == ""
    (tmp_path / "done").touch()
    got: Counter[str] = Counter()
    for process in consumers:
        output, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors
        got.update(json.loads(output))
    assert len(got) == TOTAL
    assert set(got.values()) == {1}


@pytest.fixture(scope="module")
def channel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[SimpleQueue, Path]]:
    """One queue for the module: kombu remembers per process which queues it has declared, whatever the folder."""
    folder = tmp_path_factory.mktemp("broker")
    options = configure_broker("atomicfs://", folder)
    with Connection("atomicfs://", transport_options=options) as connection:
        yield connection.SimpleQueue("celery"), folder


def test_messages_keep_their_order(channel: tuple[SimpleQueue, Path]) -> None:
    """First in, first out."""
    queue, _ = channel
    for number in range(20):
        queue.put(number)
    assert [queue.get(timeout=2).payload for _ in range(20)] == list(range(20))


def test_an_unfinished_message_is_not_seen(channel: tuple[SimpleQueue, Path]) -> None:
    """A writer that died half-way leaves a file no reader takes for a message."""
    queue, folder = channel
    (folder / "control" / ".1_x.celery.msg.tmp").write_text('{"body": "ha')
    queue.put("whole")
    assert queue.get(timeout=2).payload == "whole"
    with pytest.raises(queue.Empty):
        queue.get(timeout=0.2)


def test_another_broker_needs_no_folder(tmp_path: Path) -> None:
    """With Redis nothing is made on disk."""
    assert configure_broker("redis://127.0.0.1:6379/0", tmp_path) == {}
    assert list(tmp_path.iterdir()) == []
