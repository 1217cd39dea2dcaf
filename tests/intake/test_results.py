"""What a result page says is true: the time, the words, the version."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine
from django.utils import timezone

from accounts.models import User
from rehab.intake.services import start_intake
from rehab.library.models import Protocol, Rule
from rehab.library.services import copy_protocol
from rehab.plans.models import Plan
from tests.engine.cases import raw
from tests.intake.walking import answered, finish, runner, signed_in, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
RESULT = "/intake/result/"


@time_machine.travel(datetime(2026, 11, 25, 9, 0, tzinfo=UTC), tick=False)
def test_times_are_the_runners_own() -> None:
    """09:00 UTC is one in the morning in Los Angeles."""
    ada = runner(time_zone="America/Los_Angeles")
    submitted(ada, rf_calf="yes")
    assert "Saturday 28 November, 01:00" in signed_in(ada).get(RESULT).content.decode()


def test_no_time_zone_is_left_behind_for_the_next_request() -> None:
    """The zone belongs to the request."""
    signed_in(runner(time_zone="Asia/Tokyo")).get("/intake/")
    assert timezone.get_current_timezone_name() == "UTC"


def test_an_answer_that_is_no_yes_is_not_called_one() -> None:
    """A pain of 9 was said, not answered yes to."""
    ada = runner()
    submitted(ada, nprs_now=9, nprs_worst7=9, nprs_avg7=8)
    page = signed_in(ada).get(RESULT).content.decode()
    assert "You said:" in page
    assert "How bad is it right now? 9 of 10" in page
    assert "You answered yes, or not sure" not in page


def test_a_flag_that_only_counts_still_says_so() -> None:
    """Answered no the second time: the page names the earlier answer, not nothing."""
    client = signed_in(runner())
    finish(client, rf_calf="yes")
    finish(client)
    assert "still counts" in client.get(RESULT).content.decode()


def test_a_result_reads_its_own_version() -> None:
    """What it rests on is still there after a new protocol without that rule was published."""
    ada = runner()
    submitted(ada, rf_calf="yes")
    draft = copy_protocol(source=Protocol.objects.get(status="published"))
    Rule.objects.filter(protocol=draft, key="F28_calf").update(key="F28_leg")
    Protocol.objects.filter(version=1).update(status="retired")
    Protocol.objects.filter(pk=draft.pk).update(status="published", published_at=timezone.now())
    assert "What this rests on" in signed_in(ada).get(RESULT).content.decode()


def test_what_the_engine_refuses_leads_to_its_screen() -> None:
    """A race day that has passed while the draft lay: its screen is open again, and the button works afterwards."""
    ada = runner()
    client = signed_in(ada)
    answered(ada, raw(goal_date="2001-01-01"))
    address = client.post("/intake/review/").headers["Location"]
    page = client.get(address).content.decode()
    assert 'name="goal_date"' in page
    assert "has to be answered again" in page
    assert client.post(address, {"goal_distance_km": "10", "goal_date": ""}).headers["Location"] == "/intake/review/"
    client.post("/intake/review/")
    assert Plan.objects.filter(runner=ada).exists()


def test_two_versions_in_use_are_not_read_again_and_again(django_assert_max_num_queries) -> None:
    """A draft of the old version and one of the new, in turn: each catalog is kept."""
    one, two = runner(), runner("bob@example.org")
    start_intake(runner=one, now=timezone.now())
    draft = copy_protocol(source=Protocol.objects.get(status="published"))
    Protocol.objects.filter(version=1).update(status="retired")
    Protocol.objects.filter(pk=draft.pk).update(status="published", published_at=timezone.now())
    start_intake(runner=two, now=timezone.now())
    clients = [signed_in(one), signed_in(two)]
    for client in clients:
        client.get("/intake/1/")
    for client in clients:
        with django_assert_max_num_queries(8):
            client.get("/intake/1/")


def test_the_summary_tells_a_clinician_what_was_corrected() -> None:
    """The runner was told that a clinician may read it."""
    client = signed_in(runner())
    finish(client, rf_calf="yes")
    client.post("/intake/correction/", {"explanation": "It was the other question.", "none_applies": "on"})
    finish(client)
    assert "It was the other question." in client.get("/intake/summary/").content.decode()


def test_a_contact_is_recorded_only_where_it_is_missing() -> None:
    """Without such a lock there is no page, and nothing is stored twice."""
    ada: User = runner()
    client = signed_in(ada)
    submitted(ada)
    address = f"/plan/{Plan.objects.get().pk}/contact/"
    assert client.get(address).status_code == 404
    submitted(ada, nprs_now=7, nprs_avg7=5, nprs_worst7=8)
    plan = Plan.objects.get(closed_at=None)
    sent = {"profession": "doctor", "seen_on": plan.started_on.isoformat()}
    assert client.post(f"/plan/{plan.pk}/contact/", sent).status_code == 302
    assert client.post(f"/plan/{plan.pk}/contact/", sent).status_code == 404
    assert plan.contacts.count() == 1
