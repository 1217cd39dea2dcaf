"""Sending mail by a provider's interface instead of SMTP: what django-anymail needs for each."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured

# How each calls its key and its secret; those without a signature of their own are asked for a name and a password.
KEYS = {
    "brevo": ("BREVO_API_KEY", "WEBHOOK_SECRET"),
    "mailersend": ("MAILERSEND_API_TOKEN", "MAILERSEND_SIGNING_SECRET"),
    "mailgun": ("MAILGUN_API_KEY", "MAILGUN_WEBHOOK_SIGNING_KEY"),
    "postmark": ("POSTMARK_SERVER_TOKEN", "WEBHOOK_SECRET"),
}
PROVIDERS = ("", *KEYS)


def provider_settings(provider: str, *, key: str, secret: str, timeout_s: int = 20) -> dict[str, object]:
    """The settings of a provider; none without one."""
    if not provider:
        return {}
    if not key or not secret:
        raise ImproperlyConfigured(f"MAIL_PROVIDER is {provider}: set MAIL_API_KEY and MAIL_WEBHOOK_SECRET as well.")
    key_name, secret_name = KEYS[provider]
    if secret_name == "WEBHOOK_SECRET" and ":" not in secret:  # noqa: S105 the name of a setting
        raise ImproperlyConfigured("MAIL_WEBHOOK_SECRET is a name and a password for this provider: name:password.")
    options: dict[str, object] = {key_name: key, secret_name: secret, "REQUESTS_TIMEOUT": timeout_s}
    options["SEND_DEFAULTS"] = {"track_opens": False, "track_clicks": False}
    return {"EMAIL_BACKEND": f"anymail.backends.{provider}.EmailBackend", "ANYMAIL": options}
