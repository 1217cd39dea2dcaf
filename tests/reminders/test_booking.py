"""Booking mails: on their days and at the runner's hour, while a clinician is still to look, and to nobody else."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from accounts.models import User
from rehab.intake.models import Intake
from rehab.library.models import Protocol
from rehab.outbox.models import Channel, Delivery, Kind, Notice, Skip
from rehab.outbox.selectors import unseen_notices
from rehab.plans.models import Clearance, Lock, Plan
from rehab.reminders.booking import booking_unwanted, write_bookings
from rehab.reminders.scheduling import Wish, choose
from tests.intake.walking import runner
from tests.plans.making import plan_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
BEGUN = datetime(2026, 11, 2, 15, tzinfo=UTC)


def referred(user: User, tier: str = "clinician_before_start") -> Intake:
    """The runner's intake ended in a referral, on a Monday afternoon."""
    fields = {"started_at": BEGUN, "saved_at": BEGUN, "finished_at": BEGUN}
    protocol = Protocol.objects.get(status="published")
    return Intake.objects.create(runner=user, protocol=protocol, state="referred", tier=tier, **fields)


def held(user: User, cause: str = "contact", tier: str = "clinician_parallel") -> Lock:
    """The runner's plan has a lock since then."""
    plan = Plan.objects.filter(runner=user).first() or plan_of(user)
    return Lock.objects.create(plan=plan, cause=cause, tier=tier, placed_at=BEGUN)


def days_told(user: User, zone: str = "UTC") -> list[date]:
    """The days on which a booking mail was written, asked every four hours of three weeks, at seven among them."""
    for hour in range(0, 21 * 24, 4):
        write_bookings(BEGUN + timedelta(hours=hour))
    rows = Delivery.objects.filter(recipient=user, kind=Kind.BOOKING, channel=Channel.MAIL).order_by("made_at")
    return [made_at.astimezone(ZoneInfo(zone)).date() for made_at in rows.values_list("made_at", flat=True)]


@pytest.mark.parametrize(
    ("tier", "days"),
    [
        ("clinician_before_start", [3, 7, 14]),
        ("urgent_24_48h", []),
        ("emergency_now", []),
    ],
)
def test_a_referral_is_said_again_on_its_days(tier, days) -> None:
    """Days 3, 7 and 14; of the graver tiers nothing: a mail days later would sound as if that could wait."""
    ada = runner()
    referred(ada, tier)
    assert days_told(ada) == [BEGUN.date() + timedelta(days=day) for day in days]


def test_a_contact_alongside_is_said_again_on_days_7_and_14() -> None:
    """The plan goes on meanwhile."""
    ada = runner()
    held(ada)
    assert days_told(ada) == [BEGUN.date() + timedelta(days=day) for day in (7, 14)]


def test_it_comes_at_the_runners_hour_of_their_own_clock() -> None:
    """Their chosen time, on the local day that counts from the local day of the referral."""
    ada = runner(time_zone="Pacific/Auckland")
    choose(runner=ada, wish=Wish(0, time(18)), now=BEGUN)
    referred(ada)
    zone = ZoneInfo("Pacific/Auckland")
    due = datetime.combine(BEGUN.astimezone(zone).date() + timedelta(days=3), time(18), zone)
    assert write_bookings(due - timedelta(minutes=1)) == 0
    assert write_bookings(due) == 1
    assert write_bookings(due + timedelta(minutes=1)) == 0


def test_what_an_outage_kept_from_being_said_is_said_after_it_once() -> None:
    """Late and not lost: of two days that were missed the last one, and nothing of it again."""
    referred(ada := runner())
    due = datetime.combine(BEGUN.date() + timedelta(days=7), time(7), UTC)
    assert write_bookings(due + timedelta(days=2)) == 1
    assert Delivery.objects.get(recipient=ada).period.endswith("-7")
    assert write_bookings(due + timedelta(days=3)) == 0


def wanted(user: User, period: str) -> Skip | None:
    """What is said right before it is sent."""
    now = timezone.now()
    times = dict.fromkeys(("due_at", "next_try", "expires_at", "made_at", "changed_at"), now)
    return booking_unwanted(Delivery(recipient=user, kind=Kind.BOOKING, period=period, channel="mail", **times), now)


def test_a_clearance_ends_it() -> None:
    """Asked right before each is sent; withdrawn, it is open again."""
    ada = runner()
    intake = referred(ada)
    period = f"referral-{intake.pk}-3"
    assert wanted(ada, period) is None
    fields = {"clinician": "x", "profession": "doctor", "seen_on": BEGUN.date(), "tier": intake.tier, "up_to": 4}
    made = Clearance.objects.create(runner=ada, may_run=True, recorded_at=timezone.now(), **fields)
    assert wanted(ada, period) == Skip.STALE
    Clearance.objects.filter(pk=made.pk).update(withdrawn_at=timezone.now(), withdrawn_because="x")
    assert wanted(ada, period) is None


def test_a_newer_intake_ends_it() -> None:
    """The page it leads to says something else by then."""
    ada = runner()
    first = referred(ada)
    second = referred(ada, "urgent_24_48h")
    Intake.objects.filter(pk=second.pk).update(finished_at=BEGUN + timedelta(days=1))
    assert wanted(ada, f"referral-{first.pk}-3") == Skip.STALE


def test_a_lifted_lock_a_closed_plan_and_a_graver_lock_end_it() -> None:
    """And a period that is none says nothing."""
    ada = runner()
    lock = held(ada)
    period = f"lock-{lock.pk}-7"
    assert wanted(ada, period) is None
    graver = held(ada, "safety", "emergency_now")
    assert wanted(ada, period) == Skip.STALE
    graver.delete()
    Lock.objects.update(lifted_at=timezone.now())
    assert wanted(ada, period) == Skip.STALE
    Lock.objects.update(lifted_at=None)
    Plan.objects.update(closed_at=timezone.now())
    assert wanted(ada, period) == Skip.STALE
    assert wanted(ada, "lock-x-7") == wanted(runner("ben@example.org"), period) == Skip.STALE


def test_what_is_over_counts_as_nothing_new() -> None:
    """Cleared, followed by another intake, or under a graver lock: no notice is written that would say nothing."""
    ada, ben, cem = runner(), runner("ben@example.org"), runner("cem@example.org")
    intake = referred(ada)
    fields = {"clinician": "x", "profession": "doctor", "seen_on": BEGUN.date(), "tier": intake.tier, "up_to": 4}
    Clearance.objects.create(runner=ada, may_run=True, recorded_at=BEGUN + timedelta(days=1), **fields)
    referred(ben)
    second = referred(ben, "urgent_24_48h")
    Intake.objects.filter(pk=second.pk).update(finished_at=BEGUN + timedelta(days=1))
    held(cem), held(cem, "safety", "emergency_now")
    for one in (ada, ben, cem):
        assert days_told(one) == []
        assert unseen_notices(one) == 0


def test_a_notice_stands_beside_each() -> None:
    """In the product it says the same while it holds."""
    ada = runner()
    referred(ada)
    days_told(ada)
    assert Notice.objects.filter(recipient=ada, kind=Kind.BOOKING).count() == 3


def test_it_is_not_counted_as_new_once_there_is_nothing_to_book() -> None:
    """The bell says nothing of what the list does not show."""
    ada = runner()
    lock = held(ada)
    days_told(ada)
    assert unseen_notices(ada) == 2
    Lock.objects.filter(pk=lock.pk).update(lifted_at=timezone.now())
    assert unseen_notices(ada) == 0
