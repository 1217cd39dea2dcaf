"""A relay that takes mail and forgets nothing: every Message-ID at the moment of acceptance. It can misbehave."""

from __future__ import annotations

import contextlib
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

MESSAGE_ID = re.compile(rb"^Message-ID:\s*(<[^>]+>)", re.IGNORECASE | re.MULTILINE)
Said = tuple[str, bytes]


@dataclass
class Sink:
    """What a relay saw. `fault` names what it does wrong, `every` in which of its mails (1: each)."""

    fault: str = ""
    every: int = 1
    accepted: list[str] = field(default_factory=list)
    mails: list[bytes] = field(default_factory=list)
    seen: int = 0
    port: int = 0
    on_accept: Callable[[], None] = lambda: None

    def strikes(self) -> bool:
        """Whether the fault shows with this mail."""
        return bool(self.fault) and self.seen % self.every == 0


@contextlib.contextmanager
def sink(fault: str = "", every: int = 1) -> Iterator[Sink]:
    """A relay on a free port, in threads of this process."""
    found = Sink(fault, every)
    with socket.create_server(("127.0.0.1", 0)) as server:
        found.port = server.getsockname()[1]
        threading.Thread(target=_serve, args=(server, found), daemon=True).start()
        yield found
        with contextlib.suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)


def _serve(server: socket.socket, found: Sink) -> None:
    with contextlib.suppress(OSError):
        while True:
            line, _ = server.accept()
            threading.Thread(target=_talk, args=(line, found), daemon=True).start()


def _talk(line: socket.socket, found: Sink) -> None:
    with contextlib.suppress(OSError), line, line.makefile("rb") as heard:
        _greet(line, found)
        for command in heard:
            word = command[:4].upper().strip()
            if word == b"DATA":
                if not _take(line, heard, found):
                    return
            elif word == b"QUIT":
                line.sendall(b"221 bye\r\n")
                return
            elif word == b"EHLO":
                line.sendall(b"250-sink\r\n250 8BITMIME\r\n")
            elif word == b"RCPT":
                found.seen += 1
                line.sendall(_rcpt(found))
                if found.fault == "421" and found.strikes():
                    return
            else:
                line.sendall(b"250 ok\r\n")


def _greet(line: socket.socket, found: Sink) -> None:
    if found.fault == "slow":
        for byte in b"220 a relay with all the time in the world, which says one byte a second\r\n":
            line.sendall(bytes([byte]))
            time.sleep(0.5)
    elif found.fault == "long":
        line.sendall(b"".join(b"220-%b\r\n" % (b"x" * 500) for _ in range(16)) + b"220 sink\r\n")
    else:
        line.sendall(b"220 sink\r\n")


def _rcpt(found: Sink) -> bytes:
    answers = {
        "421": b"421 4.3.2 too many, come back later\r\n",
        "550": b"550 5.1.1 no such person\r\n",
        "450": b"450 4.2.1 later\r\n",
        "554": b"554 5.7.1 we do not like this\r\n",
    }
    return answers.get(found.fault, b"250 ok\r\n") if found.strikes() else b"250 ok\r\n"


def _take(line: socket.socket, heard: object, found: Sink) -> bool:
    if found.fault == "close_before" and found.strikes():
        return False
    line.sendall(b"354 go on\r\n")
    if found.fault == "hang" and found.strikes():
        time.sleep(30)
        return False
    body = bytearray()
    for row in heard:  # type: ignore[attr-defined]  # a file of bytes
        if row == b".\r\n":
            break
        body += row
    else:
        return False  # hung up before the dot: nothing was given to us
    if found.fault == "451_dot" and found.strikes():
        line.sendall(b"451 4.3.0 not now\r\n")
        return True
    found.mails.append(bytes(body))
    found.accepted += [one.decode() for one in MESSAGE_ID.findall(bytes(body))]
    found.on_accept()
    if found.fault == "close_after" and found.strikes():
        return False
    line.sendall(b"250 taken\r\n")
    return not (found.fault == "reset_after" and found.strikes())


@pytest.fixture
def relay(settings) -> Iterator[Sink]:
    """A relay that behaves."""
    with sink() as found:
        through(settings, found)
        yield found


def through(settings, found: Sink) -> None:
    """Let mail leave by a relay."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", found.port
    settings.EMAIL_TIMEOUT = 2
