"""Safety questions at any time: what is new closes what it must, at once and once; the way back begins with them."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from rehab.engine.progress.course import Cause
from rehab.intake.models import Intake, RaisedFlag
from rehab.plans.following import course_of, recent_log
from rehab.plans.models import Lock, LogEntry, Plan
from tests.checkins.logging import READY, entries, plan_on_day, safe, with_course
from tests.checkins.running import logged
from tests.intake.walking import runner, signed_in, submitted
from tests.plans.making import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
WAY_BACK = {"pain_now": "5", "like": "same"}


@pytest.fixture
def ada() -> User:
    return runner()


@pytest.fixture
def plan(ada: User) -> Plan:
    return plan_on_day(ada, 5)


@pytest.fixture
def client(ada: User, plan: Plan) -> Client:
    return signed_in(ada)


def test_the_link_in_the_bar_leads_a_runner_to_their_own_check(client: Client) -> None:
    """Visitors keep the public one."""
    assert 'class="safety-link ms-0" href="/safety/"' in client.get("/plan/").content.decode()
    assert 'class="safety-link ms-0" href="/safety-check/"' in Client().get("/").content.decode()


def test_without_an_open_plan_the_public_check_serves(plan: Plan) -> None:
    """A runner without a plan, and one whose plan is shut already, are not sent in circles."""
    assert signed_in(runner("bob@example.org")).get("/safety/").headers["Location"] == "/safety-check/"
    client = signed_in(plan.runner)
    client.post("/safety/", safe(rf_bladder="yes"))
    answer = client.get("/safety/", follow=True)
    assert answer.status_code == 200
    assert answer.redirect_chain == [("/safety-check/", 302)]


def test_a_plan_of_before_the_log_breaks_nothing(client: Client, plan: Plan) -> None:
    """It cannot be followed: the public check serves, and the pages of the log lead back to it."""
    Plan.objects.filter(pk=plan.pk).update(snapshot=None, start=None)
    assert client.post("/safety/", safe()).headers["Location"] == "/safety-check/"
    for address in ("/check-in/", "/flare/", "/self-test/", "/way-back/"):
        assert client.post(address, safe()).status_code in (302, 405)
        assert client.get(address).headers["Location"] == "/plan/"


def test_a_quiet_re_check_is_written_down_and_changes_nothing(client: Client, plan: Plan) -> None:
    """It says so."""
    page = client.post("/safety/", safe(), follow=True).content.decode()
    assert "no new warning sign" in page
    assert [row.kind for row in LogEntry.objects.all()] == ["recheck"]
    assert not Lock.objects.filter(plan=plan).exists()


def test_every_question_has_to_be_answered(client: Client) -> None:
    """An open one does not count, and what was chosen is kept."""
    sent = safe()
    del sent["rf_calf"]
    answer = client.post("/safety/", sent)
    assert answer.status_code == 422
    assert "1 safety answer is still open" in text_of(answer.content.decode())
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize(
    ("yes", "words"),
    [
        ("rf_bladder", "Stop. Get emergency care now."),
        ("rf_fever", "See a doctor within 24 to 48 hours"),
    ],
)
def test_a_new_flag_shows_the_page_of_its_tier(client: Client, plan: Plan, yes: str, words: str) -> None:
    """The same page as the intake gives; what was answered stands on the page for the clinician."""
    page = client.post("/safety/", safe(**{yes: "yes"}), follow=True).content.decode()
    assert words in page
    assert course_of(Plan.objects.get(pk=plan.pk)).is_locked(Cause.SAFETY)
    assert Intake.objects.get(runner=plan.runner).plan is None
    assert "Low back" in client.get("/intake/summary/").content.decode()


def test_an_emergency_does_not_wait_for_the_other_answers(client: Client, plan: Plan) -> None:
    """One answer among them is enough."""
    assert client.post("/safety/", {"rf_saddle": "not_sure"}).headers["Location"] == "/intake/result/"
    assert Lock.objects.get(plan=plan).cause == "safety"


def test_a_flag_known_since_the_intake_shuts_nothing_again(ada: User) -> None:
    """Only what is new counts: the lock of the intake is the only one."""
    submitted(ada, nprs_now=7, nprs_avg7=5, nprs_worst7=8)
    plan = Plan.objects.get(runner=ada)
    signed_in(ada).post("/flare/", safe(pain_now="7"))
    assert list(plan.locks.values_list("cause", flat=True)) == ["contact"]
    assert RaisedFlag.objects.filter(runner=ada).count() == 1


def test_a_flag_for_a_clinician_alongside_leaves_the_plan_open(ada: User) -> None:
    """Running waits, the runner is told, and the flag is kept on the intake behind the plan."""
    submitted(ada)
    plan = Plan.objects.get(runner=ada)
    client = signed_in(ada)
    client.post("/flare/", safe(pain_now="8"))
    assert "See a clinician within 14 days" in client.get("/plan/").content.decode()
    assert list(plan.locks.values_list("cause", flat=True)) == ["contact"]
    flag = RaisedFlag.objects.get(runner=ada)
    assert (flag.flag, flag.intake.plan) == ("F31_high_pain", plan)
    assert Intake.objects.get(runner=ada).answers["nprs_now"] != 8


def test_unbearable_pain_in_a_flare_shuts_the_plan(client: Client, plan: Plan) -> None:
    """Pain of 9 or 10 is seen within two days; the page says what was answered."""
    page = text_of(client.post("/flare/", safe(pain_now="9"), follow=True).content.decode())
    assert "See a doctor within 24 to 48 hours" in page
    assert "9 of 10" in page
    assert Lock.objects.get(plan=plan).cause == "safety"


def test_an_open_intake_ends_as_the_referral(client: Client, plan: Plan) -> None:
    """An intake that was begun meanwhile is not left open beside it."""
    client.post("/intake/")
    client.post("/safety/", safe(rf_bladder="yes"))
    assert [intake.state for intake in Intake.objects.all()] == ["referred"]


def test_the_same_form_sent_twice_is_one_entry(client: Client, plan: Plan) -> None:
    """The form carries the id of its entry; one that is none of ours is replaced."""
    for _ in range(2):
        client.post("/safety/", safe(entry="8a3f6a30-8a5b-4c6e-9d0a-0a4c5b7f1d11"))
    client.post("/safety/", safe(entry="rating-1' OR 1=1"))
    assert [len(row.entry_id) for row in entries("recheck")] == [36, 36]


def test_a_form_of_yesterday_sent_again_is_an_entry_of_today(client: Client, plan: Plan) -> None:
    """Its id is taken; what it says counts all the same."""
    sent = {"entry": "8a3f6a30-8a5b-4c6e-9d0a-0a4c5b7f1d11"}
    client.post("/safety/", safe(**sent))
    row = LogEntry.objects.get()
    LogEntry.objects.filter(pk=row.pk).update(made_at=row.made_at.replace(year=2020), body={**row.body, "day": 1})
    assert client.post("/safety/", safe(rf_bladder="yes", **sent)).headers["Location"] == "/intake/result/"
    assert Lock.objects.get(plan=plan).cause == "safety"


def test_safety_answers_write_over_no_run(client: Client, plan: Plan) -> None:
    """With the id of a run they get one of their own, and are heard."""
    run = logged(plan, 5)
    assert client.post("/safety/", safe(rf_bladder="yes", entry=run.id)).headers["Location"] == "/intake/result/"
    assert Lock.objects.get(plan=plan).cause == "safety"
    assert recent_log(plan, 5).runs == (run,)
    assert entries("recheck")[0].entry_id != run.id


def test_the_way_back_is_for_those_who_stay_well(client: Client) -> None:
    """Before phase 5 there is nothing to come back from."""
    assert client.get("/way-back/").headers["Location"] == "/plan/"
    client.post("/way-back/", {**safe(), **WAY_BACK})
    assert not LogEntry.objects.exists()


@pytest.fixture
def well(ada: User) -> Client:
    """A runner who stays well."""
    with_course(plan_on_day(ada, 120, **READY), phase=5, day=119, trained_on=119, items=[], stage=10)
    return signed_in(ada)


def test_the_same_pain_again_is_a_flare(well: Client, ada: User) -> None:
    """Safety first, then calm days."""
    page = well.post("/way-back/", {**safe(), **WAY_BACK}, follow=True).content.decode()
    assert "Calm days now" in page
    assert course_of(Plan.objects.get(runner=ada)).flare is not None


def test_another_pain_is_a_new_intake_with_what_cannot_mislead(well: Client, ada: User) -> None:
    """Kit and times are filled in; nothing of safety, pain or health is, and every screen is asked."""
    sent = {**safe(), **WAY_BACK, "like": "other"}
    assert well.post("/way-back/", sent).headers["Location"] == "/intake/"
    intake = Intake.objects.get(runner=ada)
    assert {"days_available", "equipment"} <= set(intake.answers)
    assert not {"nprs_now", "primary_region", "medical", "rf_fever", "age_years"} & set(intake.answers)
    assert intake.done == []
    assert Plan.objects.get(runner=ada).is_open


def test_a_warning_sign_on_the_way_back_shuts_it(well: Client, ada: User) -> None:
    """Whichever way was chosen."""
    sent = {**safe(rf_bladder="yes"), **WAY_BACK, "like": "other"}
    assert well.post("/way-back/", sent).headers["Location"] == "/intake/result/"
    assert Lock.objects.get(plan__runner=ada).cause == "safety"
