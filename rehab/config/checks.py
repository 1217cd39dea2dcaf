"""System checks for what an operator gets wrong."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register


@register()
def check_site_url(**_: Any) -> list[CheckMessage]:
    """The site's address has to be one of the hosts it answers to, or links in mails lead nowhere."""
    host = settings.SITE_URL.split("://", 1)[-1].split("/")[0].rsplit(":", 1)[0]
    if host in settings.ALLOWED_HOSTS or any(
        name.startswith(".") and host.endswith(name) for name in settings.ALLOWED_HOSTS
    ):
        return []
    return [
        Error(
            f"SITE_URL names {host}, which is not in ALLOWED_HOSTS.",
            hint="Add it to ALLOWED_HOSTS, or correct SITE_URL.",
            id="backstride.E001",
        )
    ]


@register()
def check_cache_is_shared(**_: Any) -> list[CheckMessage]:
    """Rate limits count in the cache: it has to be one for all processes."""
    if "locmem" in settings.CACHES["default"]["BACKEND"] or "dummy" in settings.CACHES["default"]["BACKEND"]:
        return [
            Error(
                "The cache belongs to one process; log-in limits would not hold.",
                hint="Use the database cache.",
                id="backstride.E002",
            )
        ]
    return []


@register(deploy=True)
def check_database(**_: Any) -> list[CheckMessage]:
    """Production keeps its data in PostgreSQL."""
    if "sqlite" in settings.DATABASES["default"]["ENGINE"]:
        return [
            Warning(
                "The database is SQLite.",
                hint="Set DATABASE_URL to a PostgreSQL server.",
                id="backstride.W001",
            )
        ]
    return []


@register(deploy=True)
def check_mail_leaves(**_: Any) -> list[CheckMessage]:
    """Production sends its mail."""
    if "smtp" not in settings.EMAIL_BACKEND and not settings.MAIL_PROVIDER:
        return [
            Warning(
                "Mail is written to files and reaches nobody.",
                hint="Set EMAIL_URL, for example smtp+tls://user:password@host:587.",
                id="backstride.W002",
            )
        ]
    return []


@register()
def check_a_mail_ends_within_its_lease(**_: Any) -> list[CheckMessage]:
    """A hand-over that hangs is given up while the delivery is still its sender's."""
    if settings.EMAIL_TIMEOUT * 3 < settings.OUTBOX_LEASE_S:
        return []
    return [
        Warning(
            "A mail may take a third of a lease or more: what was sent may be called unknown.",
            hint="Set OUTBOX_LEASE_S to more than three times EMAIL_TIMEOUT.",
            id="backstride.W003",
        )
    ]


@register()
def check_push_key(**_: Any) -> list[CheckMessage]:
    """A key that is none would break the page on which browsers are switched on, and every push."""
    from rehab.outbox.pushing import is_on, public_key

    try:
        if is_on():
            public_key()
    except Exception:  # whatever the library makes of a text that is no key; it is not shown, as it may be half a one
        return [
            Error(
                "PUSH_PRIVATE_KEY is no key to push with.",
                hint="Make one with `manage.py push_keys`, or leave it empty.",
                id="backstride.E003",
            )
        ]
    return []
