"""The outbox app."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """What people are told, as rows: shown in the product, and by mail."""

    name = "rehab.outbox"
