"""Exercises kept as they were: a running plan is not changed by an edit of the library."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from django.utils import timezone

from rehab.engine.catalog import Catalog, Category
from rehab.library import snapshots
from rehab.library.mapping import load_catalog
from rehab.library.models import Comparison, Exercise, Level, LibrarySnapshot, Protocol
from rehab.library.services import copy_protocol
from rehab.library.snapshots import MOST_KEPT, frozen_catalog, snapshot_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


@pytest.fixture
def now() -> datetime:
    """When the snapshots are made."""
    return timezone.now()


@pytest.fixture
def protocol() -> Protocol:
    """The published protocol."""
    return Protocol.objects.get(version=1)


def _edit(exercise: str, **changes: Any) -> None:
    """Edit the first level as the administration does: the exercise is saved along, and has a new row of history."""
    Level.objects.filter(exercise=exercise, level=1).update(**changes)
    Exercise.objects.get(pk=exercise).save()


def _kinds(value: Any) -> Any:
    """A value with the type of every part of it, so that 5 is not 5.0 and a word is not a category."""
    if isinstance(value, dict):
        return {(type(key), key): _kinds(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return type(value), [_kinds(item) for item in value]
    if hasattr(value, "__slots__") and not isinstance(value, frozenset | str):
        return type(value), [_kinds(getattr(value, name)) for name in value.__slots__]
    return type(value), value


def test_a_snapshot_gives_back_exactly_what_went_in(protocol: Protocol, now: datetime) -> None:
    """Sets, categories, missing values, whole and broken numbers: equal, and of the same type, after the database."""
    row = LibrarySnapshot.objects.get(pk=snapshot_of(load_catalog(), now).pk)
    frozen, today = frozen_catalog(protocol, row), load_catalog()
    assert frozen == today
    assert _kinds(dict(frozen.exercises)) == _kinds(dict(today.exercises))
    assert all(isinstance(name, Category) for exercise in frozen.exercises.values() for name in exercise.blocked)


def test_a_broken_number_stays_one(protocol: Protocol, now: datetime) -> None:
    """Two and a half minutes are neither two nor three."""
    heat = next(e.id for e in load_catalog().exercises.values() if e.levels[0].minutes is not None)
    _edit(heat, minutes=2.5)
    row = LibrarySnapshot.objects.get(pk=snapshot_of(load_catalog(), now).pk)
    assert frozen_catalog(protocol, row).exercises[heat].levels[0].minutes == 2.5


def test_two_plans_share_a_row(now: datetime) -> None:
    """As long as no exercise was edited there is one row, with the time it was first made; the rules do not count."""
    first = snapshot_of(load_catalog(), now)
    copy_protocol(source=Protocol.objects.get(version=1))
    again = snapshot_of(load_catalog(2), timezone.now())
    assert (again.pk, again.made_at) == (first.pk, now)
    assert LibrarySnapshot.objects.count() == 1


def test_an_edited_exercise_leaves_the_frozen_one_alone(protocol: Protocol, now: datetime) -> None:
    """Another dose is another digest; who runs by the old row goes on with the old dose."""
    before = snapshot_of(load_catalog(), now)
    old = load_catalog().exercises["bridge"]
    _edit("bridge", reps=15)
    after = snapshot_of(load_catalog(), now)
    assert after.digest != before.digest
    assert frozen_catalog(protocol, before).exercises["bridge"] == old
    assert frozen_catalog(protocol, after).exercises["bridge"].levels[0].reps == 15


def test_the_digest_is_of_the_stored_body(now: datetime) -> None:
    """Anybody can say again whether a row was tampered with."""
    row = LibrarySnapshot.objects.get(pk=snapshot_of(load_catalog(), now).pk)
    frozen = frozen_catalog(Protocol.objects.get(version=1), row)
    assert snapshot_of(frozen, now).pk == row.pk
    assert len(row.digest) == 64
    assert set(row.body) == set(Exercise.objects.values_list("pk", flat=True))
    assert json.loads(json.dumps(row.body)) == row.body


def test_a_frozen_catalog_is_kept(protocol: Protocol, now: datetime, django_assert_num_queries: Any) -> None:
    """A second look at a running plan's exercises asks the database nothing, even after an edit."""
    row = snapshot_of(load_catalog(), now)
    kept = frozen_catalog(protocol, row)
    _edit("bridge", reps=15)
    with django_assert_num_queries(0):
        assert frozen_catalog(protocol, row) is kept


def test_a_draft_is_read_anew_each_time(now: datetime) -> None:
    """Its rules may be edited at any moment."""
    draft = copy_protocol(source=Protocol.objects.get(version=1))
    row = snapshot_of(load_catalog(), now)
    before = frozen_catalog(draft, row)
    Comparison.objects.filter(rule__protocol=draft, rule__key="X2_red").update(value_number=5)
    assert frozen_catalog(draft, row).session_rules != before.session_rules


def test_only_so_many_are_kept(protocol: Protocol, now: datetime) -> None:
    """Memory does not grow with the edits of the library; the oldest goes."""
    made: list[tuple[LibrarySnapshot, Catalog]] = []
    for reps in range(1, MOST_KEPT + 3):
        _edit("bridge", reps=reps)
        row = snapshot_of(load_catalog(), now)
        made.append((row, frozen_catalog(protocol, row)))
    assert len(snapshots._kept) == MOST_KEPT
    assert frozen_catalog(protocol, made[-1][0]) is made[-1][1]
    assert frozen_catalog(protocol, made[0][0]) is not made[0][1]
    assert frozen_catalog(protocol, made[0][0]) == made[0][1]
