"""How each kind leaves: each app that sends a kind says here how it is written and when it is not wanted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from .models import Delivery, Kind, Purpose, Skip


@dataclass(frozen=True, slots=True)
class Letter:
    """What leaves, finished: the subject holds no health word, and is what a web push says. `address` is a path."""

    subject: str
    text: str
    html: str
    address: str


@dataclass(frozen=True, slots=True)
class Post:
    """How a kind leaves: `unwanted` says why it is not sent any more, asked right before; `write` makes the letter.

    It leaves `waits` after it was told and is of no use `lasts` after that; one that `keeps_quiet` waits for the
    morning of its reader.
    """

    purpose: Purpose
    unwanted: Callable[[Delivery, datetime], Skip | None]
    write: Callable[[Delivery, datetime], Letter]
    waits: timedelta = timedelta()
    lasts: timedelta = timedelta(days=3)
    keeps_quiet: bool = True


_posts: dict[str, Post] = {}


def once(delivery: Delivery, name: str, read: Callable[[], Any]) -> Any:
    """What was read under a name for a delivery: judging and writing it follow one another and ask the same."""
    known: dict[str, Any] = delivery.__dict__.setdefault("_read", {})
    if name not in known:
        known[name] = read()
    return known[name]


def register(kind: Kind, post: Post) -> None:
    """Say how a kind leaves."""
    _posts[kind.value] = post


def post_of(kind: str) -> Post | None:
    """How a kind leaves; None for one that is shown in the product alone."""
    return _posts.get(kind)


def purpose_of(delivery: Delivery) -> Purpose:
    """The purpose a delivery is sent for; what has no post leaves nothing and counts as care."""
    post = post_of(delivery.kind)
    return post.purpose if post is not None else Purpose.CARE
