"""The form a template is put together in: exercises by phase, each press of a button shows it anew, saving ends it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from rehab.engine.catalog import Exercise, Level
from rehab.engine.progress.objecting import MOST, is_dose
from rehab.library.mapping import load_catalog
from rehab.plans.words import PHASES

from .models import TemplateVersion
from .models.templates import OWN
from .shelf import exercise_names, exercises_like, short_dose
from .templating import MOST_ITEMS, Content, Line, content_of

OWN_DOSE = "own"
UNITS = {
    "sets": "Sets",
    "reps": "Repetitions a set",
    "hold_s": "Hold, seconds",
    "minutes": "Minutes",
    "metres": "Metres a set",
}
PHASE_CHOICES = [(number, f"{number}. {PHASES[number]}") for number in (1, 2, 3, 4)]
PHASE_NUMBERS = {str(number) for number, _ in PHASE_CHOICES}
MOST_FOUND = 12
Row = dict[str, str]


class NameForm(forms.Form):
    """What a template is called, what for, and what is needed to save it once."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=100_000)
    name = forms.CharField(
        max_length=80,
        error_messages={"required": "Give the template a name.", "max_length": "Keep the name to 80 letters."},
    )
    description = forms.CharField(
        label="For whom it is",
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Nothing about a single runner: your clinic may read it.",
        error_messages={"max_length": "Keep it to 400 letters."},
    )


class FindForm(forms.Form):
    """Which exercise to add, and to which phase."""

    find = forms.CharField(label="Find an exercise", max_length=80, required=False)
    phase = forms.TypedChoiceField(label="Add to phase", choices=PHASE_CHOICES, coerce=int, initial=2)


class ItemForm(forms.Form):
    """The dose of one exercise: a level, or one of the therapist's own in its unit."""

    dose = forms.ChoiceField(error_messages={"required": "Choose a dose.", "invalid_choice": "Choose a dose."})

    def __init__(self, row: Mapping[str, str], number: int, exercise: Exercise, name: str) -> None:
        prefix = f"i{number}"
        super().__init__({f"{prefix}-{field}": value for field, value in row.items()}, prefix=prefix)
        self.row, self.number, self.exercise, self.name = row, number, exercise, name
        self.phase = int(row["phase"])
        levels = [(str(level.level), f"Level {level.level}: {short_dose(level)}") for level in exercise.levels]
        dose = forms.Select(attrs={"class": "form-select", "aria-label": f"Dose of {name}"})
        self.fields["dose"] = forms.ChoiceField(
            choices=[*levels, (OWN_DOSE, "A dose of my own")],
            widget=dose,
            error_messages={"required": "Choose a dose.", "invalid_choice": "Choose a dose from the list."},
        )
        for unit in (unit for unit in MOST if getattr(exercise.levels[0], unit) is not None):
            self.fields[unit] = _number(unit)

    @property
    def own_fields(self) -> list[forms.BoundField]:
        """The numbers of an own dose."""
        return [self[unit] for unit in UNITS if unit in self.fields]

    def clean(self) -> dict[str, Any]:
        """An own dose has every number of its unit, within bounds."""
        given = super().clean() or {}
        is_own = given.get("dose") == OWN_DOSE and not self.errors
        if is_own and not is_dose(None, self._own(given), self.exercise):
            most = ", ".join(f"{field.label.lower()} up to {MOST[field.name]}" for field in self.own_fields)
            self.add_error(None, f"Write down every number of this dose: {most}.")
        return given

    def _own(self, given: Mapping[str, Any]) -> Level:
        return Level(0, **{unit: given.get(unit) for unit in OWN})

    @property
    def line(self) -> Line:
        """What was put together, once it is valid."""
        given = self.cleaned_data
        if given["dose"] == OWN_DOSE:
            return Line(self.phase, self.exercise.id, None, self._own(given))
        return Line(self.phase, self.exercise.id, int(given["dose"]))


def _number(unit: str) -> forms.Field:
    wrong = {"invalid": "Write a number.", "min_value": "At least 1.", "max_value": f"At most {MOST[unit]}."}
    kind = forms.FloatField if unit == "minutes" else forms.IntegerField
    box = forms.NumberInput(attrs={"class": "form-control num", "inputmode": "decimal"})
    return kind(label=UNITS[unit], min_value=1, max_value=MOST[unit], required=False, widget=box, error_messages=wrong)


@dataclass(frozen=True, slots=True)
class Section:
    """A phase of the form."""

    number: int
    name: str
    items: tuple[ItemForm, ...]


class Builder:
    """The whole form as it was sent, or as a template begins."""

    def __init__(self, data: Mapping[str, str] | None = None, version: TemplateVersion | None = None) -> None:
        self.catalog, self.names = load_catalog(), exercise_names()
        self.named = NameForm(data) if data is not None else NameForm(initial=_initial(version))
        self.finding = FindForm(data if data is not None else None)
        self.rows = self._sent(data) if data is not None else rows_of(content_of(version)) if version else []
        self.found: dict[str, str] | None = None
        self.has_tried = False

    def _sent(self, data: Mapping[str, str]) -> list[Row]:
        rows = [
            {field: data.get(f"i{number}-{field}", "") for field in ("phase", "exercise", "dose", *OWN)}
            for number in range(MOST_ITEMS)
        ]
        known = self.names.keys() & self.catalog.exercises.keys()
        return [row for row in rows if row["exercise"] in known and row["phase"] in PHASE_NUMBERS]

    def press(self, do: str) -> None:
        """What a button other than saving does: find, add, move up or down, take out."""
        act, _, about = do.partition(":")
        place = int(about) if about.isdecimal() and len(about) < 4 else -1
        if act == "find":
            self._find()
        elif act == "add":
            self._add(about)
        elif 0 <= place < len(self.rows):
            if act == "out":
                del self.rows[place]
            elif act in ("up", "down"):
                self._swap(place, -1 if act == "up" else 1)

    def _find(self) -> None:
        search = self.finding.cleaned_data.get("find", "") if self.finding.is_valid() else ""
        self.found = dict(list(exercises_like(search).items())[:MOST_FOUND])

    def _add(self, name: str) -> None:
        phase = str(self.finding.cleaned_data["phase"]) if self.finding.is_valid() else "1"
        there = any(row["exercise"] == name and row["phase"] == phase for row in self.rows)
        if name in self.names and name in self.catalog.exercises and not there and len(self.rows) < MOST_ITEMS:
            self.rows.append({"phase": phase, "exercise": name, "dose": "1"})
            self.rows.sort(key=lambda row: row["phase"])

    def _swap(self, place: int, by: int) -> None:
        other = place + by
        if 0 <= other < len(self.rows) and self.rows[other]["phase"] == self.rows[place]["phase"]:
            self.rows[place], self.rows[other] = self.rows[other], self.rows[place]

    @property
    def sections(self) -> list[Section]:
        """The phases with what is in them."""
        items = self._items()
        return [
            Section(number, PHASES[number], tuple(item for item in items if item.phase == number))
            for number, _ in PHASE_CHOICES
        ]

    def _items(self) -> list[ItemForm]:
        exercises = self.catalog.exercises
        return [
            ItemForm(row, number, exercises[row["exercise"]], self.names[row["exercise"]])
            for number, row in enumerate(self.rows)
        ]

    def content(self) -> Content | None:
        """What is to be saved; None while something needs another look."""
        self.has_tried = True
        items = self._items()
        if not self.named.is_valid() or not items or not all(item.is_valid() for item in items) or _twice(items):
            return None
        named = self.named.cleaned_data
        return Content(named["name"], named["description"], tuple(item.line for item in items))


def _twice(items: Sequence[ItemForm]) -> bool:
    return len({(item.phase, item.exercise.id) for item in items}) < len(items)


def _initial(version: TemplateVersion | None) -> dict[str, Any]:
    if version is None:
        return {"key": uuid.uuid4(), "seen": 0}
    return {
        "key": version.template_id,
        "seen": version.number,
        "name": version.name,
        "description": version.description,
    }


def rows_of(content: Content) -> list[Row]:
    """What a version says as the form's rows."""
    return list(_rows(content.lines))


def _rows(lines: Iterable[Line]) -> Iterable[Row]:
    for line in lines:
        own = {unit: getattr(line.own, unit) for unit in OWN} if line.own is not None else {}
        numbers = {unit: f"{value:g}" for unit, value in own.items() if value is not None}
        dose = OWN_DOSE if line.own is not None else str(line.level)
        yield {"phase": str(line.phase), "exercise": line.exercise_id, "dose": dose, **numbers}
