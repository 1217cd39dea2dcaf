"""The denial rule: a warning sign is not undone by answering again."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from rehab.intake.models import Correction, Intake, RaisedFlag
from rehab.plans.models import Plan
from tests.intake.walking import answers, finish, runner, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
RESULT, CORRECTION = "/intake/result/", "/intake/correction/"
EXPLAINED = {"explanation": "I read it as the other leg, years ago.", "none_applies": "on"}


def _later(**span: int) -> Any:
    return time_machine.travel(timezone.now() + timedelta(**span), tick=True)


def _page(client: Any) -> str:
    return str(client.get(RESULT, follow=True).content.decode())


def test_going_back_and_changing_yes_to_no_keeps_the_flag() -> None:
    """Stored at the first answer; the second one changes nothing within 72 hours."""
    client = signed_in(runner())
    client.post("/intake/")
    client.post("/intake/1/", answers())
    noes = {key: value for key, value in answers(rf_const_numb="yes").items()} | dict.fromkeys(
        ("rf_bladder", "rf_bowel", "rf_saddle", "rf_sexual", "rf_bilateral_leg", "rf_sudden_weak", "rf_stable_weak"),
        "no",
    )
    assert client.post("/intake/2/", noes).headers["Location"] == "/intake/3/"
    client.post("/intake/2/", {**noes, "rf_const_numb": "no"})
    assert finish(client) == RESULT
    assert Intake.objects.get().tier == "clinician_before_start"


@pytest.mark.parametrize(("hours", "tier"), [(71, "urgent_24_48h"), (73, "none")])
def test_an_urgent_flag_counts_for_72_hours(hours: int, tier: str) -> None:
    """Before that the same answers that would give a plan give a referral."""
    ada = runner()
    finish(signed_in(ada), rf_calf="yes")
    with _later(hours=hours):
        finish(signed_in(ada))
        assert Intake.objects.first().tier == tier
        assert Plan.objects.exists() == (tier == "none")


def test_an_emergency_is_not_cleared_by_time_alone() -> None:
    """After 100 hours it still counts: it takes a clearance or an explained correction."""
    ada = runner()
    finish(signed_in(ada), rf_saddle="yes")
    with _later(hours=100):
        client = signed_in(ada)
        finish(client)
        assert "Stop. Get emergency care now." in _page(client)


def test_an_emergency_cannot_be_explained_away_within_24_hours() -> None:
    """The page says from when on; nothing is logged as corrected."""
    client = signed_in(runner())
    finish(client, rf_saddle="yes")
    assert "This can be corrected later" in client.get(CORRECTION).content.decode()
    client.post(CORRECTION, EXPLAINED)
    assert not Correction.objects.exists()
    assert RaisedFlag.objects.filter(correction=None).exists()


def test_after_24_hours_an_explained_correction_asks_again() -> None:
    """It is logged, the emergency list is shown, the questions come back unanswered, and then a plan may follow."""
    ada = runner()
    finish(signed_in(ada))
    finish(signed_in(ada), rf_saddle="yes")
    assert "closed for now" in signed_in(ada).get("/plan/").content.decode()
    with _later(hours=25):
        client = signed_in(ada)
        assert "you cannot pass urine" in client.get(CORRECTION).content.decode()
        assert client.post(CORRECTION, {"explanation": "short"}).status_code == 422
        assert client.post(CORRECTION, EXPLAINED).headers["Location"] == "/intake/"
        assert Correction.objects.get().explanation == EXPLAINED["explanation"]
        client.post("/intake/")
        page = client.get("/intake/2/").content.decode()
        assert not re.search(r'name="rf_saddle"[^>]*checked', page)
        assert re.search(r'name="rf_bowel" value="no"[^>]*checked', page)
        finish(client)
        assert client.get(RESULT).headers["Location"] == "/plan/"
        assert "closed for now" not in client.get("/plan/").content.decode()


def test_an_urgent_answer_may_be_corrected_at_once() -> None:
    """A slip of the finger need not wait three days, but it is explained and kept."""
    client = signed_in(runner())
    finish(client, nprs_now=9, nprs_worst7=9, nprs_avg7=9)
    assert "within 24 to 48 hours" in _page(client)
    client.post(CORRECTION, EXPLAINED)
    finish(client)
    assert Plan.objects.count() == 1


def test_without_a_flag_there_is_nothing_to_correct() -> None:
    """The page exists for those whom a flag keeps waiting."""
    client = signed_in(runner())
    finish(client)
    assert client.get(CORRECTION).headers["Location"] == "/intake/"
