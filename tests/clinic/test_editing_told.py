"""What the runner is told of changes: once a batch, before → after, with the reason, until they have looked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.test import Client
from django.utils import timezone

from accounts.models import CareLink, User
from rehab.clinic.candidates import Search, candidates
from rehab.outbox.kinds import said
from rehab.outbox.models import Kind, Notice
from rehab.plans.batches import batches
from rehab.plans.models import LogEntry
from tests.accounts.therapists import therapist
from tests.checkins.days import standing_now
from tests.checkins.logging import with_course
from tests.clinic.editor import Editor
from tests.clinic.editor import editor as editor
from tests.intake.walking import ada as ada
from tests.intake.walking import runner, signed_in
from tests.plans.making import plan_of, text_in

pytestmark = [pytest.mark.django_db]
CANARY = "canary-tendon-words"


@pytest.fixture
def mine(editor: Editor) -> Client:
    """Ada's browser."""
    return signed_in(editor.plan.runner)


def _earlier(**passed: float) -> None:
    """Everything that was saved so far was saved as much earlier."""
    LogEntry.objects.update(made_at=F("made_at") - timedelta(**passed))


def _notices() -> list[Notice]:
    return list(Notice.objects.filter(kind=Kind.PLAN_CHANGED).order_by("made_at"))


def _changes(editor: Editor, browser: Client, place: int = -1) -> str:
    batch = batches(editor.plan)[place]
    answer = browser.get(f"/plan/changes/{editor.plan.pk}/{batch.number}/")
    assert answer.status_code == 200
    return text_in(answer)


def test_changes_of_a_quarter_of_an_hour_are_told_once(editor: Editor, mine: Client) -> None:
    """Two changes, one notice; the page says both with their reasons and who made them."""
    first, second = editor.names[:2]
    editor.saved(f"items/{first}/", "dose", level="2", reason="Your calf first.")
    _earlier(minutes=14)
    editor.saved(f"items/{second}/", "remove", reason="It hurt last time.")
    (notice,) = _notices()
    assert Notice.objects.filter(kind=Kind.PLAN_CHANGED).count() == 1
    words = said(notice)
    assert words is not None
    assert words.text == "Thea Brandt changed your plan. See what and why."
    page = text_in(mine.get(words.address))
    assert "Thea Brandt changed your plan: 2 changes" in page
    assert "Why: Your calf first." in page
    assert "Why: It hurt last time." in page
    assert page.count("→") == 2


def test_a_quarter_of_an_hour_after_the_first_change_a_batch_begins(editor: Editor) -> None:
    """Counted from its first change, not from its last."""
    name = editor.names[0]
    editor.saved(f"items/{name}/", "dose", level="2")
    _earlier(minutes=10)
    editor.saved(f"items/{name}/", "dose", level="3")
    _earlier(minutes=6)
    editor.saved(f"items/{name}/", "dose", level="2")
    assert [len(batch.entries) for batch in batches(editor.plan)] == [2, 1]
    assert len(_notices()) == 2


def test_each_therapist_has_batches_of_their_own(editor: Editor) -> None:
    """At the same time: two notices, each with its name."""
    tom = therapist("tom@example.org", "Tom Adeyemi")
    CareLink.objects.create(runner=editor.plan.runner, therapist=tom, granted_at=timezone.now())
    first, second = editor.names[:2]
    editor.saved(f"items/{first}/", "fix")
    Editor(signed_in(tom), editor.plan, tom).saved(f"items/{second}/", "fix")
    assert [batch.by for batch in batches(editor.plan)] == ["Thea Brandt", "Tom Adeyemi"]
    assert len(_notices()) == 2


def test_the_difference_is_that_of_the_whole_batch(editor: Editor, mine: Client) -> None:
    """From the first to the last; what came back to where it was is not among it."""
    first, second = editor.names[:2]
    editor.saved(f"items/{first}/", "dose", level="2", reason="One.")
    editor.saved(f"items/{first}/", "dose", level="3", reason="Two.")
    editor.saved(f"items/{second}/", "fix")
    editor.saved(f"items/{second}/", "loose")
    page = _changes(editor, mine)
    assert "changed your plan: 1 change " in page
    assert page.count("→") == 1
    assert "Why: One." in page
    assert "Why: Two." in page


def test_what_is_taken_back_in_the_batch_vanishes(editor: Editor, mine: Client) -> None:
    """The notice has nothing to say any more, and neither has Today."""
    editor.saved(f"items/{editor.names[0]}/", "remove", reason="No.")
    editor.saved("undo/", "undo")
    (notice,) = _notices()
    assert said(notice) is None
    assert "Everything was taken back" in _changes(editor, mine)
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
    _earlier(minutes=20)
    editor.saved("undo/", "undo")
    there, back = _changes(editor, mine, 0), _changes(editor, mine, 1)
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
    page = _changes(editor, mine)
    assert "changed your plan: 1 change " in page
    assert f"→ {new.name}" in page


def test_today_and_the_plan_say_so_until_the_runner_has_looked(editor: Editor, mine: Client) -> None:
    """Stored pages included; the count and the day are said."""
    mine.get("/today/"), mine.get("/plan/")
    editor.saved(f"items/{editor.names[0]}/", "dose", level="2", reason=CANARY)
    banner = "Thea Brandt changed your plan today: 1 change"
    for _ in range(2):
        assert banner in text_in(mine.get("/today/"))
        assert banner in text_in(mine.get("/plan/"))
    _changes(editor, editor.client)  # the therapist's look is not the runner's
    assert banner in text_in(mine.get("/today/"))
    address = f"/plan/changes/{editor.plan.pk}/{batches(editor.plan)[-1].number}/"
    assert editor.client.post(address).status_code == 403
    _changes(editor, mine)  # opening it writes nothing; the page says by itself that it was looked at
    assert banner in text_in(mine.get("/today/"))
    assert mine.post(address, headers={"HX-Request": "true"}).status_code == 204
    assert "changed your plan" not in text_in(mine.get("/today/"))
    assert "changed your plan" not in text_in(mine.get("/plan/"))


def test_opening_the_notice_is_looking(editor: Editor, mine: Client) -> None:
    """It leads to the page, and the banner goes."""
    editor.saved(f"items/{editor.names[0]}/", "fix")
    mine.get("/today/")
    answer = mine.post(f"/notices/{_notices()[0].pk}/", follow=True)
    assert "Thea Brandt changed your plan: 1 change" in text_in(answer)
    assert mine.post(answer.redirect_chain[-1][0]).headers["Location"] == "/today/"
    assert "changed your plan" not in text_in(mine.get("/today/"))


@pytest.mark.parametrize(("days", "is_said", "when"), [(1, True, "yesterday"), (6, True, " on "), (7, False, "")])
def test_after_a_week_it_is_said_no_more(days: int, is_said: bool, when: str, editor: Editor, mine: Client) -> None:
    """By the runner's calendar."""
    editor.saved(f"items/{editor.names[0]}/", "fix")
    _earlier(days=days)
    type(editor.plan).objects.update(started_on=F("started_on") - timedelta(days=days))
    page = text_in(mine.get("/plan/"))
    assert ("Thea Brandt changed your plan" in page) is is_said
    assert when in page


def test_the_reason_stands_in_no_notice_and_no_audit(editor: Editor) -> None:
    """Neither does an exercise: a notice says that there is something, never what."""
    name = editor.names[0]
    editor.saved(f"items/{name}/", "remove", reason=CANARY)
    from django.core import serializers

    from accounts.models import AuditEntry

    rows = serializers.serialize("json", [*Notice.objects.all(), *AuditEntry.objects.all()])
    words = said(_notices()[0])
    assert words is not None
    for text in (rows, words.text, words.address):
        assert CANARY not in text
        assert name not in text


def test_strangers_find_no_changes(editor: Editor, mine: Client) -> None:
    """Nor does a number that is none lead anywhere."""
    editor.saved(f"items/{editor.names[0]}/", "remove", reason=CANARY)
    number = batches(editor.plan)[0].number
    address = f"/plan/changes/{editor.plan.pk}/{number}/"
    bob = runner("bob@example.org")
    plan_of(bob)
    ex = therapist("ex@example.org")
    CareLink.objects.create(runner=editor.plan.runner, therapist=ex, granted_at=timezone.now(), ended_at=timezone.now())
    for who in (bob, ex, therapist("tom@example.org")):
        browser = signed_in(who)
        for answer in (browser.get(address), browser.post(address)):
            assert answer.status_code == 404
            assert CANARY not in answer.content.decode()
    assert Client().get(address).status_code == 302
    assert mine.get(f"/plan/changes/{editor.plan.pk}/{number + 1}/").status_code == 404
    assert mine.get(f"/plan/changes/{editor.plan.pk}/{'9' * 60}/").status_code == 404
    assert _notices()[0].seen_at is None


def test_under_a_warning_sign_the_runner_is_led_to_what_to_do(editor: Editor, mine: Client) -> None:
    """No doses are read there; nothing counts as looked at."""
    editor.saved(f"items/{editor.names[0]}/", "dose", level="2")
    plan = with_course(editor.plan, locks=[{"cause": "safety", "tier": "urgent_24_48h", "flags": ["F05"], "since": 0}])
    plan.locks.create(cause="safety", tier="urgent_24_48h", placed_at=timezone.now())
    answer = mine.get(f"/plan/changes/{plan.pk}/{batches(plan)[0].number}/")
    assert answer.headers["Location"] == "/plan/"
    assert _notices()[0].seen_at is None


def test_what_was_confirmed_is_told(editor: Editor, mine: Client) -> None:
    """That something spoke against it, and that the therapist meant it."""
    sent = editor.tokens("phase/") | {"act": "up", "against": "unmet", "confirmed": "on", "reason": "You are ready."}
    assert editor.post("phase/", sent).status_code == 302
    page = _changes(editor, mine)
    assert "Something spoke against it. Thea Brandt was shown that, and meant it." in page
    assert "Why: You are ready." in page
    assert "Changed your plan and confirmed what spoke against it" in text_in(mine.get("/settings/seen/"))


def test_a_therapist_who_left_is_still_named(editor: Editor, mine: Client) -> None:
    """What they wrote stays; of an account that is gone, that it was a therapist."""
    editor.saved(f"items/{editor.names[0]}/", "fix", reason="Kept.")
    CareLink.objects.update(ended_at=timezone.now())
    assert "Thea Brandt changed your plan" in _changes(editor, mine)
    User.objects.filter(pk=editor.thea.pk).delete()
    page = _changes(editor, mine)
    assert "Your therapist changed your plan" in page
    assert "Why: Kept." in page
