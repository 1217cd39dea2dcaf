"""The form of a swap."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from .swaps import REASONS, Choice

CHOICES = "intake/fields/choices.html"


class SwapForm(forms.Form):
    """What takes its place, and why. `entry` makes a second sending count once."""

    entry = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, choices: Iterable[Choice], data: Any = None) -> None:
        super().__init__(data, initial={"entry": uuid.uuid4()})
        offered = [(choice.exercise_id, _pictured(choice)) for choice in choices]
        self.fields["other"] = _field("What takes its place?", offered)
        self.fields["reason"] = _field("Why?", list(REASONS.items()))
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("entry", Field("other", template=CHOICES), Field("reason", template=CHOICES))


def _pictured(choice: Choice) -> SafeString:
    """Name and dose beside the figure, as a label."""
    shown = {"figure": choice.figure, "name": choice.name, "words": choice.words}
    return render_to_string("library/_choice.html", shown)


def _field(label: str, choices: Sequence[tuple[str, str]]) -> forms.ChoiceField:
    wrong = {"required": "Choose one.", "invalid_choice": "Choose one of these."}
    widget = forms.RadioSelect(attrs={"class": "form-check-input"})
    return forms.ChoiceField(label=label, choices=choices, widget=widget, error_messages=wrong)
