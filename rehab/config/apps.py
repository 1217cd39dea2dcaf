"""The configuration app: checks, pages that belong to no other app, development helpers."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Registers the system checks, and what happens when somebody signs out."""

    name = "rehab.config"
    label = "config"

    def ready(self) -> None:
        """Importing the checks registers them."""
        from . import checks, offline

        assert checks
        offline.watch_log_out()
