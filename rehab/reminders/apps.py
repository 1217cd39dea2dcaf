"""The reminders app."""

from django.apps import AppConfig


class RemindersConfig(AppConfig):
    """What is due and when: the weekly mail and its one-tap check-in, booking mails, the calendar feed."""

    name = "rehab.reminders"
