"""The check-ins app."""

from django.apps import AppConfig


class CheckinsConfig(AppConfig):
    """What a runner logs by day, by session, by run and by week."""

    name = "rehab.checkins"
