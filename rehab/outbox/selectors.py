"""What is read of notices: a person's own, and about others only while they may look."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from accounts.access import links_of
from accounts.models import User

from .kinds import fading, holds, registered
from .models import Notice


def notices_of(user: User) -> QuerySet[Notice]:
    """A person's notices in the product, the newest first."""
    shown = Notice.objects.filter(recipient=user, kind__in=registered())
    notices = shown.select_related("about", "recipient")
    if user.role != User.Role.THERAPIST:
        return notices.filter(about=None)
    return notices.filter(Q(about=None) | Q(about__in=links_of(user).values("runner")))


def unseen_notices(user: User) -> int:
    """How many notices a person has not opened, as far as they have something to say.

    It stands on every page: one statement, and more only while one is unseen that may have lost its words.
    """
    unseen = notices_of(user).filter(seen_at=None)
    counts: dict[str, int] = dict(unseen.order_by().values_list("kind").annotate(count=Count("pk")))
    may_fade = fading() & counts.keys()
    lasting = sum(count for kind, count in counts.items() if kind not in may_fade)
    if not may_fade:
        return lasting
    return lasting + sum(holds(notice) for notice in unseen.filter(kind__in=may_fade))


def access_notice(user: User, pk: UUID) -> Notice:
    """A notice of one's own; 404 for anything else."""
    notice = notices_of(user).filter(pk=pk).first()
    if notice is None:
        raise Http404
    return notice
