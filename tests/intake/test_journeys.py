"""From the first screen to a plan or a referral."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils.html import escape

from rehab.intake.models import Intake, RaisedFlag, SafetyAnswer
from rehab.plans.models import Plan
from tests.engine.cases import answer
from tests.intake.walking import answers as posted_answers
from tests.intake.walking import finish, runner, signed_in, walk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
RESULT = "/intake/result/"


def test_an_intake_becomes_the_plan_the_engine_gives() -> None:
    """The same answers, through the pages and through the engine, give the same plan."""
    ada = runner()
    client = signed_in(ada)
    assert finish(client) == RESULT
    assert client.get(RESULT).headers["Location"] == "/plan/"
    plan, expected = Plan.objects.get(runner=ada), answer()
    assert (plan.category, plan.start_phase, plan.run_allowance, plan.entry_stage, plan.tier) == (
        expected["category"],
        expected["start_phase"],
        expected["run_allowance"],
        expected["entry_stage"],
        expected["tier"],
    )
    session = plan.prescriptions.filter(phase=plan.phase, role="exercise")
    assert [p.exercise_id for p in session] == [item["id"] for item in expected["first_week"][:-1]]
    assert [row[0] for row in plan.barred] == expected["excluded"]
    page = client.get("/plan/")
    assert page.status_code == 200
    for item in session:
        assert escape(item.exercise.name) in page.content.decode()


@pytest.mark.sqlite_only
def test_every_safety_question_is_asked_before_the_rest() -> None:
    """Age and region, then all 26, then everything else; each answer is stored as given."""
    client = signed_in(runner())
    walk(client, posted_answers())
    assert SafetyAnswer.objects.values("question").distinct().count() == 26
    keys = list(Intake.objects.get().done)
    assert keys[:5] == ["start", "nerves", "injury", "illness", "head"]


@pytest.mark.parametrize("name", ["rf_bladder", "rf_saddle", "rf_sudden_weak", "rf_major_trauma", "rf_chest"])
def test_an_emergency_shouts_at_once(name: str) -> None:
    """No further question is asked, the flag is stored, there is no plan."""
    ada = runner()
    client = signed_in(ada)
    assert finish(client, **{name: "yes"}) == RESULT
    page = client.get(RESULT).content.decode()
    assert "Stop. Get emergency care now." in page
    assert Intake.objects.get().state == Intake.State.REFERRED
    assert RaisedFlag.objects.filter(runner=ada, tier="emergency_now").exists()
    assert not Plan.objects.exists()


def test_a_fever_first_asks_what_decides() -> None:
    """Urgent after the safety questions: only what could make it an emergency is asked before the result."""
    client = signed_in(runner())
    assert finish(client, rf_fever="yes") == RESULT
    assert Intake.objects.get().tier == "urgent_24_48h"
    assert {"medical", "limb_tingling", "nprs_now"} <= set(Intake.objects.get().answers)
    assert "pain_areas" in Intake.objects.get().answers, "the map could still show both legs or the saddle"
    assert "aggravating" not in Intake.objects.get().answers
    assert "See a doctor within 24 to 48 hours" in client.get(RESULT).content.decode()


def test_a_fever_with_a_weak_immune_system_is_an_emergency() -> None:
    """The deciding questions decide."""
    client = signed_in(runner())
    finish(client, rf_fever="yes", medical=["immunosuppressed"])
    assert Intake.objects.get().tier == "emergency_now"


@pytest.mark.parametrize(
    ("changes", "tier", "says"),
    [
        ({"rf_weight_loss": "yes"}, "clinician_before_start", "See a clinician before you start"),
        ({"pregnancy_status": "pregnant", "sex_at_birth": "female"}, "clinician_before_start", "How your plan opens"),
        ({"nprs_now": 9, "nprs_worst7": 9, "nprs_avg7": 9}, "urgent_24_48h", "within 24 to 48 hours"),
        ({"radiation": "distal", "limb_tingling": "constant"}, "clinician_before_start", "See a clinician"),
    ],
)
@pytest.mark.sqlite_only
def test_a_referral_says_whom_to_see(changes: dict[str, Any], tier: str, says: str) -> None:
    """Each tier has its page; what was told stands on it, and a summary can be printed."""
    client = signed_in(runner())
    assert finish(client, **changes) == RESULT
    assert Intake.objects.get().tier == tier
    page = client.get(RESULT).content.decode()
    assert says in page
    assert client.get("/intake/summary/").status_code == 200
    assert not Plan.objects.exists()


def test_the_body_map_sets_the_safety_answer_and_says_why() -> None:
    """C1: a mark where a saddle would touch counts as the emergency it is."""
    client = signed_in(runner())
    assert finish(client, pain_areas=["saddle", "sacrum"]) == RESULT
    page = client.get(RESULT).content.decode()
    assert "Stop. Get emergency care now." in page
    assert "body map contradicts the question" in page


def test_the_runners_own_words_ask_again() -> None:
    """C4: after the notes the questions come back with the word; a yes then counts."""
    client = signed_in(runner())
    given = posted_answers(notes="My foot is numb since Tuesday")
    again = reverse("intake:step", args=[len(_steps())])
    assert walk(client, given, until=again) == again
    page = client.get(again).content.decode()
    assert "“numb”" in page
    assert " checked" not in page
    answer_ = client.post(again, {"rf_saddle": "yes", "rf_const_numb": "no"})
    assert answer_.headers["Location"] == RESULT
    assert "Stop. Get emergency care now." in client.get(RESULT).content.decode()


def test_answering_no_again_goes_on_to_the_review() -> None:
    """Asked once more is enough; the same words do not ask a third time."""
    client = signed_in(runner())
    assert walk(client, posted_answers(notes="No numbness, but it feels numb")) == "/intake/review/"


def _steps() -> tuple[Any, ...]:
    from rehab.intake.steps import STEPS

    return STEPS


def test_worst_pain_below_pain_now_is_pointed_out_and_kept() -> None:
    """C5: told at the screen, nothing lost, nothing saved wrongly."""
    client = signed_in(runner())
    with pytest.raises(AssertionError, match="worst pain of the week cannot be lower"):
        walk(client, posted_answers(nprs_now=8, nprs_worst7=5, nprs_avg7=4))


def test_a_new_intake_closes_the_old_plan_and_keeps_it_readable() -> None:
    """One plan is open; the earlier one opens by its address and says that it is closed."""
    ada = runner()
    client = signed_in(ada)
    finish(client)
    first = Plan.objects.get()
    finish(client, nprs_avg7=6, nprs_worst7=7)
    assert Plan.objects.count() == 2
    assert Plan.objects.get(closed_at=None).pk != first.pk
    page = client.get(f"/plan/{first.pk}/").content.decode()
    assert "This plan is closed and kept for you to read" in page
    assert f"/plan/{first.pk}/" in client.get("/plan/").content.decode()


def test_a_red_flag_closes_the_running_plan() -> None:
    """The plan's page shows the block and no exercise until somebody has looked."""
    client = signed_in(runner())
    finish(client)
    name = Plan.objects.get().prescriptions.first().exercise.name
    finish(client, rf_bowel="yes")
    page = client.get("/plan/").content.decode()
    assert "Your plan is closed for now" in page
    assert name not in page
    assert Plan.objects.count() == 1


def test_the_button_cannot_be_reached_round_the_safety_questions() -> None:
    """Sending the review with screens still open makes no plan and leads back to the first open one."""
    client = signed_in(runner())
    client.post("/intake/")
    assert client.post("/intake/1/", {"age_years": "35", "primary_region": "neck"}).status_code == 302
    assert client.post("/intake/review/").headers["Location"] == "/intake/2/"
    assert client.get("/intake/30/").headers["Location"] == "/intake/2/"
    assert not Plan.objects.exists()
    assert Intake.objects.get().state == Intake.State.OPEN
