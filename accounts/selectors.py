"""What is read of invitations and consents; each is reached through the person it belongs to, or is not found."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db.models import Q, QuerySet
from django.http import Http404

from .access import is_verified_therapist, links_of, standing_links
from .models import CareLink, EmergencyAccess, Invitation, User

NEWEST = 50
Row = TypeVar("Row")


def addresses_of(user: User) -> list[str]:
    """The addresses a person has shown to be theirs, in lower case."""
    confirmed = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return [email.lower() for email in confirmed]


def received_invitations(user: User, now: datetime) -> list[Invitation]:
    """What waits for an answer of this person: sent to an address of theirs, by somebody of the other role."""
    if user.role not in (User.Role.RUNNER, User.Role.THERAPIST):
        return []
    waiting = _to(user).filter(state=Invitation.State.OPEN, expires_at__gt=now, by__is_active=True)
    return [
        one
        for one in waiting.select_related("by__therapist_profile")
        if one.from_runner or is_verified_therapist(one.by)
    ]


def has_answered(user: User, pk: UUID) -> bool:
    """Whether this person has said yes or no to it before: a button may be pressed twice."""
    return _to(user).filter(pk=pk, state__in=(Invitation.State.ACCEPTED, Invitation.State.DECLINED)).exists()


def _to(user: User) -> QuerySet[Invitation]:
    return Invitation.objects.filter(email__in=addresses_of(user), from_runner=user.role == User.Role.THERAPIST)


def access_invitation(user: User, pk: UUID, now: datetime) -> Invitation:
    """An invitation the person may answer; 404 for anything else, so that nobody learns what exists."""
    return _only(one for one in received_invitations(user, now) if one.pk == pk)


def invitation_of_token(user: User, token: str, now: datetime) -> Invitation:
    """The invitation a mailed link leads to, for the account with that address alone."""
    hashed = Invitation.hash_of(token)
    return _only(one for one in received_invitations(user, now) if one.token_hash == hashed)


def sent_invitations(user: User) -> QuerySet[Invitation]:
    """The newest invitations a person has sent."""
    return Invitation.objects.filter(by=user)[:NEWEST]


def access_sent(user: User, pk: UUID) -> Invitation:
    """An invitation a person has sent, whatever became of it."""
    return _only(Invitation.objects.filter(by=user, pk=pk))


def consents_of(runner: User) -> QuerySet[CareLink]:
    """A runner's open consents, also to a therapist who may not act on them at present."""
    return standing_links().filter(runner=runner).select_related("therapist__therapist_profile").order_by("granted_at")


def emergencies_about(runner: User) -> QuerySet[EmergencyAccess]:
    """When support staff opened a runner's data, and why, the newest first."""
    return EmergencyAccess.objects.filter(runner=runner)[:NEWEST]


def access_consent(runner: User, therapist_id: UUID) -> CareLink:
    """A runner's own open consent, by the therapist it was given to."""
    return _only(consents_of(runner).filter(therapist__public_id=therapist_id))


def has_parted(user: User, other_id: UUID) -> bool:
    """Whether a consent between these two has ended and none is open."""
    both = Q(runner=user, therapist__public_id=other_id) | Q(therapist=user, runner__public_id=other_id)
    return CareLink.objects.filter(both).exists() and not standing_links().filter(both).exists()


def access_care(therapist: User, runner_id: UUID) -> CareLink:
    """A consent a therapist may act on, by the runner who gave it."""
    return _only(links_of(therapist).select_related("runner", "therapist").filter(runner__public_id=runner_id))


def _only(found: Iterable[Row]) -> Row:
    row = next(iter(found), None)
    if row is None:
        raise Http404
    return row
