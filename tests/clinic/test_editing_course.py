"""The plan as a whole, changed by a therapist: phase, stage, hold, pause, who decides, proposals, taking back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import AuditEntry, CareLink, User
from rehab.engine.progress.doses import label
from rehab.plans.following import frame_of
from tests.checkins.logging import READY, with_course
from tests.clinic.editor import Editor, editor_of, form_of
from tests.clinic.editor import editor as editor
from tests.intake.walking import ada as ada
from tests.intake.walking import signed_in
from tests.plans.making import text_in

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def asked(editor: Editor) -> Editor:
    """Thea where the first exercise waits for her to go up a level."""
    item = editor.course.items[0]
    words = label(frame_of(editor.plan).catalog, item)
    waits = {"subject": item.exercise_id, "rule": "W1", "before": words, "after": f"{item.exercise_id} 3x3", "since": 0}
    with_course(editor.plan, asks_first=True, proposals=[waits])
    return editor


def test_an_unmet_phase_is_moved_with_a_confirmation(editor: Editor) -> None:
    """One phase on; what is not met yet is said first."""
    phase = editor.course.phase
    answer = editor.send("phase/", "up")
    assert answer.status_code == 422
    assert "What this phase asks for before it is left is not met yet." in text_in(answer)
    sent = form_of(answer, editor.at("phase/")) | {"act": "up", "confirmed": "on", "reason": "You are ready."}
    assert editor.post("phase/", sent).status_code == 302
    assert editor.course.phase == phase + 1
    assert AuditEntry.objects.filter(action="override").exists()
    editor.saved("phase/", "down")
    assert editor.course.phase == phase


def test_a_phase_sent_twice_is_one_step(editor: Editor) -> None:
    """The second sending of the same form is not a second step."""
    before = editor.course.phase
    editor.saved("phase/", "down") if before > 1 else None
    sent = editor.tokens("phase/") | {"act": "up", "confirmed": "on", "reason": "x", "against": "unmet"}
    phase = editor.course.phase
    for _ in range(2):
        assert editor.post("phase/", sent).status_code == 302
    assert editor.course.phase == phase + 1


def test_the_run_stage_is_chosen_where_there_is_one(ada: User) -> None:
    """Any lower one, and the next; elsewhere nothing is offered."""
    editor = editor_of(ada, **READY)
    assert "Run stage" not in text_in(editor.client.get(editor.at()))
    with_course(editor.plan, phase=4, stage=3, stage_since=0)
    assert "Run stage: stage 3" in text_in(editor.client.get(editor.at()))
    editor.saved("stage/", "stage", stage="1", reason="Let it settle.")
    assert editor.course.stage == 1
    assert editor.send("stage/", "stage", stage="3").status_code == 422
    assert editor.course.stage == 1


@pytest.mark.parametrize(
    ("part", "field", "on"), [("hold", "held_until", "in this phase until"), ("pause", "paused_until", "paused until")]
)
def test_a_hold_and_a_pause_last_until_a_day_and_are_ended(part: str, field: str, on: str, editor: Editor) -> None:
    """The runner's Today says so."""
    until = timezone.localdate() + timedelta(days=9)
    assert on in editor.saved(f"{part}/", part, until=until.isoformat())
    assert getattr(editor.course, field) == 9
    if part == "pause":
        assert "paused the plan until" in text_in(signed_in(editor.plan.runner).get("/today/"))
    assert on not in editor.saved(f"{part}/", "end", until="")
    assert getattr(editor.course, field) < 0


@pytest.mark.parametrize("until", ["", "yesterday", "2020-01-01", "9999-12-31", "\x00", "2026-99-99", "9" * 5000])
def test_a_day_that_is_none_is_asked_for_again(until: str, editor: Editor) -> None:
    """From today on, within a year; the reason is kept."""
    answer = editor.send("pause/", "pause", until=until, reason="kept words")
    assert answer.status_code == 422
    assert "kept words" in answer.content.decode()
    assert editor.versions == 0


def test_who_decides_is_chosen(editor: Editor) -> None:
    """The rules by themselves, or the therapist first; it is kept with the consent too."""
    assert "what would go up waits for approval" in editor.saved("mode/", "ask_first")
    assert editor.course.asks_first
    assert CareLink.objects.get().needs_approval
    assert "the rules, by themselves" in editor.saved("mode/", "by_rule")
    assert not editor.course.asks_first
    assert not CareLink.objects.get().needs_approval
    editor.saved("undo/", "undo")
    assert editor.course.asks_first
    assert CareLink.objects.get().needs_approval


def test_a_proposal_is_approved(asked: Editor) -> None:
    """The dose goes up as the rule would have raised it."""
    item = asked.course.items[0]
    page = text_in(asked.client.get(asked.at()))
    assert "Waiting for your word" in page
    assert "3 × 3" in page
    asked.saved(f"proposals/{item.exercise_id}/", "approve")
    assert asked.item(item.exercise_id).level == item.level + 1
    assert not asked.course.proposals


def test_a_proposal_is_kept_back_with_a_reason(asked: Editor) -> None:
    """The dose stays; a second answer finds nothing."""
    item = asked.course.items[0]
    sent = asked.tokens(f"proposals/{item.exercise_id}/")
    asked.saved(f"proposals/{item.exercise_id}/", "decline", reason="One week more.")
    assert asked.item(item.exercise_id).level == item.level
    assert not asked.course.proposals
    assert asked.client.get(asked.at(f"proposals/{item.exercise_id}/")).status_code == 404
    answer = asked.post(f"proposals/{item.exercise_id}/", sent | {"act": "approve", "reason": "typed"})
    assert answer.status_code == 409


def test_the_last_change_is_taken_back_once(editor: Editor) -> None:
    """Every kind of it; then there is nothing to take back."""
    name = editor.names[0]
    before = editor.course.items
    editor.saved(f"items/{name}/", "remove")
    assert "Take the last change back" not in editor.saved("undo/", "undo")
    assert editor.course.items == before
    assert editor.client.get(editor.at("undo/")).status_code == 200
    old = {"plan": str(editor.plan.pk), "seen": str(editor.plan.revision), "key": str(editor.plan.pk), "act": "undo"}
    assert editor.post("undo/", old).status_code == 422


def test_under_a_warning_sign_only_what_is_always_open_is_offered(editor: Editor) -> None:
    """A dose sent all the same is refused, whatever is confirmed; taking out and pausing go on."""
    name, second = editor.names[:2]
    sent = editor.tokens(f"items/{name}/")
    with_course(editor.plan, locks=[{"cause": "safety", "tier": "urgent_24_48h", "flags": ["F05"], "since": 0}])
    page = editor.client.get(editor.at())
    words = text_in(page)
    assert "Closed by a warning sign since" in words
    assert "Record a clearance" in words
    assert "Choose an exercise" not in words
    opened = editor.client.get(editor.at(f"items/{name}/")).content.decode()
    assert 'value="dose"' not in opened
    assert 'value="remove"' in opened
    extra = {"act": "dose", "level": "2", "confirmed": "on", "reason": "x", "against": "locked"}
    for path, act in ((f"items/{name}/", "dose"), ("phase/", "up"), ("add/", "add")):
        given: dict[str, Any] = {**sent, **extra, "act": act, "choice": "bird_dog"}
        assert editor.post(path, given).status_code == 422, path
    assert editor.versions == 0
    editor.saved(f"items/{second}/", "remove")
    editor.saved("pause/", "pause", until=timezone.localdate().isoformat())


@pytest.mark.parametrize("path", ["nothing/", "items/no_such/", "items/no_such/exchange/", "proposals/phase/"])
def test_what_is_not_there_is_not_found(path: str, editor: Editor) -> None:
    """A part, an exercise, a proposal."""
    assert editor.client.get(editor.at(path)).status_code == 404
    assert editor.client.post(editor.at(path), {}).status_code == 404
