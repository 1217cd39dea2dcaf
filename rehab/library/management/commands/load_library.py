"""`manage.py load_library`: the shipped exercises and rules, published as protocol version 1, and the figures."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from rehab.library.figure_loading import load_figures
from rehab.library.services import load_library


class Command(BaseCommand):
    """Loads once; a second run changes nothing, and one after an update brings the figures up to date."""

    help = "Load the exercise library and publish protocol version 1."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what happened."""
        loaded = load_library(now=timezone.now())
        drawn = load_figures()
        self.stdout.write("Library loaded; protocol 1 published." if loaded else "The library is already there.")
        if drawn:
            self.stdout.write(f"{drawn} figures drawn.")
