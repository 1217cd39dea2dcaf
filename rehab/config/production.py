"""What production must have before it may start."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ImproperlyConfigured

SHORTEST_KEY = 50


def require_production_values(*, secret_key: str, hosts: Sequence[str], site_url: str) -> None:
    """Refuse to start with a weak key, open hosts or a site address without TLS."""
    wrong = []
    if len(secret_key) < SHORTEST_KEY or "development" in secret_key:
        wrong.append(f"SECRET_KEY needs at least {SHORTEST_KEY} random characters")
    if not hosts or "*" in hosts:
        wrong.append("ALLOWED_HOSTS needs the names this site answers to, and not *")
    if not site_url.startswith("https://"):
        wrong.append("SITE_URL has to begin with https://")
    if wrong:
        raise ImproperlyConfigured("Production settings are not safe: " + "; ".join(wrong) + ".")
