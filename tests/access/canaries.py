"""Canaries: a word nobody else would say in every field of a runner's rows that can hold words."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models

from accounts.models import User

OURS = ("accounts", "rehab")
CODE_LENGTH = 20  # what is shorter holds a code or a unit
# Rows of other things, and fields that are read as code: with a foreign word in them nothing would work.
EXEMPT = {
    "accounts.User": "the person; the mail address is looked for by itself",
    "accounts.TherapistProfile": "a therapist's",
    "accounts.Invitation": "an address that was typed by the one who sees it, and a hash",
    "accounts.EmergencyAccess": "written by an administrator for the runner",
    "outbox.Notice": "that there is something, never what",
    "outbox.Delivery": "that something leaves, never what",
    "reminders.Feed": "a calendar without a word of anybody; its body is made anew from the plan",
    "reminders.FeedEntry.slot": "a place in a plan, read as code",
    "reminders.Schedule.zone": "a time zone",
    "reminders.Schedule.tzdata": "a version",
    "outbox.MailEvent": "an id of a provider",
    "outbox.Device": "an address and keys of a browser, sealed against words by what a browser makes",
    "intake.RaisedFlag": "ids of rules",
    "accounts.Clinic": "a therapist's",
    "accounts.ClinicInvitation": "an address that was typed by a therapist",
    "accounts.ClinicMember": "a therapist's",
    "clinic.TemplateVersion": "a therapist's; nothing in it is of a runner",
    "clinic.Thread": "two people, by the name of one",
    "clinic.Note.author_name": "a therapist's name",
    "plans.Clearance.tier": "a code",
    "plans.Clearance.flags": "ids of rules",
    "plans.LogEntry.entry_id": "an id that is read",
    "plans.LogEntry.body": "numbers and codes by the engine's types; the words are in the note",
    "plans.Plan.digest": "a hash",
    "plans.Plan.start": "numbers by the engine's types",
    "plans.Plan.course": "numbers by the engine's types",
    "plans.Plan.barred": "ids of exercises",
    "plans.Plan.advice": "ids of rules",
    "plans.StoredPage.key": "a version",
    "plans.StoredPage.name": "which page",
    "intake.Intake.done": "names of screens",
    "intake.Intake.tier": "a code",
    "plans.Lock.tier": "a code",
    "plans.Plan.tier": "a code",
}


def hangers() -> dict[type[models.Model], str]:
    """Every model of ours that hangs on a runner, and the way from it to the person."""
    ways: dict[type[models.Model], str] = {User: ""}
    for _ in range(5):  # as long as any way is
        for model in _models():
            for found in model._meta.fields:
                target = found.remote_field.model if found.remote_field else None
                if model not in ways and target in ways and _leads_home(found):
                    ways[model] = f"{found.name}__{ways[target]}".removesuffix("__")
    return ways


def _models() -> Iterator[type[models.Model]]:
    for config in apps.get_app_configs():
        if config.name.partition(".")[0] in OURS:
            yield from (m for m in config.get_models() if not m.__name__.startswith("Historical"))


def _leads_home(found: Any) -> bool:
    """Whether a row belongs to the person, not only names them: it goes when they go, and not by who cares for them."""
    return found.remote_field.on_delete is models.CASCADE and found.name != "therapist"


def wordy(model: type[models.Model]) -> Iterator[models.Field[Any, Any]]:
    """The fields of a model that can hold a runner's words."""
    for found in model._meta.fields:
        if f"{model._meta.label}" in EXEMPT or f"{model._meta.label}.{found.name}" in EXEMPT:
            continue
        is_text = isinstance(found, models.CharField | models.TextField) and not found.choices
        is_code = isinstance(found, models.SlugField) or (found.max_length or 999) < CODE_LENGTH
        if isinstance(found, models.JSONField) or (is_text and not is_code):
            yield found


def word_of(model: type[models.Model], name: str) -> str:
    """The canary of a field."""
    return "cnry" + hashlib.sha256(f"{model._meta.label}.{name}".encode()).hexdigest()[:12]


def let_loose(runner: User) -> dict[str, str]:
    """Put a canary into every such field of the runner's rows; returns the words by field, empty where no row is."""
    words: dict[str, str] = {}
    for model, way in hangers().items():
        rows = model._default_manager.filter(**{way or "pk": runner.pk})
        for found in wordy(model):
            word = word_of(model, found.name)
            words[f"{model._meta.label}.{found.name}"] = word if rows.exists() else ""
            for number, row in enumerate(rows):
                value = _with(getattr(row, found.name), word, found, number)
                model._default_manager.filter(pk=row.pk).update(**{found.name: value})
    return words


def _with(value: Any, word: str, found: models.Field[Any, Any], number: int) -> Any:
    if isinstance(found, models.JSONField):
        if isinstance(value, dict):
            said = {"notes": word, "psfs_activities": [word]}
            return {**value, "canary": word, **{name: said[name] for name in said if name in value}}
        if isinstance(value, list):
            return [value[0] | {"canary": word}, *value[1:]] if value and isinstance(value[0], dict) else [*value, word]
        return value
    if "html" in found.name:
        return f"{value}<p>{word}</p>"
    return f"{word}{number or ''}"  # unique where it has to be
