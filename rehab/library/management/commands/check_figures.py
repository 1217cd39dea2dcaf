"""`manage.py check_figures [ID …]`: draws the shipped figures and says what is wrong with each."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from rehab.figures.document import documents
from rehab.figures.document_checks import check
from rehab.figures.painting import picture_of
from rehab.figures.palette import PEOPLE
from rehab.figures.reading import FigureError
from rehab.library.figure_files import figure_ids, read_figure


class Command(BaseCommand):
    """Reads descriptions from the seed; touches no database."""

    help = "Check the figures of exercises, all or those named."
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        """Which figures, and for whose body."""
        parser.add_argument("ids", nargs="*", metavar="ID")
        parser.add_argument("--person", choices=sorted(PEOPLE), default="teal", help="whose build and colours")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line for each message; fails when there is any."""
        unknown = sorted(set(options["ids"]) - set(figure_ids()))
        if unknown:
            raise CommandError(f"No figure: {', '.join(unknown)}")
        names, count = options["ids"] or figure_ids(), 0
        for name in names:
            for line in _messages(name, options["person"]):
                self.stdout.write(line)
                count += 1
        ending = f"{len(names)} figures, {count} messages"
        if count:
            raise CommandError(ending)
        self.stdout.write(ending)


def _messages(name: str, person: str) -> list[str]:
    try:
        picture = picture_of(read_figure(name), PEOPLE[person])
    except FigureError as error:
        return [str(error)]
    return [f"{name}: {message.check}: {message.text}" for message in check(picture, documents(picture, name))]
