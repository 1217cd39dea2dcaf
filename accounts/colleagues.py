"""What is read of clinics; a clinic is reached as one's own."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from .access import verified_therapists
from .models import Clinic, ClinicInvitation, ClinicMember, User
from .selectors import addresses_of


def member_of(therapist: User) -> ClinicMember | None:
    """A therapist's place in a clinic."""
    return ClinicMember.objects.filter(therapist=therapist).select_related("clinic").first()


def clinic_of(therapist: User) -> Clinic | None:
    """The clinic a therapist belongs to."""
    member = member_of(therapist)
    return member.clinic if member else None


def members_of(clinic: Clinic) -> QuerySet[ClinicMember]:
    """Everybody in a clinic, longest first."""
    return clinic.members.select_related("therapist__therapist_profile")


def colleagues_of(therapist: User) -> QuerySet[User]:
    """The others of the clinic who may look after runners at present."""
    clinic = clinic_of(therapist)
    if clinic is None:
        return User.objects.none()
    return verified_therapists().filter(clinic_member__clinic=clinic).exclude(pk=therapist.pk).order_by("display_name")


def access_led(lead: User) -> Clinic:
    """The clinic a person leads; 404 for everybody else."""
    member = member_of(lead)
    if member is None or not member.is_lead:
        raise Http404
    return member.clinic


def access_member(lead: User, pk: UUID) -> ClinicMember:
    """Another member of the clinic a person leads."""
    found = members_of(access_led(lead)).filter(pk=pk).exclude(therapist=lead).first()
    if found is None:
        raise Http404
    return found


def clinic_invitations(therapist: User, now: datetime) -> QuerySet[ClinicInvitation]:
    """What waits for a therapist's answer: sent to an address they have shown to be theirs."""
    waiting = ClinicInvitation.objects.filter(email__in=addresses_of(therapist), expires_at__gt=now)
    return waiting.select_related("clinic", "by")


def access_clinic_invitation(therapist: User, pk: UUID, now: datetime) -> ClinicInvitation:
    """One of them; 404 for anything else."""
    found = clinic_invitations(therapist, now).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
