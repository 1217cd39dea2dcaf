"""The outlook of the progress page: worked out aside, asked for once, silent while something is closed."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from rehab.engine.progress.log import Rating
from rehab.plans.foreseeing import foresee, weeks_left
from rehab.plans.models import LogEntry, Plan, PlanOutlook
from rehab.plans.outlook import outlook_card
from rehab.plans.services import lock_open_plan
from rehab.plans.tasks import foresee_plan
from tests.checkins.days import progress_page
from tests.intake.walking import ada as ada
from tests.plans.making import plan_of, text_of
from tests.plans.years import plan_with_days, record

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


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
    assert "Worked out on" in text_of(progress_page(ada))
    Plan.objects.filter(pk=plan.pk).update(revision=plan.revision + 1)
    assert "Being worked out" in text_of(progress_page(ada))


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
        record(plan, Rating("rating-0", 0, morning=2))
    assert sent == [("rehab.plans.tasks.foresee_plan", [str(plan.pk)])]
    assert LogEntry.objects.count() == 1


def test_a_lost_message_is_made_good_by_looking(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that is made again with an outlook of an earlier entry or day asks for it once; a stored page never."""
    sent: list[Any] = []
    monkeypatch.setattr("rehab.plans.foreseeing.current_app.send_task", lambda *given, **_: sent.append(given))
    plan = plan_of(ada)
    monkeypatch.setattr("django.db.transaction.on_commit", lambda func, **_: func())
    progress_page(ada)
    progress_page(ada)
    assert len(sent) == 1
    foresee(plan_id=plan.pk)
    progress_page(ada)
    assert len(sent) == 1


def test_a_race_is_judged_again_as_the_weeks_go_by(ada: User) -> None:
    """The verdict of the first day stands until it was judged again from where the plan is."""
    plan = plan_of(ada, goal_distance_km=10, weeks_to_goal=30)
    assert "From this plan" in text_of(progress_page(ada))
    foresee(plan_id=plan.pk)
    assert "From now it takes about" in text_of(progress_page(ada))
    assert (weeks_left(plan, 0), weeks_left(plan, 8), weeks_left(plan, 211)) == (30, 28, None)


def test_a_locked_plan_shows_what_was_and_no_date(ada: User) -> None:
    """What happened stays readable; nothing is foreseen while something is closed."""
    plan = plan_of(ada)
    lock_open_plan(runner=ada, tier="urgent_24_48h", flags=["F10"], now=timezone.now(), today=timezone.localdate())
    foresee(plan_id=plan.pk)
    assert "a clinician comes first" in text_of(progress_page(ada))
