"""Forms of the intake. Shape is checked here, meaning in the engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms

from rehab.library.models import Question

from .fields import UNSURE, YES_NO, field_of, template_of, to_initial, to_raw
from .steps import OSTEOPOROSIS

BENDING_TEST = "flex_test"
ACTIVITIES, FIRST_ACTIVITY = "psfs_activities", "running 30 minutes"


class SafetyForm(forms.Form):
    """The public check: age and all safety questions; none is filled in for anybody, and all have to be answered."""

    age_years = forms.IntegerField(
        label="How old are you?",
        min_value=16,
        max_value=90,
        widget=forms.NumberInput(attrs={"class": "form-control num", "inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": "Enter your age in years."},
    )

    def __init__(self, questions: Iterable[tuple[str, str]], data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict or None
        for key, text in questions:
            self.fields[key] = forms.ChoiceField(
                label=text,
                choices=UNSURE,
                widget=forms.RadioSelect,
                error_messages={"required": "Choose yes, no or not sure."},
            )

    def safety_questions(self) -> list[forms.BoundField]:
        """The questions without the age, in order."""
        return [field for field in self if field.name != "age_years"]

    def to_answers(self) -> dict[str, object]:
        """The answers by field id."""
        return dict(self.cleaned_data)


class StepForm(forms.Form):
    """One screen of the intake, with what was answered before."""

    def __init__(self, rows: Iterable[Question], raw: Mapping[str, Any], today: date, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict or None
        self.rows = {row.key: row for row in rows}
        self.today = today
        layout = []
        for key, row in self.rows.items():
            if key == ACTIVITIES:
                layout += self._add_activities(raw)
                continue
            if key == BENDING_TEST:
                layout.append(self._add_osteoporosis(raw))
            self.fields[key] = field_of(row)
            self.initial[key] = to_initial(row, raw.get(key))
            layout.append(Field(key, template=template_of(row)))
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(*layout)

    def _add_osteoporosis(self, raw: Mapping[str, Any]) -> Field:
        self.fields[OSTEOPOROSIS] = forms.ChoiceField(
            label="Has a doctor told you that you have osteoporosis (thin bones)?",
            choices=YES_NO,
            widget=forms.RadioSelect,
            error_messages={"required": "Choose yes or no."},
        )
        if "medical" in raw:
            self.initial[OSTEOPOROSIS] = "yes" if "osteoporosis" in raw["medical"] else "no"
        return Field(OSTEOPOROSIS, template="intake/fields/segments.html")

    def _add_activities(self, raw: Mapping[str, Any]) -> list[Field]:
        named, scores = list(raw.get(ACTIVITIES, [])), list(raw.get("psfs_scores", []))
        found = []
        points = [("", "Not scored"), *((str(number), str(number)) for number in range(11))]
        for number in (2, 3):
            self.fields[f"activity_{number}"] = forms.CharField(
                label=f"Something else it keeps you from ({number} of 3)",
                help_text="You may leave this open.",
                max_length=200,
                required=False,
                widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
            )
            self.fields[f"score_{number}"] = forms.ChoiceField(
                label="How well can you do it today, from 0 (not at all) to 10 (as before)?",
                choices=points,
                required=False,
                widget=forms.Select(attrs={"class": "form-select"}),
            )
            self.initial[f"activity_{number}"] = named[number - 1] if len(named) >= number else ""
            self.initial[f"score_{number}"] = scores[number - 2] if len(scores) >= number - 1 else ""
            found += [Field(f"{what}_{number}", template="intake/fields/line.html") for what in ("activity", "score")]
        return found

    def clean_goal_date(self) -> date | None:
        """A race lies ahead."""
        goal: date | None = self.cleaned_data["goal_date"]
        if goal is not None and goal < self.today:
            raise forms.ValidationError("This day is over. Choose today or a later day, or leave it open.")
        return goal

    def to_answers(self) -> dict[str, Any]:
        """The raw answers of what could be read."""
        cleaned = self.cleaned_data
        answers = {key: to_raw(row, cleaned[key]) for key, row in self.rows.items() if key in cleaned}
        if ACTIVITIES in self.rows:
            answers |= self._activities()
        if OSTEOPOROSIS in cleaned:
            answers[OSTEOPOROSIS] = cleaned[OSTEOPOROSIS] == "yes"
        return answers

    def to_given(self) -> dict[str, Any]:
        """The same without what is open: a screen left half-way takes nothing back."""
        return {name: value for name, value in self.to_answers().items() if value is not None}

    def _activities(self) -> dict[str, Any]:
        pairs = [(self.cleaned_data.get(f"activity_{n}"), self.cleaned_data.get(f"score_{n}")) for n in (2, 3)]
        named = [(name, score) for name, score in pairs if name]
        scores = [int(score) if score else None for _, score in named]
        return {ACTIVITIES: [FIRST_ACTIVITY, *(name for name, _ in named)], "psfs_scores": scores or None}


class CorrectionForm(forms.Form):
    """Why an answer was wrong, after reading the emergency list once more."""

    explanation = forms.CharField(
        label="What was wrong, and what is right?",
        min_length=10,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4, "class": "form-control"}),
        error_messages={"min_length": "Say it in a sentence: a clinician may read it."},
    )
    none_applies = forms.BooleanField(
        label="I have read the list above. None of it applies to me.",
        error_messages={"required": "If something on the list applies to you, get help now instead."},
    )
