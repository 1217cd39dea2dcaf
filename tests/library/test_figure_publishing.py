"""What administrators do with figures: drafts, publishing, the way back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, User
from rehab.library.figure_loading import load_figures
from rehab.library.figure_publishing import (
    Refused,
    drop_draft,
    keep_draft,
    publish_figure,
    restore_shipped,
)
from rehab.library.models import Figure
from tests.library.figure_edits import BROKEN, LOWER, SHIPPED, UNREACHABLE, administrator, edit_of, loaded

pytestmark = pytest.mark.django_db


@pytest.fixture
def connie() -> User:
    """A content administrator."""
    return administrator()


@pytest.fixture(autouse=True)
def bridge(library: None, monkeypatch: pytest.MonkeyPatch) -> Figure:
    """One shipped figure is enough."""
    return loaded(monkeypatch)


def test_a_published_figure_is_drawn_served_and_kept_in_history(bridge: Figure, connie: User, client: Client) -> None:
    """The draft is gone, who and when are known, and the old picture goes on to be served."""
    old = bridge.files["still"]
    row = publish_figure(figure=bridge, edit=edit_of(bridge, connie, person="plum"))
    assert isinstance(row, Figure)
    assert (row.text, row.draft, row.person, row.edited_by) == (LOWER, "", "plum", connie)
    assert row.files["still"] != old
    for name in (old, row.files["still"], row.files["animation_night"]):
        assert client.get(reverse("library:figure", args=[name])).status_code == 200
    newest = row.history.first()
    assert (newest.text, newest.history_user) == (LOWER, connie)
    assert AuditEntry.objects.filter(action="publish", object_type="figure", object_id="bridge").count() == 1


def test_what_was_published_survives_an_update(bridge: Figure, connie: User) -> None:
    """It is the administrator's, and already drawn."""
    publish_figure(figure=bridge, edit=edit_of(bridge, connie))
    load_figures()
    bridge.refresh_from_db()
    assert bridge.text == LOWER


@pytest.mark.parametrize(("text", "check"), [(UNREACHABLE, "contacts"), (BROKEN, "reading"), ("", "reading")])
def test_a_broken_pose_cannot_be_published(bridge: Figure, connie: User, text: str, check: str) -> None:
    """Nothing is changed, and each reason says what to do."""
    result = publish_figure(figure=bridge, edit=edit_of(bridge, connie, text))
    assert isinstance(result, Refused)
    assert check in {reason.check for reason in result.reasons}
    assert all(reason.todo for reason in result.reasons)
    bridge.refresh_from_db()
    assert (bridge.text, bridge.edited_at) == (SHIPPED, None)


def test_a_figure_without_words_cannot_be_published(bridge: Figure, connie: User) -> None:
    """They are the picture of those who cannot see it."""
    text = SHIPPED.replace("desc: >-", "desc: Short.\nstrip: [0, 1]\nunused: >-")
    short = "\n".join(line for line in text.split("\n") if not line.startswith(("  Seen", "  one line", "unused")))
    result = publish_figure(figure=bridge, edit=edit_of(bridge, connie, short))
    assert isinstance(result, Refused)
    assert [reason.check for reason in result.reasons] == ["words"]


def test_two_administrators_do_not_overwrite_each_other(bridge: Figure, connie: User) -> None:
    """Who opened the page before the other published is told so; a second press is about what is there now."""
    mine = edit_of(bridge, connie, LOWER)
    publish_figure(figure=bridge, edit=edit_of(bridge, connie, SHIPPED.replace("-118", "-116")))
    for service in (publish_figure, keep_draft, drop_draft, restore_shipped):
        refused = service(figure=bridge, edit=mine)
        assert isinstance(refused, Refused)
        assert "connie@example.org" in refused.reasons[0].where[0]


def test_a_draft_may_be_broken_and_can_be_dropped(bridge: Figure, connie: User) -> None:
    """What is published stays as it is; what no database keeps is refused."""
    row = keep_draft(figure=bridge, edit=edit_of(bridge, connie, BROKEN))
    assert isinstance(row, Figure)
    assert (row.text, row.draft) == (SHIPPED, BROKEN)
    assert isinstance(keep_draft(figure=row, edit=edit_of(row, connie, "a\0b")), Refused)
    assert isinstance(keep_draft(figure=row, edit=edit_of(row, connie, "a" * 20_001)), Refused)
    dropped = drop_draft(figure=row, edit=edit_of(row, connie))
    assert isinstance(dropped, Figure)
    assert dropped.draft == ""
    assert row.history.filter(draft=BROKEN).exists()


def test_a_draft_nobody_has_seen_is_not_dropped(bridge: Figure, connie: User) -> None:
    """The page showed one draft; another one was kept since."""
    first = keep_draft(figure=bridge, edit=edit_of(bridge, connie, LOWER))
    assert isinstance(first, Figure)
    seen = edit_of(first, connie)
    keep_draft(figure=first, edit=edit_of(first, connie, BROKEN))
    assert isinstance(drop_draft(figure=first, edit=seen), Refused)
    first.refresh_from_db()
    assert first.draft == BROKEN


def test_the_way_back_to_the_shipped_figure(bridge: Figure, connie: User) -> None:
    """The release's own, followed again; its files are drawn as they were."""
    shipped = bridge.files
    row = publish_figure(figure=bridge, edit=replace(edit_of(bridge, connie), person="amber"))
    assert isinstance(row, Figure)
    back = restore_shipped(figure=row, edit=edit_of(row, connie))
    assert isinstance(back, Figure)
    assert (back.text, back.edited_at, back.edited_by, back.files) == (SHIPPED, None, None, shipped)
