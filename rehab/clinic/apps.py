"""The clinic app."""

from django.apps import AppConfig


class ClinicConfig(AppConfig):
    """The plan on paper, templates, and what a therapist assigns."""

    name = "rehab.clinic"

    def ready(self) -> None:
        """What waits for a plan is applied when one begins; notices and audit entries have their words."""
        from rehab.plans.services import Waiting, on_started

        from .assigned_words import register_assigned_words
        from .notice_words import register_words
        from .waiting import apply_waiting, waiting_of

        on_started(Waiting(waiting_of, apply_waiting))
        register_words()
        register_assigned_words()
