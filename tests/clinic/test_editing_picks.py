"""Exercises that come into a plan: allowed ones freely, blocked ones with a second confirmation and a reason."""

from __future__ import annotations

import re

import pytest

from accounts.models import AuditEntry, User
from rehab.clinic.candidates import SHOWN, Candidate, Search, candidates
from rehab.library.figure_loading import load_figures
from rehab.library.figure_pictures import figures_of
from rehab.library.models import Exercise
from tests.checkins.days import standing_now
from tests.clinic.editor import HTMX, Editor, editor_of, form_of
from tests.clinic.editor import editor as editor
from tests.clinic.records import share
from tests.intake.walking import ada as ada
from tests.plans.making import text_in

pytestmark = [pytest.mark.django_db]
BENT = {"aggravating": ["bend_forward", "sitting_15", "cough_sneeze"], "easing": ["walking"]}


@pytest.fixture
def bent(ada: User) -> Editor:
    """Thea at a plan in which bending is barred at first."""
    return editor_of(ada, **BENT)


def _found(editor: Editor, instead_of: str = "") -> list[Candidate]:
    return candidates(standing_now(editor.plan.runner), Search(), instead_of)


def _free(editor: Editor) -> Candidate:
    return next(one for one in _found(editor) if not one.against)


def _barred(editor: Editor) -> Candidate:
    return next(one for one in _found(editor) if any(why.startswith("Blocked") for why in one.against))


def test_what_is_allowed_comes_first_and_the_rest_says_why_not(bent: Editor) -> None:
    """Nothing that is in the plan is offered; a list of a screen or two, the rest is searched for."""
    found = _found(bent)
    flags = [bool(one.against) for one in found]
    assert flags == sorted(flags)
    assert not {one.exercise_id for one in found} & set(bent.names)
    page = text_in(bent.client.get(bent.at("add/")))
    assert f"{len(found) - SHOWN} more" in page


@pytest.mark.parametrize("shares", [True, False])
def test_which_answer_bars_an_exercise_is_said_where_the_intake_is_shared(bent: Editor, shares: bool) -> None:
    """In the list and in the warning; that it is blocked is said to every therapist."""
    share(bent.plan.runner, shares_intake=shares)
    barred = _barred(bent).exercise_id
    name = Exercise.objects.get(pk=barred).name
    page = text_in(bent.client.get(bent.at(f"add/?q={name}")))
    refused = text_in(bent.send("add/", "add", choice=barred))
    for text in (page, refused):
        assert "Blocked for this runner" in text
        assert ("The runner reads:" in text) is shares


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ("q=bridge", lambda row: "bridge" in " ".join((row.name, *row.aliases)).lower()),
        ("phase=4", lambda row: 4 in row.phases),
        ("kit=none", lambda row: not row.equipment),
        ("q=%20BRIDGE%20&phase=3&kit=none", lambda row: 3 in row.phases and not row.equipment),
    ],
)
def test_the_library_is_searched(query: str, holds: object, editor: Editor) -> None:
    """By a part of a name or of another name, by phase, by kit."""
    page = editor.client.get(editor.at(f"add/?{query}"), **HTMX).content.decode()
    shown = [row for row in Exercise.objects.all() if f'value="{row.pk}"' in page]
    assert shown
    assert all(holds(row) for row in shown)  # type: ignore[operator]  # a function


@pytest.mark.parametrize("query", ["phase=9", "phase=%00", "kit=x", f"q={'x' * 5000}", "q=%00", f"phase={'9' * 5000}"])
def test_a_search_that_cannot_be_read_is_no_error(query: str, editor: Editor) -> None:
    """What cannot be read is left out."""
    assert editor.client.get(editor.at(f"add/?{query}")).status_code == 200


def test_an_allowed_exercise_is_added_at_once(editor: Editor) -> None:
    """At its first level, at the end of the exercises; no confirmation is asked for."""
    new = _free(editor)
    said = editor.saved("add/", "add", choice=new.exercise_id)
    assert new.name in said
    assert not editor.item(new.exercise_id).chosen
    assert not AuditEntry.objects.filter(action="override").exists()


def test_a_blocked_exercise_needs_a_second_confirmation_with_a_reason(bent: Editor) -> None:
    """First what speaks against it is shown; a tick without a reason is not enough; then it is saved and audited."""
    new = _barred(bent)
    asked = bent.send("add/", "add", choice=new.exercise_id)
    assert asked.status_code == 422
    words = text_in(asked)
    assert "Something speaks against this. Nothing is saved yet." in words
    assert new.against[0] in words
    assert "It may stay empty" not in words.split("You chose")[1].split("Add it")[0]
    sent = form_of(asked, bent.at("add/")) | {"act": "add", "choice": new.exercise_id}
    unmeant = bent.post("add/", sent | {"reason": "Needed for work."})
    assert "Tick this if you mean it all the same." in text_in(unmeant)
    bare = bent.post("add/", sent | {"confirmed": "on"})
    assert bare.status_code == 422
    assert "Say why: the runner reads it" in text_in(bare)
    assert new.against[0] in text_in(bare)
    assert bent.versions == 0
    assert bent.post("add/", sent | {"confirmed": "on", "reason": "Needed for work."}).status_code == 302
    assert bent.item(new.exercise_id).chosen
    assert AuditEntry.objects.get(action="override").subject_id == bent.plan.runner.public_id
    assert not AuditEntry.objects.filter(action="adjust_plan").exists()


def test_a_confirmation_that_was_not_asked_for_confirms_nothing(bent: Editor) -> None:
    """Ticked in advance, or for another objection: what speaks against it is shown first."""
    new = _barred(bent)
    given = {"choice": new.exercise_id, "confirmed": "on", "reason": "I know."}
    for against in ("", "unmet", "no_kit", "locked", "\x00", "x" * 500):
        answer = bent.send("add/", "add", **given, against=against)
        assert answer.status_code == 422, against
    assert bent.versions == 0
    free = _free(bent)
    bent.saved("add/", "add", **given | {"choice": free.exercise_id, "against": "barred"})
    assert not bent.item(free.exercise_id).chosen


def test_an_exercise_is_exchanged_in_its_place(editor: Editor) -> None:
    """The other takes its place; the list begins with those of the same purpose."""
    old = editor.names[1]
    catalog = standing_now(editor.plan.runner).frame.catalog.exercises
    found = _found(editor, old)
    free = [catalog[one.exercise_id].kind == catalog[old].kind for one in found if not one.against]
    assert free == sorted(free, reverse=True)
    new = next(one for one in found if not one.against)
    said = editor.saved(f"items/{old}/exchange/", "exchange", choice=new.exercise_id, reason="Kinder.")
    assert editor.names[1] == new.exercise_id
    assert editor.item(new.exercise_id).replaces == old
    assert f"→ {new.name}" in said


@pytest.mark.parametrize("choice", ["", "no_such", "\x00", "x" * 5000, "../../etc", "run_walk"])
def test_a_choice_that_is_none_says_so(choice: str, editor: Editor) -> None:
    """Nothing is saved, no page breaks."""
    for path, act in (("add/", "add"), (f"items/{editor.names[0]}/exchange/", "exchange")):
        answer = editor.send(path, act, choice=choice)
        assert answer.status_code == 422
    assert editor.versions == 0


def test_what_is_in_the_plan_already_is_not_added_again(editor: Editor) -> None:
    """It is said where its dose is changed."""
    answer = editor.send("add/", "add", choice=editor.names[0])
    assert "It is in the plan already." in text_in(answer)


def test_what_may_come_in_is_shown_with_its_figure(editor: Editor) -> None:
    """One small picture each, for as many as are shown, and none where there is no figure."""
    assert 'class="thumb"' not in editor.client.get(editor.at("add/")).content.decode()
    load_figures()
    page = editor.client.get(editor.at("add/")).content.decode()
    assert page.count('class="thumb"') == SHOWN
    still = figures_of([re.findall(r'id="choice-(\w+)"', page)[0]])
    assert next(iter(still.values())).still in page
