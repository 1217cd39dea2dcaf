"""Answers sent after a session ended are kept until the same person has signed in again.

Every screen carries a signed token of its owner. What arrives without a session, or with a form token of an older one,
is laid into the session under that owner and shown again, unsaved, once they are back. It is dropped for anybody else.
A single tap is not kept: its page says that it was lost, and is opened again to give it once more.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.urls import resolve, reverse
from django_htmx.http import HttpResponseClientRedirect

from accounts.models import User

SALT, SESSION_KEY, OWNER = "intake.owner", "kept_answers", "owner"
LONGEST_S = 60 * 24 * 3600  # how old a page may be; what is laid aside is gone with its session of 14 days
MOST_CHARACTERS = 20_000
SIGNED_OUT = "Your last tap was not saved. Sign in, then tap once more."
TOO_OLD = "Your last tap was not saved: the page was open too long. Tap once more."

V = TypeVar("V", bound=Callable[..., Any])


def keeps_answers_of(name: str) -> Callable[[V], V]:
    """Mark a view whose posts are kept when they come without a session, for the screen of this name."""

    def mark(view: V) -> V:
        view.keeps_answers = name  # type: ignore[attr-defined]  # read by the middleware
        return view

    return mark


keeps_answers = keeps_answers_of("intake:step")


def comes_back_to(name: str) -> Callable[[V], V]:
    """Mark a view of a single tap: one that comes without a session leads back to the page of this name."""

    def mark(view: V) -> V:
        view.comes_back_to = name  # type: ignore[attr-defined]  # read by the middleware
        return view

    return mark


def is_kept(request: HttpRequest) -> bool:
    """Whether a phone's worker sends what it kept without a network: it keeps it itself until it is saved."""
    return "X-Kept" in request.headers


def is_copied(request: HttpRequest) -> bool:
    """Whether a phone's worker fetches a page to show it later: nobody sees it now, so nothing is used up by it."""
    return "X-Copy" in request.headers


def owner_token(user: User) -> str:
    """A signed mark of whose screen this is."""
    return signing.dumps(str(user.public_id), salt=SALT)


def is_anothers(request: HttpRequest) -> bool:
    """Whether what is sent bears the mark of somebody else's screen, of whatever age."""
    sent = request.POST.get(OWNER, "")
    try:
        return bool(sent) and signing.loads(sent, salt=SALT) != str(cast(User, request.user).public_id)
    except signing.BadSignature:
        return False


def keep(request: HttpRequest, address: str) -> bool:
    """Lay the sent answers aside; False if they do not say whose they are."""
    owner = _owner(request)
    if owner is None:
        return False
    sent = request.POST.copy()
    sent.pop("csrfmiddlewaretoken", None)
    text = sent.urlencode()
    if len(text) > MOST_CHARACTERS:
        return False
    request.session[SESSION_KEY] = {"owner": owner, "address": address, "sent": text}
    return True


def kept_after_failure(request: HttpRequest) -> HttpResponse | None:
    """With a form token of an older log-in: a person's own screen is kept, a tap opens its page again. Else None."""
    if is_kept(request):
        return JsonResponse({"outcome": "later"}, status=403)
    match = resolve(request.path_info)
    if page := getattr(match.func, "comes_back_to", ""):
        return _after_tap(request, reverse(page)) if getattr(request, "htmx", False) else None
    name = getattr(match.func, "keeps_answers", "")
    if not name or not request.user.is_authenticated or _owner(request) != str(request.user.public_id):
        return None
    address = reverse(name, kwargs=match.kwargs)
    return back_to(request, address) if keep(request, address) else None


def _after_tap(request: HttpRequest, page: str) -> HttpResponse:
    is_here = request.user.is_authenticated
    messages.info(request, TOO_OLD if is_here else SIGNED_OUT)
    return back_to(request, page if is_here else _log_in(page))


def _log_in(address: str) -> str:
    return f"{reverse('account_login')}?next={address}"


def _owner(request: HttpRequest) -> str | None:
    try:
        return str(signing.loads(request.POST.get(OWNER, ""), salt=SALT, max_age=LONGEST_S))
    except signing.BadSignature:
        return None


def take_kept(request: HttpRequest, user: User) -> QueryDict | None:
    """What was laid aside for this person and this screen, once; what is somebody else's is dropped unseen."""
    kept: dict[str, Any] | None = request.session.get(SESSION_KEY)
    is_own = kept is not None and kept["owner"] == str(user.public_id)
    if kept is None or request.method != "GET" or is_copied(request) or (is_own and kept["address"] != request.path):
        return None
    del request.session[SESSION_KEY]
    if not is_own:
        return None
    return QueryDict(kept["sent"])


def back_to(request: HttpRequest, address: str) -> HttpResponse:
    """Go to an address, with or without htmx."""
    return HttpResponseClientRedirect(address) if getattr(request, "htmx", False) else redirect(address)


class KeepAnswersMiddleware:
    """Before the log-in is asked for: a screen sent without a session is kept, then the log-in leads back to it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing to add to an answer."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> HttpResponse | None:
        """Keep what an anonymous visitor sends to a screen; lead a tap back to its page."""
        if request.method != "POST" or request.user.is_authenticated:
            return None
        if is_kept(request):
            return JsonResponse({"outcome": "signed_out"}, status=401)
        if page := getattr(view, "comes_back_to", ""):
            return _after_tap(request, reverse(page))
        name = getattr(view, "keeps_answers", "")
        address = reverse(name, kwargs=kwargs) if name else ""
        return back_to(request, _log_in(address)) if name and keep(request, address) else None
