"""`manage.py verify_audit`: finds what was changed in the audit log, put into it or taken out of it."""

from __future__ import annotations

import re
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import AuditEntry, AuditSeal
from accounts.sealing import entries_after
from accounts.verifying import faults


class Command(BaseCommand):
    """Prints a line for each fault and ends with 1, or says that there is none."""

    help = "Verify the audit log."

    def add_arguments(self, parser: CommandParser) -> None:
        """A seal from the log of a server."""
        parser.add_argument("--kept", default="", metavar="NUMBER:MAC", help="a seal that was kept elsewhere")

    def handle(self, *args: Any, **options: Any) -> None:
        """Count the faults, or what was verified."""
        if options["kept"] and not re.fullmatch(r"[0-9]{1,9}:[0-9a-f]{64}", options["kept"]):
            raise CommandError("--kept is a seal as seal_audit prints it: its number, a colon, 64 letters and digits.")
        found = 0
        for fault in faults(options["kept"]):
            self.stdout.write(fault)
            found += 1
        if found:
            raise CommandError(f"{found} fault{'' if found == 1 else 's'} in the audit log.")
        newest = AuditSeal.objects.last()
        self.stdout.write(
            f"No fault in {AuditEntry.objects.count()} entries; {entries_after(newest).count()} not sealed yet."
            + (f" Newest seal: {newest}" if newest else "")
        )
