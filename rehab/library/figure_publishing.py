"""What administrators do with a figure: begin one, keep a draft, publish it, go back to the shipped one."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.auditing import note
from accounts.models import User
from rehab.figures.reading import FigureError

from .figure_drawing import Examined, examined, redraw
from .figure_editing import first_description
from .figure_files import figure_ids, figure_text, parse_figure, shipped_solves
from .figure_limits import LONGEST_TEXT, Description, read_description
from .figure_trying import about_title, about_words
from .figure_words import Said, said, said_by, said_of
from .models import DRAFTING, Exercise, Figure, FigureFile


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was changed, for these reasons."""

    reasons: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Edit:
    """What somebody wants of a figure: a text, who is drawn, and the stamp of what they saw when they began."""

    text: str
    person: str
    stamp: str
    by: User
    now: datetime


def stamp_of(figure: Figure) -> str:
    """What tells whether a figure is still as somebody saw it."""
    seen = f"{figure.text}\0{figure.draft}\0{figure.person}\0{figure.edited_at}"
    return hashlib.sha256(seen.encode()).hexdigest()[:16]


@transaction.atomic
def add_figure(*, exercise: Exercise, preset: str, by: User, now: datetime) -> Figure:
    """A figure for an exercise that has none, as a draft of one pose; one that is there is given back as it is."""
    figure, made = Figure.objects.get_or_create(
        exercise=exercise, defaults={"draft": first_description(exercise.name, preset)}
    )
    if made:
        figure.history.update(history_change_reason=DRAFTING)
        note(actor=by, subject=None, action="add", obj=figure, now=now)
    return figure


@transaction.atomic
def keep_draft(*, figure: Figure, edit: Edit) -> Figure | Refused:
    """Keep a text beside what is published, whether it can be read or not."""
    row = _locked(figure)
    if refused := _stale(row, edit) or _unkept(edit.text) or _only(row, edit.text):
        return refused
    row.draft = edit.text
    return _kept(row, "keep_draft", edit, DRAFTING)


def publish_figure(*, figure: Figure, edit: Edit) -> Figure | Refused:
    """Show a text from now on, or say everything that stands against it."""
    try:
        description = read_description(figure.pk, edit.text)
        found = examined(description.exercise, edit.person)
    except FigureError as error:
        return Refused((said_of(error),))
    if reasons := (
        *said_by(found.messages),
        *about_words(description),
        *about_title(description.exercise.title, figure),
    ):
        return Refused(reasons)
    return _published(figure, edit, description, found)


@transaction.atomic
def _published(figure: Figure, edit: Edit, description: Description, found: Examined) -> Figure | Refused:
    row = _locked(figure)
    if refused := _stale(row, edit):
        return refused
    row.text, row.draft, row.person, row.edited_at, row.edited_by = edit.text, "", edit.person, edit.now, edit.by
    _keep_files(redraw(row, description.exercise, found.numbers))
    return _kept(row, "publish", edit)


@transaction.atomic
def drop_draft(*, figure: Figure, edit: Edit) -> Figure | Refused:
    """Forget what was not published, if there is any and it is what was seen; earlier versions keep it."""
    row = _locked(figure)
    if refused := _stale(row, edit, "stale_drop") or _only(row, ""):
        return refused
    if not row.draft:
        return row
    row.draft = ""
    return _kept(row, "drop_draft", edit, DRAFTING)


@transaction.atomic
def restore_shipped(*, figure: Figure, edit: Edit) -> Figure | Refused:
    """Show the release's own description again, and follow it from now on. The figure must be a shipped one."""
    row = _locked(figure)
    if refused := _stale(row, edit, "stale_shipped"):
        return refused
    row.text, row.draft, row.person = figure_text(row.pk), "", Figure.Person.TEAL
    row.edited_at = row.edited_by = None
    _keep_files(redraw(row, parse_figure(row.pk, row.text), shipped_solves().get(row.pk, {})))
    return _kept(row, "restore_shipped", edit)


def is_shipped(figure: Figure) -> bool:
    """Whether a release has a description of it."""
    return figure.pk in figure_ids()


def _locked(figure: Figure) -> Figure:
    return Figure.objects.select_for_update().get(pk=figure.pk)


def _kept(row: Figure, action: str, edit: Edit, reason: str | None = None) -> Figure:
    row._history_user = edit.by  # type: ignore[attr-defined]  # the history's own way to be told
    row._change_reason = reason  # type: ignore[attr-defined]  # here as well
    row.save()
    note(actor=edit.by, subject=None, action=action, obj=row, now=edit.now)
    return row


def _keep_files(files: list[FigureFile]) -> None:
    FigureFile.objects.bulk_create(files, ignore_conflicts=True)


def _stale(row: Figure, edit: Edit, check: str = "stale") -> Refused | None:
    if edit.stamp == stamp_of(row):
        return None
    newest = row.history.select_related("history_user").first()
    who = newest.history_user.email if newest and newest.history_user else "an update"
    when = f"{newest.history_date:%Y-%m-%d %H:%M} UTC, " if newest else ""
    return Refused((said(check, f"This figure has changed since you opened it: {when}by {who}."),))


def _only(row: Figure, draft: str) -> Refused | None:
    """A figure that was never published has its draft and nothing else."""
    return None if row.text or draft else Refused((said("only", "This figure has not been published yet."),))


def _unkept(text: str) -> Refused | None:
    """What no database keeps."""
    if len(text) <= LONGEST_TEXT and "\0" not in text:
        return None
    return Refused((said("reading", f"A draft has {LONGEST_TEXT:,} characters at most, and none that is no writing."),))
