"""The clinic app."""

from django.apps import AppConfig


class ClinicConfig(AppConfig):
    """What therapists and runners share: the record, notes, messages, the plan on paper."""

    name = "rehab.clinic"

    def ready(self) -> None:
        """Say how the notices of this app read."""
        from rehab.outbox.kinds import register
        from rehab.outbox.models import Kind

        from .telling import says_message

        register(Kind.MESSAGE, says_message)
