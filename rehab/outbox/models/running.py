"""How dispatch itself is doing."""

from __future__ import annotations

from django.db import models


class Heartbeat(models.Model):
    """When something that has to run again and again ran last: the tick, a sweep, a worker's own timer."""

    name = models.CharField(primary_key=True, max_length=40)
    last_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} at {self.last_at:%Y-%m-%d %H:%M:%S}"


class Valve(models.Model):
    """What holds a channel back: stopped by staff or by the breaker, or slowed down because the relay asked for it."""

    channel = models.CharField(primary_key=True, max_length=4)
    stopped_at = models.DateTimeField(null=True, blank=True)
    slow_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"Valve of {self.channel}"
