"""The forms of a clinic."""

from __future__ import annotations

from typing import Any

from django import forms

from .care_forms import Address


class FoundForm(forms.Form):
    """What a clinic is called."""

    name = forms.CharField(
        label="Name of the clinic",
        max_length=120,
        error_messages={"required": "Write down the clinic’s name.", "max_length": "Keep the name to 120 letters."},
    )


class ColleagueForm(Address):
    """A colleague's address; whether it has an account is not asked and not said."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "Your colleague’s e-mail address"
