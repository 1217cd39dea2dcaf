"""The reminders app."""

from django.apps import AppConfig


class RemindersConfig(AppConfig):
    """What is due and when: the weekly mail and its one-tap check-in, booking mails, the calendar feed."""

    name = "rehab.reminders"

    def ready(self) -> None:
        """A tick asks first whether schedules still hold, then for what is due by them."""
        from rehab.outbox import sources

        from . import letters
        from .booking import write_bookings
        from .materialising import write_weekly
        from .scheduling import sweep

        sources.register("schedules", sweep)
        sources.register("weekly", write_weekly)
        sources.register("booking", write_bookings)
        letters.register_letters()
