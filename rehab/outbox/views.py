"""A person's notices."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SIGNED_IN, policy
from accounts.limiting import count_one
from accounts.models import User

from . import services, suppressing
from .kinds import said, standing
from .selectors import access_notice, notices_of

ON_A_PAGE = 25


@require_safe
@policy(SIGNED_IN)
def notices(request: HttpRequest) -> HttpResponse:
    """What there is to know, the newest first; opening the list marks nothing."""
    user = cast(User, request.user)
    found = Paginator(notices_of(user), ON_A_PAGE).get_page(request.GET.get("page"))
    shown = [(notice, words) for notice in found if (words := said(notice)) is not None]
    return render(request, "outbox/notices.html", {"page": found, "notices": shown, "standing": standing(user)})


@require_POST
@policy(SIGNED_IN)
def open_notice(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Follow a notice, which is how it is seen."""
    notice = access_notice(cast(User, request.user), pk)
    services.mark_seen(notice=notice, now=timezone.now())
    words = said(notice)
    return redirect("outbox:notices" if words is None else words.address)


@require_POST
@policy(SIGNED_IN)
def see_all(request: HttpRequest) -> HttpResponse:
    """Mark everything as seen."""
    services.mark_all_seen(user=cast(User, request.user), now=timezone.now())
    return redirect("outbox:notices")


@require_POST
@policy(SIGNED_IN)
def try_address(request: HttpRequest) -> HttpResponse:
    """Write again to one's own address from which mail came back; once an hour, or it would only bounce again."""
    user, now = cast(User, request.user), timezone.now()
    if count_one("try-address", by=user, most=1, now=now):
        suppressing.lift(email=user.email)
        messages.success(request, "Mail goes to your address again.")
    else:
        messages.warning(request, "You tried that a moment ago. Check the address, or choose another one.")
    return redirect("reminders:settings")
