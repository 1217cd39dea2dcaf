"""Forms of a session: all of it at once, exercise by exercise, or a walk alone. The doses are the plan’s."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from crispy_forms.layout import Field
from django import forms

from rehab.intake.fields import YES_NO, ScaleField

from .sessions import REASONS, Line, Said
from .sheet_form import LINE, MOVED, POINTS, LineSet, SheetForm, flag, point, whole

NOTHING_DONE = "Nothing done: choose why it was left out. Begun and stopped: say its pain, effort and whether it moved."
SCALE, SEGMENTS = "intake/fields/scale.html", "intake/fields/segments.html"


class WholeForm(SheetForm):
    """All done: three taps for the whole session."""

    way = "whole"

    def own_fields(self) -> Iterable[Any]:
        """The same three questions for every exercise."""
        marks = [line.mark for line in self.sheet.exercises if line.mark and not line.mark.skipped]
        same = marks and len({(m.pain, m.effort, m.spread) for m in marks}) == 1
        self.fields["pain"] = _scale("Highest pain during it", "no pain", "worst you can imagine")
        self.fields["effort"] = _scale("How hard was it?", "no effort", "all you have")
        self.fields["spread"] = _yes_no("Did pain or tingling move further from the spine?")
        if same and marks:
            self.initial["pain"], self.initial["effort"] = point(marks[0].pain), point(marks[0].effort)
            self.initial["spread"] = flag(marks[0].spread)
        return Field("pain", template=SCALE), Field("effort", template=SCALE), Field("spread", template=SEGMENTS)

    def said_of_exercises(self) -> Iterable[Said]:
        """Every exercise done as planned, with the same marks."""
        given = self.cleaned_data
        common = (int(given["pain"]), int(given["effort"]), given["spread"] == "yes")
        return [Said(line.exercise_id, line.planned, *common) for line in self.sheet.exercises]


class EachForm(SheetForm):
    """Exercise by exercise: sets, highest pain, effort, spread; or why it was left out. The rest is unknown."""

    way = "each"

    def own_fields(self) -> Iterable[Any]:
        """A group for each exercise."""
        return [LineSet(line, *self._line_fields(line), css_class="ask each") for line in self.sheet.exercises]

    def _line_fields(self, line: Line) -> list[Field]:
        id_, mark = line.exercise_id, line.mark
        if line.minutes is None:
            sets = [("", "Not said"), *((str(n), f"{n} of {line.planned:g}") for n in range(int(line.planned) + 1))]
            self.choose(f"done-{id_}", "Sets done", sets)
            self.initial[f"done-{id_}"] = f"{mark.done:g}" if mark and not mark.skipped else ""
            fields = [Field(f"done-{id_}", template=LINE)]
            self.choose(f"pain-{id_}", "Highest pain", POINTS)
            fields.append(Field(f"pain-{id_}", template=LINE))
        else:
            fields = self.minute_fields(line)
        self.choose(f"effort-{id_}", "How hard", POINTS)
        self.choose(f"spread-{id_}", MOVED, [("", "Not said"), *YES_NO])
        self.choose(f"skip-{id_}", "Or left out, because", [("", "Not left out"), *REASONS.items()])
        if mark:
            self.initial[f"pain-{id_}"], self.initial[f"effort-{id_}"] = point(mark.pain), point(mark.effort)
            self.initial[f"spread-{id_}"], self.initial[f"skip-{id_}"] = flag(mark.spread), mark.skipped
        return [*fields, *(Field(f"{what}-{id_}", template=LINE) for what in ("effort", "spread", "skip"))]

    def check(self) -> None:
        """What was done has its three marks, what was not done a reason, and something has to be said."""
        if self.errors:
            return
        for line in self.sheet.exercises:
            self._check(line)
        if not self.errors and not self.said():
            raise forms.ValidationError("Say of at least one exercise what was done, or why not.")

    def _check(self, line: Line) -> None:
        id_, done, skipped = line.exercise_id, self._done(line), self._get("skip", line)
        first = f"{'done' if line.minutes is None else 'minutes'}-{id_}"
        marks = [what for what in ("pain", "effort", "spread") if self._get(what, line) == ""]
        if skipped and done:
            self.add_error(f"skip-{id_}", "It cannot be done and left out. Keep one or the other.")
        elif done == 0 and not skipped and marks:
            self.add_error(f"skip-{id_}", NOTHING_DONE)
        elif done is None and not skipped and len(marks) < 3:
            self.add_error(first, "Say how much was done.")
        elif done:
            for what in marks:
                self.add_error(f"{what}-{id_}", "Choose one: it decides what comes next.")

    def said_of_exercises(self) -> Iterable[Said]:
        """What was done or left out; what was left open is not among them."""
        for line in self.sheet.exercises:
            done, skipped = self._done(line), self._get("skip", line)
            if skipped:
                yield Said(line.exercise_id, skipped=skipped)
            elif done is not None:  # none finished, and its three marks: begun, and stopped in the first set
                pain, effort = whole(self._get("pain", line)), whole(self._get("effort", line))
                yield Said(line.exercise_id, done, pain, effort, self._get("spread", line) == "yes")

    def _get(self, what: str, line: Line) -> str:
        return str(self.cleaned_data.get(f"{what}-{line.exercise_id}") or "")

    def _done(self, line: Line) -> float | None:
        """Sets done, or the share of its minutes; None if nothing was said."""
        if line.minutes is None:
            return float(found) if (found := self._get("done", line)) else None
        minutes = self.cleaned_data.get(f"minutes-{line.exercise_id}")
        return None if minutes is None else minutes / line.minutes


class WalkForm(SheetForm):
    """A walk or aerobic work alone, on a rest day or before the session."""

    way = "walk"

    def check(self) -> None:
        """Something has to be entered."""
        if not self.errors and not any(map(self.said_of_minutes, self.sheet.moving)):
            raise forms.ValidationError("Enter the minutes you did.")


WAYS: dict[str, type[SheetForm]] = {form.way: form for form in (WholeForm, EachForm, WalkForm)}


def _scale(label: str, low: str, high: str) -> ScaleField:
    return ScaleField(label=label, low=low, high=high, error_messages={"required": "Tap a number."})


def _yes_no(label: str) -> forms.ChoiceField:
    wrong = {"required": "Choose yes or no."}
    return forms.ChoiceField(label=label, choices=YES_NO, widget=forms.RadioSelect, error_messages=wrong)
