"""The work list: a page of runners in their order, each with its reason, and how many there are of each kind."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404
from django.urls import reverse

from accounts.models import CareLink, User
from rehab.intake.models import Intake
from rehab.library.models import Exercise

from .models import Aside, Why
from .models.worklist import RED_FLAGS
from .ranking import Ranked, page_of, rank_of
from .row_words import LOOKS, Fact, day_words, next_words, where_words, why_words

PAGE = 20
STATE = "runner__plan_state__"
OF_STATE = (
    "plan_id phase stage revision cause closed_at closed_anew_at pain pain_before pain_from pain_on pain_at pain_until "
    "logged_on silent_at missed planned missed_at ready is_proposed ready_at changed_on stale_at"
).split()
FIELDS = (
    "runner_id",
    "runner__public_id",
    "runner__display_name",
    "runner__time_zone",
    "since",
    *(f"{STATE}{name}" for name in OF_STATE),
    *(f"aside__{name}" for name in ("until", "reason", "text")),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One runner of the list: the address of their page, under which what is done is sent, and the words."""

    fact: Fact
    address: str
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
            return f"Approve {next_words(self.fact)}"
        return "Approve" if len(ready) == 1 else f"Approve all {len(ready)}"

    @property
    def seen(self) -> str:
        """What was looked at: the version of the plan and what was ready."""
        return seen_of(self.fact)

    @property
    def mark(self) -> str:
        """Which reason was looked at."""
        return mark_of(self.fact)


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


def mark_of(fact: Fact) -> str:
    """A reason and when its newest part came: what is put aside is what was looked at."""
    return "" if fact.rank is None or fact.about is None else f"{int(fact.rank)}-{fact.about.timestamp():.0f}"


def work_list(*, therapist: User, show: str, name: str, page: int, now: datetime) -> WorkList:
    """A page of a therapist's runners: who needs them, all by name, or those put aside."""
    page = max(1, page)
    read = partial(page_of, therapist=therapist, show=show, name=name, now=now)
    found = read(limits=(PAGE, (page - 1) * PAGE))
    if not found.ranks and page > 1:  # beyond the last one
        page = max(1, -(-read(limits=(1, 0)).total // PAGE))
        found = read(limits=(PAGE, (page - 1) * PAGE))
    pages = max(1, -(-found.total // PAGE))
    return WorkList(rows_of(facts_of(found.ranks), now), show, found.counts, page, pages)


def facts_of(ranks: Iterable[Ranked]) -> list[Fact]:
    """What the rows of these consents are made of, in their order."""
    places = {one.link: one for one in ranks}
    values = CareLink.objects.filter(pk__in=places).values_list("pk", *FIELDS)
    found = {row[0]: _fact(row[1:], places[row[0]]) for row in values}
    referred = [fact.runner_id for fact in found.values() if fact.plan is None and fact.rank is not None]
    if referred:
        intakes = Intake.objects.filter(runner__in=referred, state=Intake.State.REFERRED).order_by("finished_at")
        times = dict(intakes.values_list("runner_id", "finished_at"))
        found = {key: replace(fact, referred_at=times.get(fact.runner_id)) for key, fact in found.items()}
    return [found[link] for link in places if link in found]


def _fact(values: Sequence[Any], one: Ranked) -> Fact:
    return Fact(*(*values, one.rank, one.is_aside))


def access_fact(therapist: User, runner: UUID, now: datetime) -> tuple[CareLink, Fact]:
    """The consent of one of the therapist's runners, and what the list says of them; 404 for anybody else."""
    one = rank_of(therapist, runner, now)
    if one is None:
        raise Http404
    return CareLink.objects.select_related("runner").get(pk=one.link), facts_of([one])[0]


def rows_of(facts: Iterable[Fact], now: datetime) -> list[Row]:
    """The rows in words; names of exercises are read only where a row needs them."""
    found = list(facts)
    subjects = {change[0] for fact in found if fact.rank == Why.READY for change in fact.ready or ()}
    subjects -= {"phase", "stage"}
    rows = Exercise.objects.filter(pk__in=subjects) if subjects else Exercise.objects.none()
    names = dict(rows.values_list("pk", "name"))
    place = reverse("clinic:worklist")
    return [_row(fact, now, names, place) for fact in found]


def _row(fact: Fact, now: datetime, names: Mapping[str, str], place: str) -> Row:
    chip, text = why_words(fact, now, names)
    return Row(
        fact=fact,
        address=f"{place}{fact.runner}/",
        name=fact.name or "Somebody",
        where=where_words(fact),
        chip=chip,
        look=f"chip {LOOKS.get(fact.rank, '')}".strip(),
        text=text,
        since=day_words(fact.since) if fact.since is not None else "",
        aside=_aside_words(fact) if fact.is_aside else "",
    )


def _aside_words(fact: Fact) -> str:
    if fact.until is None:
        return "Handled; back when something new happens."
    words = f"Snoozed until {day_words(fact.day(fact.until))}. {Aside.Reason(fact.reason or 'other').label}."
    return f"{words} {fact.text}" if fact.text else words
