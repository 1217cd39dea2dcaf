"""Words of the protocol: what is said about a category, a cue, a measure, a check-in question."""

from __future__ import annotations

from django.db import models

from .evidence import Evidenced
from .exercise import CATEGORIES
from .protocol import Protocol


class CategoryText(Evidenced):
    """What is said about a working pattern; never as a diagnosis."""

    protocol = models.ForeignKey(Protocol, models.CASCADE, related_name="category_texts")
    category = models.CharField(max_length=3, choices=CATEGORIES)
    label = models.CharField(max_length=120)
    seed_link = models.TextField(blank=True)
    preferred = models.JSONField(default=list, blank=True)
    education = models.TextField(blank=True)
    run_rule = models.TextField(blank=True)
    stop_signal = models.TextField(blank=True)
    plan_before_clearance = models.TextField(blank=True)
    after_clearance = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["protocol", "category"], name="category_text_once")]

    def __str__(self) -> str:
        return self.label


class Guidance(Evidenced):
    """A piece of advice or a rule of thumb, by topic and key."""

    protocol = models.ForeignKey(Protocol, models.CASCADE, related_name="guidance")
    topic = models.SlugField(max_length=30)
    key = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    evidence = models.TextField(blank=True)

    class Meta:
        ordering = ["topic", "position"]
        constraints = [models.UniqueConstraint(fields=["protocol", "topic", "key"], name="guidance_once_per_topic")]

    def __str__(self) -> str:
        return f"{self.topic}: {self.key}"


class EntryTest(Evidenced):
    """A test to pass before running again (E1 to E9)."""

    protocol = models.ForeignKey(Protocol, models.CASCADE, related_name="entry_tests")
    key = models.CharField(max_length=10)
    position = models.PositiveSmallIntegerField()
    test = models.CharField(max_length=200)
    passes = models.CharField(max_length=200)
    field = models.SlugField(max_length=40)
    operator = models.CharField(max_length=10)
    value = models.JSONField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["protocol", "key"], name="entry_test_once_per_protocol")]

    def __str__(self) -> str:
        return self.key


class CheckinQuestion(models.Model):
    """A question asked daily, after a session or weekly."""

    protocol = models.ForeignKey(Protocol, models.CASCADE, related_name="checkin_questions")
    moment = models.CharField(max_length=12)
    key = models.SlugField(max_length=20)
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    kind = models.CharField(max_length=10)
    unit = models.CharField(max_length=20, blank=True)
    values = models.JSONField(default=list, blank=True)
    minimum = models.FloatField(null=True, blank=True)
    maximum = models.FloatField(null=True, blank=True)
    every_days = models.PositiveSmallIntegerField(null=True, blank=True)
    feeds = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["moment", "position"]
        constraints = [models.UniqueConstraint(fields=["protocol", "key"], name="checkin_question_once")]

    def __str__(self) -> str:
        return self.key
