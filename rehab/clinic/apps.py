"""The clinic app."""

from django.apps import AppConfig


class ClinicConfig(AppConfig):
    """What therapists and runners share: the record, notes, messages, what is assigned, the plan on paper."""

    name = "rehab.clinic"

    def ready(self) -> None:
        """What waits for a plan is applied when one begins; notices and audit entries have their words."""
        from rehab.outbox import sources
        from rehab.plans.services import Waiting, on_started

        from . import assigned_words, letters, notice_words, seen_words
        from .asking_first import ask_first, asking_links
        from .digests import write_digests
        from .waiting import apply_waiting, waiting_of

        on_started(Waiting(asking_links, ask_first))
        on_started(Waiting(waiting_of, apply_waiting))
        sources.register("digests", write_digests)
        notice_words.register_words()
        letters.register_letters()
        seen_words.register_words()
        assigned_words.register_words()
