"""The page on reminders and mail: each role's own switches, the runner's day and time, nothing of anybody else."""

from __future__ import annotations

from datetime import time

import pytest
from django.urls import reverse

from accounts.models import User
from rehab.outbox.models import Purpose, SwitchedOff
from rehab.reminders.models import Schedule
from tests.accounts.people import person, signed_in
from tests.accounts.therapists import therapist
from tests.plans.making import plan_of

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]
PAGE, TIME, SWITCH = (reverse(f"reminders:{name}") for name in ("settings", "choose_time", "switch"))
OF = {
    "runner": {"reminders", "care"},
    "therapist": {"digest", "care"},
    "support_admin": {"care"},
}


def somebody(role: str) -> User:
    """A person with this role."""
    if role == "therapist":
        return therapist()
    made = person()
    made.role = role
    made.save()
    return made


@pytest.mark.parametrize("role", OF)
def test_each_role_sees_its_own_switches(role) -> None:
    """A day and a time for runners alone; security mail has no switch."""
    page = signed_in(somebody(role)).get(PAGE).content.decode()
    for purpose in Purpose:
        assert (f'name="purpose" value="{purpose.value}"' in page) is (purpose.value in OF[role])
    assert ('name="weekday"' in page) is (role == "runner")
    assert "Security of your account: on" in page


@pytest.mark.parametrize("role", OF)
def test_a_switch_turns_its_own_purpose_off_and_on(role) -> None:
    """As often as it is pressed, and nobody else's."""
    me, other = somebody(role), person("other@example.org")
    browser = signed_in(me)
    for purpose in OF[role]:
        for _ in range(2):
            assert browser.post(SWITCH, {"purpose": purpose, "do": "off"}).status_code == 302
            assert SwitchedOff.objects.filter(user=me, purpose=purpose).count() == 1
        for _ in range(2):
            browser.post(SWITCH, {"purpose": purpose, "do": "on"})
            assert not SwitchedOff.objects.filter(user=me).exists()
    assert not SwitchedOff.objects.filter(user=other).exists()


@pytest.mark.parametrize("role", OF)
def test_what_is_not_ones_own_to_switch_is_not_there(role) -> None:
    """Security mail, another role's purpose, nonsense, nothing."""
    browser = signed_in(somebody(role))
    for purpose in {one.value for one in Purpose} - OF[role] | {"junk", ""}:
        assert browser.post(SWITCH, {"purpose": purpose, "do": "off"}).status_code == 404
    assert not SwitchedOff.objects.exists()


@pytest.mark.parametrize("role", ["therapist", "support_admin"])
def test_only_runners_have_a_time(role) -> None:
    """Others have no week's reminder."""
    assert signed_in(somebody(role)).post(TIME, {"weekday": "1", "at": "08:00"}).status_code in (403, 404)
    assert not Schedule.objects.exists()


@pytest.mark.parametrize("at", ["07:00", "20:30"])
def test_a_day_and_a_time_are_kept(at) -> None:
    """From the earliest to the latest, both included; the page then shows them."""
    ada = person()
    browser = signed_in(ada)
    assert browser.post(TIME, {"weekday": "3", "at": at}).status_code == 302
    schedule = Schedule.objects.get(runner=ada)
    assert (schedule.weekday, schedule.at) == (3, time.fromisoformat(at))
    page = browser.get(PAGE).content.decode()
    assert f'value="{at}"' in page
    assert '<option value="3" selected>' in page


@pytest.mark.usefixtures("library")
def test_the_page_says_when_the_next_one_comes() -> None:
    """On the runner's own clock, once there is a plan."""
    ada = person()
    browser = signed_in(ada)
    assert "It begins within minutes of your plan." in browser.get(PAGE).content.decode()
    plan_of(ada)
    browser.post(TIME, {"weekday": "2", "at": "18:00"})
    page = browser.get(PAGE).content.decode()
    assert "The next one: <b>Wednesday" in page
    assert ", 18:" in page


@pytest.mark.parametrize(
    ("weekday", "at", "says"),
    [
        ("1", "06:59", "Choose a time between 07:00 and 20:30."),
        ("1", "20:31", "Choose a time between 07:00 and 20:30."),
        ("1", "23:00", "Choose a time between 07:00 and 20:30."),
        ("1", "soon", "Write a time such as 07:00."),
        ("1", "", "Write a time such as 07:00."),
        ("7", "08:00", "not one of the available choices"),
        ("x", "08:00", "not one of the available choices"),
        ("", "08:00", "required"),
    ],
)
def test_what_is_no_time_is_refused_and_kept_to_be_mended(weekday, at, says) -> None:
    """422, one sentence, and what was typed still stands there; nothing is saved."""
    answer = signed_in(person()).post(TIME, {"weekday": weekday, "at": at})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert says in page
    assert not at or f'value="{at}"' in page
    assert weekday != "1" or '<option value="1" selected>' in page
    assert not Schedule.objects.exists()
