"""The site behind a proxy that has spoken TLS: each request says so, Lighthouse's own for robots.txt among them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rehab.config.wsgi import application as site


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Hand on, with the header a proxy sets."""
    return site({**environ, "HTTP_X_FORWARDED_PROTO": "https"}, start_response)
