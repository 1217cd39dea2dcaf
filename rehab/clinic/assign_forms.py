"""The forms of assigning."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms

from .assign_page import Preview

LONG = {"max_length": "Keep the reason to 300 letters."}


class ReasonForm(forms.Form):
    """Why: the runner reads it."""

    reason = forms.CharField(
        label="Why, for the runner",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="They read it beside each change.",
        error_messages=LONG,
    )


class AssignForm(ReasonForm):
    """What was looked at, and what is meant all the same."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)
    stamp = forms.CharField(widget=forms.HiddenInput, max_length=32)
    confirmed = forms.MultipleChoiceField(
        label="Assign it all the same", required=False, widget=forms.CheckboxSelectMultiple
    )
    field_order = ("confirmed", "reason")

    def __init__(self, preview: Preview, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={"key": uuid.uuid4(), "seen": preview.seen, "stamp": preview.stamp})
        may = [(one.exercise_id, f"{one.name}. {one.why}") for one in preview.objections if one.is_confirmable]
        self.fields["confirmed"] = forms.MultipleChoiceField(
            label="Assign it all the same",
            choices=may,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"invalid_choice": "Something has changed. Look at the list again."},
        )
        if not may:
            del self.fields["confirmed"]

    def clean(self) -> dict[str, Any]:
        """What is meant although something speaks against it needs its reason."""
        given = super().clean() or {}
        given.setdefault("confirmed", [])
        if given["confirmed"] and not given.get("reason") and "reason" not in self.errors:
            self.add_error("reason", "Say why you assign what speaks against. The runner reads it.")
        return given


class KeepForm(forms.Form):
    """What a runner's present phase is called as a template."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    name = forms.CharField(
        label="Name of the template",
        max_length=80,
        help_text="No runner’s name: the template is for anybody.",
        error_messages={"required": "Give the template a name.", "max_length": "Keep the name to 80 letters."},
    )
