"""Somebody who looks at pages all the time, and remembers what came and how long it took."""

from __future__ import annotations

import http.client
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

TOKEN = "a" * 32


@dataclass(frozen=True)
class Request:
    """What is asked for."""

    path: str
    method: str = "GET"
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)


READY = Request("/readyz")
# A wrong password: the rate limits of the log-in are in the cache, and the account in the database.
LOG_IN = Request(
    "/account/login/",
    "POST",
    "login=nobody@example.org&password=none-of-this",
    {
        "Cookie": f"csrftoken={TOKEN}",
        "X-CSRFToken": TOKEN,
        "Content-Type": "application/x-www-form-urlencoded",
    },
)


def signed_in(path: str) -> Request:
    """A page of somebody who has signed in."""
    from tests.bench.people import session_cookie

    from .rows import readers

    cookie = session_cookie(readers(1)[0])
    return Request(path, headers={"Cookie": "; ".join(f"{name}={value}" for name, value in cookie.items())})


def look(port: int, request: Request) -> tuple[int, bytes]:
    """One answer; 0 if there was none."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        line.request(request.method, request.path, request.body or None, request.headers)
        answer = line.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException):
        return 0, b""
    finally:
        line.close()


class Visitor:
    """Asks for the same five times a second, in a thread."""

    def __init__(self, port: int, request: Request) -> None:
        self.port, self.request = port, request
        self.answers: list[tuple[int, float, bytes]] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._visit, daemon=True)

    def __enter__(self) -> Visitor:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join(15)

    def _visit(self) -> None:
        while not self._over.wait(0.2):
            began = time.monotonic()
            status, body = look(self.port, self.request)
            self.answers.append((status, time.monotonic() - began, body))

    @property
    def statuses(self) -> dict[int, int]:
        """How often each status came; 0 is no answer."""
        return dict(sorted(Counter(status for status, _, _ in self.answers).items()))

    @property
    def p95_s(self) -> float:
        """What 19 of 20 visits took at most."""
        times = sorted(took for _, took, _ in self.answers)
        return times[int(len(times) * 0.95)] if times else 0.0
