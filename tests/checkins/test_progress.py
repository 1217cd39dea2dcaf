"""The progress page: who opens it, what it says, how much it costs with a year of logs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import CareLink, User
from rehab.checkins import urls
from rehab.checkins.models import ProgressPage
from rehab.engine.progress.log import Rating, Run, Session
from rehab.library.models import Exercise
from rehab.plans.foreseeing import foresee, weeks_left
from rehab.plans.models import LogEntry, Plan, PlanOutlook
from rehab.plans.outlook import outlook_card
from rehab.plans.recording import record_entry
from rehab.plans.services import lock_open_plan
from rehab.plans.tasks import foresee_plan
from tests.intake.walking import runner, signed_in
from tests.plans.making import plan_of, text_of
from tests.plans.years import plan_time, plan_with_days

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
CONTROL = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")
ADDRESS = "/progress/"
STORED, FRESH = 5, 10


@contextmanager
def _statements() -> Iterator[list[str]]:
    found: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield found
    found += [query["sql"] for query in captured if not query["sql"].startswith(CONTROL)]


@pytest.fixture
def ada() -> User:
    """A runner."""
    return runner()


def _page(user: User, query: str = "") -> str:
    response = signed_in(user).get(ADDRESS + query)
    assert response.status_code == 200
    return response.content.decode()


def _record(plan: Plan, entry: Any) -> None:
    record_entry(plan=plan, entry=entry, actor=plan.runner, now=plan_time(plan, entry.day))


def test_the_address_is_known() -> None:
    """By its name, and without a health word."""
    assert "progress" in {pattern.name for pattern in urls.urlpatterns}
    assert reverse("checkins:progress") == ADDRESS


def test_a_visitor_is_sent_to_the_log_in() -> None:
    """Nothing opens without a session."""
    response = Client().get(ADDRESS)
    assert response.status_code == 302
    assert "/account/login/" in response.headers["Location"]


@pytest.mark.parametrize("role", ["therapist", "content_admin", "support_admin"])
def test_other_roles_are_refused(role: str) -> None:
    """It is the runner's own page, whoever else may see the plan."""
    assert signed_in(runner("x@example.org", role=role)).get(ADDRESS).status_code == 403


def test_a_consented_therapist_is_refused_too(ada: User) -> None:
    """Their way in is the plan, which notes that they looked."""
    plan_of(ada)
    thea = runner("thea@example.org", role="therapist")
    CareLink.objects.create(runner=ada, therapist=thea, granted_at=timezone.now())
    assert signed_in(thea).get(ADDRESS).status_code == 403


def test_without_a_plan_it_leads_to_the_intake(ada: User) -> None:
    """There is nothing to show yet."""
    response = signed_in(ada).get(ADDRESS)
    assert response.status_code == 302
    assert response.headers["Location"] == reverse("intake:home")


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_only_reads(ada: User, method: str) -> None:
    """No other method is answered, and reading writes no log, no event."""
    plan_of(ada)
    assert getattr(signed_in(ada), method)(ADDRESS).status_code == 405
    _page(ada)
    assert not LogEntry.objects.exists()


def test_a_stranger_sees_nothing_of_anothers_values(ada: User) -> None:
    """Ada's run of 31.7 km and her pain of 9 never reach Bob, whatever he adds to the address."""
    plan, bob = plan_of(ada), runner("bob@example.org")
    plan_of(bob)
    _record(plan, Run("run-0", 0, km=31.7, pain=9))
    assert "31.7" in _page(ada)
    for query in ("", "?weeks=all", f"?plan={plan.pk}", f"?runner={ada.pk}"):
        page = _page(bob, query)
        assert "31.7" not in page
        assert str(plan.pk) not in page


@pytest.mark.parametrize(
    "query", ["?weeks=", "?weeks=5", "?weeks=x" * 50, "?weeks=-1", "?weeks=4&weeks=12", "?weeks=%00"]
)
def test_any_period_is_answered(ada: User, query: str) -> None:
    """What is not offered is the usual time."""
    plan_of(ada)
    assert "12 weeks" in _page(ada, query)
    assert set(ProgressPage.objects.values_list("period", flat=True)) <= {"4", "12", "all"}


def test_an_empty_plan_says_that_nothing_was_logged(ada: User) -> None:
    """No chart of nothing, no zero, and no date out of the air."""
    plan_of(ada)
    page = _page(ada)
    said = text_of(page)
    assert "Too early to see a change" in said
    assert "Nothing logged yet in this time." in said
    assert "Not yet: needs 7 days of logs." in said
    assert re.findall(r"data-chart=\"(\w+)", page) == ["function"]  # the intake's own score


def test_what_was_logged_is_there_as_a_table(ada: User) -> None:
    """A session with its next morning open: the table says so, without any script."""
    plan = plan_of(ada)
    item = plan.course["items"][0]["exercise_id"]
    mark = {"exercise_id": item, "level": 1, "done": 2, "planned": 2, "pain": 3}
    from rehab.engine.progress.plain import read_entry

    entry = read_entry("session", {"id": "session-0", "day": 0, "marks": [mark], "planned": 2})
    assert isinstance(entry, Session)
    _record(plan, entry)
    page = _page(ada)
    row = re.search(r"<tr><th scope=\"row\">[^<]+</th><td>Session</td><td>3</td><td>not answered</td></tr>", page)
    assert row is not None
    assert 'role="img"' in page


def test_the_page_is_made_again_after_an_entry_and_on_a_new_day(ada: User) -> None:
    """Stored in between: the key is the last entry, the decisions, the day and the units."""
    plan = plan_of(ada)
    _page(ada)
    first = ProgressPage.objects.get().key
    _page(ada)
    assert ProgressPage.objects.get().key == first
    _record(plan, Rating("rating-0", 0, morning=2))
    _page(ada)
    second = ProgressPage.objects.get().key
    User.objects.filter(pk=ada.pk).update(units="mi")
    _page(ada)
    assert len({first, second, ProgressPage.objects.get().key}) == 3


def test_an_edit_of_the_library_makes_the_page_again(ada: User) -> None:
    """An exercise's new name is on the page at once, though nothing was logged since."""
    plan_of(ada)
    _page(ada)
    first = ProgressPage.objects.get().key
    exercise = Exercise.objects.earliest("pk")
    exercise.name = "Another name"
    exercise.save()
    _page(ada)
    assert ProgressPage.objects.get().key != first


@pytest.mark.slow
def test_a_year_of_logs_costs_few_statements(ada: User) -> None:
    """Five from store, ten when it is made again after an entry; the plan page six; so for any time shown."""
    plan_with_days(ada)
    assert LogEntry.objects.count() > 650
    client = signed_in(ada)
    client.get(ADDRESS)  # the words of the protocol are read once in the life of a process
    for query in ("", "?weeks=all"):
        ProgressPage.objects.all().delete()
        for most in (FRESH, STORED):
            with _statements() as found:
                assert client.get(ADDRESS + query).status_code == 200
            assert len(found) <= most, found
    client.get("/plan/")
    with _statements() as found:
        client.get("/plan/")
    assert len(found) == 6


@pytest.mark.slow
def test_the_page_tells_the_weeks(ada: User) -> None:
    """Finding, adherence as "n of m known", the ladder, every decision with its rule; nothing of our own codes."""
    plan = plan_with_days(ada, 63)
    said = text_of(_page(ada))
    assert "Less pain than before" in said
    assert re.search(r"\d+ of \d+ known, \d+ unknown", said)
    assert "run 1 min, walk 4 min" in said
    for rule in set(plan.events.filter(kind="decided", day__gte=1).values_list("rule", flat=True)):
        assert rule in said
    assert "None" not in said


@pytest.mark.slow
def test_the_outlook_is_worked_out_aside_and_once(ada: User) -> None:
    """A task with an id; the second time it changes nothing; an entry since makes the page say so."""
    plan = plan_with_days(ada, 35)
    foresee_plan(str(plan.pk))
    stored = PlanOutlook.objects.get()
    foresee_plan(str(plan.pk))
    assert PlanOutlook.objects.get().pk == stored.pk
    card = outlook_card(Plan.objects.select_related("outlook").get(pk=plan.pk), 35)
    assert card.likely is None or card.earliest is not None
    assert card.as_of == timezone.localdate()
    assert "Worked out on" in text_of(_page(ada))
    Plan.objects.filter(pk=plan.pk).update(revision=plan.revision + 1)
    assert "Being worked out" in text_of(_page(ada))


def test_an_outlook_of_nothing_is_no_error() -> None:
    """A plan that is gone or closed since."""
    assert foresee(plan_id="00000000-0000-0000-0000-000000000000") is None


def test_an_entry_asks_for_the_outlook(
    ada: User, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    """Once it is surely written; a broker that is away never loses the entry."""
    sent: list[Any] = []

    def away(name: str, args: list[str], **_: Any) -> None:
        sent.append((name, args))
        raise OSError("no broker")

    monkeypatch.setattr("rehab.plans.foreseeing.current_app.send_task", away)
    plan = plan_of(ada)
    with django_capture_on_commit_callbacks(execute=True):
        _record(plan, Rating("rating-0", 0, morning=2))
    assert sent == [("rehab.plans.tasks.foresee_plan", [str(plan.pk)])]
    assert LogEntry.objects.count() == 1


def test_a_lost_message_is_made_good_by_looking(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that is made again with an outlook of an earlier entry or day asks for it once; a stored page never."""
    sent: list[Any] = []
    monkeypatch.setattr("rehab.plans.foreseeing.current_app.send_task", lambda *given, **_: sent.append(given))
    plan = plan_of(ada)
    monkeypatch.setattr("django.db.transaction.on_commit", lambda func, **_: func())
    _page(ada)
    _page(ada)
    assert len(sent) == 1
    foresee(plan_id=plan.pk)
    _page(ada)
    assert len(sent) == 1


def test_a_race_is_judged_again_as_the_weeks_go_by(ada: User) -> None:
    """The verdict of the first day stands until it was judged again from where the plan is."""
    plan = plan_of(ada, goal_distance_km=10, weeks_to_goal=30)
    assert "From this plan" in text_of(_page(ada))
    foresee(plan_id=plan.pk)
    assert "From now it takes about" in text_of(_page(ada))
    assert (weeks_left(plan, 0), weeks_left(plan, 8), weeks_left(plan, 211)) == (30, 28, None)


def test_a_locked_plan_shows_what_was_and_no_date(ada: User) -> None:
    """What happened stays readable; nothing is foreseen while something is closed."""
    plan = plan_of(ada)
    lock_open_plan(runner=ada, tier="urgent_24_48h", flags=["F10"], now=timezone.now(), today=timezone.localdate())
    foresee(plan_id=plan.pk)
    assert "a clinician comes first" in text_of(_page(ada))
