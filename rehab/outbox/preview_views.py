"""What a mail looks like, for a demo runner: nothing is sent, nothing is written, and nobody real is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from csp.decorators import csp, csp_update
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from accounts.models import User

from .clock import database_now
from .judging import clock_of
from .models import Channel, Delivery, Kind, Notice, Skip
from .posts import Letter, post_of

DEMO = "@demo.invalid"
LOOK = (User.Role.CONTENT_ADMIN, User.Role.SUPPORT_ADMIN)
OF_WEEKS = (Kind.WEEKLY, Kind.DIGEST)
# A frame cannot be asked for a scheme: the mail is answered as a program shows it that likes it light, or dark.
ASKS, SCHEMES = "(prefers-color-scheme: dark)", ("not all", "all")
OF_A_MAIL = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "frame-ancestors": ["'self'"],
    "sandbox": True,
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A delivery that is not kept, its letter or what went wrong as it was written, and why it would not leave."""

    delivery: Delivery
    letter: Letter | None
    reason: Skip | None
    error: str = ""


def demo_people() -> list[User]:
    """The people of a demo. In production there are none: no mail reaches such an address, to be confirmed."""
    confirmed = User.objects.filter(emailaddress__verified=True, emailaddress__email__endswith=DEMO)
    return list(confirmed.filter(email__endswith=DEMO, is_active=True).distinct().order_by("pk"))


@require_safe
@csp_update({"frame-src": ["'self'"]})
def preview(request: HttpRequest) -> HttpResponse:
    """Choose whom and which; see subject, text and HTML. Whoever writes the content looks as well."""
    _only_who_may(request)
    people, kinds = demo_people(), [kind for kind in Kind if post_of(kind) is not None]
    found = _chosen(request, people)
    words = {**admin.site.each_context(request), "title": "Mails as they look", "people": people, "kinds": kinds}
    if found is not None:
        words |= {"shown": found, "query": request.GET.urlencode()}
    return TemplateResponse(request, "admin/outbox/preview.html", words)


@require_safe
@xframe_options_sameorigin
@csp(OF_A_MAIL)
def html_part(request: HttpRequest) -> HttpResponse:
    """The HTML part by itself, under the policy of a mail: no script, no frame, nothing from outside."""
    _only_who_may(request)
    found = _chosen(request, demo_people())
    if found is None or found.letter is None:
        raise Http404
    return HttpResponse(found.letter.html.replace(ASKS, SCHEMES[request.GET.get("scheme") == "dark"]))


def _only_who_may(request: HttpRequest) -> None:
    user = cast(User, request.user)
    if user.role not in LOOK and not user.is_superuser:
        raise PermissionDenied


def _chosen(request: HttpRequest, people: list[User]) -> Shown | None:
    person = next((one for one in people if str(one.public_id) == request.GET.get("person")), None)
    post = post_of(request.GET.get("kind", ""))
    if person is None or post is None:
        return None
    now = database_now()
    delivery = as_if(person, request.GET["kind"], now)
    reason = None
    try:
        reason = post.unwanted(delivery, now)
        return Shown(delivery, post.write(delivery, now), reason)
    except Exception as error:  # somebody without a plan has no weekly mail; whatever else it is, the page says so
        return Shown(delivery, None, reason, type(error).__name__)


def as_if(person: User, kind: str, now: datetime) -> Delivery:
    """A delivery that is not kept: of the reader's week, or of the last thing of its kind that they were told."""
    year, week, _ = now.astimezone(clock_of(person)).isocalendar()
    told = Notice.objects.filter(recipient=person, kind=kind).exclude(kind__in=OF_WEEKS)
    times = {"due_at": now, "next_try": now, "made_at": now, "changed_at": now, "expires_at": now + timedelta(days=1)}
    period = told.values_list("period", flat=True).first() or f"{year}-W{week:02}"
    return Delivery(pk=0, recipient=person, kind=kind, period=period, channel=Channel.MAIL, **times)
