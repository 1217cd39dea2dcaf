"""Forms of a re-check: all safety questions on one screen, none filled in, and with a flare the pain now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from rehab.intake.fields import ScaleField, field_of
from rehab.library.models import Question

from .questions import WORST_ENDS, groups_of

FLARE, OTHER = "same", "other"


class RecheckForm(forms.Form):
    """Every safety question that is asked again, in the groups of the intake."""

    entry = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, rows: Mapping[str, Question], data: Any = None, initial: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.rows = rows
        for key, row in rows.items():
            self.fields[key] = field_of(row)

    def groups(self) -> list[dict[str, Any]]:
        """Headings with their questions."""
        return [{"heading": name, "fields": [self[key] for key in keys]} for name, keys in groups_of(self.rows)]

    def open_count(self) -> int:
        """How many safety questions are still without an answer that can be read."""
        return sum(1 for key in self.rows if key in self.errors)

    def to_given(self) -> dict[str, str]:
        """The safety answers there are."""
        return {key: value for key in self.rows if (value := self.cleaned_data.get(key))}


class FlareForm(RecheckForm):
    """A flare: the pain now beside the safety questions."""

    def __init__(
        self, rows: Mapping[str, Question], data: Any = None, initial: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(rows, data, initial)
        self.fields["pain_now"] = ScaleField(
            label="How bad is the pain right now?",
            error_messages={"required": "Tap a number."},
            **WORST_ENDS,
        )


class WayBackForm(FlareForm):
    """The pain is back after the plan was done: a flare of the same, or something else."""

    def __init__(
        self, rows: Mapping[str, Question], data: Any = None, initial: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(rows, data, initial)
        self.fields["like"] = forms.ChoiceField(
            label="What is it like?",
            choices=[
                (FLARE, "The same pain as before, for less than two weeks"),
                (OTHER, "It is different, or has lasted for two weeks or more"),
            ],
            widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
            error_messages={"required": "Choose one."},
        )
