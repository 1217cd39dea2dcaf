"""What keeps a plan, or a part of it, closed, and the runner's word that somebody has looked."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from .plan import Plan


class Lock(models.Model):
    """What keeps a plan, or its running, closed until somebody has looked."""

    class Cause(models.TextChoices):
        """Why it is closed, and with that, what opens it."""

        SAFETY = "safety", "A safety answer closes the whole plan"
        CONTACT = "contact", "Running waits for a clinician contact"
        RUNNING = "running", "A warning sign stops running"
        PROGRESS = "progress", "Nothing goes up before a clinician contact"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="locks")
    cause = models.CharField(max_length=8, choices=Cause.choices)
    tier = models.CharField(max_length=24)
    flags = models.JSONField(default=list)
    placed_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "cause"], condition=Q(lifted_at=None), name="lock_one_open_per_cause"
            ),
        ]
        indexes = [models.Index(fields=["placed_at"], condition=Q(lifted_at=None), name="lock_open")]

    def __str__(self) -> str:
        return self.get_cause_display()


class ClinicianContact(models.Model):
    """A runner's own record that a clinician has seen them: who and when, nothing of what was said."""

    class Profession(models.TextChoices):
        """Who it was."""

        DOCTOR = "doctor", "Doctor"
        THERAPIST = "therapist", "Physical therapist"
        OTHER = "other", "Another clinician"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="contacts")
    profession = models.CharField(max_length=10, choices=Profession.choices)
    seen_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["recorded_at"]

    def __str__(self) -> str:
        return f"{self.get_profession_display()}, {self.seen_on}"
