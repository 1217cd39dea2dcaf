"""What changes invitations and consents. Either side invites; only the runner's own act opens anything.

Whatever opens, changes or ends a consent holds the runner's row first and the invitation after it.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Case, QuerySet, Value, When
from django.template.loader import render_to_string
from django.urls import reverse

from .access import is_verified_therapist
from .auditing import note
from .models import CareLink, Invitation, User
from .selectors import addresses_of

A_DAY = 10
State = Invitation.State


class NotVerifiedError(Exception):
    """A therapist without a checked licence has no business with runners."""


class TooManyInvitationsError(Exception):
    """A person has sent as many as a day allows."""


class ConsentClosedError(Exception):
    """The consent ended, or the invitation was answered, while the page was open."""


@dataclass(frozen=True, slots=True)
class Sharing:
    """What a runner shares beside the plan, and from which day on; no day means the past as well."""

    logs: bool
    intake: bool
    since: date | None

    @property
    def fields(self) -> dict[str, bool | date | None]:
        """As columns, of a consent or an invitation."""
        return {"shares_logs": self.logs, "shares_intake": self.intake, "since": self.since}


@transaction.atomic
def invite(*, by: User, email: str, sharing: Sharing, now: datetime) -> Invitation:
    """Mail an invitation, whether or not the address has an account; an earlier one to it stops working."""
    from_runner = by.role == User.Role.RUNNER
    if not from_runner and not is_verified_therapist(by):
        raise NotVerifiedError
    _hold(by)
    if by.invitations.filter(created_at__gt=now - timedelta(days=1)).count() >= A_DAY:
        raise TooManyInvitationsError
    _close_open(by.invitations.filter(email=email.lower()), now)
    token = secrets.token_urlsafe(16)
    invitation = Invitation.objects.create(
        by=by,
        from_runner=from_runner,
        email=email.lower(),
        token_hash=Invitation.hash_of(token),
        created_at=now,
        expires_at=now + Invitation.LASTS,
        **sharing.fields,
    )
    note(actor=by, subject=by if from_runner else None, action="invite", obj=invitation, now=now)
    transaction.on_commit(lambda: _mail(invitation, token), robust=True)
    return invitation


@transaction.atomic
def accept(*, invitation: Invitation, by: User, sharing: Sharing | None, now: datetime) -> CareLink:
    """Open the consent that was asked for: a runner says now what is shared, a therapist takes what was said then."""
    _hold(invitation.by if invitation.from_runner else by)
    if not _end(Invitation.objects.filter(pk=invitation.pk, expires_at__gt=now), State.ACCEPTED, now):
        raise ConsentClosedError
    runner, therapist = (invitation.by, by) if invitation.from_runner else (by, invitation.by)
    if not is_verified_therapist(therapist):
        raise NotVerifiedError
    link = _open_link(runner, therapist, now)
    if link is None:
        said = sharing or Sharing(invitation.shares_logs, invitation.shares_intake, invitation.since)
        link = CareLink.objects.create(runner=runner, therapist=therapist, granted_at=now, **said.fields)
    elif sharing is not None:  # a runner's word of now; what they said when inviting is older than the open consent
        _write(link, sharing, now)
    Invitation.objects.filter(pk=invitation.pk).update(link=link)
    note(actor=by, subject=runner, action="accept", obj=invitation, now=now)
    return link


@transaction.atomic
def decline(*, invitation: Invitation, by: User, now: datetime) -> None:
    """Say no; the link in the mail stops working."""
    if not _end(Invitation.objects.filter(pk=invitation.pk), State.DECLINED, now):
        raise ConsentClosedError
    runner = invitation.by if invitation.from_runner else by
    note(actor=by, subject=runner, action="decline", obj=invitation, now=now)


@transaction.atomic
def withdraw(*, invitation: Invitation, now: datetime) -> None:
    """Take an invitation back before it is answered."""
    if not _end(Invitation.objects.filter(pk=invitation.pk, expires_at__gt=now), State.WITHDRAWN, now):
        raise ConsentClosedError
    runner = invitation.by if invitation.from_runner else None
    note(actor=invitation.by, subject=runner, action="withdraw", obj=invitation, now=now)


@transaction.atomic
def change_sharing(*, link: CareLink, sharing: Sharing, now: datetime) -> None:
    """Write what the runner shares from now on; it also says again that the consent stands."""
    _hold(link.runner)
    _write(link, sharing, now)
    note(actor=link.runner, subject=link.runner, action="change_sharing", obj=link, now=now)


@transaction.atomic
def confirm_link(*, link: CareLink, now: datetime) -> None:
    """The runner says again that the therapist may look."""
    _hold(link.runner)
    if not CareLink.objects.filter(pk=link.pk, ended_at=None).update(confirmed_at=now):
        raise ConsentClosedError
    note(actor=link.runner, subject=link.runner, action="confirm_link", obj=link, now=now)


@transaction.atomic
def end_link(*, link: CareLink, by: User, now: datetime) -> None:
    """End a consent for good; when the runner does, nothing they sent to this therapist opens it again."""
    _hold(link.runner)
    if not CareLink.objects.filter(pk=link.pk, ended_at=None).update(ended_at=now):
        raise ConsentClosedError
    if by.pk == link.runner_id:
        _close_open(link.runner.invitations.filter(email__in=addresses_of(link.therapist)), now)
    note(actor=by, subject=link.runner, action="end_link", obj=link, now=now)


def grant(*, runner: User, therapist: User, sharing: Sharing, now: datetime) -> CareLink:
    """Open a consent as the runner says now, or change the one that is open."""
    link = _open_link(runner, therapist, now)
    if link is None:
        return CareLink.objects.create(runner=runner, therapist=therapist, granted_at=now, **sharing.fields)
    _write(link, sharing, now)
    return link


def _hold(person: User) -> None:
    # Without the key: rows that merely refer to this person may be written meanwhile.
    User.objects.select_for_update(no_key=True).get(pk=person.pk)


def _open_link(runner: User, therapist: User, now: datetime) -> CareLink | None:
    link = CareLink.objects.filter(runner=runner, therapist=therapist, ended_at=None).first()
    if link is not None and link.lapses_at <= now:
        CareLink.objects.filter(pk=link.pk).update(ended_at=now)
        return None
    return link


def _write(link: CareLink, sharing: Sharing, now: datetime) -> None:
    if not CareLink.objects.filter(pk=link.pk, ended_at=None).update(**sharing.fields, confirmed_at=now):
        raise ConsentClosedError


# One statement that asks and writes: of two answers given at once, the second finds nothing left to end.
def _end(invitations: QuerySet[Invitation], state: State, now: datetime) -> bool:
    return bool(invitations.filter(state=State.OPEN).update(state=state, ended_at=now))


def _close_open(invitations: QuerySet[Invitation], now: datetime) -> None:
    late = When(expires_at__lte=now, then=Value(State.EXPIRED))
    invitations.filter(state=State.OPEN).update(state=Case(late, default=Value(State.WITHDRAWN)), ended_at=now)


def _mail(invitation: Invitation, token: str) -> None:
    """Nobody's name, and no word of what it is about: the address may be a stranger's."""
    context = {
        "link": settings.SITE_URL + reverse("invitation_link", args=[token]),
        "site": settings.SITE_URL,
        "to_therapist": invitation.from_runner,
    }
    body = render_to_string("accounts/email/invitation_message.txt", context).strip()
    subject = render_to_string("accounts/email/invitation_subject.txt").strip()
    send_mail(settings.ACCOUNT_EMAIL_SUBJECT_PREFIX + subject, body, None, [invitation.email])
