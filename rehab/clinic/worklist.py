"""The work list: a page of runners in their order, each with its reason, and how many there are of each kind."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from accounts.models import CareLink, User
from rehab.library.models import Exercise

from .models import Aside, Why
from .models.worklist import RED_FLAGS
from .ranking import needing, ranked
from .row_words import LOOKS, Fact, day_words, where_words, why_words

PAGE = 20
NEEDS, ALL, ASIDE = "needs", "all", "aside"
STATE = "runner__plan_state__"
OF_STATE = (
    "cause pain pain_before pain_from pain_on logged_on silent_at missed planned ready is_proposed changed_on".split()
)
FIELDS = (
    "runner__public_id",
    "runner__display_name",
    "runner__time_zone",
    *(f"{STATE}{name}" for name in ("plan_id", "phase", "stage", "revision")),
    "rank",
    "at",
    "about",
    *(f"{STATE}{name}" for name in OF_STATE),
    "since",
    "is_aside",
    *(f"aside__{name}" for name in ("until", "reason", "text")),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One runner of the list."""

    fact: Fact
    name: str
    where: str
    chip: str
    look: str
    text: str
    since: str
    aside: str

    @property
    def is_red(self) -> bool:
        """Whether it is a red flag, which nothing but a clearance takes off the list."""
        return self.fact.rank in RED_FLAGS

    @property
    def is_ready(self) -> bool:
        """Whether it waits for a word that the list itself can give."""
        return self.fact.rank == Why.READY and not self.fact.is_aside

    @property
    def approval(self) -> str:
        """What the button says that approves."""
        ready = self.fact.ready or []
        if any(subject == "phase" for subject, _, _ in ready) and len(ready) == 1:
            return f"Approve phase {(self.fact.phase or 0) + 1}"
        return "Approve" if len(ready) == 1 else f"Approve all {len(ready)}"

    @property
    def seen(self) -> str:
        """What was looked at: the version of the plan and what was ready."""
        return seen_of(self.fact)


@dataclass(frozen=True, slots=True)
class WorkList:
    """A page of the list."""

    rows: list[Row]
    show: str
    counts: Mapping[str, int]
    number: int
    pages: int

    @property
    def earlier(self) -> int:
        """The page before; 0 for none."""
        return self.number - 1

    @property
    def later(self) -> int:
        """The page after; 0 for none."""
        return self.number + 1 if self.number < self.pages else 0


def seen_of(fact: Fact) -> str:
    """A short mark of the plan's version and of what is ready in it."""
    return hashlib.sha256(json.dumps([str(fact.plan), fact.revision, fact.ready]).encode()).hexdigest()[:16]


def work_list(*, therapist: User, show: str, name: str, page: int, now: datetime) -> WorkList:
    """A page of a therapist's runners: who needs them, all by name, or those put aside."""
    links = ranked(therapist, now)
    counts = links.aggregate(
        needs=Count("pk", filter=Q(rank__isnull=False, is_aside=False)),
        aside=Count("pk", filter=Q(is_aside=True)),
        all=Count("pk"),
    )
    found = _shown(links, show, name)
    total = found.count() if show == ALL and name else counts[show]
    pages = max(1, -(-total // PAGE))
    number = min(max(page, 1), pages)
    facts = [Fact(*values) for values in found.values_list(*FIELDS)[(number - 1) * PAGE : number * PAGE]]
    return WorkList(rows_of(facts, now), show, counts, number, pages)


def _shown(links: QuerySet[Any], show: str, name: str) -> QuerySet[Any]:
    if show == ALL:
        return links.filter(runner__display_name__icontains=name).order_by("runner__display_name", "runner_id")
    return links.filter(is_aside=True).order_by("aside__until", "rank", "at", "pk") if show == ASIDE else needing(links)


def access_fact(therapist: User, runner: UUID, now: datetime) -> tuple[CareLink, Fact]:
    """The consent of one of the therapist's runners, and what the list says of them; 404 for anybody else."""
    links = ranked(therapist, now).filter(runner__public_id=runner)
    link = links.select_related("runner").first()
    values = links.values_list(*FIELDS).first()
    if link is None or values is None:
        raise Http404
    return link, Fact(*values)


def rows_of(facts: Iterable[Fact], now: datetime) -> list[Row]:
    """The rows in words; names of exercises are read only where a row needs them."""
    found = list(facts)
    subjects = {change[0] for fact in found if fact.rank == Why.READY for change in fact.ready or ()}
    subjects -= {"phase", "stage"}
    rows = Exercise.objects.filter(pk__in=subjects) if subjects else Exercise.objects.none()
    names = dict(rows.values_list("pk", "name"))
    return [_row(fact, now, names) for fact in found]


def _row(fact: Fact, now: datetime, names: Mapping[str, str]) -> Row:
    chip, text = why_words(fact, now, names)
    return Row(
        fact=fact,
        name=fact.name or "Somebody",
        where=where_words(fact),
        chip=chip,
        look=LOOKS.get(Why(fact.rank), "") if fact.rank is not None else "",
        text=text,
        since=day_words(fact.since) if fact.since is not None else "",
        aside=_aside_words(fact) if fact.is_aside else "",
    )


def _aside_words(fact: Fact) -> str:
    if fact.until is None:
        return "Handled; back when something new happens."
    reason = str(Aside.Reason(fact.reason or "other").label)
    words = f"Snoozed until {day_words(fact.day(fact.until))}: {reason[:1].lower()}{reason[1:]}"
    return f"{words}. {fact.text}" if fact.text else f"{words}."
