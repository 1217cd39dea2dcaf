"""The form of the self-test: every measure may stay open, but a test's measures come together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from .selftest_words import PAIN, YES_NO, Guide, Measure

POINTS = [("", "Not done"), *((str(number), str(number)) for number in range(11))]
SHARP = [("", "Not done"), ("no", "No"), ("yes", "Yes")]


class SelfTestForm(forms.Form):
    """What was measured today, test by test."""

    def __init__(self, guides: Iterable[tuple[str, Guide]], measured: Mapping[str, Any], data: Any = None) -> None:
        super().__init__(data)
        self.guides = {key: guide for key, guide in guides if guide.measures}
        for guide in self.guides.values():
            for measure in guide.measures:
                self.fields[measure.name] = _field(measure)
                self.initial[measure.name] = _shown(measured.get(measure.name))

    def of_test(self, key: str) -> list[forms.BoundField]:
        """The fields of a test."""
        return [self[measure.name] for measure in self.guides[key].measures] if key in self.guides else []

    def clean(self) -> dict[str, Any]:
        """A test that was begun is written down whole."""
        cleaned = super().clean() or self.cleaned_data
        for guide in self.guides.values():
            names = [measure.name for measure in guide.measures]
            given = [name for name in names if cleaned.get(name) not in (None, "")]
            for name in names:
                if given and name not in given and name not in self.errors:
                    self.add_error(name, "This belongs to the test above: enter it, or leave the whole test open.")
        return cleaned

    def to_measures(self) -> dict[str, Any]:
        """The measures that were entered, as the log keeps them."""
        kinds = {m.name: m.unit for guide in self.guides.values() for m in guide.measures}
        return {
            name: value == "yes" if kinds[name] == YES_NO else int(value)
            for name, value in self.cleaned_data.items()
            if value not in (None, "")
        }


def _field(measure: Measure) -> forms.Field:
    if measure.unit in (PAIN, YES_NO):
        choices = POINTS if measure.unit == PAIN else SHARP
        widget = forms.Select(attrs={"class": "form-select"})
        return forms.ChoiceField(label=measure.label, choices=choices, required=False, widget=widget)
    words = f"Enter a whole number from 0 to {measure.most}."
    return forms.IntegerField(
        label=measure.label,
        min_value=0,
        max_value=measure.most,
        required=False,
        widget=forms.TextInput(attrs={"class": "form-control num", "inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": words, "min_value": words, "max_value": words},
    )


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
