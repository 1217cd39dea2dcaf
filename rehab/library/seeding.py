"""From the seed files to rows: the shipped library and protocol version 1."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.db import models

from .models import Comparison, Evidenced, Question, Rule, Source

SEED_DIR = Path(__file__).parent / "seed"
SEEDED_ON = date(2026, 11, 24)
Row = Mapping[str, Any]


@cache
def seed(name: str) -> Any:
    """The content of a seed file."""
    return yaml.load((SEED_DIR / f"{name}.yaml").read_text(encoding="utf-8"), Loader=_loader())  # noqa: S506 safe loader


def _loader() -> Any:
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Citations:
    """Collects which rows cite which sources, and writes them in one statement per table."""

    def __init__(self) -> None:
        self._cited: list[tuple[Evidenced, list[str]]] = []

    def cite(self, row: Evidenced, given: Row, fallback: Iterable[str] = ()) -> Any:
        """Fill the review fields of a row and remember its sources."""
        row.confidence = given.get("confidence", "V/E")
        row.reviewed_on = SEEDED_ON
        self._cited.append((row, list(given.get("source") or fallback)))
        return row

    def write(self) -> None:
        """Write the links; every row has been saved by now."""
        links: dict[type[models.Model], list[models.Model]] = {}
        for row, source_ids in self._cited:
            through = type(row).sources.through
            owner = type(row)._meta.model_name
            links.setdefault(through, []).extend(
                through(**{f"{owner}_id": row.pk, "source_id": source_id}) for source_id in source_ids
            )
        for through, rows in links.items():
            through._default_manager.bulk_create(rows)
        self._cited.clear()


def comparisons(
    when: Iterable[Iterable[list[Any]]], *, rule: Rule | None = None, question: Question | None = None
) -> list[Comparison]:
    """The rows of a condition written as groups of [fact, operator, value]."""
    return [
        _comparison(leaf, Comparison(rule=rule, question=question, group=number, position=position))
        for number, group in enumerate(when, 1)
        for position, leaf in enumerate(group, 1)
    ]


def _comparison(leaf: list[Any], row: Comparison) -> Comparison:
    row.field, row.operator, value = leaf
    match value:
        case bool():
            row.value_flag = value
        case int() | float():
            row.value_number = value
        case list():
            row.value_list = [str(item) for item in value]
        case _:
            row.value_text = str(value)
    return row


def load_sources() -> None:
    """The source register."""
    Source.objects.bulk_create(
        [Source(id=s["id"], status=s["status"], cite=s["cite"], fact=s.get("fact", "")) for s in seed("sources")]
    )
