"""What notices say: each app that sends a kind says here how it reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from accounts.models import User

from .models import Kind, Notice


@dataclass(frozen=True, slots=True)
class Said:
    """A notice in words without a health value, and the address it leads to."""

    text: str
    address: str


Says = Callable[[Notice], Said | None]
Stands = Callable[[User], Said | None]
Holds = Callable[[Notice], bool]
_says: dict[str, Says] = {}
_standing: list[Stands] = []
_holds: dict[str, Holds] = {}


def register(kind: Kind, says: Says, *, holds: Holds | None = None) -> None:
    """Say how notices of a kind read; None for one that has nothing to say any more.

    `holds` tells of a kind that loses its words unopened, by time or by what else happens, whether one still counts as
    new. It is asked on every page for as long as one is unseen.
    """
    _says[kind.value] = says
    if holds is not None:
        _holds[kind.value] = holds


def said(notice: Notice) -> Said | None:
    """A notice in words; None where it has nothing to say any more."""
    says = _says.get(notice.kind)
    return says(notice) if says is not None else None


def fading() -> frozenset[str]:
    """The kinds that may lose their words while nobody opens them."""
    return frozenset(_holds)


def holds(notice: Notice) -> bool:
    """Whether a notice of such a kind still counts as new."""
    return _holds[notice.kind](notice)


def registered() -> frozenset[str]:
    """The kinds that have words."""
    return frozenset(_says)


def register_standing(stands: Stands) -> None:
    """Say what stands among somebody's notices for as long as it holds, without a row of its own; None if nothing."""
    _standing.append(stands)


def standing(user: User) -> list[Said]:
    """What stands among somebody's notices at present."""
    return [words for stands in _standing if (words := stands(user)) is not None]
