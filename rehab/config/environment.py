"""Reading the environment: every variable once, refusing junk with a sentence that says what to do."""

from __future__ import annotations

import os
from collections.abc import Mapping
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

ENVIRONMENTS = ("development", "production")
YES, NO = frozenset({"1", "true", "yes", "on"}), frozenset({"0", "false", "no", "off"})


class Environment:
    """Typed reads from the process's environment variables."""

    def __init__(self, variables: Mapping[str, str] | None = None) -> None:
        self._variables = os.environ if variables is None else variables

    def text(self, name: str, default: str = "") -> str:
        """A variable as it is, without surrounding blanks; an empty one counts as not set."""
        return self._variables.get(name, "").strip() or default

    def choice(self, name: str, allowed: tuple[str, ...], default: str) -> str:
        """One of a few words."""
        value = self.text(name, default)
        if value not in allowed:
            raise ImproperlyConfigured(f"{name} is {value!r}; set it to one of: {', '.join(allowed)}.")
        return value

    def flag(self, name: str, *, default: bool) -> bool:
        """Yes or no."""
        value = self.text(name).lower()
        if value and value not in YES | NO:
            raise ImproperlyConfigured(f"{name} is {value!r}; set it to yes or no.")
        return value in YES if value else default

    def whole(self, name: str, default: int, *, low: int, high: int) -> int:
        """A whole number within bounds."""
        value = self.text(name, str(default))
        if not value.isdecimal() or not low <= int(value) <= high:
            raise ImproperlyConfigured(f"{name} is {value!r}; set it to a whole number from {low} to {high}.")
        return int(value)

    def names(self, name: str, default: tuple[str, ...]) -> list[str]:
        """A comma-separated list."""
        value = self.text(name)
        return [item.strip() for item in value.split(",") if item.strip()] if value else list(default)

    def url(self, name: str, schemes: tuple[str, ...], default: str) -> str:
        """An address with one of the given schemes."""
        value = self.text(name, default)
        if value and urlsplit(value).scheme not in schemes:
            raise ImproperlyConfigured(f"{name} has to begin with one of: {', '.join(s + '://' for s in schemes)}.")
        return value
