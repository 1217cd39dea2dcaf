"""Who has seen a runner's data, in plain words, for the runner alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from .auditing import Outcome
from .models import AuditEntry, User

# By what was done and to what kind of thing. Other apps add their own when they are ready.
WORDS = {
    ("accept", "invitation"): "Accepted your invitation",
    ("decline", "invitation"): "Declined your invitation",
    ("end_link", "care_link"): "Stopped looking after you",
    ("reset_second_factor", "user"): "Reset your second factor",
    ("view", "account"): "Looked at your name and e-mail address",
    ("view", "intake"): "Looked at your intake answers",
    ("view", "log"): "Looked at what you logged",
    ("view", "plan"): "Looked at your plan",
}
LOOKED, CHANGED = "Looked at your record", "Changed something in your record"
THE_PRODUCT, STAFF, CLOSED = "Backstride, by itself", "Support staff", "A therapist whose account is closed"


@dataclass(frozen=True, slots=True)
class Seen:
    """One line of the page."""

    who: str
    role: str  # empty where `who` says it
    what: str
    at: datetime


def entries_about(runner: User) -> QuerySet[AuditEntry]:
    """What others did with a runner's data, newest first; what the runner did, and what was refused, is left out."""
    about = AuditEntry.objects.filter(subject_id=runner.public_id, outcome=Outcome.PERMIT)
    return about.exclude(actor_id=runner.public_id)


def seen_lines(entries: Iterable[AuditEntry]) -> list[Seen]:
    """The lines of a page, with the names therapists have now."""
    listed = list(entries)
    ids = {entry.actor_id for entry in listed if entry.actor_id and entry.actor_role == User.Role.THERAPIST}
    names = {person.public_id: str(person) for person in User.objects.filter(public_id__in=ids)}
    return [Seen(*_who(entry, names), _what(entry), entry.at) for entry in listed]


def _who(entry: AuditEntry, names: dict[UUID, str]) -> tuple[str, str]:
    if entry.actor_id is None:
        return THE_PRODUCT, ""
    if entry.actor_role != User.Role.THERAPIST:
        return STAFF, ""
    name = names.get(entry.actor_id)
    return (name, User.Role.THERAPIST.label) if name else (CLOSED, "")


def _what(entry: AuditEntry) -> str:
    return WORDS.get((entry.action, entry.object_type), LOOKED if entry.action == "view" else CHANGED)
