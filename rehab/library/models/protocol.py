"""A protocol: one version of everything clinical that is not an exercise."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from rehab.engine.catalog import Kind, TierId

from .evidence import Evidenced


class Protocol(models.Model):
    """Draft → published → retired. One is published at a time; a plan names the version it was made from."""

    class Status(models.TextChoices):
        """Where a version stands."""

        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"
        RETIRED = "retired", "Retired"

    version = models.PositiveIntegerField(unique=True)
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.DRAFT)
    title = models.CharField(max_length=120, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    # Who changed any part of the draft last: they do not approve it.
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    history = HistoricalRecords()

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["status"], condition=Q(status="published"), name="protocol_one_published"),
            models.CheckConstraint(
                condition=Q(status="draft") | Q(published_at__isnull=False), name="protocol_published_has_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"Protocol {self.version} ({self.get_status_display().lower()})"


class Tier(models.Model):
    """How urgently a clinician is needed, and what that does to a plan."""

    protocol = models.ForeignKey(Protocol, models.CASCADE, related_name="tiers")
    key = models.CharField(max_length=24, choices=[(tier.value, tier.value) for tier in TierId])
    rank = models.PositiveSmallIntegerField()
    plan = models.CharField(max_length=24)
    action = models.TextField(blank=True)
    unlock = models.TextField(blank=True)
    notify = models.TextField(blank=True)

    class Meta:
        ordering = ["-rank"]
        constraints = [
            models.UniqueConstraint(fields=["protocol", "key"], name="tier_once_per_protocol"),
            models.CheckConstraint(condition=Q(rank__range=(0, 4)), name="tier_rank_0_to_4"),
        ]

    def __str__(self) -> str:
        return self.key


class Question(Evidenced):
    """An intake question: its field, the answers it takes, and (by its comparisons) when it is asked."""

    protocol = models.ForeignKey(Protocol, models.CASCADE, related_name="questions")
    key = models.SlugField(max_length=40)
    screen = models.SlugField(max_length=20)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=14, choices=[(kind.value, kind.value) for kind in Kind])
    text = models.TextField(blank=True)
    help = models.TextField(blank=True)
    labels = models.JSONField(default=dict, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    values = models.JSONField(default=list, blank=True)
    minimum = models.FloatField(null=True, blank=True)
    maximum = models.FloatField(null=True, blank=True)
    required = models.BooleanField(default=False)
    default = models.JSONField(null=True, blank=True)
    unsure_as = models.CharField(max_length=3, blank=True, choices=[("yes", "yes"), ("no", "no")])
    recheck = models.BooleanField(default=False)
    used_by = models.JSONField(default=list, blank=True)
    note = models.TextField(blank=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["protocol", "key"], name="question_once_per_protocol"),
            models.CheckConstraint(
                condition=~Q(kind="yes_no_unsure") | Q(unsure_as__in=["yes", "no"]),
                name="question_says_what_unsure_means",
            ),
        ]

    def __str__(self) -> str:
        return self.key
