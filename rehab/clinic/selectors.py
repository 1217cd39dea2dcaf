"""What is read for a therapist; a runner is reached through `access_runner`, or is not found."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from accounts.access import Scope, links_of
from accounts.models import CareLink, User


def access_runner(therapist: User, runner_id: UUID, scope: Scope = Scope.PLAN) -> tuple[User, CareLink]:
    """A runner with the consent that opens a part of their data; 404 for anything else. Read anew each time."""
    link = links_of(therapist, scope).select_related("runner").filter(runner__public_id=runner_id).first()
    if link is None:
        raise Http404
    link.therapist = therapist
    return link.runner, link
