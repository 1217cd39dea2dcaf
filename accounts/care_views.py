"""Pages of invitations and consents."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from . import caring, selectors
from .access import RUNNER, SIGNED_IN, THERAPIST, is_verified_therapist, links_of, policy
from .care_forms import Address, InviteRunnerForm, InviteTherapistForm, SharingForm
from .handing_over import waiting_handovers
from .models import CareLink, Invitation, User
from .proof import require_recent_proof

PAGES = {RUNNER: "care", THERAPIST: "invitations"}
SENT = "Sent. The link in the mail works for seven days."
CLOSED = "That had ended or been answered before. Nothing was changed."
ENOUGH = "You have sent ten invitations within a day, which is the most. Try again tomorrow."


@dataclass(frozen=True, slots=True)
class Consent:
    """An open consent as its runner sees it."""

    link: CareLink
    form: SharingForm
    is_asked_again: bool
    is_idle: bool  # the therapist may not look at present


@require_http_methods(["GET", "HEAD", "POST"])
@policy(RUNNER)
def care(request: HttpRequest) -> HttpResponse:
    """Who sees the runner's plan; a post invites a therapist, which grants what it says."""
    now = timezone.now()
    form = InviteTherapistForm(cast(User, request.user), request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _care(request, form, now, status=422 if form.is_bound else 200)
    require_recent_proof(request, now)
    if not _invite(request, form, form.sharing(timezone.localdate()), now):
        return _care(request, form, now, status=429)
    return redirect("care")


def _care(
    request: HttpRequest, form: InviteTherapistForm, now: datetime, *, wrong: SharingForm | None = None, status: int
) -> HttpResponse:
    user = cast(User, request.user)
    context = {
        "form": form,
        "consents": [_consent(link, wrong, now) for link in selectors.consents_of(user)],
        "received": selectors.received_invitations(user, now),
        "emergencies": selectors.emergencies_about(user),
        "handovers": waiting_handovers(user, now),
        "sent": [one for one in selectors.sent_invitations(user) if one.standing(now) == Invitation.State.OPEN],
    }
    return render(request, "accounts/care.html", context, status=status)


def _consent(link: CareLink, wrong: SharingForm | None, now: datetime) -> Consent:
    form = wrong if wrong is not None and wrong.link == link else _sharing_form(link)
    return Consent(link, form, now >= link.asked_again_at, not is_verified_therapist(link.therapist))


def _sharing_form(link: CareLink, data: QueryDict | None = None) -> SharingForm:
    return SharingForm(data, link=link, auto_id=f"id_{link.pk}_%s")


def _invite(request: HttpRequest, form: Address, sharing: caring.Sharing, now: datetime) -> bool:
    try:
        caring.invite(by=form.user, email=form.cleaned_data["email"], sharing=sharing, now=now)
    except caring.TooManyInvitationsError:
        form.add_error(None, ENOUGH)
        return False
    messages.success(request, SENT)
    return True


@require_POST
@policy(RUNNER)
def share(request: HttpRequest, therapist_id: UUID) -> HttpResponse:
    """Change what a therapist sees; it holds at their next request."""
    user, now = cast(User, request.user), timezone.now()
    form = _sharing_form(selectors.access_consent(user, therapist_id), request.POST)
    if not form.is_valid():
        return _care(request, InviteTherapistForm(user), now, wrong=form, status=422)
    sharing = form.sharing(timezone.localdate())
    with _told(request, "Saved. It holds from now on."):
        caring.change_sharing(link=cast(CareLink, form.link), sharing=sharing, now=now)
    return redirect("care")


@require_POST
@policy(RUNNER)
def keep(request: HttpRequest, therapist_id: UUID) -> HttpResponse:
    """Say again that a consent stands."""
    link = selectors.access_consent(cast(User, request.user), therapist_id)
    with _told(request, "Kept. We ask again in a year."):
        caring.confirm_link(link=link, now=timezone.now())
    return redirect("care")


@require_http_methods(["GET", "HEAD", "POST"])
@policy(RUNNER)
def end_care(request: HttpRequest, therapist_id: UUID) -> HttpResponse:
    """The runner takes the consent back."""
    user = cast(User, request.user)
    if selectors.has_parted(user, therapist_id):
        return redirect("care")
    return _end(request, selectors.access_consent(user, therapist_id), "care")


@require_http_methods(["GET", "HEAD", "POST"])
@policy(THERAPIST)
def end_runner(request: HttpRequest, runner_id: UUID) -> HttpResponse:
    """The therapist stops looking after a runner."""
    user = cast(User, request.user)
    if selectors.has_parted(user, runner_id):
        return redirect("invitations")
    return _end(request, selectors.access_care(user, runner_id), "invitations")


def _end(request: HttpRequest, link: CareLink, back: str) -> HttpResponse:
    if request.method != "POST":
        return render(request, "accounts/end_care.html", {"link": link, "back": back})
    with _told(request, "Ended. It holds from now on."):
        caring.end_link(link=link, by=cast(User, request.user), now=timezone.now())
    return redirect(back)


@require_http_methods(["GET", "HEAD", "POST"])
@policy(THERAPIST)
def invitations(request: HttpRequest) -> HttpResponse:
    """A therapist's runners and invitations; a post invites a runner, who decides."""
    user, now = cast(User, request.user), timezone.now()
    form, status = InviteRunnerForm(user, request.POST if request.method == "POST" else None), 200
    if form.is_bound and not is_verified_therapist(user):
        raise PermissionDenied
    if form.is_valid():
        if _invite(request, form, form.asked, now):
            return redirect("invitations")
        status = 429
    elif form.is_bound:
        status = 422
    context = {
        "form": form,
        "is_verified": is_verified_therapist(user),
        "links": links_of(user).select_related("runner").order_by("granted_at"),
        "received": selectors.received_invitations(user, now),
        "sent": [(one, one.standing(now)) for one in selectors.sent_invitations(user)],
    }
    return render(request, "accounts/invitations.html", context, status=status)


@require_safe
@policy(SIGNED_IN)
def invitation_link(request: HttpRequest, token: str) -> HttpResponse:
    """Where the mail leads: on to the page, for the account with that address; opening it accepts nothing."""
    return redirect(selectors.invitation_of_token(cast(User, request.user), token, timezone.now()))


@require_http_methods(["GET", "HEAD", "POST"])
@policy(SIGNED_IN)
def invitation(request: HttpRequest, pk: UUID) -> HttpResponse:
    """An invitation to answer; a post says yes, and a runner says with it what is shared."""
    user, now = cast(User, request.user), timezone.now()
    if selectors.has_answered(user, pk):
        return redirect(PAGES.get(user.role, "home"))
    asked = selectors.access_invitation(user, pk, now)
    form = SharingForm(request.POST if request.method == "POST" else None)
    context = {"asked": asked, "form": form, "may_accept": not asked.from_runner or is_verified_therapist(user)}
    if request.method != "POST":
        return render(request, "accounts/invitation.html", context)
    if not context["may_accept"]:
        raise PermissionDenied
    if not asked.from_runner and not form.is_valid():
        return render(request, "accounts/invitation.html", context, status=422)
    sharing = None if asked.from_runner else form.sharing(timezone.localdate())
    if sharing is not None:
        require_recent_proof(request, now)
    with _told(request, "Accepted. It holds from now on."):
        caring.accept(invitation=asked, by=user, sharing=sharing, now=now)
    return redirect(PAGES.get(user.role, "home"))


@require_POST
@policy(SIGNED_IN)
def decline(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say no to an invitation."""
    user, now = cast(User, request.user), timezone.now()
    if selectors.has_answered(user, pk):
        return redirect(PAGES.get(user.role, "home"))
    asked = selectors.access_invitation(user, pk, now)
    with _told(request, "Declined. Nothing was shared."):
        caring.decline(invitation=asked, by=user, now=now)
    return redirect(PAGES.get(user.role, "home"))


@require_POST
@policy(SIGNED_IN)
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take back an invitation of one's own."""
    user = cast(User, request.user)
    sent = selectors.access_sent(user, pk)
    with _told(request, "Withdrawn. The link in the mail no longer works."):
        caring.withdraw(invitation=sent, now=timezone.now())
    return redirect(PAGES.get(user.role, "home"))


@contextmanager
def _told(request: HttpRequest, done: str) -> Iterator[None]:
    """Say that it is done, or that somebody was faster."""
    try:
        yield
    except (caring.ConsentClosedError, caring.NotVerifiedError):
        messages.info(request, CLOSED)
    else:
        messages.success(request, done)


@require_safe
@policy(SIGNED_IN)
def after_sign_in(request: HttpRequest) -> HttpResponse:
    """Who signs in is led to what waits for their answer, and home otherwise."""
    user, now = cast(User, request.user), timezone.now()
    if waiting := selectors.received_invitations(user, now):
        return redirect(waiting[0])
    if user.role == RUNNER and (
        waiting_handovers(user, now) or any(now >= link.asked_again_at for link in selectors.consents_of(user))
    ):
        return redirect("care")
    return redirect("home")
