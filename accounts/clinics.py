"""What changes clinics: founding, asking colleagues in by address, joining, leaving. No runner is ever part of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from .access import is_verified_therapist
from .auditing import note
from .models import Clinic, ClinicInvitation, ClinicMember, User
from .models.clinic import LASTS

A_DAY = 20


class HasClinicError(Exception):
    """A therapist is in one clinic at most."""


class TooManyAskedError(Exception):
    """A lead has asked as many as a day allows."""


class ClinicClosedError(Exception):
    """What was to be answered has ended or been answered."""


@transaction.atomic
def found_clinic(*, name: str, by: User, now: datetime) -> Clinic:
    """A new clinic with its founder as lead."""
    clinic = Clinic.objects.create(name=name, founded_at=now)
    _join(clinic, by, is_lead=True, now=now)
    note(actor=by, subject=by, action="found_clinic", obj=clinic, now=now)
    return clinic


@transaction.atomic
def ask_colleague(*, clinic: Clinic, by: User, email: str, now: datetime) -> None:
    """Name an address. Whether it has an account makes no difference that could be seen; asking again lasts anew."""
    if not Clinic.objects.select_for_update().filter(pk=clinic.pk).exists():
        raise ClinicClosedError
    others = clinic.invitations.filter(made_at__gt=now - timedelta(days=1)).exclude(email=email.lower())
    if others.count() >= A_DAY:
        raise TooManyAskedError
    ClinicInvitation.objects.update_or_create(
        clinic=clinic, email=email.lower(), defaults={"by": by, "made_at": now, "expires_at": now + LASTS}
    )
    note(actor=by, subject=None, action="ask_colleague", obj=clinic, now=now)


@transaction.atomic
def join_clinic(*, invitation: ClinicInvitation, by: User, now: datetime) -> ClinicMember:
    """The colleague's own yes; an invitation works once."""
    if not is_verified_therapist(by):
        raise ClinicClosedError
    clinic = Clinic.objects.select_for_update().filter(pk=invitation.clinic_id).first()
    gone, _ = ClinicInvitation.objects.filter(pk=invitation.pk, expires_at__gt=now).delete()
    if clinic is None or not gone:
        raise ClinicClosedError
    member = _join(clinic, by, is_lead=False, now=now)
    note(actor=by, subject=by, action="join_clinic", obj=clinic, now=now)
    return member


def _join(clinic: Clinic, therapist: User, *, is_lead: bool, now: datetime) -> ClinicMember:
    try:
        with transaction.atomic():
            return ClinicMember.objects.create(clinic=clinic, therapist=therapist, is_lead=is_lead, joined_at=now)
    except IntegrityError as error:
        raise HasClinicError from error


@transaction.atomic
def drop_invitation(*, invitation: ClinicInvitation, by: User, now: datetime) -> None:
    """The colleague declines, or the lead takes it back."""
    gone, _ = ClinicInvitation.objects.filter(pk=invitation.pk).delete()
    if gone:
        note(actor=by, subject=None, action="drop_clinic_invitation", obj=invitation.clinic, now=now)


@transaction.atomic
def leave_clinic(*, member: ClinicMember, by: User, now: datetime) -> None:
    """Leave, or be removed by a lead. Where no lead is left the longest there is one; the last closes it."""
    clinic = Clinic.objects.select_for_update().filter(pk=member.clinic_id).first()
    gone, _ = ClinicMember.objects.filter(pk=member.pk).delete()
    if clinic is None or not gone:
        return
    note(actor=by, subject=member.therapist, action="leave_clinic", obj=clinic, now=now)
    others = clinic.members.order_by("joined_at", "pk")
    first = others.first()
    if first is None:
        clinic.delete()
    elif not others.filter(is_lead=True).exists():
        others.filter(pk=first.pk).update(is_lead=True)


@transaction.atomic
def make_lead(*, member: ClinicMember, by: User, now: datetime) -> None:
    """Let a colleague say, too, who belongs to the clinic."""
    if ClinicMember.objects.filter(pk=member.pk, is_lead=False).update(is_lead=True):
        note(actor=by, subject=member.therapist, action="make_lead", obj=member.clinic, now=now)
