"""The clinic app."""

from django.apps import AppConfig


class ClinicConfig(AppConfig):
    """What therapists and runners share: the record, notes, messages, the plan on paper."""

    name = "rehab.clinic"

    def ready(self) -> None:
        """Say how notices and audit entries read; imported here, when every model is there."""
        from . import notice_words, seen_words

        notice_words.register_words()
        seen_words.register_words()
