"""The weekly check-in: saved screen by screen, screened the moment the safety answers come, sent as one entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db import transaction

from rehab.engine.progress.classing import TEST_DAYS
from rehab.engine.progress.log import CheckIn
from rehab.library.models import Question
from rehab.plans.decisions import DecisionRow, decided_with, decision_rows, wording_of
from rehab.plans.following import course_of, day_of, frame_of, log_of, log_rows
from rehab.plans.models import LogEntry, Plan

from .due import due_day
from .models import CheckInDraft
from .questions import (
    ACTIVITIES,
    NOTE,
    NOTE_MAX,
    activities_of,
    every_days,
    movement_tests,
    resolved,
    safety_rows,
    weekly_questions,
)
from .rechecking import is_emergency, is_shut, recheck, record_screened

SAFETY, WEEK, DOING, MOVING = 1, 2, 3, 4
HEADINGS = {SAFETY: "Safety first", WEEK: "Pain and day-to-day", DOING: "What you can do", MOVING: "Two movement tests"}
SCREEN_OF = {"w_psfs": DOING, "w_barrier": DOING, NOTE: DOING}  # every other question stands with the week
MOST_PAIN_FOR_TESTS = 6
TEST_REGIONS = ("low_back", "pelvis_buttock")
WEEK_DAYS = 7
FRESH_DAYS = 1
NEEDED = {"w_avg", "w_worst"}  # without these there is nothing to decide from


@dataclass(frozen=True)
class SoFar:
    """A check-in as it stands today: its questions, what was answered, which screens are open."""

    plan: Plan
    day: int
    rows: Mapping[str, Question]
    answers: Mapping[str, Any]

    @cached_property
    def given(self) -> dict[str, Any]:
        """The weekly answers by question."""
        return dict(self.answers.get("week", {}))

    @cached_property
    def safety(self) -> dict[str, str]:
        """The safety answers of today; those of another day count no more."""
        return dict(self.answers.get("safety", {})) if self.answers.get("safety_day") == self.day else {}

    @cached_property
    def done(self) -> set[int]:
        """The screens that were sent whole, today or yesterday: answers of a week ago say nothing of today."""
        days = self.answers.get("days", {})
        sent = {int(number) for number in self.answers.get("done", [])}
        sent = {number for number in sent if self.day - int(days.get(str(number), -WEEK_DAYS)) <= FRESH_DAYS}
        sent -= {DOING} if self.asks_activities and not self.given.get(ACTIVITIES) else set()
        return sent if self.answers.get("safety_day") == self.day else sent - {SAFETY}

    @cached_property
    def path(self) -> list[int]:
        """The screens of this check-in."""
        return [SAFETY, WEEK, DOING, MOVING] if self._offers_tests() else [SAFETY, WEEK, DOING]

    def _offers_tests(self) -> bool:
        fits = self.plan.baseline.get("primary_region") in TEST_REGIONS
        due = any(first <= self.day < first + WEEK_DAYS for first in TEST_DAYS)
        return fits and due and self.given.get("w_avg", 10) <= MOST_PAIN_FOR_TESTS

    def next_number(self) -> int | None:
        """The first screen that is still open; None when all were sent."""
        return next((number for number in self.path if number not in self.done), None)

    def before(self, number: int) -> int | None:
        """The screen before."""
        return next((n for n in reversed(self.path) if n < number), None)

    @cached_property
    def asks_activities(self) -> bool:
        """Whether the named activities are scored this time."""
        scored = [c.day for c in log_of(log_rows(self.plan, kinds=("checkin",))).checkins if c.scores]
        return not scored or self.day - max(scored) >= every_days(self.plan) or max(scored) == self.day

    def questions_of(self, number: int) -> dict[str, Question]:
        """What a screen after the first asks."""
        if number == MOVING:
            return self._movement()
        rows = {key: row for key, row in self.rows.items() if row.kind != "group"}
        here = {key: row for key, row in rows.items() if SCREEN_OF.get(key, WEEK) == number}
        return {key: row for key, row in here.items() if key != ACTIVITIES or self.asks_activities}

    def _movement(self) -> dict[str, Question]:
        rows = movement_tests(self.plan)
        thin_bones = "osteoporosis" in (self.plan.baseline.get("medical") or ())
        if thin_bones or self.given.get("w_limb") == "distal":
            rows.pop("flex_test", None)
        return rows


@dataclass(frozen=True, slots=True)
class Sent:
    """A check-in that counts: its day, and whether its answers shut the plan."""

    day: int
    is_shut: bool


def so_far(*, plan: Plan, today: date) -> SoFar:
    """The runner's check-in as it is stored."""
    return _found(plan, CheckInDraft.objects.filter(plan=plan).first(), today)


def _found(plan: Plan, draft: CheckInDraft | None, today: date) -> SoFar:
    return SoFar(plan, day_of(plan, today), weekly_questions(plan), draft.answers if draft else {})


def latest(plan: Plan) -> LogEntry | None:
    """The last check-in that was sent."""
    return LogEntry.objects.filter(plan=plan, kind="checkin").order_by("-day", "-number").first()


def sent_on(plan: Plan, day: int) -> LogEntry | None:
    """The check-in of a day as it was sent last."""
    return LogEntry.objects.filter(plan=plan, kind="checkin", day=day).order_by("-number").first()


def decided_by(plan: Plan, sent: LogEntry) -> list[DecisionRow]:
    """What a check-in decided, with the safety answers given for it; nothing of one it was answered again for."""
    rows = LogEntry.objects.filter(plan=plan, day=sent.day, kind__in=("checkin", "recheck"), number__lt=sent.number)
    with_it = [sent.pk]
    for pk, kind in rows.order_by("-number").values_list("pk", "kind"):
        if kind == "checkin":
            break
        with_it.append(pk)
    return decision_rows(plan, decided_with(plan, with_it), wording_of(plan.protocol_id))


def due_on(plan: Plan) -> date | None:
    """When the next check-in is due; None when none is asked any more."""
    last = latest(plan)
    day = due_day(course_of(plan), frame_of(plan), last.day if last else None)
    return None if day is None else plan.started_on + timedelta(days=day)


@transaction.atomic
def save_screen(
    *, plan: Plan, number: int, given: Mapping[str, Any], is_whole: bool, now: datetime, today: date
) -> None:
    """Keep what a screen says, whole or not."""
    draft = _draft(plan, now)
    answers = dict(draft.answers)
    week = {**answers.get("week", {}), **given}
    done = set(answers.get("done", [])) - {number}
    answers |= {
        "week": {key: value for key, value in week.items() if value not in (None, "", [])},
        "done": sorted(done | ({number} if is_whole else set())),
        "days": {**answers.get("days", {}), str(number): day_of(plan, today)},
    }
    _keep(draft, answers, now)


@transaction.atomic
def save_safety(
    *, plan: Plan, given: Mapping[str, str], is_whole: bool, sent_id: str, now: datetime, today: date
) -> bool:
    """Keep the safety answers, and screen them if they are all there or one is an emergency. True if the plan is shut.

    The answers are recorded as a re-check at once, so that a new warning sign does not wait for the other screens.
    """
    draft = _draft(plan, now)
    old, day = draft.answers, day_of(plan, today)
    is_known = old.get("safety_day") == day and old.get("safety") == dict(given) and SAFETY in old.get("done", [])
    done = {*old.get("done", []), SAFETY} if is_whole else {*old.get("done", [])} - {SAFETY}
    days = {**old.get("days", {}), str(SAFETY): day}
    _keep(draft, {**old, "safety": dict(given), "safety_day": day, "days": days, "done": sorted(done)}, now)
    if is_known or not (is_whole or is_emergency(plan, given)):
        return False
    shut = recheck(plan=plan, given=given, sent_id=sent_id, now=now, today=today)
    if shut:
        draft.delete()
    return shut


@transaction.atomic
def send_checkin(*, plan: Plan, now: datetime, today: date) -> Sent | None:
    """Send the whole check-in as one entry. None if something is still open, or if it was sent already."""
    draft = CheckInDraft.objects.select_for_update().filter(plan=plan).first()
    if draft is None:
        return None
    found, asked = _found(plan, draft, today), safety_rows(plan)
    if found.next_number() is not None or set(asked) - set(found.safety) or not found.given.keys() >= NEEDED:
        return None
    entry = _entry(found, resolved(asked, found.safety))
    today_given = {**found.safety, "radiation": entry.limb, "nprs_now": entry.average}
    note = str(found.given.get(NOTE, ""))[:NOTE_MAX]
    after = record_screened(plan=plan, entry=entry, given=today_given, now=now, note=note)
    draft.delete()
    return Sent(found.day, is_shut(after))


def _entry(found: SoFar, answers: Mapping[str, str]) -> CheckIn:
    given = found.given
    named = activities_of(found.plan)
    scores = given.get(ACTIVITIES, []) if found.asks_activities else []
    tests = (
        {name: given[name] for name in found.questions_of(MOVING) if given.get(name)} if MOVING in found.path else {}
    )
    if tests.get("ext_test") == "centralised":
        tests.pop("flex_test", None)  # what already moved towards the spine is not bent against
    return CheckIn(
        id=f"checkin-{found.day}",
        day=found.day,
        answers=answers,
        average=given["w_avg"],
        worst=given["w_worst"],
        change=given.get("w_change", "same"),
        stiffness_min=given.get("w_stiff"),
        walk_min=given.get("w_walk"),
        limb=given.get("w_limb", "none"),
        scores=tuple(scores[: len(named)]),
        barriers=frozenset(given.get("w_barrier", ())),
        **tests,
    )


def _draft(plan: Plan, now: datetime) -> CheckInDraft:
    # Two tabs may begin at once: the constraint lets one through, and both go on with that one.
    row = CheckInDraft(plan=plan, started_at=now, saved_at=now)
    CheckInDraft.objects.bulk_create([row], ignore_conflicts=True)
    return CheckInDraft.objects.select_for_update().get(plan=plan)


def _keep(draft: CheckInDraft, answers: dict[str, Any], now: datetime) -> None:
    draft.answers, draft.saved_at = answers, now
    draft.save(update_fields=["answers", "saved_at"])
