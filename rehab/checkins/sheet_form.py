"""What the ways to log a session share: walking beside it, the note of a correction, and what a form may name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.http import QueryDict

from rehab.intake.fields import YES_NO, NumberField

from .sessions import Line, Said, Sheet

LINE = "intake/fields/line.html"
MOST_MINUTES = 300
NAMED = re.compile(r"(?:done|pain|effort|spread|skip|minutes)-(.+)")
NOT_YOURS = "One of these exercises is not in this session. Look at the list below and log it again."
MOVED = "Moved further from the spine?"
HOW_LONG = "Enter the minutes, 0 if it was stopped at once."
POINTS = [("", "Not said"), *((str(point), str(point)) for point in range(11))]


class LineSet(Div):
    """The questions about one exercise, under its picture and its name."""

    template = "checkins/_line_set.html"

    def __init__(self, line: Line, *fields: Field, css_class: str) -> None:
        super().__init__(*fields, css_class=css_class)
        self.line = line


class SheetForm(forms.Form):
    """What all ways to log share: walking beside the session, and the note of a correction."""

    way = ""

    def __init__(self, sheet: Sheet, data: Any = None) -> None:
        super().__init__(data, auto_id=f"{self.way}_%s")
        self.sheet = sheet
        self.fields["seen"] = forms.IntegerField(required=False, widget=forms.HiddenInput)
        self.initial["seen"] = sheet.number
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("seen", *self.own_fields(), *self._moving_fields(), *self._note_field())

    def own_fields(self) -> Iterable[Any]:
        """What this way asks of the exercises."""
        return ()

    def _moving_fields(self) -> Iterable[Any]:
        for line in self.sheet.moving:
            fields = self.minute_fields(line)
            self.choose(f"spread-{line.exercise_id}", MOVED, [("", "Not said"), *YES_NO])
            self.initial[f"spread-{line.exercise_id}"] = flag(line.mark.spread if line.mark else None)
            yield LineSet(line, *fields, Field(f"spread-{line.exercise_id}", template=LINE), css_class="ask beside")

    def minute_fields(self, line: Line) -> list[Field]:
        """Minutes done and the highest pain of what is dosed in minutes, both open to be left open."""
        self.fields[f"minutes-{line.exercise_id}"] = NumberField(
            label="Minutes done",
            min_value=0,
            max_value=MOST_MINUTES,
            required=False,
            widget=forms.TextInput(attrs={"class": "form-control num", "inputmode": "decimal", "autocomplete": "off"}),
            error_messages=dict.fromkeys(
                ("invalid", "min_value", "max_value"), f"Enter minutes, 0 to {MOST_MINUTES}, or leave it open."
            ),
        )
        self.choose(f"pain-{line.exercise_id}", "Highest pain during it", POINTS)
        done = line.minutes_done
        self.initial[f"minutes-{line.exercise_id}"] = f"{done:g}" if done is not None else ""
        self.initial[f"pain-{line.exercise_id}"] = point(line.mark.pain if line.mark else None)
        return [Field(f"{what}-{line.exercise_id}", template=LINE) for what in ("minutes", "pain")]

    def choose(self, name: str, label: str, choices: list[tuple[str, str]]) -> None:
        """A list that may be left at its first entry."""
        widget = forms.Select(attrs={"class": "form-select"})
        self.fields[name] = forms.ChoiceField(label=label, choices=choices, required=False, widget=widget)

    def _note_field(self) -> Iterable[Field]:
        if self.sheet.is_correction:
            self.fields["note"] = forms.CharField(
                label="What was wrong, in a sentence",
                help_text="It is kept beside the old entry.",
                max_length=300,
                widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
                error_messages={
                    "required": "Say what was wrong: the old entry is kept, and this explains the new one."
                },
            )
            yield Field("note", template=LINE)

    def clean(self) -> None:
        """Nothing but this day's exercises can be logged."""
        known = {line.exercise_id for line in self.sheet.lines}
        named = (NAMED.fullmatch(name) for name in self.data)
        if any(found and found[1] not in known for found in named):
            raise forms.ValidationError(NOT_YOURS)
        for line in self.sheet.moving:
            self._check_minutes(line)
        self.check()

    def _check_minutes(self, line: Line) -> None:
        """What was said of a walk is not dropped because its minutes are open."""
        id_ = line.exercise_id
        is_open = self.cleaned_data.get(f"minutes-{id_}") is None and f"minutes-{id_}" not in self.errors
        if is_open and any(self.cleaned_data.get(f"{what}-{id_}") for what in ("pain", "spread")):
            self.add_error(f"minutes-{id_}", HOW_LONG)

    def check(self) -> None:
        """What this way asks for beside the shape of its fields."""

    def said(self) -> list[Said]:
        """What was said of each exercise, walking last."""
        return [*self.said_of_exercises(), *filter(None, map(self.said_of_minutes, self.sheet.moving))]

    def said_beside(self) -> list[Said]:
        """What was said, and of everything that it does not speak of what was said before."""
        said = self.said()
        spoken = {one.exercise_id for one in said}
        return [*said, *(again(line) for line in self.sheet.lines if line.mark and line.exercise_id not in spoken)]

    def said_of_exercises(self) -> Iterable[Said]:
        """Of the exercises: what was said before, where this way does not ask."""
        return [again(line) for line in self.sheet.exercises if line.mark]

    def said_of_minutes(self, line: Line) -> Said | None:
        """Of what is dosed in minutes; None where nothing was entered."""
        minutes = self.cleaned_data.get(f"minutes-{line.exercise_id}")
        if minutes is None:
            return None
        pain, spread = (self.cleaned_data.get(f"{what}-{line.exercise_id}") for what in ("pain", "spread"))
        done = minutes / (line.minutes or minutes or 1)
        return Said(line.exercise_id, done, whole(pain), spread=spread == "yes" if spread else None)

    def show_again(self, message: str) -> None:
        """Keep what was typed, fill in the walk logged meanwhile, and count what is shown now as seen."""
        self.add_error(None, message)
        self.data = {**cast(QueryDict, self.data).dict(), "seen": str(self.sheet.number)}
        for line in self.sheet.moving:
            if not self.data.get(f"minutes-{line.exercise_id}"):
                self.data |= {
                    name: self.initial[name] for name in self.initial if name.endswith(f"-{line.exercise_id}")
                }

    @property
    def note(self) -> str:
        """Why it is corrected."""
        return str(self.cleaned_data.get("note", ""))


def again(line: Line) -> Said:
    """What was said before."""
    mark = line.mark
    assert mark is not None
    return Said(line.exercise_id, mark.done, mark.pain, mark.effort, mark.spread, mark.skipped)


def point(value: int | None) -> str:
    """A rating as a form shows it."""
    return "" if value is None else str(value)


def whole(value: str | None) -> int | None:
    """A rating as it was chosen; None if it was left open."""
    return int(value) if value else None


def flag(value: bool | None) -> str:
    """Yes, no or not said."""
    return "" if value is None else "yes" if value else "no"
