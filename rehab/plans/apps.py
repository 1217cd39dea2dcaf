"""The plans app."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """Plans, their phases and prescriptions, their events and locks."""

    name = "rehab.plans"
