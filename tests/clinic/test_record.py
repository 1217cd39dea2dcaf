"""The runner's page: the time line of what was logged and decided, the pain line, the criteria."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditEntry, User
from rehab.engine.progress.log import Run
from rehab.plans.models import Plan
from rehab.plans.recording import record_entry
from tests.accounts.therapists import therapist_of
from tests.checkins.days import RUNS, logged, plan_since, session_of
from tests.clinic.records import CANARIES, NOTE, address_of, day_on, record, whole_record
from tests.clinic.records import key as key
from tests.clinic.records import plan as plan
from tests.intake.walking import ada as ada
from tests.intake.walking import runner, signed_in
from tests.plans.statements import statements
from tests.plans.years import plan_with_days

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def thea(plan: Plan) -> User:
    """Her therapist, to whom everything is open."""
    return therapist_of(plan.runner)


def test_it_shows_all_that_was_logged_and_decided(plan: Plan, thea: User) -> None:
    """Pain by its names, sessions, runs with their warnings, check-ins in words, decisions with their rule."""
    text = whole_record(thea, plan.runner)
    for words in (
        *CANARIES,
        "Morning 2",
        "During 5",
        "Next morning 2",
        "Worst 4",
        "Session Done",
        "highest pain 5 of 10",
        "Average pain 3, worst 6 of 10; better than the week before",
        "Walking before the pain passes 3: 33 minutes",
        "safety questions: no",
        "the limit was",
        "A plan began",
    ):
        assert words in text, words
    assert "Decided by" in text


def test_it_says_where_the_plan_stands(plan: Plan, thea: User) -> None:
    """Phase and week, whether anything is locked, what is asked before the next phase, the finding of the pain."""
    text = record(thea, plan.runner)
    for words in ("week 3 of the plan", "Nothing is locked", "To move on to", "Pain, last 12 weeks", "Pain during"):
        assert words in text, words


def test_the_newest_day_stands_first_and_a_page_has_fourteen_days(plan: Plan, thea: User) -> None:
    """Earlier leads on to what is before, and from there later leads back."""
    text = record(thea, plan.runner)
    newest, older = (day_on(plan, day) for day in (19, 8))
    assert text.index(f"{newest:%A} {newest.day} {newest:%B}") < text.index(f"{older:%A} {older.day} {older:%B}")
    assert NOTE not in text
    last = timezone.localdate() - timedelta(days=14)
    page = signed_in(thea).get(address_of(plan.runner)).content.decode()
    assert f"until={last:%Y-%m-%d}" in page
    before = signed_in(thea).get(f"{address_of(plan.runner)}?until={last}").content.decode()
    assert NOTE in before
    assert "Later" in before
    assert ">Earlier<" not in before


@pytest.mark.parametrize(
    ("show", "there", "absent"),
    [
        ("pain", "Worst 4", "Session Done"),
        ("sessions", "Session Done", "7.77 km"),
        ("runs", "7.77 km", "Session Done"),
        ("decisions", "Decided by", "7.77 km"),
    ],
)
def test_a_filter_shows_one_kind_alone(show: str, there: str, absent: str, plan: Plan, thea: User) -> None:
    """Days without it are left out."""
    text = record(thea, plan.runner, f"?show={show}&until={day_on(plan, 8)}")
    assert there in text
    assert absent not in text


@pytest.mark.parametrize("query", ["?until=x", "?until=9999-99-99", "?until=0001-01-01", "?show=%00", "?until=%ff"])
def test_a_query_that_is_none_of_ours_shows_the_usual_page(query: str, plan: Plan, thea: User) -> None:
    """Never an error."""
    assert "Morning 2" in record(thea, plan.runner, query)


def test_an_edit_takes_the_place_of_what_it_edits(plan: Plan, thea: User) -> None:
    """A run whose distance was corrected stands there once."""
    again = Run("11111111-1111-1111-1111-111111111111", 6, km=5.55, minutes=40, pain=2)
    record_entry(plan=plan, entry=again, actor=plan.runner, now=timezone.now(), corrects=True)
    text = whole_record(thea, plan.runner)
    assert "5.55 km" in text
    assert "7.77 km" not in text


def test_a_morning_nobody_rated_is_unknown_and_said(ada: User) -> None:
    """After a day with exercise, once that morning has come."""
    plan = plan_since(ada, 3, **RUNS)
    logged(plan, session_of(plan, 1), session_of(plan, 3))
    text = record(therapist_of(ada), ada)
    assert text.count("Next morning ? not answered") == 1


def test_looking_is_noted_without_a_value(plan: Plan, thea: User) -> None:
    """Once a page."""
    record(thea, plan.runner)
    noted = AuditEntry.objects.get(object_type="runner")
    assert (noted.actor_id, noted.subject_id) == (thea.public_id, plan.runner.public_id)
    assert (noted.action, noted.outcome) == ("view", "permit")
    assert noted.object_id == str(plan.runner.public_id)


def test_a_runner_without_a_plan_has_an_empty_page(ada: User) -> None:
    """It says so."""
    text = record(therapist_of(ada), ada)
    assert "No plan yet" in text
    assert "Nothing was logged or decided" in text


@pytest.mark.usefixtures("library")
def test_more_entries_cost_no_more_statements() -> None:
    """Five days of logs or fifty, the database is asked as often."""
    counts = []
    for number, days in enumerate((5, 50)):
        someone = runner(f"r{number}@example.org")
        plan_with_days(someone, days)
        thea = therapist_of(someone, f"t{number}@example.org")
        client = signed_in(thea)
        client.get(address_of(someone))
        with statements() as sent:
            assert client.get(address_of(someone)).status_code == 200
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 19


def test_a_fresh_plan_opens(ada: User) -> None:
    """On its first day, without an entry."""
    plan_since(ada, 0)
    assert "week 1 of the plan" in record(therapist_of(ada), ada)
