"""What a phone kept without a network and sends later counts once; what stands against it is told, never dropped."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import User
from rehab.intake.keeping import owner_token
from rehab.plans.models import LogEntry, Plan, Receipt
from rehab.plans.recording import RECEIPTS_KEPT
from tests.checkins.days import WELL, logged, morning, plan_since, send_session, session_of, session_sent
from tests.checkins.days import client as client
from tests.checkins.keeping import came_of, deliver, kept
from tests.checkins.running import QUIET
from tests.intake.walking import ada as ada
from tests.intake.walking import runner, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
DAY = "/today/session/2/"
RATING = "/today/rating/"


def test_a_session_sent_again_counts_once(ada: User, client: Client) -> None:
    """Whatever was logged after it: the phone that never saw the answer undoes nothing."""
    plan_since(ada, 2)
    headers = kept(ada)
    assert came_of(deliver(client, headers, DAY, **WELL, seen=0))[0] == "saved"
    assert send_session(client, 2, **{**WELL, "pain": 4}, seen=1).status_code == 302
    assert came_of(deliver(client, headers, DAY, **WELL, seen=0)) == ("saved", "")
    assert {mark.pain for mark in session_sent(ada, 2).marks} == {4}
    assert LogEntry.objects.count() == 2
    assert Receipt.objects.count() == 1


def test_a_form_that_came_online_with_its_key_counts_once_too(ada: User, client: Client) -> None:
    """Its answer was lost on the way; the phone kept it, and asks again."""
    plan_since(ada, 2)
    headers = kept(ada)
    online = {"Idempotency-Key": headers["Idempotency-Key"]}
    assert client.post(DAY, {**WELL, "seen": 0}, headers=online).status_code == 302
    assert came_of(deliver(client, headers, DAY, **WELL, seen=0))[0] == "saved"
    assert LogEntry.objects.count() == 1


def test_a_day_logged_meanwhile_is_a_conflict(ada: User, client: Client) -> None:
    """Nothing is written over, nothing is swallowed: the phone is told."""
    plan_since(ada, 2)
    send_session(client, 2, **{**WELL, "pain": 5}, seen=0)
    outcome, words = came_of(deliver(client, kept(ada), DAY, **WELL, seen=0))
    assert outcome == "conflict"
    assert "Something else was logged for this day meanwhile" in words
    assert {mark.pain for mark in session_sent(ada, 2).marks} == {5}
    assert not Receipt.objects.exists()


def test_what_a_form_lacks_is_told_in_its_own_words(ada: User, client: Client) -> None:
    """As the page would have said it."""
    plan_since(ada, 2)
    assert came_of(deliver(client, kept(ada), DAY, way="whole", effort=3, spread="no")) == (
        "conflict",
        "Highest pain during it: Tap a number.",
    )


def test_a_plan_that_was_shut_or_closed_meanwhile_is_a_conflict(ada: User, client: Client) -> None:
    """Nothing is written into it, and the phone keeps what it has."""
    plan = plan_since(ada, 2)
    Plan.objects.update(closed_at=timezone.now())
    outcome, words = came_of(deliver(client, kept(ada), DAY, **WELL, seen=0))
    assert outcome == "conflict"
    assert words
    assert not plan.log.exists()


def test_another_persons_form_is_not_taken(ada: User, client: Client) -> None:
    """Ada is signed in; what Eve filled in waits for Eve."""
    plan_since(ada, 2)
    answer = deliver(client, kept(runner("eve@example.org")), DAY, **WELL)
    assert (answer.status_code, answer.json()["outcome"]) == (409, "other_person")
    assert not LogEntry.objects.exists()


def test_a_form_of_another_persons_screen_is_not_taken(ada: User, client: Client) -> None:
    """Whosever phone it says it is: the signed mark of the screen decides, also after a week."""
    plan_since(ada, 2)
    eve = runner("eve@example.org")
    with time_machine.travel(timezone.now() - timedelta(days=30)):
        marks = [owner_token(eve), owner_token(ada)]
    answer = deliver(client, kept(ada), DAY, **WELL, seen=0, owner=marks[0])
    assert (answer.status_code, answer.json()["outcome"]) == (409, "other_person")
    assert not LogEntry.objects.exists()
    assert came_of(deliver(client, kept(ada), DAY, **WELL, seen=0, owner=marks[1]))[0] == "saved"


def test_a_phone_that_is_signed_out_is_told_so_and_keeps_it(ada: User) -> None:
    """No redirect that a worker would take for an answer; nothing laid into a session."""
    plan_since(ada, 2)
    client = Client()
    for address in (DAY, RATING, "/runs/new/"):
        answer = deliver(client, kept(ada), address, **WELL)
        assert (answer.status_code, answer.json()["outcome"]) == (401, "signed_out")
    assert "kept_answers" not in client.session


def test_a_wrong_form_token_is_no_answer(ada: User) -> None:
    """The phone tries again with a fresh one."""
    plan_since(ada, 2)
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = deliver(client, kept(ada), DAY, **WELL)
    assert (answer.status_code, answer.json()["outcome"]) == (403, "later")


def test_a_key_is_a_uuid(ada: User, client: Client) -> None:
    """Junk is refused where a key is needed, and passed over where none is."""
    plan_since(ada, 2)
    for junk in ("", "x", "1" * 5000, "{}"):
        assert deliver(client, {**kept(ada), "Idempotency-Key": junk}, DAY, **WELL).status_code == 400
    assert client.post(DAY, {**WELL, "seen": 0}, headers={"Idempotency-Key": "x"}).status_code == 302
    assert not Receipt.objects.exists()


def test_a_run_sent_again_counts_once(ada: User, client: Client) -> None:
    """By its key and by its own id."""
    plan_since(ada, 2)
    fields = {"entry_id": str(uuid.uuid4()), "on": timezone.localdate().isoformat(), "time": "20", **QUIET}
    headers = kept(ada)
    first = came_of(deliver(client, headers, "/runs/new/", **fields))
    if first[0] == "conflict":  # what the run passes is said once before it is saved
        assert "Before this run is saved" in first[1]
        warned = client.post("/runs/new/warning/", fields).content.decode().split('name="warned" value="')[1]
        fields["warned"] = warned.split('"')[0]
        assert came_of(deliver(client, headers, "/runs/new/", **fields))[0] == "saved"
    assert came_of(deliver(client, headers, "/runs/new/", **fields))[0] == "saved"
    assert LogEntry.objects.filter(kind="run").count() == 1


def test_a_rating_kept_on_friday_counts_for_friday(ada: User, client: Client) -> None:
    """Morning and evening alike, as if it had been sent on its day."""
    plan = plan_since(ada, 3)
    assert came_of(deliver(client, kept(ada, days_ago=2), RATING, day=1, morning=4, was=""))[0] == "saved"
    assert came_of(deliver(client, kept(ada, days_ago=1), RATING, day=1, worst=5, was=""))[0] == "saved"
    row = plan.log.filter(entry_id="rating-1").latest("number")
    assert (row.body["morning"], row.body["worst"], row.day) == (4, 5, 1)
    assert row.note == "Rated on a phone without a network, and sent later."


def test_a_morning_tapped_on_another_day_is_a_conflict(ada: User, client: Client) -> None:
    """A page of Friday that is opened on Saturday does not say how Friday's morning was."""
    plan_since(ada, 3)
    outcome, words = came_of(deliver(client, kept(ada, days_ago=1), RATING, day=1, morning=4))
    assert (outcome, words) == ("conflict", "That morning is over. Rate this one instead.")
    assert came_of(deliver(client, kept(ada, days_ago=0), RATING, day=0, worst=4))[0] == "conflict"


def test_a_rating_of_more_than_a_week_ago_is_a_conflict(ada: User, client: Client) -> None:
    """It decides nothing any more."""
    plan_since(ada, 12)
    outcome, words = came_of(deliver(client, kept(ada, days_ago=8), RATING, day=4, morning=4))
    assert outcome == "conflict"
    assert "more than a week ago" in words
    assert came_of(deliver(client, kept(ada, days_ago=7), RATING, day=5, morning=4))[0] == "saved"


def test_a_rating_given_meanwhile_is_shown_beside_the_kept_one(ada: User, client: Client) -> None:
    """Neither writes over the other; the same value is no conflict, and what the page showed may be changed."""
    plan = plan_since(ada, 2)
    logged(plan, morning(2, 6))
    outcome, words = came_of(deliver(client, kept(ada), RATING, day=2, morning=2, was=""))
    assert outcome == "conflict"
    assert words == "That morning was rated 6 somewhere else. This phone kept 2."
    assert came_of(deliver(client, kept(ada), RATING, day=2, morning=6, was=""))[0] == "saved"
    assert came_of(deliver(client, kept(ada), RATING, day=2, morning=3, was="6"))[0] == "saved"
    assert plan.log.latest("number").body["morning"] == 3


@pytest.mark.parametrize(
    "made", ["", "x", "9999-99-99", "2999-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "1999-01-01T00:00:00Z"]
)
def test_a_phone_whose_clock_is_wrong_breaks_nothing(ada: User, client: Client, made: str) -> None:
    """What cannot be a time counts as today, and what is long ago as too late."""
    plan_since(ada, 2)
    answer = deliver(client, {**kept(ada), "X-Made": made}, RATING, day=2, morning=2)
    assert came_of(answer)[0] == ("conflict" if made.startswith("1999") else "saved")


def test_a_morning_of_before_that_stands_beside_another_can_be_sent_knowingly(ada: User, client: Client) -> None:
    """Today has no tap for it any more: the phone is told what stands, and sends its own as having seen that."""
    plan = plan_since(ada, 3)
    logged(plan, morning(1, 6))
    headers = kept(ada, days_ago=2)
    told = deliver(client, headers, RATING, day=1, morning=4, was="").json()
    assert (told["outcome"], told["stands"]) == ("conflict", 6)
    assert came_of(deliver(client, headers, RATING, day=1, morning=4, was=told["stands"]))[0] == "saved"
    assert plan.log.latest("number").body["morning"] == 4


def test_a_late_bad_morning_steps_back_and_says_so(ada: User, client: Client) -> None:
    """The session of the day before is judged by it as it would have been; Today's message comes with it."""
    plan = plan_since(ada, 4)
    logged(plan, morning(1), session_of(plan, 1, pain=2))
    before = Plan.objects.get().course["items"]
    outcome, words = came_of(deliver(client, kept(ada, days_ago=2), RATING, day=2, morning=9, was=""))
    assert outcome == "saved"
    assert "Your answer changed the plan." in words
    assert Plan.objects.get().course["items"] != before


def test_old_receipts_go_with_the_next_one(ada: User, client: Client) -> None:
    """No phone can hold their forms any more."""
    plan = plan_since(ada, 2)
    Receipt.objects.create(plan=plan, key=uuid.uuid4(), made_at=timezone.now() - RECEIPTS_KEPT)
    deliver(client, kept(ada), RATING, day=2, morning=1)
    assert Receipt.objects.count() == 1


def test_a_page_fetched_to_be_kept_uses_nothing_up(ada: User, client: Client) -> None:
    """What was laid aside at the end of a session is shown to the person, not to the worker."""
    plan_since(ada, 2)
    page = client.get(DAY).content.decode()
    owner = page.split('name="owner" value="')[1].split('"')[0]
    client.logout()
    client.post(DAY, {**WELL, "owner": owner})
    client = _back(client, ada)
    assert "could not be saved before" not in client.get(DAY, headers={"X-Copy": "1"}).content.decode()
    assert "could not be saved before" in client.get(DAY).content.decode()


def _back(client: Client, ada: User) -> Client:
    """Signed in again, with what the session held."""
    session = dict(client.session)
    client = signed_in(ada)
    again = client.session
    again.update(session)
    again.save()
    return client
