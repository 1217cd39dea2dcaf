"""Who may open which address. Every view carries a mark; a view without one is closed and fails a test."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any, TypeVar, cast

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from .models import CareLink, EmergencyAccess, User
from .second_factor import second_factors

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
PUBLIC, SIGNED_IN, DEVELOPMENT = "public", "signed_in", "development"
# For pages about runners: who is not there yet is led to the page that says what is missing.
VERIFIED_THERAPIST = "verified_therapist"
RUNNER, THERAPIST, EMERGENCY = (
    User.Role.RUNNER.value,
    User.Role.THERAPIST.value,
    User.Role.EMERGENCY_ADMIN.value,
)

# Views of others, by the beginning of their address: allauth asks for a log-in itself where one is needed, and the
# administration asks each model's permission, which follows the role.
FOREIGN = {"account/": "allauth", "admin/": "administration"}


def policy(mark: str) -> Callable[[View], View]:
    """Mark a view and enforce the mark: anonymous visitors are sent to the log-in, a wrong role gets 403."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            _enforce(mark, request)
            if mark == VERIFIED_THERAPIST and not is_verified_therapist(cast(User, request.user)):
                return redirect("licence")
            return view(request, *args, **kwargs)

        guarded.policy = mark  # type: ignore[attr-defined]  # read by the resolver walk
        is_open = mark in (PUBLIC, DEVELOPMENT)
        return cast(View, login_not_required(guarded) if is_open else guarded)

    return decorate


def _enforce(mark: str, request: HttpRequest) -> None:
    if mark == DEVELOPMENT and not settings.DEBUG:
        raise Http404
    role = THERAPIST if mark == VERIFIED_THERAPIST else mark
    if role in (RUNNER, THERAPIST, EMERGENCY) and getattr(request.user, "role", role) != role:
        raise PermissionDenied


def verified_therapists() -> QuerySet[User]:
    """Therapists with a checked licence and a second factor; nobody else has business with a runner's data."""
    return User.objects.filter(
        Exists(second_factors().filter(user=OuterRef("pk"))),
        role=User.Role.THERAPIST,
        is_active=True,
        therapist_profile__verified_at__isnull=False,
    )


def is_verified_therapist(user: User) -> bool:
    """Whether a therapist may be let to runners: licence checked, second factor set up. Read anew each time."""
    return user.role == User.Role.THERAPIST and verified_therapists().filter(pk=user.pk).exists()


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
    """The open consents a therapist may act on: none without checked licence and second factor. Read anew each time."""
    therapists = verified_therapists().filter(pk=therapist.pk)
    return standing_links().filter(therapist__in=therapists, runner__is_active=True, **SHARED[scope])


def therapists_of(runner: User) -> QuerySet[User]:
    """The therapists who may look at a runner's plan now."""
    links = standing_links().filter(runner=runner, runner__is_active=True)
    return verified_therapists().filter(pk__in=links.values("therapist"))


def link_to(therapist: User, runner: User, scope: Scope = Scope.PLAN) -> CareLink | None:
    """The open consent of a runner to a therapist for a part of the runner's data."""
    return links_of(therapist, scope).filter(runner=runner).first()


def may_see(viewer: User, runner: User, scope: Scope = Scope.PLAN) -> bool:
    """Who may see a runner's health data: the runner, and a verified therapist while the runner's consent lasts."""
    return viewer.pk == runner.pk or links_of(viewer, scope).filter(runner=runner).exists()


def emergencies_of(administrator: User) -> QuerySet[EmergencyAccess]:
    """The emergency accesses that are open now; none without the role and a second factor. Read anew each time."""
    now = timezone.now()
    administrators = User.objects.filter(
        Exists(second_factors().filter(user=OuterRef("pk"))),
        pk=administrator.pk,
        role=User.Role.EMERGENCY_ADMIN,
        is_active=True,
    )
    begun = EmergencyAccess.objects.filter(began_at__lte=now, began_at__gt=now - EmergencyAccess.LASTS)
    return begun.filter(administrator__in=administrators, ends_at__gt=now)


def reads_in_emergency(viewer: User, runner: User) -> bool:
    """Whether a viewer may read a runner's data, and do nothing else, because an emergency access is open."""
    return emergencies_of(viewer).filter(runner=runner).exists()
