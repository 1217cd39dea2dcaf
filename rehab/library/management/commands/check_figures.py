"""`manage.py check_figures [ID …]`: draws the figures of the library and says what is wrong with each.

They are those that are shipped, and in their place those an administrator has published. With `--keep` the solves of
the shipped ones are written into the seed, so that loading the library has only to draw.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from rehab.figures.palette import PEOPLE
from rehab.figures.reading import FigureError
from rehab.library.figure_drawing import messages, solved
from rehab.library.figure_files import (
    figure_ids,
    figure_text,
    parse_figure,
    read_figure,
    shipped_solves,
    write_solves,
)
from rehab.library.models import Figure


class Command(BaseCommand):
    """Works without a database as well: then there are only the shipped figures."""

    help = "Check the figures of exercises, all or those named."
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        """Which figures, for whose body, and whether to keep what was solved."""
        parser.add_argument("ids", nargs="*", metavar="ID")
        parser.add_argument("--person", choices=sorted(PEOPLE), help="whose build and colours, if not the figure's own")
        parser.add_argument("--keep", action="store_true", help="write what was solved into the seed")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line for each message; fails when there is any."""
        held = {name: (figure_text(name), Figure.Person.TEAL.value) for name in figure_ids()} | _published()
        if unknown := sorted(set(options["ids"]) - set(held)):
            raise CommandError(f"No figure: {', '.join(unknown)}")
        names, count = options["ids"] or sorted(held), 0
        for name in names:
            text, person = held[name]
            for line in _messages(name, text, options["person"] or person):
                self.stdout.write(line)
                count += 1
        ending = f"{len(names)} figures, {count} messages"
        if count:
            raise CommandError(ending)
        if options["keep"]:
            _keep()
        self.stdout.write(ending)


def _published() -> dict[str, tuple[str, str]]:
    try:
        rows = Figure.objects.filter(edited_at__isnull=False).values_list("pk", "text", "person")
        return {pk: (text, person) for pk, text, person in rows}
    except DatabaseError:
        return {}


def _messages(name: str, text: str, person: str) -> list[str]:
    try:
        return [f"{name}: {found.check}: {found.text}" for found in messages(parse_figure(name, text), person)]
    except FigureError as error:
        return [str(error)]


def _keep() -> None:
    """The numbers of every shipped figure; those that fit are not solved again."""
    there = shipped_solves()
    write_solves(
        {name: solved(read_figure(name), Figure.Person.TEAL.value, there.get(name, {})) for name in figure_ids()}
    )
