"""What a phone kept while it had no network and sends now: answered in JSON for its worker, and counted once.

The worker gives every form a key, kept or not. A form that was kept says so (`X-Kept`), whose it is (`X-Person`) and
when it was filled in (`X-Made`). What a page would have said instead of saving is told to the phone, never dropped.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import Any, cast
from uuid import UUID

from django.contrib.messages import get_messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from accounts.models import User
from accounts.tagging import earlier_tags, person_tag
from rehab.intake.keeping import is_anothers, is_kept
from rehab.plans.models import Plan
from rehab.plans.recording import is_recorded, row_of

View = Callable[..., HttpResponse]
NO_KEY = "This was sent without its key."
SOMEBODY_ELSE = "This belongs to somebody else."
GONE = "That day has not come yet. Open it on its day and send this again, or remove it."
NOT_SAVED = "This was not saved. Open the day, and look at it once more."


def key_of(request: HttpRequest) -> UUID | None:
    """The key the worker gave the form; None without one, and for what is none."""
    return _uuid(request.headers.get("Idempotency-Key", ""))


def own_row(request: HttpRequest, plan: Plan) -> int | None:
    """The row that this phone's own form of before it came to (`X-After`): the page of this one did not show it yet."""
    earlier = _uuid(request.headers.get("X-After", ""))
    return row_of(plan=plan, key=earlier) if earlier else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def made_on(request: HttpRequest) -> date:
    """The day on which a kept form was filled in, by the phone's clock; today for all others, and never later."""
    today = timezone.localdate()
    if not is_kept(request):
        return today
    try:
        return min(today, timezone.localdate(datetime.fromisoformat(request.headers.get("X-Made", ""))))
    except (ValueError, OverflowError):
        return today


def say_why(request: HttpRequest, *words: str) -> None:
    """Why nothing was saved, for a phone that cannot read the page."""
    request.kept_words = " ".join(words)  # type: ignore[attr-defined]  # read below


def say_errors(request: HttpRequest, form: Any) -> None:
    """The errors of a form, each once and after what it is about, as why nothing was saved."""
    if form.is_bound:
        found = [_about(form, name) + str(error) for name, errors in form.errors.items() for error in errors]
        say_why(request, *dict.fromkeys(found))


def _about(form: Any, name: str) -> str:
    """The question of a field, with the exercise it stands under; nothing for what is said of the whole form."""
    if name not in form.fields:
        return ""
    lines = form.sheet.lines if hasattr(form, "sheet") else ()
    subject = next((f"{line.name}: " for line in lines if name.endswith(f"-{line.exercise_id}")), "")
    label = form[name].label
    return f"{subject}{label}{'' if label.endswith('?') else ':'} "


def takes_kept(view: View) -> View:
    """Answer a kept form in JSON: saved, or a conflict with its words. Everything else is answered as it is."""

    @wraps(view)
    def taken(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_kept(request) or request.method != "POST":
            return view(request, *args, **kwargs)
        key, user = key_of(request), cast(User, request.user)
        if key is None:
            return outcome("refused", NO_KEY, 400)
        if request.headers.get("X-Person") not in (person_tag(user), *earlier_tags(user)) or is_anothers(request):
            return outcome("other_person", SOMEBODY_ELSE, 409)
        if is_recorded(runner=user, key=key):
            return outcome("saved")
        try:
            answer = view(request, *args, **kwargs)
        except Http404:
            say_why(request, GONE)
            answer = HttpResponse(status=404)
        return _judged(request, answer, user, key)

    return taken


def _judged(request: HttpRequest, answer: HttpResponse, user: User, key: UUID) -> HttpResponse:
    """What came of it. The receipt says whether it was saved; messages are read here, no page will show them."""
    told = [str(message) for message in get_messages(request)]
    if answer.status_code in (400, 403) or answer.status_code >= 500:
        return answer
    if is_recorded(runner=user, key=key):
        return outcome("saved", " ".join(told))
    said = outcome("conflict", getattr(request, "kept_words", "") or " ".join(told) or NOT_SAVED)
    return getattr(request, "kept_beside", None) or said


def say_what_stands(request: HttpRequest, words: str, stands: int) -> None:
    """A value that stands beside the kept one: named, and told apart, so that the phone can send its own knowingly."""
    request.kept_beside = outcome("conflict", words, stands=stands)  # type: ignore[attr-defined]  # read above


def say_over(request: HttpRequest, *words: str) -> None:
    """Why nothing was saved, where the day takes no log any more: there is none to open and send it from."""
    request.kept_beside = outcome("conflict", " ".join(words), is_over=True)  # type: ignore[attr-defined]  # read above


def outcome(name: str, message: str = "", status: int = 200, **more: object) -> JsonResponse:
    """What the worker reads."""
    return JsonResponse({"outcome": name, "message": message, **more}, status=status)
