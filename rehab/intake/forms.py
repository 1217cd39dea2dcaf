"""Forms of the intake. Shape is checked here, meaning in the engine."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms

ANSWERS = (("yes", "Yes"), ("no", "No"), ("not_sure", "Not sure"))


class SafetyForm(forms.Form):
    """Age and all safety questions; none is filled in for anybody, and all have to be answered."""

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
                choices=ANSWERS,
                widget=forms.RadioSelect,
                error_messages={"required": "Choose yes, no or not sure."},
            )

    def safety_questions(self) -> list[forms.BoundField]:
        """The questions without the age, in order."""
        return [field for field in self if field.name != "age_years"]

    def to_answers(self) -> dict[str, object]:
        """The answers by field id."""
        return dict(self.cleaned_data)
