"""A plan does not move when the library is edited; what it shows is rendered once per event."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db.models import ProtectedError
from django.utils import timezone

from rehab.intake.models import Intake
from rehab.library.models import Exercise, Level, Protocol
from rehab.library.services import copy_protocol, publish_protocol
from rehab.plans.models import Plan, PlanPage, Prescription
from rehab.plans.words import distance_words
from tests.intake.walking import finish, runner, signed_in, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


@pytest.fixture
def plan() -> Plan:
    """Ada's plan."""
    ada = runner()
    submitted(ada)
    return Plan.objects.get(runner=ada)


def _doses(plan: Plan) -> list[Any]:
    fields = "phase position exercise_id level sets reps hold_s minutes metres rest_s days_per_week".split()
    return list(plan.prescriptions.values_list(*fields))


def test_no_edit_of_the_library_moves_a_dose(plan: Plan) -> None:
    """I12: levels, rests and a whole new protocol version leave the plan as it was."""
    before = _doses(plan)
    Level.objects.filter(sets__isnull=False).update(sets=9)
    Exercise.objects.update(rest_s=99, days_per_week=1)
    draft = copy_protocol(source=Protocol.objects.get(status="published"))
    publish_protocol(draft=draft, now=timezone.now())
    assert (Plan.objects.count(), Intake.objects.count()) == (1, 1), "a copy of a protocol copies nobody's plan"
    plan.refresh_from_db()
    assert _doses(plan) == before
    assert plan.protocol.version == 1
    assert signed_in(plan.runner).get("/plan/").status_code == 200


def test_what_a_plan_rests_on_cannot_be_deleted(plan: Plan) -> None:
    """Neither an exercise it prescribes nor its protocol."""
    with pytest.raises(ProtectedError):
        plan.prescriptions.first().exercise.delete()
    with pytest.raises(ProtectedError):
        plan.protocol.delete()


def test_equal_answers_give_equal_plans(plan: Plan) -> None:
    """I10: the digest is a function of answers and protocol, not of the person."""
    bob = runner("bob@example.org")
    finish(signed_in(bob))
    assert Plan.objects.get(runner=bob).digest == plan.digest


def test_the_beginning_holds_every_reason(plan: Plan) -> None:
    """Each with its rule, version, inputs and sources."""
    event = plan.events.get()
    assert event.kind == "started"
    steps = {reason["step"] for reason in event.reasons}
    assert {"category", "start_phase", "run_allowance", "entry_stage", "advice"} <= steps
    assert all(set(reason) == {"step", "rule", "outcome", "version", "inputs", "source"} for reason in event.reasons)


def test_the_page_is_rendered_once_and_again_after_a_change(plan: Plan) -> None:
    """Stored until the wording of an exercise or the units change; then it is what is true now."""
    client = signed_in(plan.runner)
    client.get("/plan/")
    first = PlanPage.objects.get()
    client.get("/plan/")
    assert PlanPage.objects.get().key == first.key
    exercise = Prescription.objects.filter(plan=plan, role="exercise").first().exercise
    exercise.name = "Renamed by an editor"
    exercise.save()
    assert "Renamed by an editor" in client.get("/plan/").content.decode()
    plan.runner.units = "mi"
    plan.runner.save()
    page = client.get("/plan/").content.decode()
    assert PlanPage.objects.get().key != first.key
    assert "miles" in page


@pytest.mark.parametrize("km", [0.04, 1, 4.7, 5, 16.8, 42.2])
def test_miles_never_show_more_than_the_kilometres(km: float) -> None:
    """I24: rounded down in both units."""
    assert float(distance_words(km, "km").split()[0]) <= km + 1e-9
    assert float(distance_words(km, "mi").split()[0]) / 0.621371 <= km + 1e-6


def test_no_raw_word_of_the_rule_base_is_shown(plan: Plan) -> None:
    """What a runner reads has no field names; rule ids stand only beside the word "rule"."""
    page = signed_in(plan.runner).get("/plan/").content.decode()
    text = re.sub(r"<dd>[A-Z][^<]*, version \d+</dd>|<p[^>]*>Rule [^<]*</p>", "", page[page.index("<main") :])
    text = re.sub(r"<[^>]+>", " ", text)
    assert re.findall(r"\b[a-z]+_[a-z0-9_]+\b", text) == []
