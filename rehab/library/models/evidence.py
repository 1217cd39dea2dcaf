"""What a fact rests on: its sources, how sure we are, who reviewed it and when."""

from __future__ import annotations

from django.db import models
from simple_history.models import HistoricalRecords

NOT_REVIEWED = "not yet reviewed by a clinician"
CONFIDENCE = ("V", "V/E", "V/K", "K", "K/E", "E")


class Source(models.Model):
    """A citation. `status` says whether the cited fact was read, known or is our own judgement."""

    class Status(models.TextChoices):
        """How the fact was taken."""

        VERIFIED = "V", "read in the source's text"
        KNOWN = "K", "from knowledge, not read again"
        EXPERT = "E", "expert opinion or a choice made here"

    id = models.SlugField(primary_key=True, max_length=40)
    status = models.CharField(max_length=1, choices=Status.choices)
    cite = models.TextField()
    fact = models.TextField(blank=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.id


class Evidenced(models.Model):
    """Anything that must not be shown without its source and review field."""

    confidence = models.CharField(max_length=4, choices=[(word, word) for word in CONFIDENCE], default="E")
    reviewer = models.CharField(max_length=120, default=NOT_REVIEWED)
    reviewed_on = models.DateField(null=True, blank=True)
    sources = models.ManyToManyField(Source, blank=True)

    class Meta:
        abstract = True
