"""Plain: frozen values as JSON values and back, exactly. Equal values give equal text, on every machine.

Sets are written sorted, mappings by text key. What is at its default is left out, so that a field that joins later
does not change what was written before.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from functools import cache, partial
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from .log import (
    Adjust,
    CheckIn,
    Clearance,
    Contact,
    Entry,
    FlareReport,
    Rating,
    Recheck,
    Run,
    SelfTest,
    Session,
    Shut,
    Swap,
    Tap,
)

T = TypeVar("T")
ENTRY_KINDS: Mapping[str, type] = {
    "rating": Rating,
    "session": Session,
    "run": Run,
    "checkin": CheckIn,
    "recheck": Recheck,
    "flare": FlareReport,
    "test": SelfTest,
    "swap": Swap,
    "contact": Contact,
    "clearance": Clearance,
    "shut": Shut,
    "adjust": Adjust,
    "tap": Tap,
}
_KIND_OF = {kind: name for name, kind in ENTRY_KINDS.items()}


def kind_of(entry: Entry) -> str:
    """The name of an entry's kind."""
    return _KIND_OF[type(entry)]


def read_entry(kind: str, plain: Any) -> Entry:
    """An entry from its kind and plain value. KeyError for an unknown kind."""
    return from_plain(ENTRY_KINDS[kind], plain)


def to_plain(value: Any) -> Any:
    """A value as JSON values."""
    if is_dataclass(value) and not isinstance(value, type):
        return {
            f.name: to_plain(getattr(value, f.name)) for f in fields(value) if getattr(value, f.name) != _default(f)
        }
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {str(key): to_plain(item) for key, item in sorted(value.items(), key=lambda pair: str(pair[0]))}
    if isinstance(value, frozenset | set):
        return {"set": sorted(to_plain(item) for item in value)}
    if isinstance(value, tuple | list):
        return [to_plain(item) for item in value]
    return value


def from_plain(kind: type[T], plain: Any) -> T:
    """A frozen value of a kind from its plain form."""
    readers = _readers(kind)  # type: ignore[arg-type]  # a class can be hashed
    return kind(**{name: readers[name](item) for name, item in plain.items()})


Reader = Callable[[Any], Any]


@cache
def _readers(kind: type) -> dict[str, Reader]:
    """How each field of a kind is read: worked out once, for a page reads hundreds of entries."""
    return {name: _reader(hint) for name, hint in get_type_hints(kind).items()}


def _default(field: Any) -> Any:
    if field.default is not MISSING:
        return field.default
    return field.default_factory() if field.default_factory is not MISSING else MISSING


def _as_it_is(plain: Any) -> Any:
    """A number, a text, yes or no, or nothing; a value that may be a set is one by its form."""
    if isinstance(plain, dict) and set(plain) == {"set"}:
        return frozenset(plain["set"])
    return plain


def _reader(hint: Any) -> Reader:
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        known = [part for part in inner if part is not type(None)]
        return _or_none(_reader(known[0])) if len(known) == 1 else _as_it_is
    if is_dataclass(hint):
        return partial(from_plain, hint)  # type: ignore[arg-type]  # a hint is a class, never an instance
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint
    if origin is tuple:
        return partial(_tuple, _reader(inner[0]))
    if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        return partial(_mapping, int if inner[0] is int else str, _reader(inner[1]))
    return _as_it_is


def _or_none(reader: Reader) -> Reader:
    return lambda plain: None if plain is None else reader(plain)


def _tuple(reader: Reader, plain: Iterable[Any]) -> tuple[Any, ...]:
    return tuple([reader(item) for item in plain])


def _mapping(key: type, reader: Reader, plain: Mapping[str, Any]) -> dict[Any, Any]:
    return {key(name): reader(item) for name, item in plain.items()}
