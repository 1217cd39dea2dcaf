"""`manage.py assess FILE|-`: the engine's answer to JSON cases, for anyone who wants to check it."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError
from django.utils import timezone

from rehab.library.assessing import BadCasesError, assess_text
from rehab.library.mapping import NoProtocolError, load_catalog


class Command(BaseCommand):
    """Prints JSON and nothing else; bad input ends with 2 and one line per problem on standard error."""

    help = "Assess one JSON case or a list of cases and print the answers as JSON."
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One file, or - for standard input."""
        parser.add_argument("file", help="a JSON file, or - for standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, assess, print."""
        try:
            answers = self.answers(_read(options["file"]))
        except BadCasesError as error:
            self._end(error.problems)
        except NoProtocolError as error:
            self._end([str(error)])
        except DatabaseError:
            self._end(["The database is not set up. Run `manage.py migrate` and `manage.py load_library`."])
        else:
            self.stdout.write(json.dumps(answers, indent=1))

    def answers(self, text: str) -> Any:
        """The answers to the cases."""
        return assess_text(text, load_catalog(), timezone.localdate())

    def _end(self, problems: list[str]) -> None:
        for problem in problems:
            self.stderr.write(problem.encode("utf-8", "backslashreplace").decode("utf-8"))
        sys.exit(2)


def _read(name: str) -> str:
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return data.decode("utf-8-sig")
    except OSError as error:
        raise BadCasesError([f"{name}: cannot be read ({error.strerror})"]) from None
    except UnicodeDecodeError:
        raise BadCasesError([f"{name}: is not UTF-8 text"]) from None
