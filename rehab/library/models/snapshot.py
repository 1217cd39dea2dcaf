"""The exercises of the library as they were at one time."""

from __future__ import annotations

from django.db import models


class LibrarySnapshot(models.Model):
    """Every exercise with its doses and bars, as the engine reads them. Many plans share a row; it never changes."""

    digest = models.CharField(max_length=64, unique=True)
    body = models.JSONField()
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Exercises of {self.made_at:%Y-%m-%d}"
