"""What changes people."""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction

from . import consent
from .auditing import Outcome, note, note_look
from .clinics import leave_clinic
from .colleagues import member_of
from .models import ClinicInvitation, Invitation, TherapistProfile, User
from .second_factor import end_sessions
from .selectors import addresses_of

SELF_CHOSEN_ROLES = (User.Role.RUNNER, User.Role.THERAPIST)


def complete_sign_up(*, user: User, display_name: str, role: str, time_zone: str, now: datetime) -> User:
    """Store what was said at sign-up, with the time and version of the consent."""
    user.display_name = display_name
    user.role = User.Role(role) if role in SELF_CHOSEN_ROLES else User.Role.RUNNER
    user.time_zone = time_zone
    user.adult_confirmed_at = user.consent_at = now
    user.consent_version = consent.VERSION
    user.save()
    return user


@transaction.atomic
def close_account(*, user: User, now: datetime) -> None:
    """Delete a person with everything that is kept about them, their address in others' invitations included."""
    Invitation.objects.filter(email__in=addresses_of(user)).delete()
    ClinicInvitation.objects.filter(email__in=addresses_of(user)).delete()
    member = member_of(user)
    if member is not None:
        leave_clinic(member=member, by=user, now=now)
    user.delete()


def submit_licence(*, user: User, clinic: str, licence_body: str, licence_number: str) -> TherapistProfile:
    """Store a therapist's licence; changed details have to be verified again."""
    details = {"clinic": clinic, "licence_body": licence_body, "licence_number": licence_number}
    profile, _ = TherapistProfile.objects.update_or_create(
        user=user, defaults={**details, "verified_at": None, "verified_by": None}
    )
    return profile


@transaction.atomic
def verify_therapist(*, profile: TherapistProfile, by: User, now: datetime) -> bool:
    """Mark a licence as checked, once, with who did it; say whether anything changed."""
    unverified = TherapistProfile.objects.filter(pk=profile.pk, verified_at=None)
    if not unverified.update(verified_at=now, verified_by=by):
        return False
    note(actor=by, subject=profile.user, action="verify_licence", obj=profile, now=now)
    return True


@transaction.atomic
def reset_second_factor(*, user: User, by: User, now: datetime) -> bool:
    """Take a person's factors and recovery codes away and end every session; say whether there were any."""
    removed, _ = Authenticator.objects.filter(user=user).delete()
    if not removed:
        return False
    end_sessions(user)
    note(actor=by, subject=user, action="reset_second_factor", obj=user, now=now)
    return True


def note_view(*, viewer: User, runner: User, object_type: str, object_id: str, now: datetime) -> None:
    """Leave a note that somebody looks at a runner's data: who, whose, what and when, never a value."""
    seen = (object_type, object_id)
    note_look(viewer=viewer, runner=runner, seen=seen, outcome=Outcome.PERMIT, now=now)


def note_refusal(*, viewer: User, runner: User, object_type: str, object_id: str, now: datetime) -> None:
    """Leave a note that somebody asked for a runner's data and did not get it."""
    seen = (object_type, object_id)
    note_look(viewer=viewer, runner=runner, seen=seen, outcome=Outcome.DENY, now=now)


def note_list(*, viewer: User, object_type: str, object_id: str, now: datetime) -> None:
    """Leave a note that somebody looked at a list of many; called before the answer."""
    note_look(viewer=viewer, runner=None, seen=(object_type, object_id), outcome=Outcome.PERMIT, now=now)
