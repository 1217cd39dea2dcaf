"""What runners say of reminders, and what they answer to one."""

from __future__ import annotations

from datetime import time

from django import forms

from .models.schedule import EARLIEST, LATEST, Weekday

MOST_SESSIONS = 21
BOUNDS = {"type": "time", "min": f"{EARLIEST:%H:%M}", "max": f"{LATEST:%H:%M}"}


class TapForm(forms.Form):
    """Two numbers on the last week."""

    sessions = forms.IntegerField(
        label="Sessions you did in the last 7 days",
        min_value=0,
        max_value=MOST_SESSIONS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": "Say how many sessions you did; 0 is an answer.",
            "invalid": "Write a whole number, such as 2.",
            "min_value": "Write a number from 0 up.",
            "max_value": f"Write a number up to {MOST_SESSIONS}.",
        },
    )
    worst = forms.TypedChoiceField(
        label="Your worst pain in the last 7 days",
        choices=[(str(number), str(number)) for number in range(11)],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose a number from 0 to 10.",
            "invalid_choice": "Choose a number from 0 to 10.",
        },
    )


class ScheduleForm(forms.Form):
    """On which day of the week, and when."""

    weekday = forms.TypedChoiceField(label="Day", choices=Weekday.choices, coerce=int)
    at = forms.TimeField(
        label="Time",
        widget=forms.TimeInput(attrs=BOUNDS, format="%H:%M"),
        help_text="Between 07:00 and 20:30, on your own clock. It comes within half an hour of it.",
        error_messages={"invalid": "Write a time such as 07:00.", "required": "Write a time such as 07:00."},
    )

    def clean_at(self) -> time:
        """Nobody is written to at night."""
        given: time = self.cleaned_data["at"].replace(second=0, microsecond=0)
        if not EARLIEST <= given <= LATEST:
            raise forms.ValidationError("Choose a time between 07:00 and 20:30.")
        return given
