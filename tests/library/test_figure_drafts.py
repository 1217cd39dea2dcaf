"""What a draft may do: nothing to a page, and nobody loses one unseen."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import AuditEntry, User
from rehab.library.figure_publishing import Refused, add_figure, drop_draft, keep_draft, publish_figure
from rehab.library.mapping import library_stamp
from rehab.library.models import Figure
from tests.library.figure_edits import (
    BROKEN,
    LOWER,
    SHIPPED,
    address,
    administrator,
    edit_of,
    editor_of,
    loaded,
    sent,
    without_a_figure,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def connie() -> User:
    """A content administrator."""
    return administrator()


@pytest.fixture(autouse=True)
def bridge(library: None, monkeypatch: pytest.MonkeyPatch) -> Figure:
    """One shipped figure is enough."""
    return loaded(monkeypatch)


def test_what_is_shown_decides_the_stamp_of_pages_and_no_draft(bridge: Figure, connie: User) -> None:
    """A page is made anew when a figure is published, not for what nobody else sees."""
    other = without_a_figure()
    before = library_stamp()
    row = keep_draft(figure=bridge, edit=edit_of(bridge, connie, BROKEN))
    assert isinstance(row, Figure)
    row = drop_draft(figure=row, edit=edit_of(row, connie))
    assert isinstance(row, Figure)
    add_figure(exercise=other, preset="hook", by=connie, now=timezone.now())
    assert library_stamp() == before
    publish_figure(figure=row, edit=edit_of(row, connie))
    assert library_stamp() != before


def test_dropping_where_no_draft_is_does_nothing(bridge: Figure, connie: User) -> None:
    """Neither the history nor the audit knows of it."""
    versions, entries = bridge.history.count(), AuditEntry.objects.count()
    assert isinstance(drop_draft(figure=bridge, edit=edit_of(bridge, connie)), Figure)
    assert (bridge.history.count(), AuditEntry.objects.count()) == (versions, entries)


def test_the_draft_of_a_figure_that_was_never_published_stays(connie: User) -> None:
    """It is all there is: it is not dropped, not emptied, and the database keeps no figure without either."""
    figure = add_figure(exercise=without_a_figure(), preset="hook", by=connie, now=timezone.now())
    for refused in (
        drop_draft(figure=figure, edit=edit_of(figure, connie)),
        keep_draft(figure=figure, edit=edit_of(figure, connie, "")),
    ):
        assert isinstance(refused, Refused)
        assert refused.reasons[0].check == "only"
    assert "Drop the draft" not in editor_of(connie).get(address(figure.pk)).content.decode()
    with pytest.raises(IntegrityError, match="figure_has_text_or_draft"), transaction.atomic():
        Figure.objects.filter(pk=figure.pk).update(draft="")


def test_a_figure_bears_the_name_of_its_exercise(bridge: Figure, connie: User) -> None:
    """The page says so before anybody presses a button."""
    text = LOWER.replace("title: Bridge", "title: Squat")
    result = publish_figure(figure=bridge, edit=edit_of(bridge, connie, text))
    assert isinstance(result, Refused)
    assert [reason.check for reason in result.reasons] == ["title"]
    page = editor_of(connie).post(address(), {"text": text}, headers={"HX-Request": "true"}).content.decode()
    assert "does not bear the name of its exercise" in page


@pytest.mark.parametrize(
    ("do", "words"),
    [
        ("keep", "to put it in place of theirs"),
        ("drop", "Look at their draft first"),
        ("shipped", "to show the shipped figure in place of theirs"),
    ],
)
def test_who_was_here_is_told_in_words_that_fit_the_button(bridge: Figure, connie: User, do: str, words: str) -> None:
    """It is who kept the draft, not who published what is shown."""
    row = publish_figure(figure=bridge, edit=edit_of(bridge, connie))
    assert isinstance(row, Figure)
    form = sent(row, do, SHIPPED)
    bob = User.objects.create_user("n.bob@example.org", None, role="content_admin", is_staff=True)
    keep_draft(figure=row, edit=edit_of(row, bob, BROKEN))
    answer = editor_of(connie).post(address(), form)
    page = answer.content.decode()
    refused = page[page.index("Nothing was changed") :].partition("<form")[0]
    assert answer.status_code == 409
    assert "by n.bob@example.org." in refused
    assert words in refused
