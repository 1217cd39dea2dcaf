"""Threads as their two people see them: who may still be written to, what was said, what is unread."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404

from accounts.access import standing_links, verified_therapists
from accounts.models import User

from .models import Message, Thread

ON_A_PAGE = 25


@dataclass(frozen=True, slots=True)
class Correspondent:
    """A therapist as a runner writes to them. Without `therapist` the thread is only read."""

    thread_id: UUID
    name: str
    therapist: User | None
    unread: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a thread: its messages from the earliest down, and the last one to be marked as read."""

    messages: list[Message]
    unread: int
    last: UUID | None
    page: object


def correspondents(runner: User) -> list[Correspondent]:
    """Whom a runner may write to, then the threads that are left to read."""
    found = {Thread.id_of(runner, one): one for one in _therapists(runner)}
    waiting = Count("messages", filter=Q(messages__from_runner=False, messages__read_at=None))
    threads = {one.pk: one for one in _threads(runner).annotate(unread=waiting)}
    open_ones = [
        Correspondent(id_, str(who), who, getattr(threads.get(id_), "unread", 0)) for id_, who in found.items()
    ]
    return open_ones + [_old(thread) for id_, thread in threads.items() if id_ not in found]


def access_thread(runner: User, thread_id: UUID) -> Correspondent:
    """A thread of the runner's own, begun or not; 404 for anything else."""
    therapist = next((one for one in _therapists(runner) if Thread.id_of(runner, one) == thread_id), None)
    if therapist is not None:
        return Correspondent(thread_id, str(therapist), therapist)
    thread = _threads(runner).filter(pk=thread_id).first()
    if thread is None:
        raise Http404
    return _old(thread)


def _therapists(runner: User) -> Iterable[User]:
    """Therapists who may look after this runner now: under an open consent, and with what a therapist needs."""
    links = standing_links().filter(runner=runner, therapist__in=verified_therapists())
    return [link.therapist for link in links.select_related("therapist").order_by("granted_at")]


def _threads(runner: User) -> QuerySet[Thread]:
    return Thread.objects.filter(runner=runner).select_related("therapist")


def _old(thread: Thread) -> Correspondent:
    name = str(thread.therapist) if thread.therapist else thread.therapist_name
    return Correspondent(thread.pk, name, None, getattr(thread, "unread", 0))


def page_of(thread_id: UUID, number: str | None, *, for_runner: bool) -> Page:
    """A page of a thread, the newest first; who asks has been let in."""
    found = Paginator(Message.objects.filter(thread=thread_id), ON_A_PAGE).get_page(number)
    rows = list(found)
    unread = sum(1 for one in rows if one.from_runner != for_runner and one.read_at is None)
    return Page(rows[::-1], unread, rows[0].pk if rows else None, found)


def unread_of(therapist: User, runner: User) -> int:
    """How many messages of a runner a therapist has not read."""
    waiting = Message.objects.filter(thread=Thread.id_of(runner, therapist), from_runner=True, read_at=None)
    return waiting.count()
