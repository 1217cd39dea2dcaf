"""The digest of the week: one row a week from Monday at seven of the therapist's clock, in words of when it is read."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
import time_machine
from celery import current_app
from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.models import CareLink, TherapistProfile, User
from rehab.clinic.digests import week_of, write_digests
from rehab.clinic.ranking import NEEDS, page_of, waiting_for_word
from rehab.outbox.models import Kind, Notice
from rehab.outbox.selectors import unseen_notices
from rehab.outbox.sources import sources
from tests.accounts.therapists import therapist, therapist_of
from tests.clinic.fifty import NOW, fifty, linked
from tests.intake.walking import runner, signed_in
from tests.plans.making import text_in
from tests.plans.statements import statements

pytestmark = [pytest.mark.django_db]
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)  # of week 48


def weeks_told(user: User) -> list[str]:
    """The weeks of a therapist's digests in the product, the first first."""
    rows = Notice.objects.filter(recipient=user, kind=Kind.DIGEST)
    return list(rows.order_by("period").values_list("period", flat=True))


def ticks(first: datetime, hours: int) -> None:
    """The task every hour, the clock standing in between."""
    for hour in range(hours):
        with time_machine.travel(first + timedelta(hours=hour), tick=False):
            write_digests(timezone.now())


def thea_in(zone: str) -> User:
    """A therapist with one runner, by the clock of a place."""
    made = therapist_of(runner())
    User.objects.filter(pk=made.pk).update(time_zone=zone)
    CareLink.objects.update(granted_at=MONDAY - timedelta(days=30))
    made.refresh_from_db()
    return made


@pytest.mark.parametrize(
    ("zone", "at"),
    [
        ("UTC", MONDAY.replace(hour=7)),
        ("Asia/Tokyo", datetime(2026, 11, 22, 22, tzinfo=UTC)),
        ("America/Los_Angeles", MONDAY.replace(hour=15)),
        ("Asia/Kathmandu", datetime(2026, 11, 23, 1, 15, tzinfo=UTC)),
        ("Pacific/Kiritimati", datetime(2026, 11, 22, 17, tzinfo=UTC)),
    ],
)
def test_it_comes_on_monday_at_seven_of_the_therapists_clock(zone: str, at: datetime) -> None:
    """A minute before there is none of this week; both channels have it then."""
    thea = thea_in(zone)
    write_digests(at - timedelta(minutes=1))
    assert "2026-W48" not in weeks_told(thea)
    assert write_digests(at) == 1
    assert weeks_told(thea) == ["2026-W48"]
    assert Notice.objects.filter(kind=Kind.DIGEST).count() == 1


def test_a_whole_week_of_ticks_makes_one_row() -> None:
    """And a late start makes it up: a beat that slept until Thursday still tells."""
    thea = thea_in("Europe/Vienna")
    ticks(MONDAY + timedelta(days=3), 4 * 24)
    assert weeks_told(thea) == ["2026-W48"]
    ticks(MONDAY + timedelta(days=7), 24)
    assert weeks_told(thea) == ["2026-W48", "2026-W49"]


def test_the_year_turns_within_week_53() -> None:
    """2026 has a week 53; its days in January belong to it, and week 1 begins on the fourth."""
    thea = thea_in("UTC")
    ticks(datetime(2026, 12, 28, tzinfo=UTC), 8 * 24)
    assert weeks_told(thea) == ["2026-W53", "2027-W01"]
    assert week_of(thea, datetime(2027, 1, 3, 23, 59, tzinfo=UTC)) == "2026-W53"
    assert week_of(thea, datetime(2027, 1, 4, 6, 59, tzinfo=UTC)) == "2026-W53"
    assert week_of(thea, datetime(2027, 1, 4, 7, tzinfo=UTC)) == "2027-W01"


def test_the_clocks_change_and_seven_stays_seven() -> None:
    """On the Monday after summer time ended it is an hour later by UTC."""
    thea = thea_in("Europe/Vienna")
    for at in (datetime(2026, 10, 19, 5, tzinfo=UTC), datetime(2026, 10, 26, 6, tzinfo=UTC)):
        CareLink.objects.update(granted_at=at - timedelta(days=30))
        with time_machine.travel(at, tick=False):
            assert write_digests(at - timedelta(minutes=1)) == 0
            assert write_digests(at) == 1
    assert weeks_told(thea) == ["2026-W43", "2026-W44"]


@pytest.mark.parametrize("how", ["nobody", "ended", "lapsed", "unverified", "inactive"])
def test_who_looks_after_nobody_gets_none(how: str) -> None:
    """No runner, no consent that stands, no checked licence, no account."""
    thea = thea_in("UTC")
    if how == "nobody":
        CareLink.objects.all().delete()
    elif how == "ended":
        CareLink.objects.update(ended_at=MONDAY)
    elif how == "lapsed":
        CareLink.objects.update(granted_at=MONDAY - CareLink.LAPSES_AFTER - timedelta(days=9))
    elif how == "unverified":
        TherapistProfile.objects.update(verified_at=None)
    else:
        User.objects.filter(pk=thea.pk).update(is_active=False)
    assert write_digests(MONDAY.replace(hour=12)) == 0
    assert weeks_told(thea) == []


def test_the_statements_do_not_grow_with_the_therapists() -> None:
    """One read of who is due, one of who was told, one write; an hour later no write."""
    ada, counts = runner(), []
    for number in range(6):
        made = therapist(f"t{number}@example.org", f"T {number}")
        CareLink.objects.create(runner=ada, therapist=made, granted_at=timezone.now())
        if number in (0, 5):
            with statements() as found:
                write_digests(timezone.now() + timedelta(weeks=1 + number))
            counts.append(len(found))
    assert counts[0] == counts[1] <= 5
    with statements() as found:
        assert write_digests(timezone.now() + timedelta(weeks=6)) == 0
    assert not any("INSERT" in one for one in found)


def test_the_words_are_of_now_and_lead_to_the_list(library: None) -> None:
    """Who needs somebody and who is ready, as the list counts; without anybody, or a week later, it says nothing."""
    thea = therapist()
    facts = {one["name"]: one for one in fifty()}

    def page() -> str:
        return text_in(signed_in(thea).get(reverse("outbox:notices")))

    with time_machine.travel(NOW, tick=False):
        quiet = next(one for one in facts.values() if "why" not in one and "days" in one)
        linked(thea, quiet)
        write_digests(NOW)
        assert waiting_for_word(thea, NOW) == (0, 0)
        assert "need you" not in page()
        assert unseen_notices(thea) == 0
        linked(thea, facts["Ada"])
        assert "1 runner needs you." in page()
        assert unseen_notices(thea) == 1
        for name in ("Jon", "Lou", "Max"):
            linked(thea, facts[name])
        assert waiting_for_word(thea, NOW) == (4, 2)
        assert page_of(therapist=thea, show=NEEDS, name="", now=NOW, limits=(9, 0)).counts[NEEDS] == 4
        assert "4 runners need you, 2 are ready for your word." in page()
        signed_in(thea).get(reverse("clinic:worklist"))
        assert unseen_notices(thea) == 0  # the list says all of it
        notice = Notice.objects.get(kind=Kind.DIGEST)
        assert reverse("clinic:worklist") in signed_in(thea).post(f"/notices/{notice.pk}/").headers["Location"]
    with time_machine.travel(NOW + timedelta(days=7), tick=False):
        assert "need you" not in page()


def test_the_tick_asks_for_them() -> None:
    """Under a name a beat knows, and every worker by itself."""
    current_app.loader.import_default_modules()
    row = settings.CELERY_BEAT_SCHEDULE["Write and send what is due"]
    assert row["schedule"] == 60
    assert row["task"] in current_app.tasks
    assert sources()["digests"] is write_digests


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_ticks_at_once_make_one_row() -> None:
    """Both find nobody told; the second write changes nothing."""
    thea, gate = thea_in("UTC"), Barrier(2)
    CareLink.objects.update(granted_at=timezone.now())

    def tick(_: int) -> None:
        try:
            gate.wait(timeout=30)
            write_digests(timezone.now() + timedelta(days=7))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(tick, range(2)))
    assert len(weeks_told(thea)) == 1
