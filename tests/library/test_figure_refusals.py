"""What the pose editor refuses, and that no text which is kept can close its page."""

from __future__ import annotations

import logging

import pytest
from django.test import Client

from rehab.figures.movement import Movement
from rehab.library import figure_drawing
from rehab.library.models import Figure
from tests.library.figure_edits import BROKEN, SHIPPED, address, administrator, editor_of, loaded, sent
from tests.library.test_figure_limits import HARMFUL

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Client:
    """A content administrator's browser."""
    return editor_of(administrator())


@pytest.fixture(autouse=True)
def bridge(library: None, monkeypatch: pytest.MonkeyPatch) -> Figure:
    """One shipped figure is enough."""
    return loaded(monkeypatch)


@pytest.mark.parametrize("name", sorted(name for name in HARMFUL if HARMFUL[name].isprintable() or "tag" in name))
def test_a_harmful_draft_can_be_opened_and_is_refused_in_words(editor: Client, bridge: Figure, name: str) -> None:
    """However it came there."""
    Figure.objects.filter(pk="bridge").update(draft=HARMFUL[name])
    assert editor.get(address()).status_code == 200
    bridge.refresh_from_db()
    assert editor.post(address(), sent(bridge, "publish", HARMFUL[name])).status_code == 422


def test_a_fault_of_the_program_leaves_the_page_open(
    editor: Client, bridge: Figure, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The text can be mended there, and the log says which figure it is."""

    def failing(*_: object) -> Movement:
        raise RuntimeError("a fault planted here")

    monkeypatch.setattr(figure_drawing, "move", failing)
    with caplog.at_level(logging.ERROR):
        page = editor.get(address())
    assert page.status_code == 200
    assert "The program failed at this text" in page.content.decode()
    assert "bridge" in caplog.text


CONTROLS = {"shown": "end", "begins": "sit", "begins_was": "start", "angle.lean": "-114", "was.lean": "-118"}


@pytest.mark.parametrize("do", ["publish", "keep"])
def test_controls_that_cannot_be_written_are_not_dropped_in_silence(editor: Client, bridge: Figure, do: str) -> None:
    """Sitting wants a chair: neither the old text nor half of the changes is taken for what was meant."""
    answer = editor.post(address(), sent(bridge, do, SHIPPED, pose="end", **CONTROLS))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "chair is not known" in page
    assert "What the controls were set to cannot be written" in page
    bridge.refresh_from_db()
    assert (bridge.text, bridge.draft, bridge.edited_at) == (SHIPPED, "", None)


def test_a_text_that_cannot_be_read_is_kept_when_the_button_is_pressed_again(editor: Client, bridge: Figure) -> None:
    """The page that says so has no controls any more; the way back needs none."""
    assert editor.post(address(), sent(bridge, "keep", BROKEN, **CONTROLS)).status_code == 422
    assert editor.post(address(), sent(bridge, "keep", BROKEN)).status_code == 302
    bridge.refresh_from_db()
    assert bridge.draft == BROKEN
    assert editor.post(address(), sent(bridge, "drop", BROKEN, **CONTROLS)).status_code == 302
