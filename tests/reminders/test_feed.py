"""The calendar: private, neutral, stable UIDs, a SEQUENCE that grows, and cheap to ask for again and again."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from accounts.models import User
from rehab.plans.models import Plan
from rehab.reminders.feeding import end_feed, make_feed
from rehab.reminders.models import Feed, FeedEntry
from rehab.reminders.scheduling import Wish, choose
from tests.checkins.days import plan_since
from tests.checkins.logging import READY, with_course
from tests.intake.walking import ada, runner, signed_in  # noqa: F401 a fixture
from tests.plans.statements import statements
from tests.reminders.reading import FORBIDDEN

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


def path_of(user: User) -> str:
    """A new calendar's address, as a path."""
    return "/calendar/" + make_feed(runner=user, now=timezone.now()).split("/calendar/")[1]


def events(path: str) -> dict[str, dict]:
    """The calendar's entries by UID, parsed strictly."""
    answer = Client().get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    raw = answer.content
    assert raw.endswith(b"\r\n")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    calendar = Calendar.from_ical(raw)
    assert not calendar.errors
    assert str(calendar["version"]) == "2.0"
    found = {}
    for one in calendar.walk("VEVENT"):
        assert not one.errors
        uid = str(one["uid"])
        assert uid not in found
        found[uid] = {
            "title": str(one["summary"]),
            "begin": one.decoded("dtstart"),
            "end": one.decoded("dtend"),
            "sequence": int(one["sequence"]),
            "is_on": str(one["status"]) == "CONFIRMED",
            "text": one.to_ical().decode(),
        }
    return found


def test_it_holds_two_weeks_of_the_plan_in_local_time(ada: User) -> None:  # noqa: F811 a fixture
    """Sessions, outings and the check-in at the reminder's hour of the runner's clock; its zone comes with it."""
    User.objects.filter(pk=ada.pk).update(time_zone="Europe/Berlin")
    ada.refresh_from_db()
    plan_since(ada, 9, **READY)
    choose(runner=ada, wish=Wish(0, time(18, 15)), now=timezone.now())
    path = path_of(ada)
    found = events(path)
    assert {one["title"] for one in found.values()} >= {"Backstride: session", "Backstride: how was your week?"}
    assert all(one["begin"].astimezone(ZoneInfo("Europe/Berlin")).time() == time(18, 15) for one in found.values())
    today = timezone.localdate()
    assert all(today <= one["begin"].date() <= today + timedelta(days=15) for one in found.values())
    assert all(timedelta(0) < one["end"] - one["begin"] <= timedelta(hours=2) for one in found.values())
    assert b"BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin" in Client().get(path).content


def test_no_entry_says_what_it_is_for(ada: User) -> None:  # noqa: F811 a fixture
    """Neither a word of health nor of the plan; the description is a link that asks to sign in."""
    plan_since(ada, 9, **READY)
    for one in events(path_of(ada)).values():
        said = " ".join(re.findall(r"(?:SUMMARY|DESCRIPTION|LOCATION|CATEGORIES)[:;](.*)", one["text"]))
        assert not FORBIDDEN.search(said), said
        assert "ATTENDEE" not in one["text"]
        assert "ORGANIZER" not in one["text"]


def test_what_stays_keeps_its_uid_and_sequence(ada: User) -> None:  # noqa: F811 a fixture
    """Another day, a new address: the same entries, no later edition."""
    plan_since(ada, 9, **READY)
    first = events(path_of(ada))
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        later = events(path_of(ada))
    both = first.keys() & later.keys()
    assert len(both) >= len(first) - 2
    assert all(
        first[uid]["sequence"] == later[uid]["sequence"] for uid in both if first[uid]["title"].endswith("session")
    )


def test_what_moves_or_goes_is_a_later_edition_of_itself(ada: User) -> None:  # noqa: F811 a fixture
    """A pause cancels, its end brings the same entries back; a closed plan cancels all."""
    plan = plan_since(ada, 9, **READY)
    path = path_of(ada)
    first = events(path)
    assert all(one["is_on"] for one in first.values())
    with_course(plan, paused_until=40)
    Plan.objects.update(revision=7)
    paused = events(path)
    assert paused.keys() == first.keys()
    assert not any(one["is_on"] for one in paused.values())
    assert all(paused[uid]["sequence"] == first[uid]["sequence"] + 1 for uid in first)
    with_course(plan, paused_until=-1)
    Plan.objects.update(revision=8)
    back = events(path)
    assert all(back[uid]["is_on"] and back[uid]["sequence"] == first[uid]["sequence"] + 2 for uid in first)
    Plan.objects.update(closed_at=timezone.now())
    assert not any(one["is_on"] for one in events(path).values())


@pytest.mark.parametrize(
    "course",
    [
        {"locks": [{"cause": "safety", "tier": "urgent_24_48h", "flags": [], "since": 8}]},
        {"has_to_restart": True},
        {"paused_until": 99},
    ],
)
def test_nothing_is_planned_while_nothing_may_be_done(ada: User, course) -> None:  # noqa: F811 a fixture
    """Shut, waiting for a new intake, paused."""
    with_course(plan_since(ada, 9, **READY), **course)
    assert events(path_of(ada)) == {}


def test_what_was_stays_for_two_weeks(ada: User) -> None:  # noqa: F811 a fixture
    """Yesterday is no lie because the plan moved today."""
    plan = plan_since(ada, 9, **READY)
    path = path_of(ada)
    first = events(path)
    later = timezone.now() + timedelta(days=10)
    with time_machine.travel(later):
        with_course(plan, paused_until=99)
        Plan.objects.update(revision=9)
        now = events(path)
    past = [uid for uid, one in first.items() if one["begin"].date() < later.date()]
    assert past
    assert all(now[uid]["is_on"] and now[uid]["begin"] == first[uid]["begin"] for uid in past)


def test_asking_again_costs_two_statements_and_no_body(ada: User) -> None:  # noqa: F811 a fixture
    """304 by the ETag: nothing is rendered or written where nothing moved. A whole answer is counted besides."""
    plan_since(ada, 9, **READY)
    path, browser = path_of(ada), Client()
    first = browser.get(path)
    with statements() as made:
        again = browser.get(path, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert len(made) <= 2
    with statements() as made:
        assert browser.get(path).content == first.content
    assert not [one for one in made if "shared_cache" not in one][2:]
    assert browser.head(path).status_code == 200
    Plan.objects.update(revision=9)
    assert browser.get(path, headers={"if-none-match": first["ETag"]}).status_code == 304


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_several_that_ask_at_once_make_it_once() -> None:
    """Four calendars of one person refresh in the same second."""
    someone = runner("four@example.org")
    plan_since(someone, 9, **READY)
    path = path_of(someone)

    def ask(_: int) -> bytes:
        try:
            return Client().get(path).content
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        bodies = set(pool.map(ask, range(4)))
    assert len(bodies) == 1
    slots = list(FeedEntry.objects.values_list("slot", flat=True))
    assert len(slots) == len(set(slots)) > 0


def test_a_new_address_ends_the_one_before_and_switching_off_ends_it(ada: User) -> None:  # noqa: F811 a fixture
    """At once; and an account that is closed has none."""
    plan_since(ada, 9, **READY)
    first, second = path_of(ada), path_of(ada)
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    User.objects.filter(pk=ada.pk).update(is_active=False)
    assert Client().get(second).status_code == 404
    User.objects.filter(pk=ada.pk).update(is_active=True)
    end_feed(runner=ada)
    assert Client().get(second).status_code == 404


@pytest.mark.parametrize("token", ["x", "a" * 32, "..", "%00", "ü" * 40, "0" * 5000])
def test_a_made_up_address_shows_nothing(ada: User, token) -> None:  # noqa: F811 a fixture
    """404, whatever it is; only the hash of the real one is kept."""
    path = path_of(ada)
    assert Client().get(f"/calendar/{token}.ics").status_code == 404
    assert path.split("/")[-1].removesuffix(".ics") not in str(list(Feed.objects.values()))


def test_the_page_shows_the_address_once(ada: User) -> None:  # noqa: F811 a fixture
    """Right after it was made; made again, the old one is over; switched off, there is none."""
    browser = signed_in(ada)
    assert "No calendar yet" in browser.get("/settings/calendar/").content.decode()
    page = browser.post("/settings/calendar/new/", follow=True).content.decode()
    address = re.search(r'value="(http[^"]+\.ics)"', page)
    assert address is not None
    assert "webcal://" in page
    assert Client().get("/calendar/" + address[1].split("/calendar/")[1]).status_code == 200
    again = browser.get("/settings/calendar/").content.decode()
    assert address[1] not in again
    assert "Your calendar is on" in again
    browser.post("/settings/calendar/end/")
    assert not Feed.objects.exists()


def test_a_day_on_which_the_clocks_change_is_right() -> None:
    """Seven is seven before and after it."""
    someone = runner("dst@example.org", time_zone="Europe/Berlin")
    with time_machine.travel(datetime(2026, 10, 20, 9, tzinfo=ZoneInfo("UTC")), tick=False):
        plan_since(someone, 9, **READY)
        path = path_of(someone)
        days = {one["begin"].date(): one["begin"] for one in events(path).values()}
    assert min(days) < date(2026, 10, 25) < max(days)
    zone = ZoneInfo("Europe/Berlin")
    assert {moment.astimezone(zone).time() for moment in days.values()} == {time(7)}
