"""The clinic app."""

from django.apps import AppConfig


class ClinicConfig(AppConfig):
    """The plan on paper, templates, and what a therapist assigns."""

    name = "rehab.clinic"

    def ready(self) -> None:
        """What waits for a plan is applied when one begins; notices have their words."""
        from rehab.outbox.kinds import register
        from rehab.outbox.models import Kind
        from rehab.plans.services import Waiting, on_started

        from .assigned_words import assigned_words, handover_words
        from .waiting import apply_waiting, waiting_of

        on_started(Waiting(waiting_of, apply_waiting))
        register(Kind.PLAN_ASSIGNED, assigned_words)
        register(Kind.HANDOVER, handover_words)
