"""The form that puts a runner aside."""

from __future__ import annotations

from datetime import date, timedelta

from crispy_forms.helper import FormHelper
from django import forms

from .models import Aside
from .putting_aside import LONGEST_DAYS

USUAL_DAYS = 3


class SnoozeForm(forms.Form):
    """Until when a runner is put aside, and why."""

    until = forms.DateField(label="Until", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    reason = forms.ChoiceField(label="Why it can wait", choices=[("", "Choose one"), *Aside.Reason.choices])
    text = forms.CharField(label="In your own words", max_length=200, required=False)

    def __init__(self, *args: object, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed through
        self.today = today
        self.fields["until"].initial = today + timedelta(days=USUAL_DAYS)
        self.fields["text"].help_text = "Only you read this."
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean_until(self) -> date:
        """From tomorrow on, and not for longer than two weeks."""
        until: date = self.cleaned_data["until"]
        last = self.today + timedelta(days=LONGEST_DAYS)
        if not self.today < until <= last:
            raise forms.ValidationError(f"Choose a day from tomorrow to {last.day} {last:%B}.")
        return until
