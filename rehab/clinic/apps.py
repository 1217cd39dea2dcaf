"""The clinic app."""

from django.apps import AppConfig


class ClinicConfig(AppConfig):
    """The plan on paper."""

    name = "rehab.clinic"

    def ready(self) -> None:
        """Say how notices and notes read; imported here, when every model is there."""
        from accounts.seen import WORDS

        from .editing import SEEN_AS
        from .notice_words import register_words

        register_words()
        WORDS.update(SEEN_AS)
