"""Rules as rows: what decides, when it holds, what follows."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from rehab.engine.conditions import Operator
from rehab.engine.outcomes import (
    FallbackOutcome,
    FlareOutcome,
    MissedOutcome,
    RunOutcome,
    SessionOutcome,
    StallOutcome,
    WeeklyOutcome,
)

from .evidence import Evidenced
from .protocol import Protocol, Question

LIST_OPERATORS = ("in", "nin", "has_any", "count_gte")
NUMBER_OPERATORS = ("gt", "gte", "lt", "lte")
# Lists whose result is what the engine does: nothing but these words.
OUTCOMES: dict[str, type[StrEnum]] = {
    "session": SessionOutcome,
    "weekly": WeeklyOutcome,
    "run": RunOutcome,
    "flare": FlareOutcome,
    "missed": MissedOutcome,
    "stall": StallOutcome,
    "fallback": FallbackOutcome,
}


def outcome_words(kind: str) -> tuple[str, ...]:
    """What a rule of a list may lead to; nothing for lists whose result is no outcome."""
    return tuple(outcome.value for outcome in OUTCOMES.get(kind, ()))


def _outcome_is_known() -> Q:
    known = ~Q(kind__in=tuple(OUTCOMES))
    for kind in OUTCOMES:
        known |= Q(kind=kind, result__in=outcome_words(kind))
    return known


class Rule(Evidenced):
    """One rule of one list; within a list the first that holds decides, except that flags and advice are all evaluated.

    `result` is the tier of a flag, the category of a category rule, one of its list's `OUTCOMES` for a rule of
    progression, the number or word of the others; `target` is the answer a check sets or reads, or the topic of advice.
    """

    class Kind(models.TextChoices):
        """The list a rule stands in."""

        FLAG = "flag", "Red flag"
        CHECK_SET = "set", "Check that sets an answer"
        CHECK_ASK = "confirm_screen", "Check that asks again"
        CHECK_REFUSE = "validation_error", "Check that refuses"
        CATEGORY = "category", "Category rule"
        MIXED = "mixed", "Mixed rule"
        START_PHASE = "start_phase", "Start phase"
        RUN_ALLOWANCE = "run_allowance", "Running allowance"
        ENTRY_STAGE = "entry_stage", "Run entry stage"
        SESSION = "session", "After a session"
        WEEKLY = "weekly", "At a weekly check-in"
        RUN = "run", "After a run"
        PHASE_EXIT = "phase_exit", "Phase exit"
        FLARE = "flare", "In a flare"
        MISSED = "missed", "After missed days"
        STALL = "stall", "At a run stage that does not move"
        FALLBACK = "fallback", "In a phase that lasts too long"
        ADVICE = "advice", "Advice"

    protocol = models.ForeignKey(Protocol, models.CASCADE, related_name="rules")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    key = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()
    result = models.CharField(max_length=200, blank=True)
    target = models.CharField(max_length=40, blank=True)
    text = models.TextField(blank=True)
    run_lock = models.BooleanField(default=False)
    tier_floor = models.CharField(max_length=24, blank=True)
    through_phase = models.PositiveSmallIntegerField(null=True, blank=True)
    phase = models.PositiveSmallIntegerField(null=True, blank=True)
    min_days = models.PositiveSmallIntegerField(null=True, blank=True)
    max_days = models.PositiveSmallIntegerField(null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["kind", "position"]
        constraints = [
            models.UniqueConstraint(fields=["protocol", "key"], name="rule_once_per_protocol"),
            models.UniqueConstraint(fields=["protocol", "kind", "position"], name="rule_position_once_per_list"),
            models.CheckConstraint(
                condition=~Q(kind="phase_exit") | Q(phase__isnull=False, phase__range=(1, 4), min_days__isnull=False),
                name="phase_exit_names_phase_and_days",
            ),
            models.CheckConstraint(condition=_outcome_is_known(), name="rule_outcome_is_known"),
        ]

    def __str__(self) -> str:
        return self.key


class Comparison(models.Model):
    """A row of a condition: groups are AND-ed, rows within a group OR-ed, no rows means always.

    Belongs to a rule (when it holds) or to a question (when it is asked).
    """

    rule = models.ForeignKey(Rule, models.CASCADE, null=True, blank=True, related_name="comparisons")
    question = models.ForeignKey(Question, models.CASCADE, null=True, blank=True, related_name="comparisons")
    group = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField()
    field = models.SlugField(max_length=40)
    operator = models.CharField(max_length=10, choices=[(o.value, o.name.lower().replace("_", " ")) for o in Operator])
    value_number = models.FloatField(null=True, blank=True)
    value_text = models.CharField(max_length=60, blank=True)
    value_flag = models.BooleanField(null=True, blank=True)
    value_list = models.JSONField(default=list, blank=True)
    count = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["group", "position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(rule__isnull=False, question=None) | Q(rule=None, question__isnull=False),
                name="comparison_has_one_owner",
            ),
            models.CheckConstraint(
                condition=~Q(operator__in=NUMBER_OPERATORS)
                | Q(value_number__isnull=False, value_text="", value_flag=None),
                name="comparison_orders_numbers",
            ),
            models.CheckConstraint(
                condition=~Q(operator__in=LIST_OPERATORS)
                | Q(value_number=None, value_text="", value_flag=None) & ~Q(value_list=[]),
                name="comparison_list_has_values",
            ),
            models.CheckConstraint(
                condition=~Q(operator="has") | Q(value_number=None, value_flag=None) & ~Q(value_text=""),
                name="comparison_has_names_a_word",
            ),
            models.CheckConstraint(
                condition=~Q(operator__in=["eq", "ne"])
                | Q(value_number__isnull=False, value_text="", value_flag=None)
                | Q(value_number=None, value_flag=None) & ~Q(value_text="")
                | Q(value_number=None, value_text="", value_flag__isnull=False),
                name="comparison_equals_one_value",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field} {self.operator}"


class Keyword(models.Model):
    """A word in the runner's own notes that asks questions again."""

    rule = models.ForeignKey(Rule, models.CASCADE, related_name="keywords")
    word = models.CharField(max_length=40)
    is_prefix = models.BooleanField(default=False)
    asks = models.JSONField(default=list)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["rule", "word"], name="keyword_once_per_check")]

    def __str__(self) -> str:
        return self.word
