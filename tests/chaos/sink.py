"""A relay in a process of its own, so that no kill of ours reaches it. It writes each Message-ID down as it takes it.

`python -m tests.chaos.sink JOURNAL` prints its SMTP and HTTP port. By HTTP it answers searches like a provider
(`/search?message_id=`: 200 or 404) and takes orders (`/set?fault=421&every=10&idle=3&slow_ms=8&hold=1`). It closes a
line on which nothing was said for `idle` seconds (0: never), as relays do, and thinks for `hold` seconds before it asks
for a body.
"""

from __future__ import annotations

import contextlib
import os
import random
import re
import socket
import sys
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import IO
from urllib.parse import parse_qs, urlsplit

MESSAGE_ID = re.compile(rb"^Message-ID:\s*(<[^>]+>)", re.IGNORECASE | re.MULTILINE)


@dataclass
class Relay:
    """What it has taken, and how it behaves: `fault` in every `every`th mail, replies after up to `slow_ms`."""

    journal: IO[str]
    fault: str = ""
    every: int = 1
    idle: float = 3.0
    slow_ms: float = 8.0
    hold: float = 0.0
    taken: set[str] = field(default_factory=set)
    seen: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def strikes(self, fault: str) -> bool:
        """Whether this fault shows with this mail."""
        return self.fault == fault and self.seen % self.every == 0

    def take(self, body: bytes) -> None:
        """Accept a mail: from here on it is delivered, whatever its sender hears."""
        with self.lock:
            for one in MESSAGE_ID.findall(body):
                self.journal.write(one.decode() + "\n")
                self.taken.add(one.decode())
            self.journal.flush()

    def wait(self) -> None:
        """As long as relays think."""
        time.sleep(random.uniform(0, self.slow_ms) / 1000)


def talk(line: socket.socket, relay: Relay) -> None:
    """One conversation."""
    with contextlib.suppress(OSError), line:
        line.settimeout(relay.idle or None)
        with line.makefile("rb") as heard:
            _greet(line, relay)
            for command in heard:
                if not _answer(command[:4].upper().strip(), line, heard, relay):
                    return


def _greet(line: socket.socket, relay: Relay) -> None:
    if relay.fault == "slow":
        for byte in b"220 a relay with all the time in the world\r\n":
            line.sendall(bytes([byte]))
            time.sleep(1)
    elif relay.fault == "long":
        line.sendall(b"".join(b"220-%b\r\n" % (b"x" * 500) for _ in range(16)))
        line.sendall(b"220 sink\r\n")
    else:
        line.sendall(b"220 sink\r\n")


def _answer(word: bytes, line: socket.socket, heard: IO[bytes], relay: Relay) -> bool:
    if word == b"DATA":
        return _take(line, heard, relay)
    if word == b"EHLO":
        line.sendall(b"250-sink\r\n250 8BITMIME\r\n")
    elif word == b"QUIT":
        line.sendall(b"221 bye\r\n")
        return False
    elif word == b"RCPT":
        relay.seen += 1
        if relay.strikes("421"):
            line.sendall(b"421 4.3.2 too many, come back later\r\n")
            return False
        line.sendall(b"550 5.1.1 no such person\r\n" if relay.strikes("550") else b"250 ok\r\n")
    else:
        line.sendall(b"250 ok\r\n")
    return True


def _take(line: socket.socket, heard: IO[bytes], relay: Relay) -> bool:
    relay.wait()
    time.sleep(relay.hold)
    line.sendall(b"354 go on\r\n")
    if relay.strikes("hang"):
        time.sleep(30)
        return False
    rows = []
    for row in heard:
        if row == b".\r\n":
            break
        rows.append(row)
    else:
        return False  # hung up before the dot: nothing was given to us
    relay.take(b"".join(rows))
    if relay.strikes("close_after"):
        return False
    relay.wait()
    line.sendall(b"250 taken\r\n")
    return not relay.strikes("reset_after")


def desk(relay: Relay) -> type[BaseHTTPRequestHandler]:
    """What answers searches and takes orders."""

    class Desk(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            words = {name: found[0] for name, found in parse_qs(asked.query, keep_blank_values=True).items()}
            status = 200
            if asked.path == "/search":
                with relay.lock:
                    status = 200 if words["message_id"] in relay.taken else 404
            else:
                for name, word in words.items():
                    setattr(relay, name, type(getattr(relay, name))(word))
                relay.seen = 0
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    return Desk


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(0)


def main() -> None:
    """Listen until killed, or until who asked for it is gone."""
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    relay = Relay(open(sys.argv[1], "a"))  # noqa: SIM115 open until this process is killed
    mail = socket.create_server(("127.0.0.1", 0), backlog=128)
    http = ThreadingHTTPServer(("127.0.0.1", 0), desk(relay))
    threading.Thread(target=http.serve_forever, daemon=True).start()
    print(mail.getsockname()[1], http.server_address[1], flush=True)
    while True:
        line, _ = mail.accept()
        threading.Thread(target=talk, args=(line, relay), daemon=True).start()


if __name__ == "__main__":
    main()
