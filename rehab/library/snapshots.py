"""Snapshots: a running plan goes on with the exercises it began with, whatever is edited since."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from rehab.engine.catalog import Catalog, Category, Exercise, Level

from .mapping import catalog_of
from .models import LibrarySnapshot, Protocol

SETS = ("phases", "equipment", "directions")


# Rows that are surely there, by digest: noted once their transaction is through, so that a plan costs no look-up.
_made: dict[str, int] = {}
_digests: dict[int, tuple[Catalog, str]] = {}


def snapshot_id_of(catalog: Catalog, now: datetime) -> int:
    """The row that holds these exercises; made if no plan had them before."""
    digest = _digest_of(catalog)
    if digest in _made:
        return _made[digest]
    found = LibrarySnapshot.objects.filter(digest=digest).values_list("pk", flat=True).first()
    if found is None:
        defaults = {"body": _body(catalog), "made_at": now}
        found = LibrarySnapshot.objects.get_or_create(digest=digest, defaults=defaults)[0].pk
    transaction.on_commit(lambda: _made.__setitem__(digest, found))
    return found


def _digest_of(catalog: Catalog) -> str:
    kept = _digests.get(id(catalog))
    if kept is None or kept[0] is not catalog:
        text = json.dumps(_body(catalog), sort_keys=True, ensure_ascii=False)
        _digests.clear()
        kept = _digests[id(catalog)] = (catalog, hashlib.sha256(text.encode()).hexdigest())
    return kept[1]


def _body(catalog: Catalog) -> dict[str, Any]:
    return {id_: _plain(exercise) for id_, exercise in sorted(catalog.exercises.items())}


# By protocol and digest: the version's own catalog it was made from, and the catalog with the exercises frozen.
_kept: dict[tuple[int, str], tuple[Catalog, Catalog]] = {}
MOST_KEPT = 16


def frozen_catalog(protocol: Protocol, snapshot: LibrarySnapshot) -> Catalog:
    """The catalog of a protocol version with the exercises of a snapshot."""
    own, key = catalog_of(protocol), (protocol.pk, snapshot.digest)
    kept = _kept.get(key)
    if kept is not None and kept[0] is own:
        return kept[1]
    frozen = replace(own, exercises={id_: _exercise(plain) for id_, plain in snapshot.body.items()})
    if len(_kept) >= MOST_KEPT:
        _kept.clear()
    _kept[key] = (own, frozen)
    return frozen


def _plain(exercise: Exercise) -> dict[str, Any]:
    found = {field.name: getattr(exercise, field.name) for field in fields(exercise)}
    found |= {name: sorted(found[name]) for name in SETS}
    found["sources"] = list(exercise.sources)
    found["blocked"] = {category.value: phase for category, phase in exercise.blocked.items()}
    found["levels"] = [{f.name: getattr(level, f.name) for f in fields(level)} for level in exercise.levels]
    return found


def _exercise(plain: dict[str, Any]) -> Exercise:
    given = {**plain, **{name: frozenset(plain[name]) for name in SETS}, "sources": tuple(plain["sources"])}
    given["blocked"] = {Category(category): phase for category, phase in plain["blocked"].items()}
    given["levels"] = tuple(Level(**level) for level in plain["levels"])
    return Exercise(**given)
