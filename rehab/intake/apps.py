"""The intake app."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Questions, answers, referral."""

    name = "rehab.intake"
