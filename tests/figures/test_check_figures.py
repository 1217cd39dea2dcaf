"""`manage.py check_figures` says in a line what it found, and fails when that is anything."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from rehab.library import figure_files

pytestmark = pytest.mark.pure


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
    assert any(line.startswith("floating: floating: frame 0:") for line in lines)
    assert str(failed.value) == f"2 figures, {len(lines)} messages"
