"""What runners say of reminders, and what they answer to one."""

from __future__ import annotations

from django import forms

MOST_SESSIONS = 21


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
