"""Numbers that shape a plan: weeks, stages, budgets, what a race needs, what is asked at check-ins."""

from __future__ import annotations

from django import forms
from django.contrib import admin

from ..models import (
    CardioItem,
    CheckinQuestion,
    EntryTest,
    GoalNeed,
    MinutesBudget,
    PlanLength,
    RunSegment,
    RunStage,
    SecondaryRegion,
)
from .drafts import DraftOnlyAdmin
from .fields import WordsField


@admin.register(PlanLength)
class PlanLengthAdmin(DraftOnlyAdmin):
    """Forecast weeks of a phase."""

    list_display = ("phase", "acute", "severe_acute", "subacute", "chronic", "protocol")
    list_filter = ("protocol",)


class RunSegmentInline(admin.TabularInline):
    """Minutes run and walked."""

    model = RunSegment
    extra = 0


@admin.register(RunStage)
class RunStageAdmin(DraftOnlyAdmin):
    """A stage of the run-walk programme."""

    list_display = ("stage", "run_min_total", "min_sessions", "note", "protocol")
    list_filter = ("protocol",)
    autocomplete_fields = ("sources",)
    inlines = (RunSegmentInline,)


@admin.register(CardioItem)
class CardioItemAdmin(DraftOnlyAdmin):
    """Aerobic work of a phase, first choice first."""

    list_display = ("phase", "position", "exercise", "protocol")
    list_filter = ("protocol", "phase")
    list_select_related = ("exercise", "protocol")
    autocomplete_fields = ("exercise",)


@admin.register(MinutesBudget)
class MinutesBudgetAdmin(DraftOnlyAdmin):
    """Exercises that fit into so many minutes."""

    list_display = ("minutes", "exercises", "protocol")
    list_filter = ("protocol",)


@admin.register(SecondaryRegion)
class SecondaryRegionAdmin(DraftOnlyAdmin):
    """Whose blocks a second painful region adds."""

    list_display = ("region", "category", "protocol")
    list_filter = ("protocol",)


@admin.register(GoalNeed)
class GoalNeedAdmin(DraftOnlyAdmin):
    """What a race needs."""

    list_display = ("goal_km", "long_run_km", "weekly_km", "protocol")
    list_filter = ("protocol",)
    autocomplete_fields = ("sources",)


@admin.register(EntryTest)
class EntryTestAdmin(DraftOnlyAdmin):
    """A test before running again; which value passes is part of the engine's rule."""

    list_display = ("key", "test", "passes", "protocol")
    list_filter = ("protocol",)
    autocomplete_fields = ("sources",)
    exclude = ("value",)


class CheckinQuestionForm(forms.ModelForm):
    """Lists as words."""

    values = WordsField(required=False)
    feeds = WordsField(required=False)

    class Meta:
        model = CheckinQuestion
        fields = (
            "protocol",
            "moment",
            "key",
            "position",
            "text",
            "kind",
            "unit",
            "values",
            "minimum",
            "maximum",
            "every_days",
            "feeds",
        )


@admin.register(CheckinQuestion)
class CheckinQuestionAdmin(DraftOnlyAdmin):
    """What is asked daily, after a session and weekly."""

    form = CheckinQuestionForm
    list_display = ("key", "moment", "position", "text", "protocol")
    list_filter = ("protocol", "moment")
