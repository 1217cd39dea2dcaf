"""Notices: what somebody is told in the product, once. A row says that there is something, never what."""

from __future__ import annotations

import uuid

from django.db import models

from accounts.models import User

from .kinds import Kind


class Notice(models.Model):
    """One thing somebody is told. `period` is what makes it one: a batch, a thread, a week."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recipient = models.ForeignKey(User, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    period = models.CharField(max_length=120)
    # Whose data it leads to, where that is not the recipient's own: it is shown only while they may look.
    about = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["recipient", "kind", "period"], name="notice_once"),
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="notice_kind_is_known"),
            models.CheckConstraint(condition=~models.Q(period=""), name="notice_names_its_period"),
        ]
        indexes = [
            models.Index(fields=["recipient", "-made_at"], condition=models.Q(seen_at=None), name="notice_unseen")
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
