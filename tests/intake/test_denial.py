"""What has been answered once is not undone by answering again: the denial rule over hours and days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from rehab.intake.correcting import correct
from rehab.intake.denial import kept_flags
from rehab.intake.models import Correction, Intake, RaisedFlag, SafetyAnswer
from rehab.library.models import Protocol, Question
from rehab.library.services import copy_protocol
from rehab.plans.models import Plan
from tests.intake.answers import quiet
from tests.intake.walking import answers, asked, finish, runner, signed_in, submitted, walk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
RESULT, CORRECTION = "/intake/result/", "/intake/correction/"
EXPLAINED = {"explanation": "I misread the question; it is not so.", "none_applies": "on"}
EMERGENCY, URGENT = {"rf_bladder": "yes"}, {"rf_fever": "yes"}


@pytest.fixture
def client() -> Client:
    """A browser that stays signed in for weeks."""
    return signed_in(runner())


def _after(hours: float) -> time_machine.travel:
    return time_machine.travel(START + timedelta(hours=hours), tick=False)


def _told(hours: float, given: dict[str, str]) -> str:
    """Send the whole intake at this hour; the tier it ended in."""
    with _after(hours):
        return submitted(User.objects.get(), **given).tier


def _told_by_pages(client: Client, hours: float, given: dict[str, str]) -> str:
    """The same, screen after screen."""
    with _after(hours):
        assert finish(client, **given) == RESULT
    return Intake.objects.exclude(state="open").order_by("-finished_at")[0].tier


@pytest.mark.parametrize("hours", [1, 71.9])
def test_answering_no_within_72_hours_changes_nothing(client: Client, hours: float) -> None:
    """The first answer stays active: a harmless intake leads to the same referral, and to no plan."""
    assert _told_by_pages(client, 0, URGENT) == "urgent_24_48h"
    assert _told_by_pages(client, hours, {}) == "urgent_24_48h"
    assert not Plan.objects.exists()


def test_after_72_hours_a_flag_no_longer_counts(client: Client) -> None:
    """What is no emergency ends by itself: from 72 hours on the new answers decide."""
    _told(0, URGENT)
    assert _told(72, {}) == "none"
    assert Plan.objects.filter(closed_at=None).count() == 1


def test_answering_again_does_not_begin_the_72_hours_anew(client: Client) -> None:
    """It is the first answer that stays, from when it was given; a flag only kept is not raised again."""
    _told(0, URGENT)
    _told(70, {})
    assert RaisedFlag.objects.count() == 1
    assert _told(73, {}) == "none"


def test_answering_yes_again_does_begin_them_anew(client: Client) -> None:
    """A yes is a yes, and counts from when it was given."""
    _told(0, URGENT)
    _told(70, URGENT)
    assert _told(73, {}) == "urgent_24_48h"


def test_the_result_says_until_when_a_flag_counts(client: Client) -> None:
    """The hour on the page is the hour the first answer stops counting, however often one asks."""
    _told(0, URGENT)
    _told(70, {})
    with _after(71):
        assert "Friday 27 November, 09:00" in client.get(RESULT).content.decode()


def test_an_emergency_counts_until_it_is_corrected(client: Client) -> None:
    """Time alone never clears it."""
    _told(0, EMERGENCY)
    assert _told(100, {}) == "emergency_now"
    assert not Plan.objects.exists()


def test_an_emergency_cannot_be_corrected_within_24_hours(client: Client) -> None:
    """Refused, whatever is sent, and the page says from when on it can be."""
    _told(0, EMERGENCY)
    with _after(23.9):
        page = client.get(CORRECTION).content.decode()
        assert "25 November, 09:00" in page
        assert client.post(CORRECTION, EXPLAINED).status_code == 422
    assert not Correction.objects.exists()
    assert RaisedFlag.objects.filter(correction=None).exists()


def test_asking_again_does_not_push_the_correction_away(client: Client) -> None:
    """The 24 hours run from the answer that raised the emergency."""
    _told(0, EMERGENCY)
    _told(20, {})
    with _after(25):
        assert client.post(CORRECTION, EXPLAINED).status_code == 302
    assert Correction.objects.count() == 1


def test_a_correction_is_logged_and_asks_again_unfilled(client: Client) -> None:
    """The words are kept with the flags they concern, the first answer stays written, the question is open again."""
    _told_by_pages(client, 0, EMERGENCY)
    with _after(25):
        assert client.post(CORRECTION, EXPLAINED).status_code == 302
        correction = Correction.objects.get()
        assert correction.explanation == EXPLAINED["explanation"]
        assert correction.made_at == timezone.now()
        assert {flag.correction for flag in RaisedFlag.objects.all()} == {correction}
        assert SafetyAnswer.objects.filter(question="rf_bladder", answer="yes").exists()
        page = client.get("/intake/2/").content.decode()
    assert " checked" not in page[page.index("id_rf_bladder_0") :][:600]
    assert "rf_bladder" not in Intake.objects.get(state="open").answers


@pytest.mark.parametrize("sent", [{}, {"explanation": "No."}, {"explanation": EXPLAINED["explanation"]}])
def test_a_correction_needs_words_and_the_list_read(client: Client, sent: dict[str, str]) -> None:
    """Nothing is cleared by a click."""
    _told(0, URGENT)
    with _after(1):
        assert client.post(CORRECTION, sent).status_code == 422
    assert not Correction.objects.exists()


def test_what_is_no_emergency_can_be_corrected_at_once(client: Client) -> None:
    """A misread question should not cost three days."""
    _told(0, URGENT)
    with _after(0.1):
        assert "Explain it in a sentence" in client.get(CORRECTION).content.decode()
        assert client.post(CORRECTION, EXPLAINED).status_code == 302
    assert _told(0.2, {}) == "none"


def test_going_back_and_saying_no_keeps_the_flag(client: Client) -> None:
    """A yes that was saved stays active even before the intake is over."""
    with _after(0):
        walk(client, answers(**URGENT), until="/intake/5/")
        assert client.post("/intake/5/", {"back": "1"}).headers["Location"] == "/intake/4/"
        page = client.get("/intake/4/").content.decode()
        client.post("/intake/4/", dict.fromkeys(asked(page), "no"))
        assert finish(client) == RESULT
    assert Intake.objects.get().tier == "urgent_24_48h"
    assert list(SafetyAnswer.objects.filter(question="rf_fever").values_list("answer", flat=True))[:2] == ["yes", "no"]
    assert kept_flags(RaisedFlag.objects.all(), START)


def test_a_clean_intake_after_a_correction_makes_a_plan_and_closes_the_locked_one(client: Client) -> None:
    """The way back: locked by an emergency answer, corrected after a day, answered again, a new plan."""
    _told(0, {})
    locked = Plan.objects.get()
    _told(1, EMERGENCY)
    with _after(2):
        assert "Your plan is closed for now" in client.get("/plan/").content.decode()
    with _after(26):
        client.post(CORRECTION, EXPLAINED)
        assert "Your plan is closed for now" in client.get("/plan/").content.decode()
    assert _told(27, {}) == "none"
    locked.refresh_from_db()
    assert locked.closed_at is not None
    assert Plan.objects.get(closed_at=None).pk != locked.pk
    with _after(28):
        assert client.get("/plan/").status_code == 200
        assert reverse("plans:detail", args=[locked.pk]) in client.get("/plan/").content.decode()


def test_a_correction_without_a_flag_leads_home(client: Client) -> None:
    """There is nothing to correct."""
    assert client.get(CORRECTION).headers["Location"] == "/intake/"


def test_a_flag_that_fires_again_after_a_correction_counts_again() -> None:
    """In the same intake too: the second yes is a new flag, and a no after it clears nothing."""
    ada = runner()
    client = signed_in(ada)
    client.post("/intake/")
    noes = {key: value for key, value in answers().items()} | dict.fromkeys(
        (key for key in quiet() if key.startswith("rf_")), "no"
    )
    client.post("/intake/1/", noes)
    client.post("/intake/2/", noes | {"rf_const_numb": "yes"})
    assert correct(runner=ada, explanation="I read it wrongly.", now=timezone.now()) is not None
    client.post("/intake/2/", noes | {"rf_const_numb": "yes"})
    client.post("/intake/2/", noes)
    assert RaisedFlag.objects.filter(runner=ada, correction=None).count() == 1
    finish(client)
    assert Intake.objects.get().tier == "clinician_before_start"


def test_the_24_hours_hold_whoever_asks() -> None:
    """The rule stands in the service: an emergency of another tab is not wiped by a correction begun before it."""
    ada = runner()
    finish(signed_in(ada), rf_saddle="yes")
    assert correct(runner=ada, explanation="I read it wrongly.", now=timezone.now()) is None
    assert RaisedFlag.objects.filter(runner=ada, correction=None).exists()


def test_a_mark_on_the_body_map_can_be_corrected() -> None:
    """The answer behind a check is asked again, not only the question the check answered."""
    ada = runner()
    finish(signed_in(ada), pain_areas=["saddle", "sacrum"])
    later = timezone.now() + timedelta(hours=25)
    with time_machine.travel(later):
        correct(runner=ada, explanation="I tapped the wrong place.", now=later)
        client = signed_in(ada)
        assert "pain_areas" not in Intake.objects.get(state="open").answers
        finish(client)
        assert Plan.objects.filter(runner=ada).exists()


def test_new_words_ask_again() -> None:
    """C4: what was asked again for one note is asked again for another."""
    client = signed_in(runner())
    assert walk(client, answers(notes="a bit numb sometimes")) == "/intake/review/"
    notes = next(n for n in range(1, 45) if 'name="notes"' in client.get(f"/intake/{n}/").content.decode())
    response = client.post(f"/intake/{notes}/", {"notes": "my saddle is numb"})
    assert "“saddle”" in client.get(response.headers["Location"]).content.decode()


def test_a_correction_works_after_a_new_protocol_was_published() -> None:
    """The questions of both versions are known where they are needed; nothing breaks."""
    ada = runner()
    finish(signed_in(ada), rf_calf="yes")
    draft = copy_protocol(source=Protocol.objects.get(status="published"))
    Question.objects.filter(protocol=draft, key="run_years").update(key="run_years_in_all")
    Protocol.objects.filter(version=1).update(status="retired")
    Protocol.objects.filter(pk=draft.pk).update(status="published", published_at=timezone.now())
    client = signed_in(ada)
    client.post("/intake/")
    response = client.post("/intake/correction/", {"explanation": "I read it as the other leg.", "none_applies": "on"})
    assert response.status_code == 302
