"""The questions of a check-in as the intake's fields can show them: wording, order and ranges stand in the rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rehab.intake.steps import all_steps
from rehab.library.models import CheckinQuestion, Question
from rehab.plans.models import Plan

NOTE, NOTE_MAX = "w_clinician", 300
ACTIVITIES = "w_psfs"
TESTS = ("ext_test", "flex_test")
WORST_ENDS = {"low": "no pain", "high": "the worst you can imagine"}
LABELS: Mapping[str, Mapping[str, str]] = {
    "w_avg": WORST_ENDS,
    "w_worst": WORST_ENDS,
    "w_psfs": {"low": "cannot do it", "high": "as before the pain"},
    "w_change": {
        "much_better": "Much better",
        "better": "Better",
        "same": "About the same",
        "worse": "Worse",
        "much_worse": "Much worse",
    },
    "w_limb": {
        "none": "No",
        "proximal": "Yes, not beyond the knee or the elbow",
        "distal": "Yes, below the knee or the elbow",
    },
    "w_barrier": {
        "time": "Too little time",
        "pain": "The pain",
        "unsure": "I was not sure how to do it",
        "motivation": "I did not feel like it",
        "illness": "I was ill",
        "none": "Nothing",
    },
}
HELPS = {
    "w_stiff": "In minutes. 0 if you are not stiff.",
    "w_walk": "In minutes. 180 if nothing stops you.",
    "w_barrier": "It changes what we suggest, never what you are told about your pain.",
    NOTE: "You may leave this open. 300 characters at most; it is kept with this check-in.",
}


def weekly_questions(plan: Plan) -> dict[str, Question]:
    """The weekly questions of the plan's protocol by key, in their order, each in the shape of an intake question."""
    rows = CheckinQuestion.objects.filter(protocol_id=plan.protocol_id, moment="weekly").order_by("position")
    return {row.key: _as_question(row) for row in rows}


def every_days(plan: Plan) -> int:
    """How many days lie between two scores of the named activities."""
    row = CheckinQuestion.objects.filter(protocol_id=plan.protocol_id, key=ACTIVITIES).first()
    return (row.every_days if row else None) or 14


def movement_tests(plan: Plan) -> dict[str, Question]:
    """The movement tests of the intake, to be repeated."""
    return {row.key: row for row in Question.objects.filter(protocol_id=plan.protocol_id, key__in=TESTS)}


def safety_rows(plan: Plan) -> dict[str, Question]:
    """Every safety question that is asked again, of the plan's protocol."""
    rows = Question.objects.filter(protocol_id=plan.protocol_id, recheck=True).order_by("position")
    return {row.key: row for row in rows}


def groups_of(rows: Mapping[str, Question]) -> list[tuple[str, list[str]]]:
    """The safety questions in the intake's groups: heading and keys."""
    steps = all_steps((row.key, row.screen) for row in rows.values())
    groups = [(step.heading, [key for key in step.questions if key in rows]) for step in steps]
    return [(heading, keys) for heading, keys in groups if keys]


def resolved(rows: Mapping[str, Question], given: Mapping[str, str]) -> dict[str, str]:
    """Yes or no for each answer: not sure counts as its question says."""
    return {key: rows[key].unsure_as if said == "not_sure" else said for key, said in given.items() if key in rows}


def activities_of(plan: Plan) -> list[str]:
    """The runner's own named activities in their order; the first is running."""
    named: Iterable[Any] = plan.baseline.get("psfs_activities") or ()
    return [str(name) for name in named] or ["running 30 minutes"]


def _as_question(row: CheckinQuestion) -> Question:
    return Question(
        key=row.key,
        kind=row.kind,
        text=row.text,
        help=HELPS.get(row.key, ""),
        labels={str(value): _plain(value) for value in row.values} | dict(LABELS.get(row.key, {})),
        unit=row.unit,
        values=row.values,
        minimum=row.minimum,
        maximum=NOTE_MAX if row.kind == "text" else row.maximum,
        required=row.kind != "text",
        used_by=[],
    )


def _plain(value: object) -> str:
    return str(value).replace("_", " ").capitalize()
