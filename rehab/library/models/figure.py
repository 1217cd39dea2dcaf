"""The figure of an exercise: how it is described, what the solver found, and which files were drawn from it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from .exercise import Exercise

DRAFTING = "draft"  # the reason in the history of a change that no page shows but the editor's


class Figure(models.Model):
    """One for an exercise at most. `text` is what is shown; a draft waits beside it until it is published.

    Never edited, it follows the shipped description. `solved` are the numbers of the frames (rehab.figures.solved) with
    the key of what they were found for; `drawn_key` is what `files` were drawn from.
    """

    class Person(models.TextChoices):
        """Who is drawn: rehab.figures.palette.PEOPLE."""

        TEAL = "teal", "Slim, in teal"
        AMBER = "amber", "Broad, in amber"
        PLUM = "plum", "Older, in plum"

    exercise = models.OneToOneField(Exercise, models.PROTECT, primary_key=True, related_name="figure")
    text = models.TextField(blank=True)
    draft = models.TextField(blank=True)
    person = models.CharField(max_length=5, choices=Person.choices, default=Person.TEAL)
    edited_at = models.DateTimeField(null=True, blank=True)
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    description = models.TextField(blank=True)
    solved = models.JSONField(default=dict)
    files = models.JSONField(default=dict)
    drawn_key = models.CharField(max_length=64, blank=True)
    width = models.PositiveSmallIntegerField(default=0)
    height = models.PositiveSmallIntegerField(default=0)
    panels = models.PositiveSmallIntegerField(default=0)
    history = HistoricalRecords(
        excluded_fields=["description", "solved", "files", "drawn_key", "width", "height", "panels"]
    )

    class Meta:
        ordering = ["exercise"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(text="", draft=""), name="figure_has_text_or_draft"),
        ]

    def __str__(self) -> str:
        return f"Figure of {self.exercise_id}"


class FigureFile(models.Model):
    """An SVG document, compressed by gzip, under a name that is its own digest: it never changes.

    One that was replaced stays: a page that was opened before goes on to show it.
    """

    name = models.CharField(max_length=32, primary_key=True)
    content = models.BinaryField()

    def __str__(self) -> str:
        return self.name
