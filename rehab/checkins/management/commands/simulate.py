"""`manage.py simulate FILE|-`: made-up courses through the engine, for anyone who wants to check how plans move."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from rehab.checkins.simulating import simulate_text
from rehab.library.management.commands.assess import Command as Assess
from rehab.library.mapping import load_catalog


class Command(Assess):
    """Prints JSON and nothing else; bad input ends with 2 and one line per problem on standard error."""

    help = "Follow one made-up course or a list of courses day by day and print them as JSON (docs/simulate.md)."

    def answers(self, text: str) -> Any:
        """The courses of the cases."""
        return simulate_text(text, load_catalog(), timezone.localdate())
