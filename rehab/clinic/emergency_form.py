"""The form that opens a runner's data in an emergency."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms

from accounts.models import EmergencyAccess, User

NOBODY = "No runner has this address or number. Check it letter by letter."


class EmergencyForm(forms.Form):
    """Whose data, and why; nothing is looked up while it is typed."""

    who = forms.CharField(label="E-mail address or number of the runner", max_length=254)
    reason = forms.CharField(
        label="Why",
        min_length=15,
        max_length=EmergencyAccess._meta.get_field("reason").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The runner reads this. 15 to 300 characters, nothing about their health.",
        error_messages={"min_length": "Say why in at least 15 characters: the runner reads it."},
    )

    def clean_who(self) -> User:
        """The runner; one whose account is closed is none."""
        said: str = self.cleaned_data["who"]
        found: Any = User.objects.filter(role=User.Role.RUNNER, is_active=True)
        try:
            runner: User | None = found.filter(public_id=UUID(said)).first()
        except ValueError:
            runner = found.filter(email__iexact=said).first()
        if runner is None:
            raise forms.ValidationError(NOBODY)
        return runner
