"""Whatever is sent to the pages of a log: a page comes back, never an error of ours."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.checkins.logging import ALL_TESTS, DOING, READY, WEEK, plan_on_day, safe
from tests.intake.walking import runner, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
ADDRESSES = ("/check-in/1/", "/check-in/2/", "/check-in/3/", "/check-in/review/", "/safety/", "/flare/", "/self-test/")
JUNK = st.one_of(
    st.sampled_from(
        ["", "yes", "no", "not_sure", "0", "10", "-1", "1e5", "NaN", "\x00", "9" * 400, "٣", "<b>", "none"]
    ),
    st.text(max_size=20),
    st.lists(st.text(max_size=5), max_size=3),
)


@pytest.fixture
def client() -> Client:
    ada = runner()
    plan_on_day(ada, 8, **READY)
    return signed_in(ada)


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_nothing_sent_breaks_a_page(client: Client, data: Any) -> None:
    """A sound form with some answers spoiled, in any order of screens."""
    sound: dict[str, Any] = {**safe(), **WEEK, **DOING, **ALL_TESTS, "pain_now": "5", "entry": "x"}
    names = data.draw(st.lists(st.sampled_from(sorted(sound)), max_size=4))
    sent = {**sound, **{name: data.draw(JUNK) for name in names}}
    answer = client.post(data.draw(st.sampled_from(ADDRESSES)), sent)
    assert answer.status_code in (302, 409, 422)
