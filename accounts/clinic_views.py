"""A therapist's own clinic."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from . import clinics, colleagues
from .access import VERIFIED_THERAPIST, policy
from .clinic_forms import ColleagueForm, FoundForm
from .models import User

ASKED = "Noted. A therapist with this address and a checked licence finds it on their clinic page for seven days."
ENOUGH = "You have asked as many colleagues as a day allows. Try again tomorrow."
TAKEN = "You are in a clinic already. Leave it first."
CLOSED = "That had ended or been answered before. Nothing was changed."


@require_safe
@policy(VERIFIED_THERAPIST)
def clinic(request: HttpRequest) -> HttpResponse:
    """Who is in the clinic, or how to come into one."""
    return _page(request)


def _page(
    request: HttpRequest, found: FoundForm | None = None, ask: ColleagueForm | None = None, status: int = 200
) -> HttpResponse:
    user, now = cast(User, request.user), timezone.now()
    member = colleagues.member_of(user)
    is_lead = member is not None and member.is_lead
    context = {
        "member": member,
        "members": colleagues.members_of(member.clinic) if member else [],
        "waiting": colleagues.clinic_invitations(user, now),
        "asked": member.clinic.invitations.filter(expires_at__gt=now) if member and is_lead else [],
        "found": found or FoundForm(),
        "ask": ask or ColleagueForm(user),
    }
    return render(request, "accounts/clinic.html", context, status=status)


@require_POST
@policy(VERIFIED_THERAPIST)
def found(request: HttpRequest) -> HttpResponse:
    """Found a clinic and lead it."""
    form = FoundForm(request.POST)
    if not form.is_valid():
        return _page(request, found=form, status=422)
    try:
        clinics.found_clinic(name=form.cleaned_data["name"], by=cast(User, request.user), now=timezone.now())
    except clinics.HasClinicError:
        messages.info(request, TAKEN)
    else:
        messages.success(request, "Founded. Ask your colleagues in.")
    return redirect("clinic")


@require_POST
@policy(VERIFIED_THERAPIST)
def ask(request: HttpRequest) -> HttpResponse:
    """Ask a colleague in by address; the answer is the same whoever it belongs to."""
    user = cast(User, request.user)
    led, form = colleagues.access_led(user), ColleagueForm(user, request.POST)
    if not form.is_valid():
        return _page(request, ask=form, status=422)
    try:
        clinics.ask_colleague(clinic=led, by=user, email=form.cleaned_data["email"], now=timezone.now())
    except clinics.TooManyAskedError:
        form.add_error(None, ENOUGH)
        return _page(request, ask=form, status=429)
    except clinics.ClinicClosedError:
        messages.info(request, CLOSED)
        return redirect("clinic")
    messages.success(request, ASKED)
    return redirect("clinic")


@require_POST
@policy(VERIFIED_THERAPIST)
def join(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Accept to be in a clinic."""
    user, now = cast(User, request.user), timezone.now()
    invitation = colleagues.access_clinic_invitation(user, pk, now)
    try:
        clinics.join_clinic(invitation=invitation, by=user, now=now)
    except clinics.HasClinicError:
        messages.info(request, TAKEN)
    except clinics.ClinicClosedError:
        messages.info(request, CLOSED)
    else:
        messages.success(request, "You are in. Your runners stay yours alone.")
    return redirect("clinic")


@require_POST
@policy(VERIFIED_THERAPIST)
def decline(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say no to a clinic."""
    user, now = cast(User, request.user), timezone.now()
    clinics.drop_invitation(invitation=colleagues.access_clinic_invitation(user, pk, now), by=user, now=now)
    messages.success(request, "Declined.")
    return redirect("clinic")


@require_POST
@policy(VERIFIED_THERAPIST)
def take_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A lead takes an address back."""
    user = cast(User, request.user)
    invitation = colleagues.access_led(user).invitations.filter(pk=pk).first()
    if invitation is None:
        raise Http404
    clinics.drop_invitation(invitation=invitation, by=user, now=timezone.now())
    messages.success(request, "Taken back.")
    return redirect("clinic")


@require_POST
@policy(VERIFIED_THERAPIST)
def make_lead(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A lead makes a colleague one."""
    user = cast(User, request.user)
    clinics.make_lead(member=colleagues.access_member(user, pk), by=user, now=timezone.now())
    messages.success(request, "Done.")
    return redirect("clinic")


@require_http_methods(["GET", "HEAD", "POST"])
@policy(VERIFIED_THERAPIST)
def remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A lead removes a colleague, once that was asked."""
    user = cast(User, request.user)
    member = colleagues.access_member(user, pk)
    if request.method != "POST":
        return render(request, "accounts/leave_clinic.html", {"member": member})
    clinics.leave_clinic(member=member, by=user, now=timezone.now())
    messages.success(request, "Removed.")
    return redirect("clinic")


@require_http_methods(["GET", "HEAD", "POST"])
@policy(VERIFIED_THERAPIST)
def leave(request: HttpRequest) -> HttpResponse:
    """Leave one's own clinic, once that was asked."""
    user = cast(User, request.user)
    member = colleagues.member_of(user)
    if member is None:
        return redirect("clinic")
    if request.method != "POST":
        return render(request, "accounts/leave_clinic.html", {"member": member})
    clinics.leave_clinic(member=member, by=user, now=timezone.now())
    messages.success(request, "You have left.")
    return redirect("clinic")
