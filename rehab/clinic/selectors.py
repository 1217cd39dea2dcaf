"""What the clinic reads; a runner is reached through `access_runner`, under the runner's consent, or is not found."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from accounts.access import Scope, links_of
from accounts.models import CareLink, User
from accounts.services import note_refusal
from rehab.plans.models import Plan
from rehab.plans.selectors import followed_plan
from rehab.plans.shared import shared_by

from .models import Note


def access_runner(therapist: User, runner_id: UUID, scope: Scope = Scope.PLAN) -> tuple[User, CareLink]:
    """A runner with the consent that opens a part of their data; 404 for anything else. Read anew each time."""
    link = links_of(therapist, scope).select_related("runner").filter(runner__public_id=runner_id).first()
    if link is None:
        _note_refusal(therapist, runner_id)
        raise Http404
    link.therapist = therapist
    return link.runner, link


def _note_refusal(therapist: User, runner_id: UUID) -> None:
    runner = User.objects.filter(public_id=runner_id, role=User.Role.RUNNER).first()
    if runner is not None:
        seen = {"object_type": "runner", "object_id": str(runner_id)}
        note_refusal(viewer=therapist, runner=runner, now=timezone.now(), **seen)


def access_runner_plan(therapist: User, runner_id: UUID) -> Plan:
    """The open plan of a runner who consented; 404 for anything else, so that nobody learns what exists.

    Without the intake it says what is barred, and not which answer bars it.
    """
    runner, link = access_runner(therapist, runner_id)
    plan = followed_plan(runner)
    if plan is None:
        raise Http404
    if not shared_by(link).opens_intake(plan.started_on):
        plan.barred = [[name, "", through] for name, _, through in plan.barred]
    return plan


def notes_of(author: User, runner: User) -> QuerySet[Note]:
    """A therapist's own notes about a runner, newest first; the runner was reached through `access_runner`."""
    return Note.objects.filter(runner=runner, author=author)


def access_note(author: User, runner: User, pk: UUID) -> Note:
    """A note of one's own about a runner; 404 for anything else."""
    note = notes_of(author, runner).filter(pk=pk).first()
    if note is None:
        raise Http404
    return note


def shared_notes(runner: User) -> QuerySet[Note]:
    """What therapists wrote for a runner to read, newest first. It stays whoever left."""
    return Note.objects.filter(runner=runner, is_shared=True).select_related("author")
