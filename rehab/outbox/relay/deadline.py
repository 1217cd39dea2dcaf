"""An end to a conversation as a whole: a time-out alone starts again with every byte a slow relay sends."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator

LOOKS_EVERY_S = 0.2


class Deadline:
    """Closes a socket under a conversation that takes too long; one thread for all conversations of a sender."""

    def __init__(self, socket_of: Callable[[], socket.socket | None]) -> None:
        self._socket_of = socket_of
        self._ends_at: float | None = None
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="outbox-deadline", daemon=True)
        self._thread.start()

    @contextlib.contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Whatever is done inside fails with the connection once the time is over."""
        self._ends_at = time.monotonic() + seconds
        try:
            yield
        finally:
            self._ends_at = None

    def check(self) -> None:
        """TimeoutError if the time is over: asked right before a step that cannot be taken back.

        A process that was asleep wakes up with what the relay said meanwhile in its hands, and may be faster than the
        thread that watches.
        """
        if self._ends_at is not None and time.monotonic() > self._ends_at:
            raise TimeoutError

    def end(self) -> None:
        """Watch no more."""
        self._is_over.set()

    def _watch(self) -> None:
        while not self._is_over.wait(LOOKS_EVERY_S):
            ends_at = self._ends_at
            if ends_at is not None and time.monotonic() > ends_at and (found := self._socket_of()) is not None:
                with contextlib.suppress(OSError):
                    found.shutdown(socket.SHUT_RDWR)
