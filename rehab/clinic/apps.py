"""The clinic app."""

from django.apps import AppConfig


class ClinicConfig(AppConfig):
    """The plan on paper."""

    name = "rehab.clinic"
