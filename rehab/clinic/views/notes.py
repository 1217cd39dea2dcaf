"""A therapist's notes about a runner."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import VERIFIED_THERAPIST, policy
from accounts.models import User
from accounts.services import note_view
from rehab.checkins.views.own import fill_kept
from rehab.intake.keeping import keeps_answers_of
from rehab.plans.adjusting import NoConsentError

from .. import noting
from ..forms import NoteForm
from ..selectors import access_note, access_runner, notes_of

ON_A_PAGE = 20
TOO_OLD = "A note is changed within 24 hours. Write another one with what is new."


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_answers_of("clinic:notes")
@policy(VERIFIED_THERAPIST)
def notes(request: HttpRequest, runner_id: UUID) -> HttpResponse:
    """The therapist's own notes; a post writes one down."""
    author, now = cast(User, request.user), timezone.now()
    runner, _ = access_runner(author, runner_id)
    form = fill_kept(request, NoteForm(request.POST if request.method == "POST" else None))
    if form.is_valid():
        try:
            noting.write_note(runner=runner, author=author, now=now, **form.cleaned_data)
        except NoConsentError:
            raise Http404 from None
        messages.success(request, "Written down.")
        return redirect("clinic:notes", runner.public_id)
    note_view(viewer=author, runner=runner, object_type="notes", object_id=str(runner.public_id), now=now)
    page = Paginator(notes_of(author, runner), ON_A_PAGE).get_page(request.GET.get("page"))
    shown = [(one, one.may_be_edited(now)) for one in page]
    context: dict[str, Any] = {"runner": runner, "form": form, "page": page, "notes": shown}
    return render(request, "clinic/notes.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_answers_of("clinic:note")
@policy(VERIFIED_THERAPIST)
def note(request: HttpRequest, runner_id: UUID, note_id: UUID) -> HttpResponse:
    """Change a note of one's own, within a day of writing it."""
    author, now = cast(User, request.user), timezone.now()
    runner, _ = access_runner(author, runner_id)
    found = access_note(author, runner, note_id)
    written = {"body": found.body, "is_shared": found.is_shared}
    form = fill_kept(request, NoteForm(request.POST if request.method == "POST" else None, initial=written))
    may_be_edited = found.may_be_edited(now)
    if form.is_valid() and may_be_edited:
        given = form.cleaned_data
        try:
            noting.edit_note(note=found, body=given["body"], is_shared=given["is_shared"], now=now)
        except NoConsentError:
            raise Http404 from None
        messages.success(request, "Changed.")
        return redirect("clinic:notes", runner.public_id)
    note_view(viewer=author, runner=runner, object_type="notes", object_id=str(runner.public_id), now=now)
    if form.is_bound and not may_be_edited:
        form.add_error(None, TOO_OLD)
    context = {"runner": runner, "form": form, "note": found, "may_be_edited": may_be_edited}
    return render(request, "clinic/note.html", context, status=422 if form.is_bound else 200)
