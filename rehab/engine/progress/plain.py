"""Plain: frozen values as JSON values and back, exactly. Equal values give equal text, on every machine.

Sets are written sorted, mappings by text key. What is at its default is left out, so that a field that joins later
does not change what was written before.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from .log import (
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
    hints = _hints(kind)  # type: ignore[arg-type]  # a class can be hashed
    return kind(**{name: _read(hints[name], item) for name, item in plain.items()})


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _default(field: Any) -> Any:
    if field.default is not MISSING:
        return field.default
    return field.default_factory() if field.default_factory is not MISSING else MISSING


def _read(hint: Any, plain: Any) -> Any:
    if plain is None:
        return None
    origin, inner = get_origin(hint), get_args(hint)
    if isinstance(plain, dict) and set(plain) == {"set"}:
        return frozenset(plain["set"])
    if origin in (Union, types.UnionType):
        known = [part for part in inner if part is not type(None)]
        return _read(known[0], plain) if len(known) == 1 else plain
    if is_dataclass(hint):
        return from_plain(hint, plain)  # type: ignore[arg-type]  # what the hints say was checked by kind
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(plain)
    if origin is tuple:
        return tuple(_read(inner[0], item) for item in plain)
    if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        key = inner[0]
        return {(int(name) if key is int else name): _read(inner[1], item) for name, item in plain.items()}
    return plain
