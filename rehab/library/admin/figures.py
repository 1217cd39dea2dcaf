"""Figures of exercises: a list to be looked at, and an editor of our own for each."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from accounts.models import User

from ..figure_files import presets
from ..figure_pictures import address_of
from ..figure_publishing import add_figure
from ..models import Exercise, Figure
from .figure_pages import edit_figure
from .history import HistoryAdmin

STILL_WIDTH = 120


def still_image(figure: Figure) -> str:
    """A small picture of a figure; nothing while it has none."""
    address = address_of(figure, "still")
    if not address:
        return "-"
    height = round(STILL_WIDTH * figure.height / figure.width)
    words = '<img class="figure-small" src="{}" alt="{}" width="{}" height="{}" loading="lazy">'
    return format_html(words, address, figure.description, STILL_WIDTH, height)


def preset_choices() -> list[tuple[str, str]]:
    """The poses a figure may begin from."""
    return [(name, name) for name in presets()]


class NewFigureForm(forms.ModelForm):
    """Which exercise gets one, and the pose it begins from."""

    exercise = forms.ModelChoiceField(Exercise.objects.filter(figure__isnull=True))
    begins = forms.ChoiceField(
        label="begins from", choices=preset_choices, help_text="Angles and contacts are changed on the next page."
    )

    class Meta:
        model = Figure
        fields = ("exercise",)


@admin.register(Figure)
class FigureAdmin(HistoryAdmin):
    """Edit a figure beside its picture. Nothing is deleted: plans show it."""

    form = NewFigureForm
    list_display = ("still", "exercise", "person", "state")
    list_display_links = ("still", "exercise")
    list_filter = ("person",)
    list_select_related = ("exercise", "edited_by")
    search_fields = ("exercise__id", "exercise__name")
    list_per_page = 50

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who may edit exercises."""
        return bool(cast(User, request.user).has_perm("library.change_exercise"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The same people."""
        return self.has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Kept for ever."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Figure]:
        """By the name of the exercise."""
        return super().get_queryset(request).order_by("exercise__name")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A new one names its exercise; an earlier version is read."""
        return ("written", "written_draft", "person", "state") if obj else ("exercise", "begins")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """What is changed is changed on the editor's page."""
        return self.get_fields(request, obj) if obj else ()

    @admin.display(description="picture")
    def still(self, figure: Figure) -> str:
        """As it is published."""
        return still_image(figure)

    @admin.display(description="text")
    def written(self, figure: Figure) -> str:
        """Line by line, so that it can be copied back."""
        return format_html("<pre>{}</pre>", figure.text)

    @admin.display(description="draft")
    def written_draft(self, figure: Figure) -> str:
        """The same of what was not published."""
        return format_html("<pre>{}</pre>", figure.draft)

    @admin.display(description="state")
    def state(self, figure: Figure) -> str:
        """Whether it follows the release, and what waits."""
        by = f" by {figure.edited_by.email}" if figure.edited_by else ""
        edited = f"edited {figure.edited_at:%Y-%m-%d}{by}" if figure.edited_at else "as shipped"
        published = edited if figure.text else "not published yet"
        return f"{published}; a draft waits" if figure.draft else published

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The pose editor."""
        pk = unquote(object_id)
        figure = None if "\0" in pk else self.get_object(request, pk)
        if figure is None:
            return redirect("admin:library_figure_changelist")
        if not self.has_change_permission(request, figure):
            raise PermissionDenied
        words = {**self.admin_site.each_context(request), "opts": self.opts, **(extra_context or {})}
        return edit_figure(request, figure, words)

    def save_model(self, request: HttpRequest, obj: Figure, form: Any, change: bool) -> None:
        """A new figure is a draft of one pose."""
        preset, by = form.cleaned_data["begins"], cast(User, request.user)
        add_figure(exercise=obj.exercise, preset=preset, by=by, now=timezone.now())

    def response_add(self, request: HttpRequest, obj: Figure, post_url_continue: str | None = None) -> HttpResponse:
        """On to the editor."""
        self.message_user(request, "It begins as a draft. Nobody sees it before you publish it.")
        return redirect("admin:library_figure_change", obj.pk)


def figure_link(exercise: Exercise) -> str:
    """From an exercise to its figure, or to where it gets one."""
    figure = Figure.objects.filter(pk=exercise.pk).first()
    if figure is None:
        address = f"{reverse('admin:library_figure_add')}?exercise={exercise.pk}"
        return format_html('It has no figure yet. <a href="{}">Make one</a>', address)
    address = reverse("admin:library_figure_change", args=[figure.pk])
    return format_html('{} <a href="{}">Edit the figure</a>', still_image(figure), address)
