"""Exercises and sources."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from ..models import Block, Exercise, Hint, Level, Source
from ..models.exercise import CATEGORIES, DIRECTIONS, EQUIPMENT, PHASES, REGIONS
from .export import export_csv
from .fields import WordsField, boxes
from .figures import figure_link
from .history import HistoryAdmin


class ExerciseForm(forms.ModelForm):
    """Lists as boxes."""

    aliases = WordsField(required=False, help_text="Other names, separated by commas.")
    regions = boxes(REGIONS, required=True)
    phases = boxes(PHASES, required=True, coerce=int)
    directions = boxes(DIRECTIONS, required=True)
    equipment = boxes(EQUIPMENT)
    indicated = boxes([key for key, _ in CATEGORIES])

    class Meta:
        model = Exercise
        exclude = ()  # noqa: DJ006 every field of an exercise is the administrator's to edit


class LevelInline(admin.TabularInline):
    """Doses in order."""

    model = Level
    extra = 0


class BlockInline(admin.TabularInline):
    """Categories it is kept from."""

    model = Block
    extra = 0


class HintInline(admin.TabularInline):
    """Cues and common errors."""

    model = Hint
    extra = 0


@admin.register(Exercise)
class ExerciseAdmin(HistoryAdmin):
    """Edit an exercise; each save leaves who and when. Nothing is deleted: a plan may point to it."""

    form = ExerciseForm
    list_display = ("name", "id", "kind", "load", "ladder", "confidence", "reviewer")
    list_filter = ("kind", "load", "dose_unit", "confidence", "reviewer")
    search_fields = ("id", "name", "caution")
    autocomplete_fields = ("substitute", "regression", "progression", "sources")
    inlines = (LevelInline, BlockInline, HintInline)
    actions = (export_csv,)
    list_per_page = 100

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The id is what rules and plans name: fixed once it exists."""
        return ("figure_shown", "id") if obj else ("figure_shown",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """The figure first: it says at a glance which exercise this is."""
        fields = [name for name in super().get_fields(request, obj) if name not in ("figure_shown", "id")]
        return ["figure_shown", "id", *fields]

    @admin.display(description="figure")
    def figure_shown(self, exercise: Exercise) -> str:
        """What is drawn of it, and the way to the editor."""
        if not exercise.pk:
            return "It has no figure yet. Save the exercise; then you can make one."
        return figure_link(exercise)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Kept for ever."""
        return False


@admin.register(Source)
class SourceAdmin(HistoryAdmin):
    """The register of sources."""

    list_display = ("id", "status", "cite")
    list_filter = ("status",)
    search_fields = ("id", "cite", "fact")
    actions = (export_csv,)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A source may be cited; it stays."""
        return False
