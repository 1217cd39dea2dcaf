"""Changing a policy for one test, and whether anything noticed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

from accounts import access


def is_caught(found: Iterator[str]) -> bool:
    """Whether there is a difference at all."""
    return next(found, None) is not None


def change(monkeypatch: pytest.MonkeyPatch, name: str, changed: Any, of: ModuleType = access) -> None:
    """Change something of a module wherever it has been imported to."""
    real = getattr(of, name)
    for place, module in list(sys.modules.items()):
        if place.startswith(("accounts", "rehab")) and getattr(module, name, None) is real:
            monkeypatch.setattr(module, name, changed)
