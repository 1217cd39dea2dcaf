"""What one therapist changes within a quarter of an hour is one batch: told once, as the whole difference."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import CareLink
from rehab.clinic.candidates import Search, candidates
from rehab.outbox.kinds import said
from rehab.outbox.models import Kind, Notice
from rehab.plans.batches import batches
from tests.accounts.therapists import therapist
from tests.checkins.days import standing_now
from tests.clinic.editor import Editor, change_notices, changes_page, saved_earlier
from tests.clinic.editor import editor as editor
from tests.clinic.editor import mine as mine
from tests.intake.walking import ada as ada
from tests.intake.walking import signed_in
from tests.plans.making import text_in

pytestmark = [pytest.mark.django_db]


def test_a_quarter_of_an_hour_after_the_first_change_a_batch_begins(editor: Editor) -> None:
    """Counted from its first change, not from its last."""
    name = editor.names[0]
    editor.saved(f"items/{name}/", "dose", level="2")
    saved_earlier(minutes=10)
    editor.saved(f"items/{name}/", "dose", level="3")
    saved_earlier(minutes=6)
    editor.saved(f"items/{name}/", "dose", level="2")
    assert [len(batch.entries) for batch in batches(editor.plan)] == [2, 1]
    assert len(change_notices()) == 2


def test_changes_of_a_quarter_of_an_hour_are_told_once(editor: Editor, mine: Client) -> None:
    """Two changes, one notice; the page says both with their reasons and who made them."""
    first, second = editor.names[:2]
    editor.saved(f"items/{first}/", "dose", level="2", reason="Your calf first.")
    saved_earlier(minutes=14)
    editor.saved(f"items/{second}/", "remove", reason="It hurt last time.")
    (notice,) = change_notices()
    assert Notice.objects.filter(kind=Kind.PLAN_CHANGED).count() == 1
    words = said(notice)
    assert words is not None
    assert words.text == "Thea Brandt changed your plan. See what and why."
    page = text_in(mine.get(words.address))
    assert "Thea Brandt changed your plan: 2 changes" in page
    assert "Why: Your calf first." in page
    assert "Why: It hurt last time." in page
    assert page.count("→") == 2


def test_each_therapist_has_batches_of_their_own(editor: Editor) -> None:
    """At the same time: two notices, each with its name."""
    tom = therapist("tom@example.org", "Tom Adeyemi")
    CareLink.objects.create(runner=editor.plan.runner, therapist=tom, granted_at=timezone.now())
    first, second = editor.names[:2]
    editor.saved(f"items/{first}/", "fix")
    Editor(signed_in(tom), editor.plan, tom).saved(f"items/{second}/", "fix")
    assert [batch.by for batch in batches(editor.plan)] == ["Thea Brandt", "Tom Adeyemi"]
    assert len(change_notices()) == 2


def test_the_difference_is_that_of_the_whole_batch(editor: Editor, mine: Client) -> None:
    """From the first to the last; what came back to where it was is not among it."""
    first, second = editor.names[:2]
    editor.saved(f"items/{first}/", "dose", level="2", reason="One.")
    editor.saved(f"items/{first}/", "dose", level="3", reason="Two.")
    editor.saved(f"items/{second}/", "fix")
    editor.saved(f"items/{second}/", "loose")
    page = changes_page(editor, mine)
    assert "changed your plan: 1 change " in page
    assert page.count("→") == 1
    assert "Why: One." in page
    assert "Why: Two." in page


def test_what_is_taken_back_in_the_batch_vanishes(editor: Editor, mine: Client) -> None:
    """The notice has nothing to say any more, and neither has Today."""
    editor.saved(f"items/{editor.names[0]}/", "remove", reason="No.")
    editor.saved("undo/", "undo")
    (notice,) = change_notices()
    assert said(notice) is None
    assert "Everything was taken back" in changes_page(editor, mine)
    assert "changed your plan" not in text_in(mine.get("/today/"))


@pytest.mark.parametrize(
    ("path", "act", "fields"), [("items/{}/move/", "move", {"place": "1"}), ("hold/", "hold", {"until": "soon"})]
)
def test_what_is_taken_back_later_is_told_as_such(
    path: str, act: str, fields: dict[str, Any], editor: Editor, mine: Client
) -> None:
    """In a batch of its own, before → after the other way round."""
    given = {"until": (timezone.localdate() + timedelta(days=3)).isoformat()} if "until" in fields else fields
    editor.saved(path.format(editor.names[0]), act, **given)
    saved_earlier(minutes=20)
    editor.saved("undo/", "undo")
    there, back = changes_page(editor, mine, 0), changes_page(editor, mine, 1)
    assert "→" in there
    assert "→" in back
    if act == "hold":
        assert "until" in there


def test_an_exercise_that_came_for_another_goes_on_in_its_line(editor: Editor, mine: Client) -> None:
    """Exchanged and then dosed: one change, from the first one's dose to the last one's."""
    old = editor.names[1]
    new = next(one for one in candidates(standing_now(editor.plan.runner), Search(), old) if not one.against)
    editor.saved(f"items/{old}/exchange/", "exchange", choice=new.exercise_id)
    editor.saved(f"items/{new.exercise_id}/", "dose", level="2")
    page = changes_page(editor, mine)
    assert "changed your plan: 1 change " in page
    assert f"→ {new.name}" in page
