"""The week's reminders as rows: one for each runner and local ISO week, whatever clocks, outages and ticks do."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection

from accounts.models import User
from rehab.outbox.models import Delivery, Device, Kind, Skip, State
from rehab.outbox.selectors import unseen_notices
from rehab.outbox.sending import send_due
from rehab.plans.models import Plan
from rehab.reminders.letters import WEEKLY_WORDS
from rehab.reminders.local_time import week_of
from rehab.reminders.materialising import write_weekly
from rehab.reminders.models import Schedule
from rehab.reminders.scheduling import Wish, choose, spread_of, sweep
from tests.accounts.people import signed_in
from tests.outbox.leaving import posted
from tests.reminders.scheduled import MONDAY, minutes, runner_in, schedule_of, swept, ticked, weeks_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
ZONES = [
    "Africa/Cairo",
    "Africa/Casablanca",
    "America/New_York",
    "America/Santiago",
    "America/St_Johns",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Australia/Sydney",
    "Europe/London",
    "Pacific/Apia",
    "Pacific/Chatham",
    "UTC",
]
# A change by half an hour, one in the fast of a month, and none: what a zone asks of the database is the same in all.
ON_BOTH = ("Africa/Casablanca", "Australia/Lord_Howe", "UTC")
EACH_ZONE = [pytest.param(one, marks=() if one in ON_BOTH else pytest.mark.sqlite_only) for one in ZONES]


def changes_of(zone: ZoneInfo) -> list[datetime]:
    """The hours of 2026 and 2027 in which the clocks change; the two middles of the years where they never do."""
    hours = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=number) for number in range(2 * 365 * 24)]
    found = [
        late
        for early, late in pairwise(hours)
        if early.astimezone(zone).utcoffset() != late.astimezone(zone).utcoffset()
    ]
    return found or [datetime(2026, 7, 1, tzinfo=UTC), datetime(2027, 7, 1, tzinfo=UTC)]


@pytest.mark.slow
@pytest.mark.parametrize("name", EACH_ZONE)
def test_three_weeks_around_each_change_of_the_clocks_have_three_reminders(name) -> None:
    """Ticks a few minutes apart: one row a local week, at seven of that clock and within half an hour."""
    zone, ada = ZoneInfo(name), runner_in(name)
    for change in changes_of(zone):
        begin = change - timedelta(days=10)
        Delivery.objects.all().delete()
        Schedule.objects.all().delete()
        schedule_of(ada, begin)
        ticked(minutes(begin, 21, 10))
        found = weeks_of(ada)
        days = [moment.astimezone(zone) for _, moment in found]
        assert [week_of(day.date()) for day in days] == [week for week, _ in found]
        assert all(time(7) <= day.time() < time(7, 30) and day.weekday() == 0 for day in days)
        assert len(found) == len({week for week, _ in found}) == 3


def test_a_row_and_the_next_moment_are_written_together() -> None:
    """The same again writes nothing; a browser that takes push gets a row of its own."""
    ada = runner_in("UTC")
    found = schedule_of(ada, MONDAY - timedelta(days=2))
    assert found.next_at == MONDAY + timedelta(minutes=spread_of(found.plan))
    assert write_weekly(found.next_at - timedelta(seconds=1)) == 0
    Device.objects.create(user=ada, endpoint="https://push.example/1", p256dh="x", auth="x", made_at=MONDAY)
    assert write_weekly(found.next_at) == 1
    assert write_weekly(found.next_at) == 0
    rows = Delivery.objects.values_list("kind", "period", "channel", "state", "due_at", "expires_at")
    due = found.next_at
    row = ("weekly", "2026-W48", due, due + timedelta(hours=18))
    assert sorted(rows) == [(row[0], row[1], channel, State.DUE, *row[2:]) for channel in ("mail", "push")]
    found.refresh_from_db()
    assert (found.next_at, found.last_week) == (due + timedelta(days=7), "2026-W48")


def test_the_week_stands_among_the_notices_while_it_lasts() -> None:
    """By its delivery, also where no mail is wanted; not before it was due, nor in the week after."""
    ada = runner_in("UTC")
    due = schedule_of(ada, MONDAY - timedelta(days=2)).next_at
    assert due is not None
    for days, is_shown in ((0, False), (0, True), (6, True), (7, False)):
        with time_machine.travel(due + timedelta(days=days), tick=False):
            assert (WEEKLY_WORDS in signed_in(ada).get("/notices/").text) is is_shown
        write_weekly(due)
    assert unseen_notices(ada) == 0


def test_after_an_outage_of_three_weeks_one_mail_is_of_use() -> None:
    """The newest week if it is not over; those before are rows that say why they were not sent."""
    ada = runner_in("UTC")
    due = schedule_of(ada, MONDAY - timedelta(days=2)).next_at
    assert due is not None
    assert write_weekly(due + timedelta(days=21, hours=1)) == 4
    assert [week for week, _ in weeks_of(ada)] == ["2026-W48", "2026-W49", "2026-W50", "2026-W51"]
    ends = list(Delivery.objects.order_by("due_at").values_list("expires_at", flat=True))
    assert [end > due + timedelta(days=21, hours=1) for end in ends] == [False, False, False, True]


def test_what_is_over_is_skipped_for_that_reason() -> None:
    """Known, not lost."""
    ada = runner_in("UTC")
    Delivery.objects.all().delete()
    schedule_of(ada, datetime.now(UTC) - timedelta(days=30))
    write_weekly(datetime.now(UTC) - timedelta(days=2))
    with posted(Kind.WEEKLY):
        send_due()
    assert set(Delivery.objects.values_list("state", "skip_reason")) == {(State.SKIPPED, Skip.EXPIRED)}


def test_nobody_catches_up_on_more_than_four_weeks() -> None:
    """After a year of silence the rows of a year help nobody."""
    ada = runner_in("UTC")
    schedule_of(ada, MONDAY - timedelta(days=2))
    assert write_weekly(MONDAY + timedelta(days=365)) <= 6


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_four_ticks_at_once_write_each_row_once() -> None:
    """1,000 schedules on PostgreSQL and SQLite: 1,000 mails."""
    ada = runner_in("UTC")
    found = schedule_of(ada, MONDAY - timedelta(days=2))
    people = User.objects.bulk_create(User(email=f"p{n}@example.org", password="!") for n in range(999))
    fields = {"zone": "UTC", "tzdata": found.tzdata, "plan_id": found.plan_id, "next_at": MONDAY}
    Schedule.objects.bulk_create(Schedule(runner=one, **fields) for one in people)

    def run(_: int) -> None:
        try:
            write_weekly(MONDAY + timedelta(minutes=30))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(run, range(4)))
    assert Delivery.objects.count() == 1_000
    assert not Schedule.objects.filter(next_at__lte=MONDAY + timedelta(hours=1)).exists()


def test_a_runner_who_moves_keeps_one_reminder_a_week() -> None:
    """Sydney to Los Angeles after Monday's mail, and back on Thursday: no second one in either."""
    ada, sydney = runner_in("Australia/Sydney"), ZoneInfo("Australia/Sydney")
    begin = datetime(2026, 11, 22, 12, tzinfo=UTC)
    schedule_of(ada, begin)
    ticked(minutes(begin, 1, 10))
    assert [week for week, _ in weeks_of(ada)] == ["2026-W48"]
    for zone, hours in (("America/Los_Angeles", 24), ("Australia/Sydney", 96)):
        User.objects.filter(pk=ada.pk).update(time_zone=zone)
        swept(begin + timedelta(hours=hours))
        ticked(minutes(begin + timedelta(hours=hours), 2, 10))
    ticked(minutes(begin + timedelta(days=6), 3, 10))
    found = weeks_of(ada)
    assert [week for week, _ in found] == ["2026-W48", "2026-W49"]
    assert found[-1][1].astimezone(sydney).hour == 7


def test_a_move_that_skips_the_hour_of_this_week_is_made_up() -> None:
    """From Los Angeles to Sydney on the Monday: seven is hours ago there, and the mail comes at once."""
    ada = runner_in("America/Los_Angeles")
    noon = datetime(2026, 11, 23, 1, tzinfo=UTC)  # Monday noon in Sydney, Sunday afternoon in Los Angeles
    schedule_of(ada, noon - timedelta(days=1))
    User.objects.filter(pk=ada.pk).update(time_zone="Australia/Sydney")
    swept(noon)
    ticked([noon])
    assert [week for week, _ in weeks_of(ada)] == ["2026-W48"]


def test_the_sweep_follows_plans() -> None:
    """A schedule for each open plan, none without; a plan of before has one as well, and a second sweep waits."""
    ada = runner_in("Europe/Berlin")
    assert sweep(MONDAY) == 1
    assert sweep(MONDAY) == 0
    found = Schedule.objects.get()
    assert found.next_at is not None
    assert found.next_at.astimezone(ZoneInfo("Europe/Berlin")).weekday() == 0
    Plan.objects.update(closed_at=MONDAY)
    swept(MONDAY)
    found.refresh_from_db()
    assert (found.plan, found.next_at) == (None, None)
    assert write_weekly(MONDAY + timedelta(days=30)) == 0
    Plan.objects.update(closed_at=None)
    swept(MONDAY)
    found.refresh_from_db()
    assert found.next_at is not None
    assert ada.schedule == found


def test_new_clocks_of_the_world_are_noticed() -> None:
    """What was worked out from an older tzdata is worked out anew."""
    ada = runner_in("Europe/Berlin")
    swept(MONDAY)
    Schedule.objects.update(tzdata="1999a", next_at=MONDAY + timedelta(hours=1))
    swept(MONDAY)
    assert ada.schedule.tzdata != "1999a"
    assert ada.schedule.next_at != MONDAY + timedelta(hours=1)


def test_what_is_due_is_written_before_it_is_worked_out_anew() -> None:
    """An outage over Monday morning that ends with new clocks of the world: the week is there, not the next one."""
    ada = runner_in("Europe/Berlin")
    schedule_of(ada, MONDAY - timedelta(days=2))
    Schedule.objects.update(tzdata="1999a")
    swept(MONDAY + timedelta(hours=2))
    ticked([MONDAY + timedelta(hours=2)])
    swept(MONDAY + timedelta(hours=3))
    assert [week for week, _ in weeks_of(ada)] == ["2026-W48"]
    assert Schedule.objects.get().tzdata != "1999a"


def test_a_chosen_day_and_time_hold_from_now_on() -> None:
    """In the runner's own words of time."""
    ada = runner_in("Asia/Tokyo")
    found = choose(runner=ada, wish=Wish(2, time(18)), now=MONDAY)
    local = found.next_at.astimezone(ZoneInfo("Asia/Tokyo"))
    assert (local.weekday(), local.hour) == (2, 18)
    assert local - MONDAY < timedelta(days=7)
