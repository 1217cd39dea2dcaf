"""Messages: the therapist's page of one runner, and the runner's own pages."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import RUNNER, VERIFIED_THERAPIST, policy
from accounts.models import User
from accounts.services import note_view
from rehab.checkins.views.own import fill_kept
from rehab.intake.keeping import keeps_answers_of
from rehab.plans.adjusting import NoConsentError

from .. import messaging
from ..forms import MessageForm
from ..models import Thread
from ..selectors import access_runner, shared_notes
from ..threads import access_thread, correspondents, page_of

ENOUGH = "You have sent 30 messages within an hour, which is the most. What you wrote is kept here: send it later."
NOT_SHARED = "Nothing was sent: the plan is no longer shared with this therapist."
MOST_NOTES = 50


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_answers_of("clinic:messages_with")
@policy(VERIFIED_THERAPIST)
def with_runner(request: HttpRequest, runner_id: UUID) -> HttpResponse:
    """What a therapist and a runner wrote to each other; a post sends a message."""
    therapist = cast(User, request.user)
    runner, _ = access_runner(therapist, runner_id)
    pair = messaging.Pair(runner, therapist, is_runner=False)
    form, status = _send(request, pair)
    if status == 302:
        return redirect("clinic:messages_with", runner.public_id)
    thread_id, now = Thread.id_of(runner, therapist), timezone.now()
    note_view(viewer=therapist, runner=runner, object_type="messages", object_id=str(thread_id), now=now)
    shown = page_of(thread_id, request.GET.get("page"), for_runner=False)
    context = {"runner": runner, "name": str(runner), "form": form, "thread": shown, "page": shown.page}
    return render(request, "clinic/messages_with.html", context, status=status)


@require_POST
@policy(VERIFIED_THERAPIST)
def read_by_therapist(request: HttpRequest, runner_id: UUID) -> HttpResponse:
    """Mark what the runner wrote as read."""
    therapist = cast(User, request.user)
    runner, _ = access_runner(therapist, runner_id)
    _mark(request, Thread.id_of(runner, therapist), by_runner=False)
    return _marked(request, "clinic:messages_with", runner.public_id)


@require_safe
@policy(RUNNER)
def own(request: HttpRequest) -> HttpResponse:
    """Whom a runner may write to, what was written before, and the notes therapists left for them to read."""
    runner = cast(User, request.user)
    context = {"people": correspondents(runner), "notes": shared_notes(runner)[:MOST_NOTES]}
    return render(request, "clinic/messages.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_answers_of("clinic:thread")
@policy(RUNNER)
def thread(request: HttpRequest, thread_id: UUID) -> HttpResponse:
    """One therapist's thread for the runner; a post sends a message while the consent is open."""
    runner = cast(User, request.user)
    person = access_thread(runner, thread_id)
    form, status = None, 200
    if person.therapist is not None:
        form, status = _send(request, messaging.Pair(runner, person.therapist, is_runner=True))
    elif request.method == "POST":
        messages.info(request, NOT_SHARED)
        status = 302
    if status == 302:
        return redirect("clinic:thread", thread_id)
    shown = page_of(thread_id, request.GET.get("page"), for_runner=True)
    context = {"person": person, "name": person.name, "form": form, "thread": shown, "page": shown.page}
    return render(request, "clinic/thread.html", context, status=status)


@require_POST
@policy(RUNNER)
def read_by_runner(request: HttpRequest, thread_id: UUID) -> HttpResponse:
    """Mark what the therapist wrote as read."""
    person = access_thread(cast(User, request.user), thread_id)
    _mark(request, person.thread_id, by_runner=True)
    return _marked(request, "clinic:thread", thread_id)


def _send(request: HttpRequest, pair: messaging.Pair) -> tuple[MessageForm, int]:
    """The form, and what to answer: 302 once a message was sent."""
    form = fill_kept(request, MessageForm(request.POST if request.method == "POST" else None))
    if not form.is_valid():
        return form, 422 if form.is_bound else 200
    try:
        messaging.send_message(pair=pair, now=timezone.now(), **form.cleaned_data)
    except messaging.TooManyMessagesError:
        form.add_error(None, ENOUGH)
        return form, 429
    except NoConsentError:
        messages.info(request, NOT_SHARED)
        return form, 302
    messages.success(request, "Sent.")
    return form, 302


def _mark(request: HttpRequest, thread_id: UUID, *, by_runner: bool) -> None:
    """Up to the message the page showed last; one that came since stays unread."""
    found = Thread.objects.filter(pk=thread_id).first()
    try:
        last = UUID(request.POST.get("last", ""))
    except ValueError:
        return
    if found is not None:
        messaging.mark_read(thread=found, by_runner=by_runner, last=last, now=timezone.now())


def _marked(request: HttpRequest, name: str, id_: Any) -> HttpResponse:
    """In the place of the button where htmx asks, else the page again."""
    if request.headers.get("HX-Request"):
        return render(request, "clinic/_read.html")
    return redirect(name, id_)
