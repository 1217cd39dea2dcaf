"""Handing a runner over to a colleague. Only the runner's own yes opens anything; until then nothing is seen."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.http import Http404

from .access import is_verified_therapist, links_of, standing_links, verified_therapists
from .auditing import note
from .caring import ConsentClosedError, NotVerifiedError, Sharing, end_link, grant
from .colleagues import colleagues_of
from .models import CareLink, Handover, User
from .models.clinic import LASTS

State = Handover.State


def waiting_handovers(runner: User, now: datetime) -> list[Handover]:
    """What waits for a runner's answer: from a therapist whose consent stands, to one who may look after runners."""
    rows = Handover.objects.filter(link__in=standing_links().filter(runner=runner), to__in=verified_therapists())
    waiting = rows.filter(state=State.OPEN, expires_at__gt=now)
    return list(waiting.select_related("to__therapist_profile", "link__therapist", "link__runner"))


def access_handover(runner: User, pk: UUID, now: datetime) -> Handover:
    """A question a runner may answer; 404 for anything else."""
    found = next((one for one in waiting_handovers(runner, now) if one.pk == pk), None)
    if found is None:
        raise Http404
    return found


def was_answered(runner: User, pk: UUID) -> bool:
    """Whether this runner has said yes or no before: a button may be pressed twice."""
    answered = (State.ACCEPTED, State.DECLINED)
    return Handover.objects.filter(pk=pk, link__runner=runner, state__in=answered).exists()


def open_handover(link: CareLink, now: datetime) -> Handover | None:
    """The question that waits under a consent."""
    waiting = Handover.objects.filter(link=link, state=State.OPEN, expires_at__gt=now)
    return waiting.select_related("to").first()


@transaction.atomic
def propose_handover(*, link: CareLink, to: User, now: datetime) -> Handover:
    """Ask the runner whether a colleague may take over; an earlier question gives way, the same again is the same."""
    _hold(link.runner)
    if not links_of(link.therapist).filter(pk=link.pk).exists():
        raise ConsentClosedError
    if not colleagues_of(link.therapist).filter(pk=to.pk).exists():
        raise NotVerifiedError
    waiting = open_handover(link, now)
    if waiting is not None and waiting.to_id == to.pk:
        return waiting
    Handover.objects.filter(link=link, state=State.OPEN).update(state=State.WITHDRAWN, ended_at=now)
    handover = Handover.objects.create(link=link, to=to, made_at=now, expires_at=now + LASTS)
    note(actor=link.therapist, subject=handover.link.runner, action="propose_handover", obj=handover, now=now)
    return handover


@transaction.atomic
def withdraw_handover(*, handover: Handover, now: datetime) -> None:
    """Take the question back before it is answered."""
    if not _end(handover, State.WITHDRAWN, now):
        raise ConsentClosedError
    note(actor=handover.link.therapist, subject=handover.link.runner, action="withdraw_handover", obj=handover, now=now)


@transaction.atomic
def decline_handover(*, handover: Handover, now: datetime) -> None:
    """The runner says no; everything stays as it is."""
    if not _end(handover, State.DECLINED, now):
        raise ConsentClosedError
    note(actor=handover.link.runner, subject=handover.link.runner, action="decline_handover", obj=handover, now=now)


@transaction.atomic
def accept_handover(*, handover: Handover, sharing: Sharing, keeps_both: bool, now: datetime) -> CareLink:
    """The runner says yes: the colleague has a consent as they say now; the one before ends unless both may look."""
    old = handover.link
    _hold(old.runner)
    stands = standing_links().filter(pk=old.pk).exists()
    if handover.expires_at <= now or not stands or not _end(handover, State.ACCEPTED, now):
        raise ConsentClosedError
    if not is_verified_therapist(handover.to) or not colleagues_of(old.therapist).filter(pk=handover.to_id).exists():
        raise NotVerifiedError
    link = grant(runner=old.runner, therapist=handover.to, sharing=sharing, now=now)
    if old.needs_approval:
        CareLink.objects.filter(pk=link.pk).update(needs_approval=True)
    if not keeps_both:
        end_link(link=old, by=old.runner, now=now)
    note(actor=old.runner, subject=handover.link.runner, action="accept_handover", obj=handover, now=now)
    return link


def _hold(runner: User) -> None:
    # Whatever opens or ends a consent holds the runner's row first.
    User.objects.select_for_update(no_key=True).get(pk=runner.pk)


def _end(handover: Handover, state: str, now: datetime) -> bool:
    return bool(Handover.objects.filter(pk=handover.pk, state=State.OPEN).update(state=state, ended_at=now))
