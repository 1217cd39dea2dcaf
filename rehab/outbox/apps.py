"""The outbox app."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """What people are told, as rows: shown in the product, and sent by mail and web push."""

    name = "rehab.outbox"

    def ready(self) -> None:
        """Mails leave by the relay of the settings."""
        from accounts.seen import WORDS

        from . import alarm_words
        from .channels import register
        from .models import Channel
        from .relay import open_mail

        register(Channel.MAIL, open_mail)
        alarm_words.register_words()
        WORDS["requeue", "delivery"] = "Sent a mail to you once more"
