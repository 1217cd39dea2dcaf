"""Loading figures: what is shipped is added and follows the release, what was edited is left alone."""

from __future__ import annotations

import logging

import pytest
from django.utils import timezone

from rehab.library import figure_loading
from rehab.library.figure_files import figure_ids, figure_text
from rehab.library.figure_loading import load_figures
from rehab.library.figure_pictures import strips_of
from rehab.library.mapping import library_stamp
from rehab.library.models import Exercise, Figure, FigureFile

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
FEW = ["bird_dog", "bridge", "plank"]


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three figures are enough to see it."""
    monkeypatch.setattr(figure_loading, "figure_ids", lambda: FEW)


def test_every_exercise_of_the_library_has_a_figure() -> None:
    """A figure's id is its exercise's id."""
    assert sorted(Exercise.objects.values_list("pk", flat=True)) == figure_ids()


def test_a_first_load_draws_and_a_second_has_nothing_to_do() -> None:
    """Files are there for every kind a row names."""
    assert load_figures() == len(FEW)
    named = {name for row in Figure.objects.all() for name in row.files.values()}
    assert named == set(FigureFile.objects.values_list("pk", flat=True))
    assert load_figures() == 0


def test_pages_that_are_stored_are_made_anew_when_a_figure_was_drawn() -> None:
    """The stamp they are kept under is another one, and stays while nothing is drawn."""
    before = library_stamp()
    load_figures()
    after = library_stamp()
    assert after != before
    load_figures()
    assert library_stamp() == after


def test_a_figure_nobody_edited_follows_the_release() -> None:
    """Its old files stay for pages that are open."""
    load_figures()
    Figure.objects.filter(pk="bridge").update(text="title: Old\ndesc: Old\nstart: {from: hook}", drawn_key="old")
    before = FigureFile.objects.count()
    assert load_figures() == 1
    assert Figure.objects.get(pk="bridge").text == figure_text("bridge")
    assert FigureFile.objects.count() == before


def test_a_figure_an_administrator_published_is_theirs() -> None:
    """A newer release draws it anew and changes nothing of what it says."""
    load_figures()
    theirs = "title: Bridge\ndesc: Theirs.\nprops: [mat]\nstart: {from: hook}"
    Figure.objects.filter(pk="bridge").update(text=theirs, edited_at=timezone.now())
    assert load_figures() == 1
    row = Figure.objects.get(pk="bridge")
    assert (row.text, row.description, "animation" in row.files) == (theirs, "Theirs.", False)
    assert load_figures() == 0


def test_what_an_older_release_could_draw_goes_on_to_be_shown(caplog: pytest.LogCaptureFixture) -> None:
    """A word that is known no more stops nobody's update; the log says which figure it is."""
    load_figures()
    files = Figure.objects.get(pk="bridge").files
    Figure.objects.filter(pk="bridge").update(text="title: A\nstrat: {}", edited_at=timezone.now(), drawn_key="old")
    with caplog.at_level(logging.WARNING):
        assert load_figures() == 0
    assert Figure.objects.get(pk="bridge").files == files
    assert "bridge: strat" in caplog.text


def test_one_figure_that_cannot_be_drawn_stops_no_load(caplog: pytest.LogCaptureFixture) -> None:
    """It is named and left as it was; the others are drawn."""
    load_figures()
    before = Figure.objects.get(pk="bridge")
    theirs = "title: Bridge\ndesc: Theirs.\nprops: [{loop: {between: [n.thigh]}}]\nstart: {from: hook}"
    Figure.objects.filter(pk="bridge").update(text=theirs, edited_at=timezone.now(), drawn_key="old")
    Figure.objects.filter(pk="plank").update(drawn_key="old")
    with caplog.at_level(logging.WARNING):
        assert load_figures() == 1
    row = Figure.objects.get(pk="bridge")
    assert (row.files, row.text) == (before.files, theirs)
    assert "bridge" in caplog.text


def test_numbers_that_lead_nowhere_stop_no_load(caplog: pytest.LogCaptureFixture) -> None:
    """Stored numbers that somebody cut: the figure is named, the others are drawn."""
    load_figures()
    row = Figure.objects.get(pk="bridge")
    broken = {"key": row.solved["key"], "frames": 2}
    Figure.objects.filter(pk="bridge").update(solved=broken, drawn_key="old")
    Figure.objects.filter(pk="plank").update(drawn_key="old")
    with caplog.at_level(logging.WARNING):
        assert load_figures() == 1
    assert Figure.objects.get(pk="bridge").files == row.files
    assert "bridge" in caplog.text


def test_a_remark_of_the_next_release_is_taken_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is drawn for it, and a second load has nothing to do."""
    load_figures()
    remarked = figure_text("bridge") + "\n# a remark of the next release\n"
    monkeypatch.setattr(figure_loading, "figure_text", lambda name: remarked if name == "bridge" else figure_text(name))
    assert load_figures() == 0
    assert Figure.objects.get(pk="bridge").text == remarked
    stamp = library_stamp()
    load_figures()
    assert library_stamp() == stamp


def test_a_lost_file_is_drawn_again() -> None:
    """Until then paper goes without the strip."""
    load_figures()
    lost = Figure.objects.get(pk="bridge").files["paper"]
    FigureFile.objects.filter(pk=lost).delete()
    assert list(strips_of(FEW)) == ["bird_dog", "plank"]
    assert load_figures() == 1
    assert FigureFile.objects.filter(pk=lost).exists()
    assert set(strips_of(FEW)) == set(FEW)
