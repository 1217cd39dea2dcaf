"""What makes the product installable and opens it without a network: worker, manifest, offline page, who is here."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib.auth.signals import user_logged_out
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.http import require_safe

from accounts.access import PUBLIC, policy
from accounts.models import User
from accounts.tagging import earlier_tags, person_tag
from rehab.intake.keeping import is_copied
from rehab.plans.recording import is_recorded

from . import shell

NEVER_KEPT = "no-store, private"
ICONS = (
    ("img/icon-192.png", "192x192", "image/png", "any"),
    ("img/icon-512.png", "512x512", "image/png", "any"),
    ("img/icon-maskable-512.png", "512x512", "image/png", "maskable"),
    ("img/mark.svg", "any", "image/svg+xml", "any"),
)
PAGE_COLOUR = "#f1f5f6"  # --page by day, static/css/backstride.css


@require_safe
@policy(PUBLIC)
def worker(request: HttpRequest) -> HttpResponse:
    """The worker a browser runs for the whole site; it knows nothing of anybody."""
    response = HttpResponse(shell.worker_script(), content_type="text/javascript")
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
@policy(PUBLIC)
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone puts on its home screen."""
    names = ("src", "sizes", "type", "purpose")
    icons = [dict(zip(names, (staticfiles_storage.url(icon[0]), *icon[1:]), strict=True)) for icon in ICONS]
    told = {
        "id": "/",
        "name": "Backstride",
        "short_name": "Backstride",
        "description": "A plan back to running after back or neck pain.",
        "lang": "en",
        "start_url": "/today/",
        "scope": "/",
        "display": "standalone",
        "theme_color": PAGE_COLOUR,
        "background_color": PAGE_COLOUR,
        "icons": icons,
    }
    response = JsonResponse(told, content_type="application/manifest+json")
    response["Cache-Control"] = "public, max-age=3600"
    return response


@require_safe
@policy(PUBLIC)
def offline(request: HttpRequest) -> HttpResponse:
    """What opens without a network, and what waits on this phone; the phone fills that in."""
    response = HttpResponse(shell.offline_page())
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
@policy(PUBLIC)
def who(request: HttpRequest) -> HttpResponse:
    """Who is signed in, as a device knows people, and a form token; empty for nobody. Asked before kept forms go."""
    told: dict[str, object] = {"person": "", "earlier": [], "token": ""}
    if isinstance(user := request.user, User):
        told = {"person": person_tag(user), "earlier": earlier_tags(user), "token": get_token(request)}
    response = JsonResponse(told)
    response["Cache-Control"] = NEVER_KEPT
    return response


@require_safe
@policy(PUBLIC)
def saved(request: HttpRequest, receipt: UUID) -> HttpResponse:
    """Whether a form of one's own, sent with this key, was written down; asked where an answer led to another page."""
    user = request.user
    response = JsonResponse({"saved": user.is_authenticated and is_recorded(runner=user, key=receipt)})
    response["Cache-Control"] = NEVER_KEPT
    return response


def device(request: HttpRequest) -> dict[str, object]:
    """For templates: whose page it is, where a runner sees it; and whether it is fetched to be kept."""
    user = getattr(request, "user", None)
    is_runner = getattr(user, "role", "") == User.Role.RUNNER
    told = {"person": person_tag(cast(User, user))} if is_runner else {}
    return {"person": "", "is_copy": is_copied(request), **told}


def on_log_out(*, request: HttpRequest, **_: object) -> None:
    """However somebody leaves, the answer tells the browser to forget what it kept (rehab/config/headers.py)."""
    if request is not None:
        request.forgets_device = True  # type: ignore[attr-defined]  # read by the middleware


def watch_log_out() -> None:
    """From the start of the process on."""
    user_logged_out.connect(on_log_out, dispatch_uid="forget what a device kept")
