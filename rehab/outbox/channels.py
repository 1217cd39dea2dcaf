"""What hands a delivery over, by its channel, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass

from .models import Delivery, ErrorClass, State
from .posts import Letter


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a hand-over: SENT, DUE (refused for now), FAILED or UNKNOWN.

    `code` is a number of the relay or the name of an error; never a text, which may hold an address.
    """

    state: State
    error: ErrorClass | None = None
    code: str = ""
    provider_id: str = ""


HandOver = Callable[[Delivery, Letter, str], Outcome]
Opener = Callable[[], AbstractContextManager[HandOver]]
_openers: dict[str, Opener] = {}


def register(channel: str, opener: Opener) -> None:
    """Say what hands over on a channel: called with the delivery, its letter and the reader's address."""
    _openers[channel] = opener


def has_sender(channel: str) -> bool:
    """Whether anything hands over on a channel."""
    return channel in _openers


class Senders:
    """The senders of one run, opened when first needed and closed with it."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._open: dict[str, HandOver] = {}

    def of(self, channel: str) -> HandOver:
        """What hands over on a channel."""
        if channel not in self._open:
            self._open[channel] = self._stack.enter_context(_openers[channel]())
        return self._open[channel]
