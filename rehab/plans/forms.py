"""Forms of a plan."""

from __future__ import annotations

from datetime import date

from crispy_forms.helper import FormHelper
from django import forms

from .models import ClinicianContact


class ContactForm(forms.ModelForm):
    """Who has seen the runner, and when. Nothing of what was said."""

    class Meta:
        model = ClinicianContact
        fields = ("profession", "seen_on")
        labels = {"profession": "Who has seen you?", "seen_on": "When?"}
        widgets = {"seen_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: object, since: date, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed through
        self.since, self.today = since, today
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean_seen_on(self) -> date:
        """A contact counts from the plan's first day to today."""
        seen: date = self.cleaned_data["seen_on"]
        if seen > self.today:
            raise forms.ValidationError("Choose today or an earlier day: the visit has to have happened.")
        if seen < self.since:
            raise forms.ValidationError(
                f"Choose a day from {self.since:%-d %B %Y} on: an earlier visit could not look at this."
            )
        return seen
