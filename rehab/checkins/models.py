"""What is not yet, or not only, part of a plan's log: a check-in being filled in, and where a run came from."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from rehab.plans.models import LogEntry, Plan


class CheckInDraft(models.Model):
    """A weekly check-in while it is being filled in; one a plan. It counts for nothing until it is whole."""

    plan = models.OneToOneField(Plan, models.CASCADE, related_name="checkin_draft")
    answers = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Check-in begun {self.started_at:%Y-%m-%d}"


class ImportedRun(models.Model):
    """A run that came from a file: when it began, and the entry it became. The file and its track are not kept.

    One from before the plan became no entry: it counts for nothing but the longest run of 30 days.
    """

    runner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="imported_runs")
    entry = models.ForeignKey(LogEntry, models.CASCADE, null=True, blank=True, related_name="imported_from")
    fingerprint = models.CharField(max_length=80)
    started_at = models.DateTimeField()
    duration_s = models.PositiveIntegerField()
    distance_m = models.PositiveIntegerField(null=True, blank=True)
    imported_at = models.DateTimeField()

    class Meta:
        ordering = ["started_at"]
        constraints = [models.UniqueConstraint(fields=["runner", "fingerprint"], name="imported_run_once")]

    def __str__(self) -> str:
        return f"Run of {self.started_at:%Y-%m-%d}"
