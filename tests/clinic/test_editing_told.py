"""What the runner is told of changes: once a batch, before → after, with the reason, until they have looked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import F
from django.test import Client
from django.utils import timezone

from accounts.models import CareLink, User
from rehab.outbox.kinds import said
from rehab.outbox.models import Notice
from rehab.plans.batches import batches
from tests.accounts.therapists import therapist
from tests.checkins.logging import with_course
from tests.clinic.editor import Editor, change_notices, changes_page, saved_earlier
from tests.clinic.editor import editor as editor
from tests.clinic.editor import mine as mine
from tests.intake.walking import ada as ada
from tests.intake.walking import runner, signed_in
from tests.plans.making import plan_of, text_in

pytestmark = [pytest.mark.django_db]
CANARY = "canary-tendon-words"


def test_today_and_the_plan_say_so_until_the_runner_has_looked(editor: Editor, mine: Client) -> None:
    """Stored pages included; the count and the day are said."""
    mine.get("/today/"), mine.get("/plan/")
    editor.saved(f"items/{editor.names[0]}/", "dose", level="2", reason=CANARY)
    banner = "Thea Brandt changed your plan today: 1 change"
    for _ in range(2):
        assert banner in text_in(mine.get("/today/"))
        assert banner in text_in(mine.get("/plan/"))
    changes_page(editor, editor.client)  # the therapist's look is not the runner's
    assert banner in text_in(mine.get("/today/"))
    address = f"/plan/changes/{editor.plan.pk}/{batches(editor.plan)[-1].number}/"
    assert editor.client.post(address).status_code == 403
    changes_page(editor, mine)  # opening it writes nothing; the page says by itself that it was looked at
    assert banner in text_in(mine.get("/today/"))
    assert mine.post(address, headers={"HX-Request": "true"}).status_code == 204
    assert "changed your plan" not in text_in(mine.get("/today/"))
    assert "changed your plan" not in text_in(mine.get("/plan/"))


def test_opening_the_notice_is_looking(editor: Editor, mine: Client) -> None:
    """It leads to the page, and the banner goes."""
    editor.saved(f"items/{editor.names[0]}/", "fix")
    mine.get("/today/")
    answer = mine.post(f"/notices/{change_notices()[0].pk}/", follow=True)
    assert "Thea Brandt changed your plan: 1 change" in text_in(answer)
    assert mine.post(answer.redirect_chain[-1][0]).headers["Location"] == "/today/"
    assert "changed your plan" not in text_in(mine.get("/today/"))


@pytest.mark.parametrize(("days", "is_said", "when"), [(1, True, "yesterday"), (6, True, " on "), (7, False, "")])
def test_after_a_week_it_is_said_no_more(days: int, is_said: bool, when: str, editor: Editor, mine: Client) -> None:
    """By the runner's calendar."""
    editor.saved(f"items/{editor.names[0]}/", "fix")
    saved_earlier(days=days)
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
    words = said(change_notices()[0])
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
    assert change_notices()[0].seen_at is None


def test_under_a_warning_sign_the_runner_is_led_to_what_to_do(editor: Editor, mine: Client) -> None:
    """No doses are read there; nothing counts as looked at."""
    editor.saved(f"items/{editor.names[0]}/", "dose", level="2")
    plan = with_course(editor.plan, locks=[{"cause": "safety", "tier": "urgent_24_48h", "flags": ["F05"], "since": 0}])
    plan.locks.create(cause="safety", tier="urgent_24_48h", placed_at=timezone.now())
    answer = mine.get(f"/plan/changes/{plan.pk}/{batches(plan)[0].number}/")
    assert answer.headers["Location"] == "/plan/"
    assert change_notices()[0].seen_at is None


def test_what_was_confirmed_is_told(editor: Editor, mine: Client) -> None:
    """That something spoke against it, and that the therapist meant it."""
    sent = editor.tokens("phase/") | {"act": "up", "against": "unmet", "confirmed": "on", "reason": "You are ready."}
    assert editor.post("phase/", sent).status_code == 302
    page = changes_page(editor, mine)
    assert "Something spoke against it. Thea Brandt was shown that, and meant it." in page
    assert "Why: You are ready." in page
    assert "Changed your plan and confirmed what spoke against it" in text_in(mine.get("/settings/seen/"))


def test_a_therapist_who_left_is_still_named(editor: Editor, mine: Client) -> None:
    """What they wrote stays; of an account that is gone, that it was a therapist."""
    editor.saved(f"items/{editor.names[0]}/", "fix", reason="Kept.")
    CareLink.objects.update(ended_at=timezone.now())
    assert "Thea Brandt changed your plan" in changes_page(editor, mine)
    User.objects.filter(pk=editor.thea.pk).delete()
    page = changes_page(editor, mine)
    assert "Your therapist changed your plan" in page
    assert "Why: Kept." in page
