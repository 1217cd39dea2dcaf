"""The library as anybody browses it: what an address asks for, and the exercises that fit."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from .figure_pictures import Shown, figures_of
from .finding import LONGEST, find, sought_words, words_of
from .models import Exercise, Hint
from .words import KIT, MADE_FOR, PLACES, kit_words, lowered, phases_words

NOTHING = "none"  # the answer of somebody who has no kit at all
BEST = "The best match first"
OPEN = 20  # exercises whose pictures a page fetches: with itself under 100 kB
PARTS = {"words": "the words", "region": "the place", "phase": "the phase", "kit": "what you have"}


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for; an empty part asks for nothing. `left_out` says that an address had more, which was junk."""

    words: str = ""
    region: str = ""
    phase: int = 0
    kit: frozenset[str] = frozenset()
    left_out: bool = False

    @property
    def is_all(self) -> bool:
        """Whether every exercise fits."""
        return not (self.words or self.region or self.phase or self.kit)

    def query(self) -> str:
        """The same as the end of an address."""
        given: dict[str, Any] = {"q": self.words, "region": self.region, "phase": self.phase, "have": sorted(self.kit)}
        return urlencode({name: value for name, value in given.items() if value}, doseq=True)


@dataclass(frozen=True, slots=True)
class Card:
    """An exercise in the list."""

    exercise_id: str
    name: str
    kind: str
    summary: str
    figure: Shown | None


Group = tuple[str, list[Card]]


@dataclass(frozen=True, slots=True)
class Wider:
    """What would fit with one part less."""

    without: str
    count: int
    query: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the list shows: `count` of `total` exercises in groups with headings, the first of them open.

    `kit` is what any exercise needs.
    """

    total: int
    count: int
    first: list[Group]
    more: list[Group]
    all_drawn: bool
    is_near: bool
    wider: list[Wider]
    kit: list[str]

    @property
    def hidden(self) -> int:
        """How many come to light when the rest is opened."""
        return sum(len(cards) for _, cards in self.more)


def sought_in(sent: QueryDict) -> Sought:
    """What an address asks for. What cannot be read is left out, and said to be."""
    words, region, phase = (sent.get(name, "").strip() for name in ("q", "region", "phase"))
    kit = frozenset(sent.getlist("have"))
    known = Sought(
        words=words.replace("\0", "")[:LONGEST] if words_of(words) else "",
        region=region if region in PLACES else "",
        phase=next((number for number in MADE_FOR if str(number) == phase), 0),
        kit=kit & {NOTHING, *KIT},
    )
    is_read = (known.words, known.region, str(known.phase or ""), known.kit) == (words, region, phase, kit)
    return replace(known, left_out=not is_read)


def shelf_of(sought: Sought) -> Shelf:
    """The exercises that fit: by what they are for; the best match first where words are looked for. Three queries."""
    rows = Exercise.objects.in_bulk()
    texts = _texts(rows.values())
    figures = figures_of(rows)
    ids, is_near = _fitting(sought, rows, texts)
    cards = [_card(rows[id_], figures.get(id_)) for id_ in ids]
    first, more = _parted([(BEST, cards)] if sought_words(sought.words) and cards else _by_kind(cards))
    return Shelf(
        total=len(rows),
        count=len(ids),
        first=first,
        more=more,
        all_drawn=figures.keys() == rows.keys(),
        is_near=is_near,
        wider=[] if cards else _wider(sought, rows, texts),
        kit=[item for item in KIT if any(item in row.equipment for row in rows.values())],
    )


def _texts(rows: Collection[Exercise]) -> dict[str, list[str]]:
    """What is searched of each exercise, what counts most first: its name, other names, the rest."""
    cues: dict[str, list[str]] = {}
    for exercise_id, text in Hint.objects.filter(kind=Hint.Kind.CUE).values_list("exercise_id", "text"):
        cues.setdefault(exercise_id, []).append(text)
    rest = {row.pk: (*cues.get(row.pk, ()), row.get_kind_display(), *_places(row)) for row in rows}
    return {row.pk: [row.name, " · ".join(row.aliases), " · ".join(rest[row.pk])] for row in rows}


def _places(row: Exercise) -> list[str]:
    return [PLACES.get(region, region) for region in row.regions]


def _fitting(sought: Sought, rows: dict[str, Exercise], texts: dict[str, list[str]]) -> tuple[list[str], bool]:
    by_name = sorted((row for row in rows.values() if _fits(row, sought)), key=lambda row: row.name.casefold())
    return find(sought.words, {row.pk: texts[row.pk] for row in by_name})


def _fits(row: Exercise, sought: Sought) -> bool:
    return (
        (not sought.region or sought.region in row.regions)
        and (not sought.phase or sought.phase in row.phases)
        and (not sought.kit or set(row.equipment) <= sought.kit)
    )


def _card(row: Exercise, figure: Shown | None) -> Card:
    kit = kit_words(row.equipment)
    summary = f"{phases_words(row.phases)}, {'needs ' if row.equipment else ''}{kit}"
    return Card(row.pk, row.name, row.get_kind_display(), summary, figure)


def _parted(groups: list[Group]) -> tuple[list[Group], list[Group]]:
    """Whole groups while there is room for them, and the rest, whose pictures need not be fetched yet."""
    first, more, room = list[Group](), list[Group](), OPEN
    for heading, cards in groups:
        if first and (more or len(cards) > room):
            more.append((heading, cards))
            continue
        first.append((heading, cards[:OPEN]))
        room -= len(cards)
        if cards[OPEN:]:
            more.append((f"More: {lowered(heading)}", cards[OPEN:]))
    return first, more


def _by_kind(cards: list[Card]) -> list[Group]:
    groups = ((kind.label, [card for card in cards if card.kind == kind.label]) for kind in Exercise.Kind)
    return [(heading, found) for heading, found in groups if found]


def _wider(sought: Sought, rows: dict[str, Exercise], texts: dict[str, list[str]]) -> list[Wider]:
    """What one could leave out so that something fits, what gives most last: it asks for the least to be given up."""
    nothing = Sought()
    fewer = {name: replace(sought, **{name: getattr(nothing, name)}) for name in PARTS if getattr(sought, name)}
    counts = {name: len(_fitting(less, rows, texts)[0]) for name, less in fewer.items() if not less.is_all}
    return [Wider(PARTS[name], count, fewer[name].query()) for name, count in counts.items() if count]


Choice = tuple[str, str, bool]


def choices(sought: Sought, shelf: Shelf) -> dict[str, list[Choice]]:
    """What the form offers: value, words, and whether it is chosen."""
    return {
        "places": [(key, label, key == sought.region) for key, label in PLACES.items()],
        "phases": [(str(n), f"{n}. {name}", n == sought.phase) for n, name in MADE_FOR.items()],
        "kit": [(key, label, key in sought.kit) for key, label in _offered(shelf).items()],
    }


def _offered(shelf: Shelf) -> dict[str, str]:
    return {NOTHING: "Nothing", **{key: KIT[key] for key in shelf.kit}}
