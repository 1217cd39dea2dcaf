"""The words of the mails: what they say, what they never say, and that both parts say the same."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
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
from rehab.outbox.models import Channel, Delivery, Kind, Purpose, Skip, State
from rehab.outbox.posts import Letter, post_of
from rehab.outbox.services import tell
from rehab.plans.models import LogEntry, Plan
from rehab.reminders.wanting import plan_of, unanswered, weekly_unwanted
from rehab.reminders.weekly_letter import SMALLER, SUBJECT, TONES, weekly_page
from tests.accounts.therapists import therapist_of
from tests.checkins.days import logged, plan_since, session_of, standing_now
from tests.checkins.logging import READY, plan_on_day, with_course
from tests.engine.cases import TODAY
from tests.engine.strategies import intakes
from tests.intake.walking import ada  # noqa: F401 a fixture
from tests.outbox.leaving import due
from tests.plans.statements import statements

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only, pytest.mark.usefixtures("library")]
# Words of the intake, the rules and the body; a whole word, whatever its case.
HEALTH = (
    "pain|painful|spine|spinal|back|neck|leg|arm|injury|injured|rehab|rehabilitation|exercise|exercises|clinician|doctor|"
    "therapist|physio|symptom|symptoms|diagnosis|flare|red flag|mobility|strength|run|runs|running|runner|ache|numb|"
    "sciatica|disc|stiffness|health|medical|phase|recovery|emergency|urgent"
)
FORBIDDEN = re.compile(rf"\b({HEALTH})\b", re.IGNORECASE)


LINKS = ("Backstride", "Choose what you get and when", "Stop these mails")


class Seen(HTMLParser):
    """The words and links of an HTML part."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self._hidden = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag in ("style", "title"):
            self._hidden = tag
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_endtag(self, tag: str) -> None:
        if tag == self._hidden:
            self._hidden = ""

    def handle_data(self, data: str) -> None:
        if not self._hidden and data.strip():
            self.words.append(" ".join(data.split()))


def week_of_now() -> str:
    """The ISO week of today."""
    year, week, _ = timezone.localdate().isocalendar()
    return f"{year}-W{week:02}"


def weekly(user: User, **more: object) -> tuple[Delivery, Letter]:
    """This week's mail to a runner."""
    row = due(user, week_of_now(), kind=Kind.WEEKLY, **more)
    post = post_of(Kind.WEEKLY)
    assert post is not None
    assert post.unwanted(row, database_now()) is None
    return row, post.write(row, database_now())


def holds_up(letter: Letter, settings) -> Seen:
    """What is asked of every letter."""
    seen = Seen(letter.html)
    assert not {"img", "script", "iframe", "form", "link"} & seen.tags
    assert all(link.startswith(settings.SITE_URL) for link in seen.links)
    assert set(re.findall(r"https?://\S+", letter.text)) == set(seen.links)
    assert len(letter.html) < 30_000
    assert not FORBIDDEN.search(letter.subject), letter.subject
    assert not FORBIDDEN.search(seen.words[0]), seen.words[0]  # the preheader
    flat = " ".join(letter.text.split())
    body = [word for word in seen.words[1:] if word not in LINKS]  # the preheader has words of its own
    assert all(word in flat for word in body), [word for word in body if word not in flat]
    return seen


def test_the_weeks_mail_says_last_week_this_week_and_one_new_thing(ada: User, settings) -> None:  # noqa: F811 a fixture
    """With a check-in in one tap, a way to Today and a way out."""
    plan_since(ada, 9, **READY)
    _, letter = weekly(ada)
    seen = holds_up(letter, settings)
    assert letter.subject == SUBJECT
    assert re.search(r"Last week: 0 of \d sessions done, \d unknown\.", letter.text)
    assert re.search(r"This week: \d sessions?\.", letter.text)
    assert any(tone in letter.text for tone in TONES.values())
    kinds = [link.removeprefix(settings.SITE_URL).split("/")[1] for link in dict.fromkeys(seen.links)]
    assert kinds == ["t", "today", "settings", "u"]


def test_a_new_plan_says_nothing_of_a_week_before(ada: User) -> None:  # noqa: F811 a fixture
    """Day 0 has no last week."""
    plan_since(ada, 0, **READY)
    assert "Last week" not in weekly(ada)[1].text


def test_what_changed_is_the_new_thing(ada: User) -> None:  # noqa: F811 a fixture
    """That it did, not what."""
    plan = plan_since(ada, 9, **READY)
    fields = {"day": 8, "step": "session", "rule": "X", "subject": "bird_dog", "before": "1", "after": "2"}
    plan.events.create(kind="decided", at=timezone.now(), **fields)
    text = weekly(ada)[1].text
    assert "New: your plan changed since last week" in text
    assert "bird" not in text


SENT_BEFORE = [(0, SUBJECT), (2, SUBJECT), (3, SMALLER), (4, Skip.SILENT), (9, Skip.SILENT)]


def sent_weeks(user: User, count: int) -> None:
    """So many weekly mails of the weeks before, sent."""
    now = database_now()
    for number in range(count):
        at = now - timedelta(days=7 * (count - number))
        period = f"2000-W{number + 1:02}"
        due(user, period, kind=Kind.WEEKLY, state=State.SENT, sent_at=at, handed_at=at)


@pytest.mark.parametrize(("before", "expected"), SENT_BEFORE)
def test_after_three_unanswered_one_smaller_mail_then_silence(ada: User, settings, before, expected) -> None:  # noqa: F811 a fixture
    """Counted since the last word of the runner."""
    plan = plan_since(ada, 80, **READY)
    sent_weeks(ada, before)
    if isinstance(expected, Skip):
        assert weekly_unwanted(due(ada, week_of_now(), kind=Kind.WEEKLY), database_now()) == expected
    else:
        letter = weekly(ada)[1]
        holds_up(letter, settings)
        assert letter.subject == expected
    LogEntry.objects.create(
        plan=plan, number=1, entry_id="x", kind="rating", day=79, body={}, made_at=timezone.now(), by=ada
    )
    assert weekly_unwanted(due(ada, "9999-W01", kind=Kind.WEEKLY), database_now()) is None


def test_weeks_are_counted_whichever_way_they_left(ada: User) -> None:  # noqa: F811 a fixture
    """By mail and by push is one week; push alone, with mail switched off, falls silent as well."""
    plan_since(ada, 80, **READY)
    sent_weeks(ada, 3)
    for row in list(Delivery.objects.filter(kind=Kind.WEEKLY)):
        row.pk, row.channel = None, "push"
        row.save()
    now = due(ada, week_of_now(), kind=Kind.WEEKLY)
    plan = plan_of(ada)
    assert plan is not None
    assert unanswered(now, plan) == 3
    Delivery.objects.filter(kind=Kind.WEEKLY, channel="mail").exclude(pk=now.pk).delete()
    assert unanswered(now, plan) == 3


def test_a_word_of_the_therapist_is_no_answer(ada: User) -> None:  # noqa: F811 a fixture
    """Only the runner's own."""
    plan = plan_since(ada, 80, **READY)
    sent_weeks(ada, 4)
    thea = therapist_of(ada)
    LogEntry.objects.create(
        plan=plan, number=1, entry_id="x", kind="adjust", day=79, body={}, made_at=timezone.now(), by=thea
    )
    assert weekly_unwanted(due(ada, week_of_now(), kind=Kind.WEEKLY), database_now()) == Skip.SILENT


@pytest.mark.parametrize(
    ("course", "reason"),
    [
        ({"paused_until": 99}, Skip.PAUSED),
        ({"paused_until": 8}, None),
        ({"locks": [{"cause": "safety", "tier": "emergency_now", "flags": [], "since": 8}]}, Skip.LOCKED),
        ({"locks": [{"cause": "contact", "tier": "clinician_parallel", "flags": [], "since": 8}]}, None),
        ({"phase": 5}, None),
    ],
)
def test_it_is_silent_while_there_is_nothing_to_do(ada: User, course, reason) -> None:  # noqa: F811 a fixture
    """Paused or locked; a lock on running alone leaves sessions to do."""
    with_course(plan_on_day(ada, 9, **READY), **course)
    assert weekly_unwanted(due(ada, week_of_now(), kind=Kind.WEEKLY), database_now()) == reason


def test_it_is_silent_without_a_plan_and_of_a_week_that_is_over(ada: User) -> None:  # noqa: F811 a fixture
    """Finished, and stale."""
    row = due(ada, week_of_now(), kind=Kind.WEEKLY)
    assert weekly_unwanted(row, database_now()) == Skip.FINISHED
    plan_on_day(ada, 9, **READY)
    assert weekly_unwanted(due(ada, "2020-W01", kind=Kind.WEEKLY), database_now()) == Skip.STALE
    Plan.objects.update(closed_at=timezone.now())
    assert weekly_unwanted(row, database_now()) == Skip.FINISHED


def test_a_weekly_mail_costs_few_statements(ada: User) -> None:  # noqa: F811 a fixture
    """Judging and writing together: a million have to be written in a morning."""
    plan_since(ada, 9, **READY)
    weekly(ada)
    Delivery.objects.all().delete()
    row = due(ada, week_of_now(), kind=Kind.WEEKLY)
    post = post_of(Kind.WEEKLY)
    assert post is not None
    with statements() as made:
        post.unwanted(row, database_now())
        post.write(row, database_now())
    assert len(made) <= 12


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


def lines_of(ada: User) -> tuple[str, ...]:  # noqa: F811 a fixture of the same name
    """What this week's mail says."""
    Delivery.objects.all().delete()
    return weekly_page(due(ada, week_of_now(), kind=Kind.WEEKLY), standing_now(ada), database_now()).lines


def test_a_day_nobody_wrote_about_is_unknown_yesterday_as_well(ada: User) -> None:  # noqa: F811 a fixture
    """Of the planned sessions of a week without a word, every one is unknown."""
    for days in range(7, 14):
        Plan.objects.all().update(closed_at=timezone.now())
        plan_since(ada, days, **READY)
        found = re.fullmatch(r"Last week: 0 of (\d) sessions done, (\d) unknown\.", lines_of(ada)[0])
        assert found is not None
        assert found[1] == found[2], days


def test_what_was_logged_last_week_is_not_unknown(ada: User) -> None:  # noqa: F811 a fixture
    """Two whole sessions; today's is still to come and counts for nothing."""
    plan = plan_since(ada, 8, **READY)
    logged(plan, session_of(plan, 3), session_of(plan, 5), session_of(plan, 8))
    found = re.fullmatch(r"Last week: 2 of (\d) sessions done(?:, (\d) unknown)?\.", lines_of(ada)[0])
    assert found is not None
    assert int(found[1]) == 2 + int(found[2] or 0)


def test_a_week_without_a_planned_session_is_not_counted(ada: User) -> None:  # noqa: F811 a fixture
    """Every day of it was shut, or in a pause."""
    with_course(plan_on_day(ada, 10, **READY), closed=list(range(3, 11)))
    assert not any("Last week" in line for line in lines_of(ada))


def test_calm_days_are_not_called_sessions(ada: User) -> None:  # noqa: F811 a fixture
    """Today has a small set each day meanwhile."""
    with_course(plan_on_day(ada, 9, **READY), flare={"since": 8, "baseline": 2.0})
    assert "This week: a little every day, and easy." in lines_of(ada)


@pytest.mark.parametrize(("days", "said"), [(24, "Today begins lower"), (40, "Today asks a few questions first")])
def test_the_smaller_mail_promises_what_today_shows(ada: User, days, said) -> None:  # noqa: F811 a fixture
    """After three weeks doses are lower; after more than four a new beginning comes first."""
    plan_since(ada, days, **READY)
    sent_weeks(ada, 3)
    standing = standing_now(ada)
    text = " ".join(weekly(ada)[1].text.split())
    assert said in text
    assert standing.has_to_answer == (days == 40)
    assert bool(standing.course.gap_down)


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
