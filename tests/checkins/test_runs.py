"""The run log: written down in one form, warned of before, flagged after, changed openly."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from rehab.engine.progress.log import FlareReport
from rehab.plans.following import frame_of
from rehab.plans.models import LogEntry, Plan
from rehab.plans.recording import record_entry
from tests.intake.walking import runner, signed_in
from tests.plans.making import text_of

from .running import QUIET, in_phase_4, logged, older_plan, rated, runs_of, sent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
ADDRESSES = ("/runs/", "/runs/new/", "/runs/new/warning/", "/runs/import/", "/runs/import/check/")
RUN_ADDRESSES = ("/runs/{}/", "/runs/{}/change/")


@pytest.fixture
def plan() -> Plan:
    """Ada's plan, in its third week."""
    return older_plan(runner())


@pytest.fixture
def client(plan: Plan) -> Client:
    """Ada's browser."""
    return signed_in(plan.runner)


def _text(response: Any) -> str:
    return text_of(response.content.decode())


def _warned(page: str) -> str:
    """The mark of the warnings a form holds."""
    return page.split('name="warned" value="')[1].split('"')[0]


def test_a_run_is_written_down_in_one_form(plan: Plan, client: Client) -> None:
    """Distance, time, pain and the two questions; what was left open is not in the entry."""
    answer = sent(client, distance="4,2", time="27:30", where=["knee", "calf"], pain="2")
    assert answer.status_code == 302
    (run,) = runs_of(plan)
    assert (run["km"], run["minutes"], run["pain"], run["where"]) == (4.2, 27.5, 2, ["knee", "calf"])
    assert (run["spread"], run["sharp_spot"], run["day"]) == (False, False, 20)
    page = _text(client.get(answer.headers["Location"]))
    assert "It waits for tomorrow morning" in page
    assert "knee, calf" in page
    assert "4.2 km, 27:30 min" in _text(client.get("/runs/"))


def test_a_form_sent_twice_is_one_run(plan: Plan, client: Client) -> None:
    """The id comes with the form; a second tab or tap changes nothing."""
    given = {"entry_id": str(uuid.uuid4()), "on": str(timezone.localdate()), "distance": "3", **QUIET}
    assert [client.post("/runs/new/", given).status_code for _ in range(2)] == [302, 302]
    assert len(runs_of(plan)) == 1


def test_the_time_alone_is_enough(plan: Plan, client: Client) -> None:
    """A run without a distance is in the log, unknown in the sums."""
    sent(client, time="35")
    assert "km" not in runs_of(plan)[0]
    assert "1 run without a distance" in _text(client.get("/runs/"))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "Enter a distance, a time, or both."),
        ({"distance": "abc"}, "Enter a distance in km"),
        ({"distance": "1e999"}, "Enter a distance in km"),
        ({"distance": "nan"}, "Enter a distance in km"),
        ({"distance": "-3"}, "Enter a distance in km"),
        ({"distance": "501"}, "Enter a distance in km"),
        ({"time": "soon"}, "Write minutes"),
        ({"time": "0"}, "up to 72 hours"),
        ({"time": "99:99:99"}, "Write minutes"),
        ({"distance": "40", "time": "10"}, "faster than anyone"),
        ({"distance": "5", "pain": ""}, "Tap a number."),
        ({"distance": "5", "pain": "11"}, "11"),
        ({"distance": "5", "spread": ""}, "Choose yes or no."),
        ({"distance": "5", "where": ["moon"]}, "moon"),
        ({"distance": "5", "on": "2999-01-01"}, "has not come yet"),
        ({"distance": "5", "on": "2001-01-01"}, "since this plan began"),
        ({"distance": "5", "on": "x"}, "Choose a day."),
        ({"distance": "5", "entry_id": "x"}, ""),
        ({"distance": "5\x00"}, ""),
    ],
)
def test_what_does_not_fit_comes_back_with_what_was_typed(
    plan: Plan, client: Client, given: dict[str, Any], words: str
) -> None:
    """422 with a message at the field; nothing is stored."""
    answer = sent(client, **given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    if "abc" in given.values():
        assert 'value="abc"' in page
    assert runs_of(plan) == []


def test_an_older_run_may_leave_open_what_nobody_remembers(plan: Plan, client: Client) -> None:
    """From three days back on pain may stay unknown, and unknown it is."""
    on = timezone.localdate() - timedelta(days=5)
    answer = sent(client, on=str(on), distance="3", pain="", spread="", sharp_spot="")
    assert answer.status_code == 302
    assert "pain" not in runs_of(plan)[0]
    assert "pain unknown" in _text(client.get("/runs/"))


@pytest.fixture
def late(plan: Plan) -> Plan:
    """A plan old enough that the intake's longest run no longer speaks."""
    Plan.objects.filter(pk=plan.pk).update(started_on=timezone.localdate() - timedelta(days=40))
    plan.refresh_from_db()
    logged(plan, 35, 5, pain=0)
    return plan


def test_a_spike_comes_back_once_and_is_never_refused(late: Plan, client: Client) -> None:
    """Longest 5 km, limit 5.5: 8 km comes back unsaved with limit, ratio and source; sent again it is logged."""
    given = {"entry_id": str(uuid.uuid4()), "on": str(timezone.localdate()), "distance": "8", **QUIET}
    first = client.post("/runs/new/", given)
    page = first.content.decode()
    assert first.status_code == 422
    assert "8 km; your limit is 5.5 km. That is 1.60 times the longest run" in page
    assert "Log it anyway, it happened" in page
    assert "Frandsen" in page
    assert len(runs_of(late)) == 1
    assert client.post("/runs/new/", {**given, "warned": _warned(page)}).status_code == 302
    told = client.get(f"/runs/{given['entry_id']}/").content.decode()
    assert "Spike" in told
    assert "1.60 times" in told
    assert "Frandsen" in told
    assert "Over the limit" in _text(client.get("/runs/"))


def test_other_numbers_are_warned_of_anew(late: Plan, client: Client) -> None:
    """What was confirmed is the warning, not the form: a twin of a logged run is another warning."""
    on = late.started_on + timedelta(days=35)
    answer = sent(client, on=str(on), distance="5.1", warned="V1")
    assert answer.status_code == 422
    assert "logged this run already" in answer.content.decode()


def test_a_run_within_the_limit_is_saved_at_once(late: Plan, client: Client) -> None:
    """5.5 km is the limit, and passes."""
    assert sent(client, distance="5.5").status_code == 302


def test_the_warning_of_a_typed_distance_writes_nothing(late: Plan, client: Client) -> None:
    """The partial for htmx: the warning, its mark for the form, the button's new words; for junk an empty one."""
    given = {"entry_id": str(uuid.uuid4()), "on": str(timezone.localdate())}
    page = client.post("/runs/new/warning/", {**given, "distance": "8"}).content.decode()
    assert _warned(page).split()[0] == "V1"
    assert "Log it anyway" in page
    for junk in ({}, {"distance": "x"}, {**given, "distance": "x"}, {**given, "distance": "5"}):
        answer = client.post("/runs/new/warning/", junk)
        assert answer.status_code == 200
        assert 'name="warned" value=""' in answer.content.decode()
    assert len(runs_of(late)) == 1
    assert client.get("/runs/new/warning/").status_code == 405


def test_a_runner_who_counts_in_miles_types_and_reads_miles(late: Plan, client: Client) -> None:
    """2 miles are 3.219 km; the limit is rounded down; the form gives back what was typed."""
    User.objects.filter(pk=late.runner_id).update(units="mi")
    answer = sent(client, distance="2")
    assert runs_of(late)[-1]["km"] == 3.219
    page = client.get("/runs/").content.decode()
    assert "2 miles" in page
    assert "3.4 miles" in page  # 5.5 km are 3.417
    assert " km<" not in page
    assert 'value="2"' in client.get(f"{answer.headers['Location']}change/").content.decode()


def test_in_phase_4_the_stage_is_asked(plan: Plan, client: Client) -> None:
    """The plan's own stage with its minutes; all or part of it is written down, another run has none."""
    in_phase_4(plan)
    page = client.get("/runs/new/").content.decode()
    assert "How much of stage 3 did you do?" in page
    assert sent(client, time="30").status_code == 422
    sent(client, time="30", stage_done="0.5")
    assert (runs_of(plan)[0]["stage"], runs_of(plan)[0]["stage_share"]) == (3, 0.5)
    sent(client, time="50", stage_done="0")
    assert "stage" not in runs_of(plan)[1]


@pytest.mark.parametrize(
    ("given", "head"),
    [
        ({"pain": "7"}, "One stage down, and 48 hours of rest"),
        ({"pain": "4"}, "The stage is repeated"),
        ({"pain": "1"}, "It waits for tomorrow morning"),
        ({"pain": "1", "spread": "yes"}, "Stop running for now"),
        ({"pain": "1", "sharp_spot": "yes"}, "Stop running for now"),
    ],
)
def test_the_page_says_what_the_rule_made_of_it(plan: Plan, client: Client, given: dict[str, Any], head: str) -> None:
    """RR2, RR3 and RR5 speak at once, a calm run waits for the morning."""
    in_phase_4(plan)
    answer = sent(client, time="30", stage_done="1", **given)
    page = _text(client.get(answer.headers["Location"]))
    assert head in page
    assert ("Stage 3 → stage 2" in page) == (given["pain"] == "7")


def test_a_calm_morning_decides_about_the_run_before(plan: Plan, client: Client) -> None:
    """After the next morning's rating the same page names the rule."""
    in_phase_4(plan, day=18)
    for day in range(15, 20):
        rated(plan, day)
    run = logged(plan, 19, minutes=30, pain=1, spread=False, sharp_spot=False, stage=3, stage_share=1)
    assert "It waits for this morning" in _text(client.get(f"/runs/{run.id}/"))
    rated(plan, 20)
    page = _text(client.get(f"/runs/{run.id}/"))
    assert "The stage is repeated" in page
    assert "Rule RR7" in page


def test_a_run_while_running_is_shut_is_logged_and_said_so(client: Client, plan: Plan) -> None:
    """In phase 1 no run is open: the list and the form say why, the run is kept as it happened."""
    Plan.objects.filter(pk=plan.pk).update(course={**plan.course, "phase": 1}, phase=1)
    assert "No run today" in _text(client.get("/runs/"))
    assert "log it all the same" in _text(client.get("/runs/new/"))
    answer = sent(client, distance="2")
    page = _text(client.get(answer.headers["Location"]))
    assert "Running is shut at present" in page
    assert "recorded as it happened" in page
    assert len(runs_of(plan)) == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"locks": [{"cause": "safety", "tier": "urgent_24_48h", "flags": ["F1"], "since": 3}]},
            "clinician has to look",
        ),
        ({"locks": [{"cause": "running", "tier": "none", "flags": ["F1"], "since": 3}]}, "has to clear running"),
        ({"locks": [{"cause": "contact", "tier": "none", "flags": ["F1"], "since": 3}]}, "a clinician has to see you"),
        ({"has_to_rescreen": True}, "safety questions come first"),
        ({"has_to_restart": True}, "new intake comes first"),
        ({"has_to_retest": True}, "entry tests come first"),
        ({"flare": {"since": 19, "baseline": 2}}, "Calm days"),
        ({"run_waits": True}, "waits for a usual morning"),
        ({"run_not_before": 21}, "48 hours between runs. The next one is open on"),
    ],
)
def test_the_list_says_why_no_run_is_open(plan: Plan, client: Client, changes: dict[str, Any], words: str) -> None:
    """Every reason the engine has against a run today has its words; what happened is logged all the same."""
    in_phase_4(plan)
    assert "A run is open today" in _text(client.get("/runs/"))
    Plan.objects.filter(pk=plan.pk).update(course={**plan.course, **changes})
    page = _text(client.get("/runs/"))
    assert "A run is open today" not in page
    assert words in page
    assert sent(client, time="20", stage_done="1").status_code == 302


def test_a_run_may_be_changed_on_the_day_it_was_written_down(plan: Plan, client: Client) -> None:
    """An edit is a row of the same id; the list shows the last."""
    address = sent(client, distance="4").headers["Location"]
    assert "What was wrong before?" not in client.get(f"{address}change/").content.decode()
    assert sent(client, f"{address}change/", distance="4.5").status_code == 302
    assert [run["km"] for run in runs_of(plan)] == [4, 4.5]
    assert len({run["id"] for run in runs_of(plan)}) == 1
    assert "4.5 km" in _text(client.get("/runs/"))


def test_a_later_correction_needs_a_note_and_keeps_both(plan: Plan, client: Client) -> None:
    """Written down on an earlier day: without a note 422, with one a row that says what it corrects."""
    run = logged(plan, 12, 5, pain=1)
    address = f"/runs/{run.id}/change/"
    assert sent(client, address, distance="3").status_code == 422
    assert sent(client, address, distance="3", note="My watch was in miles.").status_code == 302
    row = LogEntry.objects.filter(plan=plan, kind="run").last()
    assert row is not None
    assert row.corrects is not None
    assert row.note == "My watch was in miles."
    assert "My watch was in miles." in _text(client.get(f"/runs/{run.id}/"))
    again = client.post("/runs/new/", {"entry_id": run.id, "on": str(timezone.localdate()), "distance": "4", **QUIET})
    assert again.status_code == 302
    LogEntry.objects.filter(plan=plan).update(made_at=timezone.now() - timedelta(days=2))
    again = client.post("/runs/new/", {"entry_id": run.id, "on": str(timezone.localdate()), "distance": "4.4", **QUIET})
    assert again.headers["Location"] == address


def test_a_run_never_takes_the_place_of_another_entry(plan: Plan, client: Client) -> None:
    """The id of something else that was written down is refused: a safety answer cannot be overwritten."""
    answers = {q.id: "no" for q in frame_of(plan).catalog.questions if q.recheck}
    report = FlareReport(str(uuid.uuid4()), 20, answers, 5)
    record_entry(plan=plan, entry=report, actor=plan.runner, now=timezone.now())
    given = {"entry_id": report.id, "on": str(timezone.localdate()), "distance": "4", **QUIET}
    assert client.post("/runs/new/", given).status_code == 422
    assert runs_of(plan) == []
