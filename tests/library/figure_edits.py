"""A content administrator, a shipped figure, and edits of it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from rehab.library import figure_loading
from rehab.library.figure_files import figure_text
from rehab.library.figure_loading import load_figures
from rehab.library.figure_publishing import Edit, stamp_of
from rehab.library.models import Exercise, Figure
from tests.accounts.factors import as_administrator

SHIPPED = figure_text("bridge")
LOWER = SHIPPED.replace("lean: -118", "lean: -114")
UNREACHABLE = SHIPPED.replace("head, foot", "head, knee, foot")
BROKEN = SHIPPED.replace("lean: -118", "leen: -118")


def administrator() -> User:
    """Connie."""
    return User.objects.create_user("connie@example.org", None, role="content_admin", is_staff=True)


def loaded(monkeypatch: pytest.MonkeyPatch) -> Figure:
    """One shipped figure is enough."""
    monkeypatch.setattr(figure_loading, "figure_ids", lambda: ["bridge"])
    load_figures()
    return Figure.objects.get(pk="bridge")


def edit_of(figure: Figure, by: User, text: str = LOWER, person: str = "teal") -> Edit:
    """What somebody wants who sees the figure as it is now."""
    return Edit(text, person, stamp_of(figure), by, timezone.now())


def editor_of(person: User) -> Client:
    """The browser of somebody who is let into the administration."""
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return as_administrator(client, person)


def address(pk: str = "bridge") -> str:
    """Of the editor's page."""
    return reverse("admin:library_figure_change", args=[pk])


def sent(figure: Figure, do: str, text: str, **more: str) -> dict[str, str]:
    """What the page sends that shows a figure as it is now."""
    return {"stamp": stamp_of(figure), "do": do, "text": text, "person": figure.person, **more}


def without_a_figure(pk: str = "an_exercise_whose_name_is_longer_than_its_entry") -> Exercise:
    """An exercise that has none yet."""
    exercise = Exercise.objects.get(pk="bridge")
    exercise.pk, exercise.name = pk, "New: one"
    exercise.save(force_insert=True)
    return exercise
