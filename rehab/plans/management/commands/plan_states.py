"""`manage.py plan_states`: write the rows of the work list from the logs, the missing ones or all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from rehab.plans.models import Plan
from rehab.plans.state import rebuild_states

BATCH = 100


class Command(BaseCommand):
    """Goes plan by plan while the site is up: each is held while its row is written."""

    help = "Write the state of open plans that have none, as those of an older release."

    def add_arguments(self, parser: CommandParser) -> None:
        """Every plan, if wanted."""
        parser.add_argument("--all", action="store_true", help="write the state of every open plan anew")

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild in batches, each in a transaction of its own."""
        plans = Plan.objects.filter(closed_at=None)
        keys = list((plans if options["all"] else plans.filter(state=None)).values_list("pk", flat=True))
        self.stdout.write(f"{sum(_rebuilt(keys))} plan states written.")


def _rebuilt(keys: list[Any]) -> Iterator[int]:
    for first in range(0, len(keys), BATCH):
        with transaction.atomic():
            plans = Plan.objects.select_for_update(of=("self",)).select_related("protocol", "snapshot", "runner")
            yield rebuild_states(plans.filter(pk__in=keys[first : first + BATCH], closed_at=None).order_by("pk"))
