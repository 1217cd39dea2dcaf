"""The self-test: each entry test by its own measures, in parts, on days that allow it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from accounts.models import User
from rehab.checkins import selftest
from rehab.checkins.selftest_words import GUIDES
from rehab.engine.progress.log import Rating, SelfTest
from rehab.plans.following import course_of, frame_of
from rehab.plans.models import Lock, Plan
from rehab.plans.recording import record_entry
from tests.checkins.logging import ALL_TESTS as ALL
from tests.checkins.logging import READY, answer_week, entries, plan_on_day, safe, with_course
from tests.intake.walking import runner, signed_in
from tests.plans.making import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
DAY = 25


@pytest.fixture
def ada() -> User:
    return runner()


@pytest.fixture
def plan(ada: User) -> Plan:
    """Phase 3, no lock, four quiet ratings up to today."""
    plan = plan_on_day(ada, DAY, **READY)
    for day in range(DAY - 4, DAY + 1):
        now = timezone.now() - timedelta(days=DAY - day)
        record_entry(plan=plan, entry=Rating(f"rating-{day}", day, 1, 1, 1), actor=ada, now=now)
    return with_course(plan, trained_on=DAY)


@pytest.fixture
def client(ada: User, plan: Plan) -> Client:
    return signed_in(ada)


def test_the_measures_of_a_test_are_one_group(client: Client) -> None:
    """Each group is named after its test, so that "pain" is never without one."""
    page = client.get("/self-test/").content.decode()
    for guide in GUIDES.values():
        if guide.measures:
            legend = f'<legend class="visually-hidden">{escape(guide.title)}: what you measured</legend>'
            group = page[page.index(legend) :].split("</fieldset>")[0]
            assert re.findall(r'name="([^"]+)"', group) == [measure.name for measure in guide.measures]


def _states(plan: Plan, days: int = 0) -> dict[str, str]:
    found = selftest.entry_tests_on(plan=plan, today=timezone.localdate() + timedelta(days=days))
    return {state.key: state.state for state in found.states}


def test_the_page_guides_through_every_test(client: Client) -> None:
    """How, when to stop, what passes; the quiet week and the signs against running are shown as computed."""
    page = client.get("/self-test/").content.decode()
    for name in ALL:
        assert f'name="{name}"' in page
    text = text_of(page)
    assert text.count("Stop:") == 7
    assert "Average 1, worst 1." in text
    assert "at your weekly check-in, not before" in text


def test_all_measures_in_one_day_wait_for_the_next_morning(client: Client, plan: Plan) -> None:
    """The walk counts once the morning after was quiet; everything else at once."""
    assert client.post("/self-test/", ALL).status_code == 302
    assert set(_states(plan).values()) == {"passed", "waits for the morning"}
    assert _states(plan)["E1"] == "waits for the morning"
    entry = Rating(f"rating-{DAY + 1}", DAY + 1, 1, 1, 1)
    record_entry(plan=plan, entry=entry, actor=plan.runner, now=timezone.now() + timedelta(days=1))
    assert set(_states(plan, 1).values()) == {"passed"}
    assert Plan.objects.get(pk=plan.pk).phase == 3


@pytest.mark.parametrize(
    ("changes", "test"),
    [
        ({"slb_s": "9"}, "E3"),
        ({"sls_pain": "3"}, "E4"),
        ({"sls_reps": "9"}, "E4"),
        ({"calf_reps": "19"}, "E5"),
        ({"bridge_reps": "9"}, "E5"),
        ({"jog_pain": "3"}, "E6"),
        ({"hop_pain": "3"}, "E7"),
        ({"hop_sharp": "yes"}, "E7"),
        ({"plank_s": "44"}, "E8"),
        ({"side_plank_s": "29"}, "E8"),
        ({"walk30_pain": "3"}, "E1"),
    ],
)
def test_one_measure_short_does_not_pass(client: Client, plan: Plan, changes: dict[str, str], test: str) -> None:
    """Only that test."""
    client.post("/self-test/", {**ALL, **changes})
    failed = [key for key, state in _states(plan).items() if state == "not passed"]
    assert failed == [test]


def test_parts_of_a_day_come_together_and_each_counts_seven_days(client: Client, plan: Plan) -> None:
    """One entry a day; what was measured before stays, what is measured again replaces it."""
    client.post("/self-test/", {"slb_s": "8"})
    client.post("/self-test/", {"slb_s": "12", "jog_pain": "1"})
    rows = entries("test")
    assert [row.entry_id for row in rows] == [f"test-{DAY}"] * 2
    assert rows[-1].body["measures"] == {"jog_pain": 1, "slb_s": 12}
    assert (_states(plan)["E3"], _states(plan)["E4"]) == ("passed", "not done")
    assert _states(plan, 6)["E3"] == "passed"
    assert _states(plan, 7)["E3"] == "not done"


def test_a_test_that_was_begun_is_entered_whole(client: Client) -> None:
    """Repetitions without their pain say nothing."""
    answer = client.post("/self-test/", {"sls_reps": "10", "slb_s": "12"})
    assert answer.status_code == 422
    assert 'value="10"' in answer.content.decode()
    assert not entries("test")


@pytest.mark.parametrize("wrong", [{"slb_s": "-1"}, {"slb_s": "x"}, {"jog_pain": "11"}, {"slb_s": "9" * 50}])
def test_an_impossible_value_is_refused(client: Client, wrong: dict[str, str]) -> None:
    """With a clear message and no entry."""
    assert client.post("/self-test/", wrong).status_code == 422
    assert not entries("test")


def test_nothing_entered_is_nothing_saved(client: Client) -> None:
    """An empty form leaves no entry."""
    client.post("/self-test/", {})
    assert not entries("test")


def _locked(plan: Plan, cause: str) -> None:
    held = {"cause": cause, "tier": "clinician_parallel", "flags": ["F1"], "since": DAY}
    with_course(plan, locks=[held])
    Lock.objects.create(plan=plan, cause=cause, tier="clinician_parallel", flags=["F1"], placed_at=timezone.now())


@pytest.mark.parametrize("cause", ["contact", "running", "progress"])
def test_no_test_is_offered_under_a_lock(client: Client, plan: Plan, cause: str) -> None:
    """Neither shown nor taken."""
    _locked(plan, cause)
    page = text_of(client.get("/self-test/").content.decode())
    assert "waits for a clinician first" in page
    assert client.post("/self-test/", ALL).status_code == 409
    assert not entries("test")


def test_no_test_is_offered_in_a_flare(client: Client, plan: Plan) -> None:
    """Calm days come first."""
    client.post("/flare/", safe(pain_now="6"))
    assert "calm days" in client.get("/self-test/").content.decode()
    assert client.post("/self-test/", ALL).status_code == 409


def test_no_test_is_offered_above_pain_of_two_or_without_knowing_it(client: Client, plan: Plan, ada: User) -> None:
    """What nobody rated is unknown, and unknown is no permission."""
    record_entry(plan=plan, entry=Rating(f"rating-{DAY}", DAY, 5, 8, 8), actor=ada, now=timezone.now())
    assert "open at 2 or less" in client.get("/self-test/").content.decode()
    assert client.post("/self-test/", ALL).status_code == 409
    far = selftest.entry_tests_on(plan=plan, today=timezone.localdate() + timedelta(days=9))
    assert "not known" in far.refusal


def test_before_phase_three_there_is_nothing_to_test(ada: User) -> None:
    """The page says where the way leads."""
    plan_on_day(ada, 5)
    client = signed_in(ada)
    assert "phase 3 and later" in client.get("/self-test/").content.decode()
    assert client.post("/self-test/", ALL).status_code == 409


def test_from_sixty_on_fewer_calf_raises_are_enough(ada: User) -> None:
    """12 and 8 (goom2019)."""
    plan = plan_on_day(ada, DAY, **READY, age_years=61)
    entry = SelfTest(f"test-{DAY}", DAY, {"calf_reps": 12, "bridge_reps": 8, "calf_pain": 1})
    record_entry(plan=plan, entry=entry, actor=ada, now=timezone.now())
    assert _states(plan)["E5"] == "passed"


@pytest.mark.parametrize("cause", ["contact", "running", "progress"])
def test_no_path_leads_into_running_under_a_lock(client: Client, plan: Plan, cause: str) -> None:
    """All tests passed and every criterion met: with a lock the check-in stays in phase 3."""
    measures: dict[str, Any] = {name: int(value) for name, value in ALL.items() if name != "hop_sharp"}
    entry = SelfTest(f"test-{DAY - 1}", DAY - 1, {**measures, "hop_sharp": False})
    record_entry(plan=plan, entry=entry, actor=plan.runner, now=timezone.now())
    assert set(_states(plan).values()) == {"passed"}
    _locked(plan, cause)
    answer_week(client, w_avg="1", w_worst="1")
    client.post("/check-in/review/")
    assert Plan.objects.get(pk=plan.pk).phase == 3


def test_the_state_of_the_catalog_and_the_words_fit(plan: Plan) -> None:
    """Every shipped test has its guide, and every measure the engine reads is asked."""
    assert {test.needs.field for test in frame_of(plan).catalog.entry_tests} == set(GUIDES)
    assert {m.name for guide in GUIDES.values() for m in guide.measures} == set(ALL)
    assert course_of(plan).phase == 3


def test_a_sharp_spot_on_landing_stops_running_until_the_questions_are_answered(client: Client, plan: Plan) -> None:
    """As after a run (RR2): the page leads to the safety questions, and nobody runs before they are answered."""
    answer = client.post("/self-test/", {"hop_pain": "7", "hop_sharp": "yes"})
    assert answer.headers["Location"] == "/safety/"
    plan.refresh_from_db()
    assert course_of(plan).has_to_rescreen
    assert plan.events.filter(kind="decided", rule="RR2", subject="running").exists()
    client.post("/safety/", safe())
    plan.refresh_from_db()
    assert not course_of(plan).has_to_rescreen
