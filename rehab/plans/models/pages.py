"""What is worked out once and stored: the plan's page, and its outlook."""

from __future__ import annotations

from django.db import models

from .plan import Plan


class PlanPage(models.Model):
    """A plan's page, rendered once: `html` changes only with an event, `today` with every entry and day.

    The keys say from what each was made.
    """

    plan = models.OneToOneField(Plan, models.CASCADE, related_name="page")
    key = models.CharField(max_length=80)
    html = models.TextField()
    today_key = models.CharField(max_length=80, blank=True)
    today = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.key


class PlanOutlook(models.Model):
    """What the engine foresees of a plan as of an entry (`revision`, log `number`) and a day; worked out aside."""

    plan = models.OneToOneField(Plan, models.CASCADE, related_name="outlook")
    revision = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    day = models.PositiveIntegerField()
    body = models.JSONField()

    def __str__(self) -> str:
        return f"Outlook of day {self.day}"
