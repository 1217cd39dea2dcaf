"""The outbox app."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """What people are told, as rows: shown in the product, and sent by mail and web push."""

    name = "rehab.outbox"

    def ready(self) -> None:
        """Say what leaves by which way, what a tick deletes, what providers tell, and how the audit log reads."""
        from anymail.signals import tracking

        from accounts.seen import WORDS

        from . import alarm_words, sources
        from .channels import register
        from .events import receive
        from .models import Channel
        from .pushing import open_push
        from .relay import open_mail
        from .retention import forget_old

        register(Channel.MAIL, open_mail)
        register(Channel.PUSH, open_push)
        alarm_words.register_words()
        sources.register("old rows", forget_old)
        tracking.connect(receive, dispatch_uid="outbox.events")
        WORDS["requeue", "delivery"] = "Sent a mail to you once more"
        WORDS["view", "delivery"] = "Looked at whether a mail to you left"
