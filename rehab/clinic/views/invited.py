"""Assigning a template to somebody who is invited: it waits for their yes, and for their own intake."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import VERIFIED_THERAPIST, policy
from accounts.models import Invitation, User
from accounts.selectors import access_sent

from .. import shelf
from ..assign_forms import ReasonForm
from ..assign_page import assignable
from ..waiting import wait_for_acceptance, waiting_for, withdraw_assignment


@require_http_methods(["GET", "HEAD", "POST"])
@policy(VERIFIED_THERAPIST)
def assign_invited(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Choose a template for an open invitation of one's own, say why, have it wait."""
    user = cast(User, request.user)
    invitation, of = _open(user, pk), request.GET.get("of", "")
    if not of:
        if request.method == "POST":
            raise Http404
        found = {"versions": shelf.newest_versions(user), "waiting": waiting_for(invitation)}
        return render(request, "clinic/assign_invited.html", {"invitation": invitation, **found})
    version = assignable(user, of)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        wait_for_acceptance(invitation=invitation, version=version, reason=reason, now=timezone.now())
        messages.success(request, "It waits for their yes and their own intake.")
        return redirect("clinic:assign_invited", invitation.pk)
    context = {"form": form, "version": version, "who": invitation.email, "phases": shelf.phases_in_words(version)}
    return render(request, "clinic/assign_waits.html", context, status=422 if form.is_bound else 200)


@require_POST
@policy(VERIFIED_THERAPIST)
def withdraw_invited(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take back what waits for an invitation."""
    invitation = _open(cast(User, request.user), pk)
    waiting = waiting_for(invitation)
    if waiting is not None:
        withdraw_assignment(assignment=waiting, now=timezone.now())
        messages.success(request, "Taken back.")
    return redirect("clinic:assign_invited", invitation.pk)


def _open(user: User, pk: UUID) -> Invitation:
    """An invitation to a runner that this therapist sent and that can still be accepted; 404 for anything else."""
    invitation = access_sent(user, pk)
    if invitation.from_runner or invitation.standing(timezone.now()) != Invitation.State.OPEN:
        raise Http404
    return invitation
