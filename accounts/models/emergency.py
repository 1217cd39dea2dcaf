"""Emergency access: an administrator reads one runner's data without the runner's consent, for half an hour."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import models

from .people import User


class EmergencyAccess(models.Model):
    """Who opened whose data and why. It opens pages to read and none to change, and ends by itself."""

    LASTS = timedelta(minutes=30)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    administrator = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    runner = models.ForeignKey(User, models.CASCADE, related_name="emergency_accesses")
    reason = models.CharField(max_length=300)
    began_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        verbose_name = "emergency access"
        verbose_name_plural = "emergency accesses"
        ordering = ["-began_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gte=models.F("began_at")), name="emergency_ends_after_it_began"
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="emergency_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.began_at:%Y-%m-%d %H:%M}"
