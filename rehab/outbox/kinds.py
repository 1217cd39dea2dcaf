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
_says: dict[str, Says] = {}
_standing: list[Stands] = []
_fading: set[str] = set()


def register(kind: Kind, says: Says, *, fades: bool = False) -> None:
    """Say how notices of a kind read; None for one that has nothing to say any more.

    One that `fades` loses its words by time or by what else happens: then it is not counted as new, either.
    """
    _says[kind.value] = says
    if fades:
        _fading.add(kind.value)


def said(notice: Notice) -> Said | None:
    """A notice in words; None where it has nothing to say any more."""
    says = _says.get(notice.kind)
    return says(notice) if says is not None else None


def fading() -> frozenset[str]:
    """The kinds that may lose their words while nobody opens them."""
    return frozenset(_fading)


def registered() -> frozenset[str]:
    """The kinds that have words."""
    return frozenset(_says)


def register_standing(stands: Stands) -> None:
    """Say what stands among somebody's notices for as long as it holds, without a row of its own; None if nothing."""
    _standing.append(stands)


def standing(user: User) -> list[Said]:
    """What stands among somebody's notices at present."""
    return [words for stands in _standing if (words := stands(user)) is not None]
