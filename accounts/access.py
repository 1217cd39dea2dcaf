"""Who may open which address. Every view carries a mark; a view without one is closed and fails a test."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any, TypeVar, cast

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone

from .models import CareLink, User

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
PUBLIC, SIGNED_IN, DEVELOPMENT = "public", "signed_in", "development"
RUNNER, THERAPIST = User.Role.RUNNER.value, User.Role.THERAPIST.value

# Views of others, by the beginning of their address: allauth asks for a log-in itself where one is needed, and the
# administration asks each model's permission, which follows the role.
FOREIGN = {"account/": "allauth", "admin/": "administration"}


def policy(mark: str) -> Callable[[View], View]:
    """Mark a view and enforce the mark: anonymous visitors are sent to the log-in, a wrong role gets 403."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            _enforce(mark, request)
            return view(request, *args, **kwargs)

        guarded.policy = mark  # type: ignore[attr-defined]  # read by the resolver walk
        is_open = mark in (PUBLIC, DEVELOPMENT)
        return cast(View, login_not_required(guarded) if is_open else guarded)

    return decorate


def _enforce(mark: str, request: HttpRequest) -> None:
    if mark == DEVELOPMENT and not settings.DEBUG:
        raise Http404
    if mark in (RUNNER, THERAPIST) and getattr(request.user, "role", mark) != mark:
        raise PermissionDenied


def is_verified_therapist(user: User) -> bool:
    """A therapist whose licence an administrator has checked; anybody else has no business with a runner's data."""
    profile = getattr(user, "therapist_profile", None) if user.role == User.Role.THERAPIST else None
    return user.is_active and profile is not None and profile.is_verified


class Scope(StrEnum):
    """What of a runner's data; a consent always opens the plan, and the rest as the runner said."""

    PLAN = "plan"
    LOGS = "logs"
    INTAKE = "intake"


SHARED = {Scope.PLAN: {}, Scope.LOGS: {"shares_logs": True}, Scope.INTAKE: {"shares_intake": True}}


def standing_links() -> QuerySet[CareLink]:
    """The consents that were neither ended nor left unsaid for so long that they ended by themselves."""
    last = timezone.now() - CareLink.LAPSES_AFTER
    said = Q(confirmed_at__gt=last) | Q(confirmed_at=None, granted_at__gt=last)
    return CareLink.objects.filter(said, ended_at=None)


def links_of(therapist: User, scope: Scope = Scope.PLAN) -> QuerySet[CareLink]:
    """The open consents a therapist may act on: none without a checked licence. Read anew at each request."""
    if not is_verified_therapist(therapist):
        return CareLink.objects.none()
    return standing_links().filter(therapist=therapist, runner__is_active=True, **SHARED[scope])


def link_to(therapist: User, runner: User, scope: Scope = Scope.PLAN) -> CareLink | None:
    """The open consent of a runner to a therapist for a part of the runner's data."""
    return links_of(therapist, scope).filter(runner=runner).first()


def may_see(viewer: User, runner: User, scope: Scope = Scope.PLAN) -> bool:
    """Who may see a runner's health data: the runner, and a verified therapist while the runner's consent lasts."""
    return viewer.pk == runner.pk or links_of(viewer, scope).filter(runner=runner).exists()
