"""Safety beats everything: whatever way a warning sign comes in, it counts, and the plan is closed."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from rehab.intake.models import Intake, RaisedFlag, SafetyAnswer
from rehab.plans.models import Lock, Plan
from tests.engine.cases import answer
from tests.intake.answers import quiet
from tests.intake.walking import answers, finish, runner, signed_in, submitted, walk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
CLOSED = "Your plan is closed for now"


@pytest.fixture
def ada() -> User:
    """A runner with a plan."""
    person = runner()
    submitted(person)
    return person


def _begin(client: Client) -> None:
    client.post("/intake/")
    client.post("/intake/1/", answers())


def _noes(client: Client, number: int, **said: str) -> Any:
    page = client.get(f"/intake/{number}/").content.decode()
    names = [key for key in quiet() if key.startswith("rf_") and f'name="{key}"' in page]
    return client.post(f"/intake/{number}/", {**dict.fromkeys(names, "no"), **said})


@pytest.mark.parametrize("said", [{"rf_cannot_stand": "yes"}, {"rf_major_trauma": "yes"}])
def test_a_warning_sign_closes_the_plan_before_the_intake_ends(ada: User, said: dict[str, str]) -> None:
    """Whoever closes the browser half-way does not exercise on; the page leads on to what to do."""
    client = signed_in(ada)
    _begin(client)
    _noes(client, 2)
    _noes(client, 3, **said)
    assert CLOSED in client.get("/plan/").content.decode()
    assert Lock.objects.get().cause == Lock.Cause.SAFETY
    page = client.get("/intake/result/", follow=True).content.decode()
    assert "a clinician has to look first" in page or "Stop. Get emergency care now." in page


def test_an_unsettling_weight_loss_pauses_the_plan_too(ada: User) -> None:
    """A clinician before the start is a reason to stop at once, not only at the end of the intake."""
    client = signed_in(ada)
    _begin(client)
    for number in (2, 3):
        _noes(client, number)
    _noes(client, 4, rf_weight_loss="yes")
    assert CLOSED in client.get("/plan/").content.decode()


def test_an_emergency_on_an_unfinished_screen_is_an_emergency(ada: User) -> None:
    """One question left open does not hold the red page back."""
    client = signed_in(ada)
    _begin(client)
    assert client.post("/intake/2/", {"rf_bladder": "yes"}).headers["Location"] == "/intake/result/"
    assert RaisedFlag.objects.filter(runner=ada, tier="emergency_now").exists()
    assert CLOSED in client.get("/plan/").content.decode()


def test_what_was_answered_on_an_unfinished_screen_is_stored() -> None:
    """The safety answers that were given are written down; the others are asked for."""
    client = signed_in(runner())
    _begin(client)
    assert client.post("/intake/2/", {"rf_bladder": "no"}).status_code == 422
    assert SafetyAnswer.objects.get().question == "rf_bladder"
    assert "nerves" not in Intake.objects.get().done


def test_a_draft_is_no_safety_answer(ada: User) -> None:
    """A finger on its way neither locks a plan nor leaves a yes or a no that nobody sent."""
    client = signed_in(ada)
    _begin(client)
    turn = Intake.objects.first().turn
    assert client.post("/intake/2/draft/", {"rf_bladder": "yes", "turn": turn}).status_code == 204
    assert "rf_bladder" not in Intake.objects.first().answers
    assert not RaisedFlag.objects.exists()


def test_the_body_map_is_asked_before_an_urgent_result() -> None:
    """C1 and C2 could still make it an emergency: with both lower legs marked it is one, as the engine says."""
    changes = {"rf_stable_weak": "yes", "pain_areas": ["leg_below_knee_left", "leg_below_knee_right"]}
    finish(signed_in(runner()), **changes)
    assert Intake.objects.get().tier == answer(**changes)["tier"] == "emergency_now"


def test_a_sharp_hop_stays_a_sharp_hop_when_the_pain_grows() -> None:
    """The test is no longer asked for at pain 5, and its answer counts all the same, as in the engine."""
    changes: dict[str, Any] = {
        "primary_region": "pelvis_buttock",
        "pain_areas": ["buttock_left"],
        "hop_test": "sharp_focal",
    }
    client = signed_in(runner())
    given = answers(**changes, nprs_now=2)
    assert walk(client, given) == "/intake/review/"
    now = next(n for n in range(1, 40) if 'name="nprs_now"' in client.get(f"/intake/{n}/").content.decode())
    client.post(f"/intake/{now}/", {"nprs_now": "5"})
    client.post("/intake/review/")
    assert Intake.objects.get().tier == answer(**changes, nprs_now=5)["tier"] == "clinician_before_start"


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"rf_bladder": "yes"}, "Stop. Get emergency care now."),
        ({"rf_calf": "yes"}, "within 24 to 48 hours"),
        ({"rf_weight_loss": "yes"}, "See a clinician before you start"),
    ],
)
def test_feeling_worse_closes_the_plan_of_a_signed_in_runner(ada: User, said: dict[str, str], says: str) -> None:
    """The check by itself counts for somebody with a plan: stored, plan closed, the page says what to do."""
    client = signed_in(ada)
    response = client.post("/safety-check/", quiet(**said))
    assert response.headers["Location"] == "/intake/result/"
    assert says in client.get("/intake/result/").content.decode()
    assert CLOSED in client.get("/plan/").content.decode()
    assert SafetyAnswer.objects.filter(answer="yes").exists()


def test_a_quiet_check_of_a_runner_stores_nothing(ada: User) -> None:
    """No warning sign: no intake begun, the plan open as before."""
    before = (Intake.objects.count(), SafetyAnswer.objects.count())
    assert signed_in(ada).post("/safety-check/", quiet()).status_code == 200
    assert (Intake.objects.count(), SafetyAnswer.objects.count()) == before
    assert not Lock.objects.exists()


def test_the_public_check_shouts_before_all_is_answered(client: Client) -> None:
    """An emergency answer alone opens the red page, without an age and with all the others open."""
    page = client.post("/safety-check/", {"rf_saddle": "yes"})
    assert page.status_code == 200
    assert "Stop. Get emergency care now." in page.content.decode()
    assert client.post("/safety-check/", {"rf_calf": "yes"}).status_code == 422


def test_signing_in_after_an_emergency_leads_to_what_has_to_be_done() -> None:
    """Not to a calm page with a start button."""
    client = signed_in(runner())
    finish(client, rf_saddle="yes")
    for address in ("/home/", "/plan/", "/intake/"):
        assert "Stop. Get emergency care now." in client.get(address, follow=True).content.decode(), address


def test_an_earlier_plan_warns_while_the_present_one_is_closed(ada: User) -> None:
    """Readable is not followable."""
    client = signed_in(ada)
    submitted(ada)
    old = Plan.objects.exclude(closed_at=None).get()
    assert "Do not follow this plan now" not in client.get(f"/plan/{old.pk}/").content.decode()
    finish(client, rf_bladder="yes")
    assert "Do not follow this plan now" in client.get(f"/plan/{old.pk}/").content.decode()
