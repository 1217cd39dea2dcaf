"""The clinic app."""

from django.apps import AppConfig


class ClinicConfig(AppConfig):
    """The plan on paper."""

    name = "rehab.clinic"

    def ready(self) -> None:
        """Say how notices read; imported here, when every model is there."""
        from .notice_words import register_words

        register_words()
