"""`manage.py demo_people`: people to look around as, in development."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from rehab.config.demo import KEY, PASS_PHRASE, WITH_FACTOR, make_demo_people


class Command(BaseCommand):
    """Makes those who are missing and prints how to sign in as them."""

    help = "Make the demo people of a development run and print their log-ins."

    def handle(self, *args: Any, **options: Any) -> None:
        """One line a person."""
        try:
            people = make_demo_people(now=timezone.now())
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from None
        for person in people:
            code = "  + the code" if person in WITH_FACTOR else ""
            self.stdout.write(f"  {person.who:24} {person.email:24} {PASS_PHRASE}{code}")
        self.stdout.write(f"  The code: /dev/codes/ shows it, and an authenticator app with the key {KEY}")
