"""The exercises of a plan, changed by a therapist: dose, fixed, out, order."""

from __future__ import annotations

import pytest

from accounts.models import AuditEntry
from rehab.engine.progress.course import Role
from rehab.plans.models import LogEntry
from tests.clinic.editor import HTMX, Editor, form_of
from tests.clinic.editor import editor as editor
from tests.intake.walking import ada as ada
from tests.plans.making import text_in

pytestmark = [pytest.mark.django_db]


def test_the_editor_shows_the_plan_with_every_exercise(editor: Editor) -> None:
    """Who it is of, where it stands, and a way to change each; the look is noted."""
    page = editor.client.get(editor.at())
    words = text_in(page)
    assert "Ada" in words
    assert "day 1 of this phase" in words
    for name in editor.names:
        assert editor.at(f"items/{name}/") in page.content.decode()
    entry = AuditEntry.objects.get()
    people = (editor.thea.public_id, editor.plan.runner.public_id)
    assert (entry.actor_id, entry.subject_id, entry.action) == (*people, "view")


def test_a_level_of_the_library_is_saved_with_its_reason(editor: Editor) -> None:
    """One version; the page says before → after and offers to take it back; the change is audited without a value."""
    name = editor.names[0]
    said = editor.saved(f"items/{name}/", "dose", level="2", reason="Your calf first.")
    assert editor.item(name).level == 2
    assert "→" in said
    assert "Take the last change back" in said
    assert LogEntry.objects.get().body["reason"] == "Your calf first."
    noted = AuditEntry.objects.get(action="adjust_plan")
    assert (noted.actor_id, noted.subject_id) == (editor.thea.public_id, editor.plan.runner.public_id)
    assert noted.object_id == str(LogEntry.objects.get().pk)


def test_an_own_dose_within_bounds_is_saved(editor: Editor) -> None:
    """In the unit of the exercise; the row says that it is the therapist's own."""
    name = next(i.exercise_id for i in editor.course.items if i.role is Role.EXERCISE and i.exercise_id)
    page = editor.client.get(editor.at(f"items/{name}/")).content.decode()
    fields = {f: "3" for f in ("sets", "reps", "hold_s", "minutes", "metres") if f'name="{f}"' in page}
    said = editor.saved(f"items/{name}/", "dose", level="own", **fields)
    own = editor.item(name).own
    assert own is not None
    assert {f: getattr(own, f) for f in fields} == dict.fromkeys(fields, 3)
    assert "Your own dose" in said


@pytest.mark.parametrize("value", ["", "0", "7", "1e9", "abc", "9" * 5000, "\x00", "-1", "nan"])
def test_an_own_dose_out_of_bounds_names_the_bounds_and_keeps_what_was_typed(value: str, editor: Editor) -> None:
    """Sets from 1 to 6; nothing is saved."""
    name = next(
        i.exercise_id
        for i in editor.course.items
        if 'name="sets"' in editor.client.get(editor.at(f"items/{i.exercise_id}/")).content.decode()
    )
    answer = editor.send(f"items/{name}/", "dose", level="own", sets=value, reps="8", reason="kept words")
    assert answer.status_code == 422
    assert "Enter a number from 1 to 6." in text_in(answer)
    assert "kept words" in answer.content.decode()
    assert editor.versions == 0


def test_numbers_that_are_not_wanted_stop_nothing(editor: Editor) -> None:
    """What stands in the fields of an own dose counts only where one is chosen."""
    name = editor.names[0]
    editor.saved(f"items/{name}/", "fix", level="own", sets="abc", reps="")
    assert editor.item(name).fixed


def test_an_exercise_is_kept_from_the_rules_and_let_loose(editor: Editor) -> None:
    """The row says so."""
    name = editor.names[0]
    assert "Kept as it is" in editor.saved(f"items/{name}/", "fix")
    assert editor.item(name).fixed
    assert "moved by the rules" in editor.saved(f"items/{name}/", "loose")
    assert not editor.item(name).fixed


def test_an_exercise_is_taken_out(editor: Editor) -> None:
    """It is said that it was."""
    name = editor.names[0]
    assert "taken out" in editor.saved(f"items/{name}/", "remove", reason="It hurt.")
    assert name not in editor.names
    assert editor.client.get(editor.at(f"items/{name}/")).status_code == 404


def test_exercises_are_put_in_another_order_and_it_is_announced(editor: Editor) -> None:
    """In place, without a new page: the live region says before → after."""
    first, second = editor.names[:2]
    sent = editor.tokens(f"items/{first}/move/") | {"act": "move", "place": "1"}
    answer = editor.post(f"items/{first}/move/", sent, **HTMX)
    assert answer.status_code == 200
    assert editor.names[:2] == [second, first]
    html = answer.content.decode()
    assert 'id="said" hx-swap-oob' in html
    assert "place 1 → place 2" in html
    assert "<h1" in html
    assert "<html" not in html


def test_at_the_end_of_the_list_nothing_is_saved(editor: Editor) -> None:
    """The first cannot go up; that is said."""
    first = editor.names[0]
    answer = editor.send(f"items/{first}/move/", "move", place="0")
    assert answer.status_code == 422
    assert "That is how it is already" in text_in(answer)
    assert editor.versions == 0


def test_a_form_sent_twice_counts_once(editor: Editor) -> None:
    """Also where what it is about is gone by then: the second answer is that of the first; it is audited once."""
    name = editor.names[0]
    sent = editor.tokens(f"items/{name}/") | {"act": "remove"}
    assert editor.post(f"items/{name}/", sent).status_code == 302
    assert editor.post(f"items/{name}/", sent).status_code == 302
    assert editor.post(f"items/{name}/", sent, **HTMX).status_code == 200
    assert editor.versions == 1
    assert AuditEntry.objects.filter(action="adjust_plan").count() == 1


def test_whoever_saves_later_is_told_what_changed_and_keeps_what_they_typed(editor: Editor) -> None:
    """Then sending it again saves it."""
    first, second = editor.names[:2]
    old = editor.tokens(f"items/{second}/")
    editor.saved(f"items/{first}/", "dose", level="2")
    answer = editor.post(f"items/{second}/", old | {"act": "dose", "level": "3", "reason": "typed before"})
    assert answer.status_code == 409
    words = text_in(answer)
    assert "The plan changed since you opened it" in words
    assert "→" in words
    assert "Thea Brandt" in words
    assert 'value="typed before"' in answer.content.decode()
    assert editor.versions == 1
    again = form_of(answer, editor.at(f"items/{second}/"))
    sent = again | {"act": "dose", "level": "3", "reason": "typed before"}
    assert editor.post(f"items/{second}/", sent).status_code == 302
    assert editor.item(second).level == 3
    assert editor.item(first).level == 2


def test_what_was_typed_about_an_exercise_that_is_gone_is_shown(editor: Editor) -> None:
    """There is no form for it any more; the words are not lost."""
    name = editor.names[0]
    old = editor.tokens(f"items/{name}/")
    editor.saved(f"items/{name}/", "remove")
    answer = editor.post(f"items/{name}/", old | {"act": "dose", "level": "2", "reason": "typed before"})
    assert answer.status_code == 409
    assert "You had written: “typed before”" in text_in(answer)
