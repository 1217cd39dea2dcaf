"""Let somebody open a runner's data in an emergency, or take it back; there is no page for it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from accounts.auditing import note
from accounts.models import User
from accounts.second_factor import end_sessions

SUPPORT, EMERGENCY = User.Role.SUPPORT_ADMIN, User.Role.EMERGENCY_ADMIN


class Command(BaseCommand):
    """Turn a support administrator into an emergency administrator, or back."""

    help = "Turn a support administrator into an emergency administrator; --back turns them back."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose account, and which way."""
        parser.add_argument("email")
        parser.add_argument("--back", action="store_true")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Change the role, which signs the person out everywhere, and note it."""
        before, after = (EMERGENCY, SUPPORT) if options["back"] else (SUPPORT, EMERGENCY)
        person = User.objects.select_for_update().filter(email__iexact=options["email"], role=before).first()
        if person is None:
            raise CommandError(f"No {before.label.lower()} has this address.")
        person.role, person.is_staff = after, after == SUPPORT
        person.save(update_fields=["role", "is_staff"])
        end_sessions(person)
        note(actor=None, subject=person, action="change_role", obj=person, now=timezone.now())
        self.stdout.write(f"{person.email} is {after.label.lower()} now.")
