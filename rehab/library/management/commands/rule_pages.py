"""`manage.py rule_pages`: writes docs/rules from the seed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from rehab.library.rule_pages import pages


class Command(BaseCommand):
    """Writes every page anew and takes away those no list stands on any more."""

    help = "Write the pages of docs/rules from the seed."
    requires_system_checks = ()
    requires_migrations_checks = False

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many pages there are."""
        folder = Path(settings.BASE_DIR) / "docs" / "rules"
        folder.mkdir(parents=True, exist_ok=True)
        texts = pages()
        for old in set(folder.glob("*.md")) - {folder / name for name in texts}:
            old.unlink()
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8")
        self.stdout.write(f"{len(texts)} pages written to docs/rules.")
