"""That a clinician has cleared a runner: who, when, how far, and with which restrictions."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from .locks import ClinicianContact
from .plan import Plan


class Clearance(models.Model):
    """A clinician's clearance as a therapist wrote it down; the newest that was not withdrawn is the one that counts.

    `plan` is None for one that came before any plan: the intake then goes on under it. `flags` are the warning signs it
    answers, `up_to` the last phase it allows (1 to 5). The restrictions are the runner's to read and are never logged.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    runner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="clearances")
    plan = models.ForeignKey(Plan, models.CASCADE, null=True, blank=True, related_name="clearances")
    clinician = models.CharField(max_length=120)
    profession = models.CharField(max_length=10, choices=ClinicianContact.Profession.choices)
    seen_on = models.DateField()
    tier = models.CharField(max_length=24)
    flags = models.JSONField(default=list)
    up_to = models.PositiveSmallIntegerField()
    may_run = models.BooleanField()
    runs_from = models.DateField(null=True, blank=True)
    restrictions = models.TextField(max_length=1000, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.TextField(max_length=500, blank=True)

    class Meta:
        ordering = ["-recorded_at"]
        constraints = [
            models.CheckConstraint(condition=Q(up_to__range=(1, 5)), name="clearance_phases_1_to_5"),
            models.CheckConstraint(condition=Q(may_run=True) | Q(runs_from=None), name="clearance_runs_from_if_at_all"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_because="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_because=""),
                name="clearance_withdrawn_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"Clearance of {self.seen_on}"
