"""The configuration app: checks, pages that belong to no other app, development helpers."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Registers the system checks."""

    name = "rehab.config"
    label = "config"

    def ready(self) -> None:
        """Importing the checks registers them."""
        from . import checks

        assert checks
