"""The words of the mails: what they say, what they never say, and that both parts say the same."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as often
from hypothesis.strategies import integers

from accounts.models import User
from rehab.checkins.standing import Standing
from rehab.engine.pipeline import PlanDraft, assess
from rehab.engine.progress.beginning import begin, start_of
from rehab.engine.progress.course import Frame
from rehab.engine.progress.log import Log
from rehab.library.mapping import load_catalog
from rehab.library.models import Exercise
from rehab.outbox.clock import database_now
from rehab.outbox.models import Channel, Delivery, Kind, Purpose
from rehab.outbox.posts import post_of
from rehab.outbox.services import tell
from rehab.plans.models import Plan
from rehab.reminders.weekly_letter import TONES, weekly_page
from tests.engine.cases import TODAY
from tests.engine.strategies import intakes
from tests.intake.walking import ada  # noqa: F401 a fixture
from tests.outbox.leaving import due
from tests.reminders.reading import FORBIDDEN, holds_up, week_of_now

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only, pytest.mark.usefixtures("library")]


PLAIN = [kind for kind in Kind if kind not in (Kind.WEEKLY, Kind.BOOKING, Kind.DIGEST, Kind.ALARM)]


@pytest.mark.parametrize("kind", PLAIN)
def test_every_other_kind_says_that_something_waits(ada: User, settings, kind) -> None:  # noqa: F811 a fixture
    """One sentence and one button; a way out where there is one."""
    now = database_now()
    tell(recipient=ada, kind=kind, period=f"{uuid4()}-1", now=now)
    post, row = post_of(kind), Delivery.objects.get(channel=Channel.MAIL)
    assert post is not None
    settings.SITE_URL = "https://backstride.example"
    seen = holds_up(post.write(row, now), settings)
    assert any("/u/" in link for link in seen.links) == (post.purpose not in (Purpose.SAFETY, Purpose.SECURITY))
    assert row.due_at == now + post.waits


def test_an_alarm_leaves_by_no_mail(ada: User) -> None:  # noqa: F811 a fixture
    """Mail may be what is broken; it stands in the product and in the log."""
    tell(recipient=ada, kind=Kind.ALARM, period="x", now=database_now())
    assert not Delivery.objects.exists()


@pytest.mark.slow
def test_no_mail_of_five_hundred_plans_says_a_word_of_health(ada: User) -> None:  # noqa: F811 a fixture
    """Neither a word of the intake or the rules nor the name of an exercise; the plan shows through nowhere."""
    catalog, names = load_catalog(), [name.lower() for name in Exercise.objects.values_list("name", flat=True)]
    row, made, today = due(ada, week_of_now(), kind=Kind.WEEKLY), 0, TODAY

    @given(intakes(), integers(1, 5))
    @often(max_examples=1_600, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    def says_nothing(answers: dict[str, Any], phase: int) -> None:
        nonlocal made
        draft = assess(answers, catalog, today)
        if not isinstance(draft, PlanDraft):
            return
        made += 1
        frame = Frame(start_of(draft, catalog), catalog)
        plan = Plan(runner=ada, started_on=today, phase=phase, baseline=answers)
        standing = Standing(plan, 8, today, frame, Log(), replace(begin(frame), phase=phase))
        page = weekly_page(row, standing, database_now())
        text = " ".join((page.subject, page.preheader, page.heading, *page.lines, *(link.words for link in page.links)))
        assert not FORBIDDEN.search(text), text
        assert not [name for name in names if name in text.lower()]

    says_nothing()
    assert made >= 500


def test_no_word_of_the_rules_stands_in_any_line_for_a_phase() -> None:
    """Names of exercises and phases, whatever the tone."""
    words = re.compile(r"\b(rest|walk|walking|walks|jog|plank|bridge|core|stage|calm it)\b", re.IGNORECASE)
    assert not [tone for tone in TONES.values() if words.search(tone) or FORBIDDEN.search(tone)]


@pytest.mark.parametrize("role", ["runner", "therapist"])
def test_a_handover_says_what_is_true_for_everybody_it_goes_to(ada: User, role) -> None:  # noqa: F811 a fixture
    """The runner is asked, one therapist has an answer, the other a runner: none is asked another's question."""
    User.objects.filter(pk=ada.pk).update(role=role)
    post = post_of(Kind.HANDOVER)
    assert post is not None
    text = post.write(due(ada, f"{uuid4()} yes", kind=Kind.HANDOVER), database_now()).text
    assert "who looks after whom" in text
    assert "asks" not in text
