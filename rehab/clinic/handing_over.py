"""Handing over, with its notices: the question to the runner, the answer to both therapists."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.caring import Sharing
from accounts.handing_over import accept_handover, decline_handover, propose_handover
from accounts.models import CareLink, Handover, User
from rehab.outbox.models import Kind
from rehab.outbox.services import tell


@transaction.atomic
def ask_runner(*, link: CareLink, to: User, now: datetime) -> Handover:
    """Ask the runner whether a colleague may take over, and tell them so once."""
    handover = propose_handover(link=link, to=to, now=now)
    tell(recipient=link.runner, kind=Kind.HANDOVER, period=str(handover.pk), now=now)
    return handover


@transaction.atomic
def agree(*, handover: Handover, sharing: Sharing, keeps_both: bool, now: datetime) -> None:
    """The runner's yes; the colleague learns who it is only now."""
    link = accept_handover(handover=handover, sharing=sharing, keeps_both=keeps_both, now=now)
    tell(recipient=link.therapist, kind=Kind.HANDOVER, period=f"{handover.pk} yes", now=now, about=link.runner)
    _tell_who_asked(handover, now)


@transaction.atomic
def refuse(*, handover: Handover, now: datetime) -> None:
    """The runner's no."""
    decline_handover(handover=handover, now=now)
    _tell_who_asked(handover, now)


def _tell_who_asked(handover: Handover, now: datetime) -> None:
    tell(recipient=handover.link.therapist, kind=Kind.HANDOVER, period=f"{handover.pk} answered", now=now)
