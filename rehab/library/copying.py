"""Copying a protocol with everything that hangs on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db import models

from .models import Comparison, Exclusion, Keyword, Protocol, Question, Rule, RunSegment, RunStage

Row = models.Model


def copy_rows(source: Protocol, target: Protocol) -> None:
    """Give the target a copy of each row of the source, with sources, conditions, keywords and segments."""
    copied: dict[type[Row], dict[object, Row]] = {
        model: _copy(model._default_manager.filter(protocol=source), {"protocol": target}) for model in part_models()
    }
    for model, pairs in copied.items():
        _copy_links(model, pairs)
    _copy_children(Comparison, "rule", copied[Rule])
    _copy_children(Comparison, "question", copied[Question])
    _copy_children(Keyword, "rule", copied[Rule])
    _copy_children(RunSegment, "stage", copied[RunStage])


def part_models() -> Iterator[type[Row]]:
    """Every kind of row a protocol consists of, without what hangs on these."""
    for relation in Protocol._meta.related_objects:
        model = relation.related_model
        if (
            relation.field.name == "protocol"
            and isinstance(model, type)
            and model._meta.app_label == Protocol._meta.app_label  # a plan names its protocol; it is no part of it
            and not model.__name__.startswith("Historical")
        ):
            yield model


def _copy(rows: Iterable[Row], changes: dict[str, Row]) -> dict[object, Row]:
    """Copies by the primary key of what they were copied from."""
    pairs = {}
    for row in rows:
        old = row.pk
        row.pk, row._state.adding = None, True
        for name, value in changes.items():
            setattr(row, name, value)
        pairs[old] = row
    if pairs:
        type(next(iter(pairs.values())))._default_manager.bulk_create(pairs.values())
    return pairs


def _copy_links(model: type[Row], pairs: dict[object, Row]) -> None:
    """Sources, and the exercises of an exclusion."""
    for name in ("sources", "exercises") if model is Exclusion else ("sources",):
        if not hasattr(model, name):
            continue
        through = getattr(model, name).through
        owner = model._meta.model_name
        links = through._default_manager.filter(**{f"{owner}__in": list(pairs)})
        for link in links:
            link.pk = None
            setattr(link, f"{owner}_id", pairs[getattr(link, f"{owner}_id")].pk)
        through._default_manager.bulk_create(links)


def _copy_children(model: type[Row], owner: str, pairs: dict[object, Row]) -> None:
    children = list(model._default_manager.filter(**{f"{owner}__in": list(pairs)}))
    for child in children:
        child.pk = None
        setattr(child, f"{owner}_id", pairs[getattr(child, f"{owner}_id")].pk)
    model._default_manager.bulk_create(children)
