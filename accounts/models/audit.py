"""The audit log."""

from __future__ import annotations

from django.db import models

from .people import User


class AuditEntry(models.Model):
    """Who did what to whom, and when. Never a health value; written, not changed."""

    at = models.DateTimeField()
    actor = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    subject = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    action = models.SlugField(max_length=40)
    object_type = models.CharField(max_length=40)
    object_id = models.CharField(max_length=40)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name_plural = "audit entries"

    def __str__(self) -> str:
        return self.action
