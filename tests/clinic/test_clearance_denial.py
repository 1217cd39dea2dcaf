"""A sign that was cleared and fires again counts from then: the 72 hours begin anew, the first time stays written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from rehab.intake import selectors, services
from rehab.intake.finishing import raise_flags
from rehab.intake.models import Intake, RaisedFlag
from tests.accounts.therapists import therapist_of
from tests.clinic.clearing import address, proved, sent
from tests.intake.walking import ada as ada
from tests.intake.walking import submitted
from tests.plans.making import text_in

pytestmark = [pytest.mark.django_db]
START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
FEVER = "F13_fever"


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    """A clock that stands until it is moved."""
    with time_machine.travel(START, tick=False) as moved:
        yield moved


@pytest.fixture
def thea(clock: time_machine.Coordinates, ada: User) -> User:
    """Her therapist, who reads the intake."""
    return therapist_of(ada, shares_intake=True)


@pytest.fixture
def intake(thea: User, ada: User) -> Intake:
    """A referral for fever."""
    return submitted(ada, rf_fever="yes")


def fires(intake: Intake) -> None:
    """The same sign again, on the same intake."""
    now, intake = timezone.now(), Intake.objects.select_related("protocol").get(pk=intake.pk)
    wizard = services.wizard_of(intake, selectors.parts(intake), now)
    flags = [flag for flag in wizard.catalog.flags if flag.id == FEVER]
    raise_flags(intake, flags, wizard.triage.facts, now)


def raised() -> list[tuple[datetime, datetime | None]]:
    """When it was raised, and when a newer row took its place."""
    return list(RaisedFlag.objects.values_list("raised_at", "superseded_at"))


def test_after_a_clearance_it_counts_for_72_hours_anew(
    ada: User, thea: User, intake: Intake, clock: time_machine.Coordinates
) -> None:
    """Sent twice it is one row more; the first stays with its own time."""
    clock.move_to(START + timedelta(hours=10))
    assert sent(proved(thea), ada).status_code == 302
    assert not selectors.counting_flags(ada, timezone.now())
    again = START + timedelta(hours=60)
    clock.move_to(again)
    fires(intake)
    fires(intake)
    assert raised() == [(START, again), (again, None)]
    late = again + timedelta(hours=71)
    assert [flag.raised_at for flag in selectors.counting_flags(ada, late)] == [again]
    assert not selectors.counting_flags(ada, again + timedelta(hours=72))


def test_without_a_clearance_the_first_time_stays(ada: User, intake: Intake, clock: time_machine.Coordinates) -> None:
    """Answering again does not begin it anew."""
    clock.move_to(START + timedelta(hours=60))
    fires(intake)
    assert raised() == [(START, None)]


def test_a_clearance_that_was_taken_back_leaves_the_first_time_too(
    ada: User, thea: User, intake: Intake, clock: time_machine.Coordinates
) -> None:
    """It counts as if it had never been cleared."""
    clock.move_to(START + timedelta(hours=10))
    assert sent(proved(thea), ada).status_code == 302
    proved(thea).post(f"{address(ada)}withdraw/", {"because": "It was another runner"})
    clock.move_to(START + timedelta(hours=60))
    fires(intake)
    assert raised() == [(START, None)]


def test_it_can_be_cleared_and_raised_a_third_time(
    ada: User, thea: User, intake: Intake, clock: time_machine.Coordinates
) -> None:
    """Each clearance is followed by a row of its own; the record tells them apart."""
    for hours in (10, 30):
        clock.move_to(START + timedelta(hours=hours))
        assert sent(proved(thea), ada).status_code == 302
        clock.move_to(START + timedelta(hours=hours + 10))
        fires(intake)
    times = [START + timedelta(hours=hours) for hours in (0, 20, 40)]
    assert raised() == [*pairwise(times), (times[-1], None)]
    page = text_in(proved(thea).get(reverse("clinic:intake", args=[ada.public_id])))
    assert page.count("Cleared, and raised again since") == 2
