"""The audit log, and the seals over it. Rows are written by `accounts.auditing` and `accounts.sealing` alone."""

from __future__ import annotations

import uuid

from django.db import models


class AuditEntry(models.Model):
    """Who looked at or changed what of whom, and when. Never a health value; the database refuses to change a row."""

    class Outcome(models.TextChoices):
        """Whether it was allowed."""

        PERMIT = "permit", "Permitted"
        DENY = "deny", "Denied"

    # What tells two entries apart whose values are the same; the number is not known when the mac is made.
    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    at = models.DateTimeField()
    # Public ids and no foreign keys: an entry outlives the account, which leaves nothing of itself but a random id.
    actor_id = models.UUIDField("who; nobody is the product itself", null=True)
    actor_role = models.CharField(max_length=20, blank=True)
    subject_id = models.UUIDField("whose", null=True)
    action = models.SlugField(max_length=40, db_index=False)
    object_type = models.CharField(max_length=40)
    object_id = models.CharField(max_length=40)
    outcome = models.CharField(max_length=6, choices=Outcome.choices, default=Outcome.PERMIT)
    mac = models.CharField(max_length=64, editable=False)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name_plural = "audit entries"
        indexes = [models.Index("subject_id", "at", name="audit_entries_of_subject")]
        constraints = [
            models.UniqueConstraint(fields=["uid"], name="audit_entry_uid_once"),
            models.CheckConstraint(
                condition=models.Q(outcome__in=["permit", "deny"]), name="audit_entry_outcome_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.action


class AuditSeal(models.Model):
    """One mac over the entries since the last seal and over that seal: what is sealed cannot go unseen."""

    number = models.PositiveIntegerField(primary_key=True)
    at = models.DateTimeField()
    through = models.BigIntegerField("number of the last entry under it")
    # As ranges, "7-9,11-11": a number is skipped where a request fails, so only this tells a gap from a missing entry.
    entries = models.TextField("numbers of the entries under it")
    mac = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]
        constraints = [models.CheckConstraint(condition=~models.Q(entries=""), name="audit_seal_covers_entries")]

    def __str__(self) -> str:
        return f"{self.number}:{self.mac}"
