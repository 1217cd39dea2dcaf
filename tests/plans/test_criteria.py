"""The checklist of a phase: today's values, each with its word; and every decision in words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from accounts.models import User
from rehab.engine.catalog import TierId
from rehab.engine.pipeline import PlanDraft, assess
from rehab.engine.progress.beginning import begin, start_of
from rehab.engine.progress.course import Cause, Course, Flare, Frame, Held
from rehab.engine.progress.exits import exit_facts, exit_of, try_exit
from rehab.engine.progress.log import CheckIn, Contact, FlareReport, Log, Mark, Rating, SelfTest, Session
from rehab.engine.progress.runs import may_run
from rehab.library.models import Rule
from rehab.plans.criteria import State, checklist
from rehab.plans.daypart import banners, day_context
from rehab.plans.decisions import decided, decision_rows, wording_of
from rehab.plans.event_words import OWN_RULES, STEPS, SUBJECTS, level_words, rule_words, side_words, way_of
from rehab.plans.following import frame_of
from rehab.plans.mayrun import Answer, may_run_on
from rehab.plans.models import Plan
from rehab.plans.recording import record_entry
from tests.engine.cases import TODAY, raw
from tests.engine.seeded import shipped_catalog
from tests.engine.years import TESTS, safe_answers
from tests.intake.walking import runner, signed_in
from tests.plans.making import plan_of, text_of
from tests.plans.years import plan_time, plan_with_days


def _frame(**changes: Any) -> Frame:
    draft = assess(raw(**changes), shipped_catalog(), TODAY)
    assert isinstance(draft, PlanDraft)
    return Frame(start_of(draft, shipped_catalog()), shipped_catalog())


FRAME = _frame()


def _course(phase: int, day: int = 30, **fields: Any) -> Course:
    return replace(begin(FRAME), phase=phase, day=day, phase_since=day - 10, **fields)


def _states(course: Course, log: Log) -> dict[str, State]:
    found = checklist(course, log, FRAME)
    assert found is not None
    return {row.text.split(":")[0]: row.state for row in found.rows}


def _ratings(average: int, worst: int, days: range = range(24, 31)) -> tuple[Rating, ...]:
    return tuple(Rating(f"r{day}", day, morning=average, worst=worst, average=average) for day in days)


@pytest.mark.parametrize(("average", "state"), [(2, State.MET), (3, State.MET), (4, State.CLOSE), (5, State.NOT_YET)])
def test_a_value_is_met_close_or_not_yet(average: int, state: State) -> None:
    """Average pain at most 3 to leave phase 2; within one point it is close."""
    assert _states(_course(2), Log(ratings=_ratings(average, 5)))["Average pain this week"] is state


def test_what_nobody_logged_is_unknown() -> None:
    """No rating for a week: not zero, not "not yet"."""
    found = checklist(_course(2), Log(), FRAME)
    assert found is not None
    row = next(row for row in found.rows if row.text.startswith("Average pain"))
    assert (row.state, row.today) == (State.UNKNOWN, "")


def _session(day: int, done: float) -> Session:
    mark = Mark("bridge", 1, done, 2, 1 if done else None, skipped="" if done else "time")
    return Session(f"session-{day}", day, (mark,), 2)


@pytest.mark.parametrize(
    ("done", "left", "state", "today"),
    [
        ((), (), State.UNKNOWN, "0 of 5 done, 4 unknown"),
        ((25,), (28,), State.NOT_YET, "1 of 5 done, 2 unknown"),
        ((), (25, 26, 28, 29), State.NOT_YET, "0 %"),
        ((25, 26, 28, 30), (), State.MET, "4 of 5 done, 1 unknown"),
        ((24, 25, 26, 27), (), State.MET, "80 %"),
    ],
)
def test_sessions_nobody_logged_are_unknown(
    done: tuple[int, ...], left: tuple[int, ...], state: State, today: str
) -> None:
    """Planned on days 25, 26, 28, 29 and today, the 30th; 70 % are asked for.

    Unknown while those nobody logged could still decide it, and said as such; what the engine counts stays.
    """
    log = Log(sessions=tuple(_session(day, 2.0 if day in done else 0) for day in sorted((*done, *left))))
    found = checklist(_course(2), log, FRAME)
    assert found is not None
    row = next(row for row in found.rows if row.text.startswith("Sessions done"))
    assert (row.state, row.today) == (state, today)
    assert exit_facts(_course(2), log, FRAME)["adherence_pct"] == len(done) * 20


def test_the_days_of_the_phase_are_a_line_of_their_own() -> None:
    """Ten days spent of seven, then two of seven."""
    assert _states(_course(2), Log())["At least 7 days in this phase"] is State.MET
    young = replace(_course(2), phase_since=28)
    assert _states(young, Log())["At least 7 days in this phase"] is State.NOT_YET


def test_the_running_tests_count_one_by_one() -> None:
    """Seven of nine passed is close, none is not yet, and the list says so."""
    log = Log(ratings=_ratings(1, 2), tests=(SelfTest("t", 28, TESTS),))
    assert _states(_course(3), log)["Running entry tests passed"] is State.MET
    assert _states(_course(3), Log())["Running entry tests passed"] is State.NOT_YET


def test_a_clinician_who_is_waited_for_is_on_the_list() -> None:
    """The lock keeps phase 4 shut whatever else is met, so the checklist names it."""
    course = _course(3, locks=(Held(Cause.CONTACT, TierId.PARALLEL.value, (), 3),))
    assert _states(course, Log())["A clinician has seen you"] is State.NOT_YET
    assert "A clinician has seen you" not in _states(_course(3), Log())


def test_staying_well_has_no_checklist() -> None:
    """There is nothing to move on to."""
    assert checklist(_course(5), Log(), FRAME) is None


@pytest.mark.parametrize("phase", [1, 2, 3, 4])
def test_all_met_is_what_the_engine_takes_for_met(phase: int) -> None:
    """A page that says all met while the engine stays would be a lie: both read the same facts."""
    course = replace(_course(phase, stage=10, quiet_weeks=3), phase_since=0)
    checkin = CheckIn("c", 30, safe_answers(FRAME), 1, 2, stiffness_min=5, walk_min=60, scores=(9,))
    log = Log(ratings=_ratings(1, 2), checkins=(checkin,), tests=(SelfTest("t", 28, TESTS),))
    found, exit_ = checklist(course, log, FRAME), exit_of(phase, FRAME)
    assert found is not None
    assert exit_ is not None
    is_left = bool(try_exit(course, log, FRAME).decisions)
    assert (found.met == found.total) == is_left, exit_facts(course, log, FRAME)


@pytest.fixture
def ada(db: None, library: None) -> User:
    """A runner."""
    return runner()


def _record(plan: Plan, entry: Any) -> None:
    record_entry(plan=plan, entry=entry, actor=plan.runner, now=plan_time(plan, entry.day))


def test_the_plan_page_shows_the_checklist_of_today(ada: User) -> None:
    """It changes with a rating, without any decision; and the stored page is not made again."""
    plan = plan_of(ada)
    client = signed_in(ada)
    before = text_of(client.get("/plan/").content.decode())
    assert "To move on to" in before
    first = Plan.objects.get(pk=plan.pk).page
    _record(plan, Rating("rating-0", 0, morning=9, worst=9, average=9))
    after = text_of(client.get("/plan/").content.decode())
    kept = Plan.objects.get(pk=plan.pk)
    assert "Now: 9 of 10" in after
    assert kept.revision == 0
    assert (kept.page.key, kept.page.html) == (first.key, first.html)
    assert kept.page.today_key != first.today_key


def test_a_decision_makes_the_page_again(ada: User) -> None:
    """A flare is on the page at once: the banner, the decision, and no running."""
    plan = plan_of(ada)
    client = signed_in(ada)
    client.get("/plan/")
    _record(plan, FlareReport("flare-0", 0, safe_answers(frame_of(plan)), 6))
    page = text_of(client.get("/plan/").content.decode())
    assert "Calm days since" in page
    assert "Can I run today? Not today." in page
    assert "Calm days come first." in page
    assert "50 %" not in page
    assert "You said that it flared up" in page


def test_banners_say_what_holds_and_nothing_else(ada: User) -> None:
    """A plan that goes as usual has none; each state has its own."""
    plan, course = Plan(started_on=TODAY), begin(FRAME)
    assert banners(plan, course) == []
    states: list[dict[str, Any]] = [
        {"has_to_restart": True},
        {"has_to_rescreen": True},
        {"has_to_retest": True},
        {"back_on": 9},
        {"shrunk_until": 5},
        {"locks": (Held(Cause.PROGRESS, "clinician_parallel", (), 0),)},
    ]
    headings = [[banner.heading for banner in banners(plan, replace(course, **state))] for state in states]
    assert all(len(found) == 1 for found in headings)
    assert len({found[0] for found in headings}) == len(states)
    (missed,) = banners(plan, replace(course, day=12, gap_down=1))
    assert "12 days" in missed.heading
    assert "one level lower" in missed.text


def test_every_rule_of_progression_has_words(ada: User) -> None:
    """Each rule that may decide says why, in its own words or ours, without an id."""
    kinds = ("session", "weekly", "run", "phase_exit", "flare", "missed", "stall", "fallback")
    rules = list(Rule.objects.filter(kind__in=kinds))
    texts = {rule.key: rule.text for rule in rules if rule.text and rule.kind != "phase_exit"}
    assert len(rules) > 40
    for rule in rules:
        step = "phase" if rule.kind == "phase_exit" else rule.kind
        assert step in STEPS
        words = rule_words(step, rule.key, texts)
        assert len(words) >= 15, rule.key
        assert "_" not in words, words
    for key in OWN_RULES:
        assert "_" not in rule_words("", key, texts)
    assert len(rule_words("recheck", "F01_ces_bladder", texts)) > 20


@pytest.mark.parametrize(
    ("side", "words"),
    [
        ("bridge 2x8x2s", "Bridge 2 × 8, 2 s"),
        ("bridge 3x1x45s", "Bridge 3 × 45 s"),
        ("bridge 12.5 min", "Bridge 12.5 min"),
        ("bridge 2x20 m", "Bridge 2 × 20 m"),
        ("stage 3", "stage 3"),
        ("phase 5", "5. Staying well"),
        ("locked", "closed until somebody has looked"),
        ("", ""),
    ],
)
def test_both_sides_of_a_change_are_said(side: str, words: str) -> None:
    """Doses with their units, phases by name, states in words."""
    assert side_words(side, {"bridge": "Bridge"}).replace("\N{NO-BREAK SPACE}", " ") == words


def test_every_dose_of_the_library_can_be_said_in_short() -> None:
    """No level keeps its code."""
    for exercise in shipped_catalog().exercises.values():
        for level in exercise.levels:
            assert "x" not in level_words(str(level)), str(level)


@pytest.mark.parametrize(
    ("change", "way"),
    [
        (("stage 3", "stage 4", "stage_up"), "up"),
        (("phase 3", "phase 2", "drop_phase"), "down"),
        (("bridge 2x8", "bridge 2x10", "up"), "up"),
        (("bridge 2x10", "bridge 2x8", "down_red"), "down"),
        (("open", "locked", "see_clinician"), "down"),
        (("locked", "open", "open"), "up"),
        (("a 2x8", "b 2x8", "swap"), "other"),
        (("stage 3", "stage 3", "repeat"), "other"),
    ],
)
def test_a_change_goes_up_or_down(change: tuple[str, str, str], way: str) -> None:
    """The mark on the time line says which way, by its shape."""
    assert way_of(*change) == way


@pytest.mark.slow
def test_a_long_course_is_told_without_an_id(ada: User) -> None:
    """Twelve weeks: every decision has a rule, a reason, who decided, and no code of ours in its words."""
    plan = plan_with_days(ada, 84)
    rows = decision_rows(plan, decided(plan), wording_of(plan.protocol_id))
    assert len(rows) == plan.events.filter(kind="decided").count() > 20
    assert {row.about for row in rows} & set(SUBJECTS.values())
    for row in rows:
        said = " ".join([row.about, row.change, row.because, row.by, *(word for pair in row.inputs for word in pair)])
        assert "_" not in said, said
        assert row.because
        assert row.rule
        assert row.version == 1


def test_the_outlook_says_what_it_waits_for(ada: User) -> None:
    """Without days of logs there is no date, and the page says how many are needed."""
    plan = plan_of(ada)
    context = day_context(Plan.objects.select_related("protocol", "snapshot").get(pk=plan.pk), 0, "km")
    assert "7 days of logs" in context["outlook"].why_not
    assert context["outlook"].likely is None


def test_a_contact_is_told_as_the_runners_own_record(ada: User) -> None:
    """Who decided is part of every decision."""
    plan = plan_of(ada, nprs_now=7, nprs_avg7=5, nprs_worst7=8)
    _record(plan, Contact("contact-0", 0))
    (row,) = decision_rows(plan, decided(plan), wording_of(plan.protocol_id))
    assert (row.about, row.after, row.way) == ("Running", "open", "up")
    assert row.by == "The plan’s rules, after your record of a visit"


@pytest.mark.parametrize("phase", [2, 3, 4, 5])
@pytest.mark.parametrize(
    "state",
    [
        {},
        {"has_to_restart": True},
        {"has_to_rescreen": True},
        {"has_to_retest": True},
        {"run_waits": True},
        {"run_not_before": 40},
        {"back_on": 35},
        {"locks": (Held(Cause.CONTACT, "clinician_parallel", (), 0),)},
        {"locks": (Held(Cause.RUNNING, "none", (), 0),)},
        {"locks": (Held(Cause.PROGRESS, "none", (), 0),)},
        {"flare": Flare(29, 2.0)},
    ],
)
def test_the_page_says_run_exactly_when_the_engine_does(ada: User, phase: int, state: dict[str, Any]) -> None:
    """In every state: never a yes where the engine says no, nor the other way, and a no says why."""
    plan = plan_of(ada)
    frame = frame_of(Plan.objects.get(pk=plan.pk))
    course = replace(begin(frame), phase=phase, day=30, stage=3, **state)
    answer = may_run_on(plan, course, frame, Log(), 30)
    assert (answer.state is Answer.YES) == may_run(course, frame, 30)
    assert bool(answer.words) == (answer.state is not Answer.YES)
