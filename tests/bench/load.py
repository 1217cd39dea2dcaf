"""Sends prepared requests over four kept connections and prints how many were answered a second.

A process of its own, on bare sockets: a client library would use more of the shared cores than the bare page does.
Standard input is one JSON object: port, requests (text as it goes over the wire), status, and seconds (0: each once).
"""

from __future__ import annotations

import itertools
import json
import re
import socket
import sys
import threading
import time
from collections.abc import Iterable, Iterator

CONNECTIONS = 4
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


def request(method: str, path: str, port: int, cookies: dict[str, str], **fields: str) -> str:
    """A request as it goes over the wire."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Content-Length: 0"]
    lines += [f"Cookie: {'; '.join(f'{name}={value}' for name, value in cookies.items())}"] if cookies else []
    return "\r\n".join([*lines, *(f"{name.replace('_', '-')}: {value}" for name, value in fields.items()), "", ""])


def _read(connection: socket.socket) -> bytes:
    data = b""
    while (end := data.find(b"\r\n\r\n")) < 0:
        data += _more(connection)
    length = LENGTH.search(data, 0, end)
    if length is None:
        raise SystemExit(f"an answer without its length: {data[:end]!r}")
    missing = end + 4 + int(length[1]) - len(data)
    while missing > 0:
        missing -= len(_more(connection))
    return data[:end]


def _more(connection: socket.socket) -> bytes:
    if not (part := connection.recv(65_536)):
        raise SystemExit("the server hung up")
    return part


def _send(port: int, requests: Iterator[bytes], status: bytes, until: float, answered: list[int]) -> None:
    count = 0
    with socket.create_connection(("127.0.0.1", port), 30) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for data in requests:
            connection.sendall(data)
            head = _read(connection)
            if not head.startswith(b"HTTP/1.1 " + status):
                raise SystemExit(f"not {status!r}: {head!r}")
            count += 1
            if time.monotonic() > until:
                break
    answered.append(count)


def _shares(requests: list[str], *, once: bool) -> Iterable[Iterator[bytes]]:
    data = [text.encode() for text in requests]
    for number in range(CONNECTIONS):
        yield iter(data[number::CONNECTIONS]) if once else itertools.cycle(data)


def main() -> None:
    """Send, and print the rate."""
    given = json.load(sys.stdin)
    seconds, answered = given["seconds"], list[int]()
    start = time.monotonic()
    until = start + (seconds or 600)
    threads = [
        threading.Thread(target=_send, args=(given["port"], share, given["status"].encode(), until, answered))
        for share in _shares(given["requests"], once=not seconds)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(answered) < CONNECTIONS:
        sys.exit("a connection failed, see above")
    print(sum(answered) / (time.monotonic() - start))


if __name__ == "__main__":
    main()
