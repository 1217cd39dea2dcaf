"""A second administrator's yes to a draft's safety rules."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from .protocol import Protocol


class ProtocolApproval(models.Model):
    """Who has read what a draft changes in the safety rules, and said yes to exactly this content (`digest`)."""

    # Not called `protocol`: what is named so is a part of a protocol and copied with it.
    draft = models.ForeignKey(Protocol, models.CASCADE, related_name="approvals")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "by", "digest"], name="approval_once_per_person_and_content"),
        ]

    def __str__(self) -> str:
        return f"{self.by} for version {self.draft.version}"
