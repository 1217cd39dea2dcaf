"""The library app."""

from django.apps import AppConfig


class LibraryConfig(AppConfig):
    """Exercises and rules."""

    name = "rehab.library"
