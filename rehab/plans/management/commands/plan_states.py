"""`manage.py plan_states`: write the rows of the work list anew from plans and logs; once after an upgrade to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from rehab.plans.models import Plan
from rehab.plans.state import rebuild_states

BATCH = 100


class Command(BaseCommand):
    """Goes plan by plan while the site is up: each is held while its row is written."""

    help = "Write the state of every open plan anew from its log."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild in batches, each in a transaction of its own."""
        keys = list(Plan.objects.filter(closed_at=None).values_list("pk", flat=True))
        self.stdout.write(f"{sum(_rebuilt(keys))} plan states written.")


def _rebuilt(keys: list[Any]) -> Iterator[int]:
    for first in range(0, len(keys), BATCH):
        with transaction.atomic():
            plans = Plan.objects.select_for_update(of=("self",)).select_related("protocol", "snapshot", "runner")
            yield rebuild_states(plans.filter(pk__in=keys[first : first + BATCH], closed_at=None).order_by("pk"))
