"""What is worked out once and stored: the pages of a plan, and its outlook."""

from __future__ import annotations

from django.db import models

from .plan import Plan


class StoredPage(models.Model):
    """A page, or a part of one, of a plan as it was made last; `key` says from what. It holds nothing of its own."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="pages")
    name = models.CharField(max_length=20)
    key = models.CharField(max_length=120)
    html = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "name"], name="stored_page_once_per_name")]

    def __str__(self) -> str:
        return self.name


class PlanOutlook(models.Model):
    """What the engine foresees of a plan as of an entry (`revision`, log `number`) and a day; worked out aside."""

    plan = models.OneToOneField(Plan, models.CASCADE, related_name="outlook")
    revision = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    day = models.PositiveIntegerField()
    body = models.JSONField()

    def __str__(self) -> str:
        return f"Outlook of day {self.day}"
