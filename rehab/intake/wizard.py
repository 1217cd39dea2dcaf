"""Where a runner stands in the intake: which screens apply, which comes next, and when it has to stop."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from rehab.engine.answers import Answers, read_value
from rehab.engine.catalog import Catalog, Flag, Kind, Question, TierId
from rehab.engine.conditions import Comparison, Condition, Facts, Value, holds, is_true
from rehab.engine.derive import derive
from rehab.engine.triage import URGENT_RANK, Triage, screen

from .steps import AGAIN, DECIDING, Step, all_steps

EMERGENCY_RANK = 4
NOT_DONE = "not_done"  # on the list of every test
ASKED_AGAIN = "again:"


@dataclass(frozen=True)
class Wizard:
    """A draft's answers against the catalog; nothing here writes. `parts` gives each question's part."""

    catalog: Catalog
    parts: Mapping[str, str]
    raw: Mapping[str, Any]
    done: Collection[str]
    kept: Collection[str] = ()
    cleared: Collection[str] = ()

    @cached_property
    def questions(self) -> dict[str, Question]:
        """The questions by id."""
        return {question.id: question for question in self.catalog.questions}

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """All screens, whether they apply or not; numbers count from 1."""
        return all_steps((question.id, self.parts[question.id]) for question in self.catalog.questions)

    def _answers(self, raw: Mapping[str, Any]) -> Answers:
        values: dict[str, Value | None] = {}
        for question in self.catalog.questions:
            if question.kind not in (Kind.TEXTS, Kind.DATE):
                values[question.id] = _value(question, raw.get(question.id))
        return Answers(values)

    @cached_property
    def facts(self) -> Facts:
        """Everything given so far, what is presumed where nothing was said, and everything derived from it."""
        return derive(self._answers(self.raw))

    @cached_property
    def counted(self) -> dict[str, Any]:
        """The answers that count: to what is asked of this runner, and every test that was done.

        A test stays done when the pain grows later; an answer that belongs to another sex or region does not stay.
        """
        return {
            name: value
            for name, value in self.raw.items()
            if name in self.questions and (self.is_asked(name) or NOT_DONE in self.questions[name].values)
        }

    @cached_property
    def triage(self) -> Triage:
        """The safety screen of what counts so far."""
        return screen(self._answers(self.counted), self.catalog, self.kept, self.cleared)

    @cached_property
    def is_safety_done(self) -> bool:
        """Whether every safety screen has been answered."""
        return all(s.key in self.done for s in self.steps if s.part == "safety" and s.key != DECIDING)

    @cached_property
    def deciding(self) -> tuple[str, ...]:
        """Open questions that could still turn an urgent result into an emergency."""
        if not self.is_safety_done or self.triage.tier.rank != URGENT_RANK:
            return ()
        open_fields = {field for flag in self._emergencies() for field in self._open_fields(flag)}
        return tuple(name for name in self.questions if name in open_fields)

    def _emergencies(self) -> Iterator[Flag]:
        return (flag for flag in self.catalog.flags if flag.tier is TierId.EMERGENCY)

    def _open_fields(self, flag: Flag) -> set[str]:
        return self._open_in(flag.when, lambda leaf: self._unanswered(leaf) | self._set_by_checks(leaf))

    def _open_in(self, when: Condition, open_of: Callable[[Comparison], set[str]]) -> set[str]:
        """The open fields that could still make a condition hold; none if a group of it cannot hold any more."""
        unmet = [group for group in when.groups if not holds(Condition((group,)), self.triage.facts)]
        fields = [set[str]().union(*(open_of(leaf) for leaf in group)) for group in unmet]
        return set().union(*fields) if fields and all(fields) else set()

    def _unanswered(self, leaf: Comparison) -> set[str]:
        return {leaf.field} if leaf.field in self.questions and leaf.field not in self.raw else set()

    def _set_by_checks(self, leaf: Comparison) -> set[str]:
        """What is open behind the checks that would give a question this answer, whatever was said to it."""
        checks = [check for check in self.catalog.checks if check.set_field == leaf.field]
        fitting = [check for check in checks if is_true(leaf, {leaf.field: check.set_value})]
        return set[str]().union(*(self._open_in(check.when, self._unanswered) for check in fitting))

    @cached_property
    def again(self) -> tuple[str, ...]:
        """Questions the runner's own words call for again, and that have not been asked again yet."""
        wanted = {name for found in self.triage.ask_again for name in found.questions}
        return tuple(name for name in self.questions if name in wanted and f"{ASKED_AGAIN}{name}" not in self.done)

    @property
    def must_stop(self) -> bool:
        """Whether the result is known: an emergency at once, urgent as soon as no answer could make it worse."""
        rank = self.triage.tier.rank
        return rank >= EMERGENCY_RANK or (rank >= URGENT_RANK and self.is_safety_done and not self.deciding)

    def is_asked(self, name: str) -> bool:
        """Whether a question is asked of this runner."""
        return holds(self.questions[name].ask_when, self.facts)

    def questions_of(self, step: Step) -> tuple[str, ...]:
        """What a screen asks of this runner."""
        if step.key == DECIDING:
            return self.deciding
        if step.key == AGAIN:
            return self.again
        return tuple(name for name in step.questions if name in self.questions and self.is_asked(name))

    @cached_property
    def path(self) -> list[int]:
        """The numbers of the screens this runner meets, in order."""
        return [number for number, step in enumerate(self.steps, 1) if self.questions_of(step)]

    def next_number(self) -> int | None:
        """The first screen that is still open; None when all is answered."""
        return next((number for number in self.path if self.steps[number - 1].key not in self.done), None)

    def previous_number(self, number: int) -> int | None:
        """The screen before."""
        return next((before for before in reversed(self.path) if before < number), None)

    def progress(self) -> tuple[int, int]:
        """Screens answered, and screens in all."""
        return sum(self.steps[number - 1].key in self.done for number in self.path), len(self.path)

    def told(self) -> list[tuple[str, Any]]:
        """The answers that made the flags fire, each once, in the order of the questions."""
        rules = [flag.when for flag in self.catalog.flags if flag.id in self.triage.fired]
        return told_by(rules, self.triage.facts, self.questions)


def told_by(rules: list[Condition], facts: Facts, questions: Collection[str]) -> list[tuple[str, Any]]:
    """The answers by which the conditions hold."""
    true = {leaf.field for when in rules for group in when.groups for leaf in group if is_true(leaf, facts)}
    plain = {name: sorted(value) if isinstance(value := facts.get(name), frozenset) else value for name in true}
    return [(name, plain[name]) for name in questions if name in true]


def _value(question: Question, raw: Any) -> Value | None:
    try:
        return read_value(question, raw)
    except ValueError:
        return None
