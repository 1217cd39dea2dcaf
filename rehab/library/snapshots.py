"""Exercises kept as they were, so that a running plan is not changed by a later edit of the library."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from rehab.engine.catalog import Catalog, Category, Exercise, Level

from .mapping import catalog_of
from .models import LibrarySnapshot, Protocol

MOST_KEPT = 8

# A published protocol and a snapshot never change: by the protocol's key and time of publishing, and by digest.
_kept: dict[tuple[int, datetime | None, str], Catalog] = {}


def snapshot_of(catalog: Catalog, now: datetime) -> LibrarySnapshot:
    """The row that holds the exercises of a catalog; made when no row says the same yet."""
    text = _canonical(catalog)
    digest = hashlib.sha256(text.encode()).hexdigest()
    row, _ = LibrarySnapshot.objects.get_or_create(digest=digest, defaults={"body": json.loads(text), "made_at": now})
    return row


# Rows that are surely there, by digest: noted once their transaction is through, so that a plan costs no look-up.
_made: dict[str, int] = {}
_digests: dict[int, tuple[Catalog, str]] = {}


def snapshot_id_of(catalog: Catalog, now: datetime) -> int:
    """The key of that row; without a look-up once it is known to be there."""
    digest = _digest_of(catalog)
    if digest not in _made:
        pk = snapshot_of(catalog, now).pk
        transaction.on_commit(lambda: _made.__setitem__(digest, pk))
        return pk
    return _made[digest]


def _digest_of(catalog: Catalog) -> str:
    kept = _digests.get(id(catalog))
    if kept is None or kept[0] is not catalog:
        _digests.clear()
        kept = _digests[id(catalog)] = (catalog, hashlib.sha256(_canonical(catalog).encode()).hexdigest())
    return kept[1]


def frozen_catalog(protocol: Protocol, snapshot: LibrarySnapshot) -> Catalog:
    """The catalog of a protocol with the exercises of a snapshot in the place of today's."""
    if protocol.status == Protocol.Status.DRAFT:
        return _frozen(protocol, snapshot)
    key = (protocol.pk, protocol.published_at, snapshot.digest)
    kept = _kept.get(key)
    if kept is None:
        kept = _frozen(protocol, snapshot)
        while len(_kept) >= MOST_KEPT:
            _kept.pop(next(iter(_kept)), None)
        _kept[key] = kept
    return kept


def _frozen(protocol: Protocol, snapshot: LibrarySnapshot) -> Catalog:
    return replace(catalog_of(protocol), exercises={id_: _exercise(given) for id_, given in snapshot.body.items()})


def _canonical(catalog: Catalog) -> str:
    """Equal exercises give equal text: keys and sets sorted, nothing rounded."""
    exercises = {id_: asdict(exercise) for id_, exercise in catalog.exercises.items()}
    return json.dumps(exercises, default=sorted, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _exercise(given: dict[str, Any]) -> Exercise:
    sets = {name: frozenset(given[name]) for name in ("phases", "equipment", "directions")}
    blocked = {Category(category): phase for category, phase in given["blocked"].items()}
    levels = tuple(Level(**level) for level in given["levels"])
    return Exercise(**{**given, **sets, "blocked": blocked, "levels": levels, "sources": tuple(given["sources"])})
