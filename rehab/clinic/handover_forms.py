"""The forms of handing over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from accounts.care_forms import SharingForm
from accounts.models import User


class ColleagueForm(forms.Form):
    """Which colleague is to take over."""

    def __init__(self, colleagues: Iterable[User], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        wrong = {"required": "Choose a colleague.", "invalid_choice": "Choose one of your colleagues."}
        self.people = {str(one.public_id): one for one in colleagues}
        self.fields["to"] = forms.ChoiceField(
            label="Who takes over?",
            choices=[(key, str(one)) for key, one in self.people.items()],
            widget=forms.RadioSelect,
            error_messages=wrong,
        )

    @property
    def chosen(self) -> User:
        """The colleague, once the form is valid."""
        return self.people[self.cleaned_data["to"]]


class HandoverForm(SharingForm):
    """What the new therapist sees, and whether the one before goes on seeing it."""

    keeps_both = forms.BooleanField(required=False)

    def __init__(self, *args: Any, before: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keeps_both"].label = f"{before} may go on seeing what they see now"
