"""Rows and seed say the same."""

from __future__ import annotations

import dataclasses

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rehab.engine.catalog import Catalog
from rehab.library import mapping
from rehab.library.mapping import NoProtocolError, load_catalog
from rehab.library.models import Exercise, Protocol, Question, Rule, Source
from rehab.library.selectors import advice_texts
from rehab.library.services import load_library
from tests.engine.seeded import shipped_catalog

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", [field.name for field in dataclasses.fields(Catalog)])
def test_the_mapped_catalog_equals_the_seed(library: None, name: str) -> None:
    """What comes out of the database is what the seed files say, part by part."""
    assert getattr(load_catalog(), name) == getattr(shipped_catalog(), name)


def test_everything_of_the_rule_base_is_loaded(library: None) -> None:
    """82 exercises, 45 flags, 26 safety questions, 104 sources, 10 category rules, 29 of advice; nothing is lost."""
    assert Exercise.objects.count() == 82
    assert Rule.objects.filter(kind="flag").count() == 45
    assert Question.objects.filter(kind="yes_no_unsure").count() == 26
    assert Source.objects.count() == 104
    assert Rule.objects.filter(kind="category").count() == 10
    assert Rule.objects.filter(kind="advice").count() == 29


def test_every_rule_and_exercise_names_its_source_and_review(library: None) -> None:
    """Nothing clinical is shown without a source and the field that says who reviewed it."""
    for model in (Exercise, Rule, Question):
        assert not model.objects.filter(sources=None).exists(), model
        assert not model.objects.filter(reviewer="").exists(), model


def test_the_words_of_advice_are_read_by_rule(library: None) -> None:
    """What the engine names by id has its text, of the same version and in the same order."""
    texts = advice_texts(1)
    assert list(texts) == [rule.id for rule in load_catalog().advice]
    assert "15 to 20 minutes" in texts["A01_warmth"]
    assert advice_texts(2) == {}


def test_loading_twice_changes_nothing(library: None) -> None:
    """A second load leaves what an administrator has edited alone."""
    Exercise.objects.filter(pk="bridge").update(name="Edited by an administrator")
    assert load_library(now=timezone.now()) is False
    assert Exercise.objects.get(pk="bridge").name == "Edited by an administrator"
    assert Protocol.objects.count() == 1


def test_a_catalog_takes_at_most_25_queries_and_is_kept(library: None) -> None:
    """The number of queries does not grow with the library, and a second call reads two rows."""
    mapping._kept.clear()
    with CaptureQueriesContext(connection) as first:
        load_catalog()
    with CaptureQueriesContext(connection) as second:
        load_catalog()
    assert 2 < len(first) <= 25
    assert len(second) == 2


def test_an_edited_exercise_is_seen_at_once(library: None) -> None:
    """An edit makes a history row, and the kept catalog is read anew."""
    load_catalog()
    exercise = Exercise.objects.get(pk="bridge")
    exercise.load = Exercise.Load.HIGH
    exercise.save()
    assert load_catalog().exercises["bridge"].load == "high"


def test_without_a_protocol_the_message_says_what_to_do() -> None:
    """Asking for a catalog before anything is loaded names the command."""
    Protocol.objects.all().delete()
    with pytest.raises(NoProtocolError, match="load_library"):
        load_catalog()
