"""`manage.py seal_audit`: seals the audit log now, as the periodic task does."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.sealing import seal_entries


class Command(BaseCommand):
    """Prints the seal, to be kept where the database cannot be reached from."""

    help = "Seal the audit entries since the last seal."

    def handle(self, *args: Any, **options: Any) -> None:
        """One line."""
        seal = seal_entries(now=timezone.now())
        self.stdout.write("Nothing new to seal." if seal is None else str(seal))
