"""The screens of a check-in after the first. Shape is checked here, meaning in the engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms

from rehab.intake.fields import ScaleField, field_of, template_of, to_initial, to_raw
from rehab.library.models import Question

from .questions import ACTIVITIES, TESTS


class WeekForm(forms.Form):
    """One screen of the check-in, with what was answered before."""

    def __init__(
        self,
        rows: Mapping[str, Question],
        given: Mapping[str, Any],
        activities: Iterable[str],
        data: Any = None,
    ) -> None:
        super().__init__(data)
        self.rows, self.named = rows, list(activities)
        layout = []
        for key, row in rows.items():
            if key == ACTIVITIES:
                layout += self._add_activities(row, given.get(key, []))
                continue
            self.fields[key] = field_of(row)
            if key in TESTS:
                self.fields[key].required = False
            self.initial[key] = to_initial(row, given.get(key))
            layout.append(Field(key, template=template_of(row)))
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(*layout)

    def _add_activities(self, row: Question, scores: list[int]) -> list[Field]:
        found = []
        for number, name in enumerate(self.named):
            key = f"{ACTIVITIES}_{number}"
            self.fields[key] = ScaleField(
                label=f"{name[:1].upper()}{name[1:]}: {row.text[:1].lower()}{row.text[1:]}",
                low=row.labels["low"],
                high=row.labels["high"],
                error_messages={"required": "Tap a number."},
            )
            self.initial[key] = str(scores[number]) if number < len(scores) else None
            found.append(Field(key, template="intake/fields/scale.html"))
        return found

    def clean(self) -> dict[str, Any]:
        """The worst of a week is not below its average."""
        cleaned = super().clean() or self.cleaned_data
        average, worst = cleaned.get("w_avg"), cleaned.get("w_worst")
        if average and worst and int(worst) < int(average):
            self.add_error("w_worst", "The worst of the week cannot be below its average. Change one of the two.")
        return cleaned

    def to_given(self) -> dict[str, Any]:
        """The answers that could be read, as a draft keeps them; None for what is open."""
        cleaned = self.cleaned_data
        given = {key: to_raw(row, cleaned[key]) for key, row in self.rows.items() if key in cleaned}
        if ACTIVITIES in self.rows:
            scores = [str(cleaned.get(f"{ACTIVITIES}_{number}", "")) for number in range(len(self.named))]
            given[ACTIVITIES] = [int(score) for score in scores] if all(scores) else None
        return given
