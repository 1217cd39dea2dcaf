"""Browsers that take web push."""

from __future__ import annotations

import uuid

from django.db import models

from accounts.models import User


class Device(models.Model):
    """A browser its owner has asked to be told in, by web push. The endpoint is a secret between it and its maker."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="devices")
    endpoint = models.CharField(max_length=500, unique=True)
    p256dh = models.CharField(max_length=120)
    auth = models.CharField(max_length=60)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Device since {self.made_at:%Y-%m-%d}"
