"""`manage.py check_figures` says in a line what it found, and fails when that is anything."""

from __future__ import annotations

import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from rehab.library import figure_files
from rehab.library.models import Figure

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


def _said(*arguments: str) -> str:
    out = StringIO()
    call_command("check_figures", *arguments, stdout=out)
    return out.getvalue()


def test_sound_figures_end_in_no_messages() -> None:
    """The line one waits for."""
    assert _said("bridge", "plank") == "2 figures, 0 messages\n"


def test_an_unknown_figure_is_named() -> None:
    """And nothing is drawn."""
    with pytest.raises(CommandError, match="No figure: brigde"):
        _said("bridge", "brigde")


def test_every_message_is_a_line_and_the_command_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be read and what is drawn wrongly are told alike."""
    (tmp_path / "presets.yaml").write_text((figure_files.FIGURE_DIR / "presets.yaml").read_text())
    (tmp_path / "misspelt.yaml").write_text("title: A\ndesc: B\nstart: {from: hok}\n")
    (tmp_path / "floating.yaml").write_text("title: A\ndesc: B\nstart: {hip: 90, knee: 20}\n")
    monkeypatch.setattr(figure_files, "FIGURE_DIR", tmp_path)
    out = StringIO()
    with pytest.raises(CommandError) as failed:
        call_command("check_figures", stdout=out)
    lines = out.getvalue().splitlines()
    assert "misspelt: start: from: hok is not known. Did you mean hook?" in lines
    assert any(line.startswith("floating: floating: start:") for line in lines)
    assert str(failed.value) == f"2 figures, {len(lines)} messages"


def test_what_an_administrator_published_is_checked_in_place_of_what_is_shipped(library: None) -> None:
    """The library is what people see."""
    text = "title: A\ndesc: B\nstart: {hip: 90, knee: 20}\n"
    Figure.objects.create(pk="bridge", text=text, edited_at=timezone.now())
    with pytest.raises(CommandError, match=r"2 figures, [1-9]\d* messages"):
        _said("bridge", "plank")


def test_keeping_writes_the_solves_of_all_shipped_figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that fit are taken over as they are: the file comes out as it went in."""
    copy = tmp_path / "solved.json"
    shutil.copy(figure_files.SOLVED_FILE, copy)
    monkeypatch.setattr(figure_files, "SOLVED_FILE", copy)
    _said("bridge", "--keep")
    assert copy.read_text() == (figure_files.FIGURE_DIR.parent / "solved.json").read_text()
