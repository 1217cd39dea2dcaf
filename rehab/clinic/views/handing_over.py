"""Pages of handing over: the therapist asks, the runner decides."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import RUNNER, VERIFIED_THERAPIST, policy
from accounts.caring import ConsentClosedError, NotVerifiedError
from accounts.colleagues import colleagues_of
from accounts.handing_over import access_handover, open_handover, was_answered, withdraw_handover
from accounts.models import User
from accounts.proof import require_recent_proof

from ..handing_over import agree, ask_runner, refuse
from ..handover_forms import ColleagueForm, HandoverForm
from ..selectors import access_runner

CLOSED = "That had ended or been answered before. Nothing was changed."


@require_http_methods(["GET", "HEAD", "POST"])
@policy(VERIFIED_THERAPIST)
def hand_over(request: HttpRequest, runner_id: UUID) -> HttpResponse:
    """Ask a runner whether a colleague of the clinic may take over."""
    user, now = cast(User, request.user), timezone.now()
    _, link = access_runner(user, runner_id)
    form = ColleagueForm(colleagues_of(user), request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            ask_runner(link=link, to=form.chosen, now=now)
        except (ConsentClosedError, NotVerifiedError):
            messages.info(request, CLOSED)
        else:
            messages.success(request, f"{link.runner} is asked. Nothing changes until they say yes.")
        return redirect("clinic:hand_over", runner_id)
    context = {"link": link, "form": form, "waiting": open_handover(link, now)}
    return render(request, "clinic/hand_over.html", context, status=422 if form.is_bound else 200)


@require_POST
@policy(VERIFIED_THERAPIST)
def withdraw(request: HttpRequest, runner_id: UUID) -> HttpResponse:
    """Take the question back."""
    now = timezone.now()
    _, link = access_runner(cast(User, request.user), runner_id)
    waiting = open_handover(link, now)
    try:
        if waiting is None:
            raise ConsentClosedError
        withdraw_handover(handover=waiting, now=now)
    except ConsentClosedError:
        messages.info(request, CLOSED)
    else:
        messages.success(request, "Taken back.")
    return redirect("clinic:hand_over", runner_id)


@require_http_methods(["GET", "HEAD", "POST"])
@policy(RUNNER)
def handover(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The runner looks who it is, says what is shared, and agrees with their password."""
    user, now = cast(User, request.user), timezone.now()
    if was_answered(user, pk):
        return redirect("care")
    asked = access_handover(user, pk, now)
    given = request.POST if request.method == "POST" else None
    form = HandoverForm(given, link=asked.link, before=asked.link.therapist)
    if not form.is_valid():
        context = {"asked": asked, "form": form}
        return render(request, "clinic/handover.html", context, status=422 if form.is_bound else 200)
    require_recent_proof(request, now)
    sharing = form.sharing(timezone.localdate())
    try:
        agree(handover=asked, sharing=sharing, keeps_both=form.cleaned_data["keeps_both"], now=now)
    except (ConsentClosedError, NotVerifiedError):
        messages.info(request, CLOSED)
    else:
        messages.success(request, f"{asked.to} looks after you from now on.")
    return redirect("care")


@require_POST
@policy(RUNNER)
def decline(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The runner says no."""
    user, now = cast(User, request.user), timezone.now()
    if was_answered(user, pk):
        return redirect("care")
    asked = access_handover(user, pk, now)
    try:
        refuse(handover=asked, now=now)
    except ConsentClosedError:
        messages.info(request, CLOSED)
    else:
        messages.success(request, "Declined. Everything stays as it is.")
    return redirect("care")
