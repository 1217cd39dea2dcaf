"""The pose editor: a description, controls that change it, and beside it what it looks like and what the checks say."""

from __future__ import annotations

import logging
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from accounts.models import User
from rehab.figures.reading import FigureError

from ..figure_editing import Changes
from ..figure_pictures import address_of
from ..figure_publishing import (
    Edit,
    Refused,
    drop_draft,
    is_shipped,
    keep_draft,
    publish_figure,
    restore_shipped,
    stamp_of,
)
from ..figure_trying import Tried, rewritten, tried_for
from ..figure_words import said, said_of
from ..models import Figure
from .figure_form import Asked, asked

logger = logging.getLogger(__name__)
OUR_FAULT = "The program failed at this text. Please tell whoever looks after it; another text can be written here."
SERVICES = {"keep": keep_draft, "publish": publish_figure, "drop": drop_draft, "shipped": restore_shipped}
DONE = {
    "keep": "Kept as a draft. Nobody else sees it before it is published.",
    "publish": "Published. Everybody sees this figure from now on.",
    "drop": "The draft is dropped. What is published stays as it is.",
    "shipped": "The shipped figure is shown again, and follows later releases.",
}


def edit_figure(request: HttpRequest, figure: Figure, words: dict[str, Any]) -> HttpResponse:
    """The page; a change of a control or of the text is answered with what is new, and a button with what it did."""
    if request.method != "POST":
        shown = _opened(figure)
        return _page(request, figure, shown, words)
    given = asked(request.POST, figure)
    if given.do in SERVICES and not (given.do == "shipped" and not is_shipped(figure)):
        return _done(request, figure, given, words)
    shown = tried_for(figure, given.text, given.person, given.changes, given.pose)
    words |= {"person": given.person, "stamp": given.stamp}
    if "HX-Request" in request.headers:
        is_rewritten = shown.text != given.text
        return TemplateResponse(
            request, "admin/figures/answer.html", {"tried": shown, "is_rewritten": is_rewritten, "is_answer": True}
        )
    return _page(request, figure, shown, words)


def _opened(figure: Figure) -> Tried:
    """What waits or is shown; a text that cannot be tried must not close the page on which it could be mended."""
    text = figure.draft or figure.text
    try:
        return tried_for(figure, text, figure.person, Changes(), "")
    except Exception:  # a fault of ours, whichever: the page is the way out of it
        logger.exception("The text of a figure could not be tried: %s", figure.pk)
        return Tried(text, (said("reading", OUR_FAULT),))


def _asked_for(request: HttpRequest, figure: Figure, given: Asked) -> Figure | Refused:
    """Do what a button says, with what the controls were set to; of which the ways back need nothing."""
    text = given.text
    if given.do in ("keep", "publish"):
        try:
            text = rewritten(figure.pk, text, given.changes)
        except FigureError as error:
            return Refused((said_of(error, "controls"),))
    edit = Edit(text, given.person, given.stamp, cast(User, request.user), timezone.now())
    return SERVICES[given.do](figure=figure, edit=edit)


def _tried_again(figure: Figure, given: Asked) -> Tried:
    """What was sent, changed by the controls where that can be."""
    shown = tried_for(figure, given.text, given.person, given.changes, given.pose)
    return shown if shown.controls else tried_for(figure, given.text, given.person, Changes(), given.pose)


def _done(request: HttpRequest, figure: Figure, given: Asked, words: dict[str, Any]) -> HttpResponse:
    """What a button did; refused, the page says why and keeps what was typed."""
    result = _asked_for(request, figure, given)
    if isinstance(result, Refused):
        figure.refresh_from_db()  # what is there now is what the next press is about
        is_stale = any(reason.check.startswith("stale") for reason in result.reasons)
        words |= {"refused": result.reasons, "person": given.person}
        words |= {} if is_stale else {"stamp": given.stamp}
        shown = _tried_again(figure, given)
        return _page(request, figure, shown, words, status=409 if is_stale else 422)
    messages.success(request, DONE[given.do])
    return redirect("admin:library_figure_change", figure.pk)


def _page(
    request: HttpRequest, figure: Figure, shown: Tried, words: dict[str, Any], status: int = 200
) -> TemplateResponse:
    found = {
        "title": f"Figure of {figure.exercise.name}",
        "figure": figure,
        "tried": shown,
        "people": Figure.Person.choices,
        "person": figure.person,
        "stamp": stamp_of(figure),
        "is_shipped": is_shipped(figure),
        "published_still": address_of(figure, "still"),
    }
    return TemplateResponse(request, "admin/figures/edit.html", {**found, **words}, status=status)
