"""Every route of the product, by the walk over the resolver."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from accounts import access


@dataclass(frozen=True)
class Route:
    """A name with its namespace, the pattern of the address, and the view."""

    name: str
    pattern: str
    view: Callable[..., Any]

    @property
    def policy(self) -> str:
        """The mark on the view, or whose view it is."""
        mark = getattr(self.view, "policy", "")
        return mark or next((whose for start, whose in access.FOREIGN.items() if self.pattern.startswith(start)), "")


def _walk(patterns: list[Any], namespace: str = "", prefix: str = "") -> Iterator[Route]:
    for pattern in patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, inner, address)
        elif isinstance(pattern, URLPattern):
            # What has no name (Django's administration has such) is called by its address.
            yield Route(namespace + (pattern.name or f"unnamed/{address}"), address, pattern.callback)


ROUTES = list(_walk(get_resolver().url_patterns))
