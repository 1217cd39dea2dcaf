"""Inviting, and what a runner shares. Nothing is ticked before the runner ticks it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format

from .caring import Sharing
from .models import CareLink, User
from .selectors import addresses_of

EVERYTHING, FROM_TODAY, AS_BEFORE = "all", "today", "before"
LOGS = "what I log: sessions, runs, ratings and check-ins"
INTAKE = "my intake, with my safety answers and warning signs"


class SharingForm(forms.Form):
    """What is shown beside the plan, and from when; for an open consent, as it is now."""

    shares_logs = forms.BooleanField(label=LOGS[0].upper() + LOGS[1:], required=False)
    shares_intake = forms.BooleanField(label=INTAKE[0].upper() + INTAKE[1:], required=False)
    since = forms.ChoiceField(label="How far back, for what is ticked?", widget=forms.RadioSelect)

    def __init__(self, *args: Any, link: CareLink | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.link, self.before = link, link.since if link else None
        choices = [(EVERYTHING, "Everything, also what is past"), (FROM_TODAY, "Only what is new from today on")]
        if self.before is not None:
            choices.append((AS_BEFORE, f"As now, from {date_format(self.before, 'j F Y')} on"))
        if link is not None:
            self.fields["shares_logs"].initial = link.shares_logs
            self.fields["shares_intake"].initial = link.shares_intake
        kept = AS_BEFORE if self.before else EVERYTHING
        self.fields["since"] = forms.ChoiceField(
            label="How far back, for what is ticked?",
            choices=choices,
            initial=kept if link else FROM_TODAY,
            widget=forms.RadioSelect,
            error_messages={"required": "Choose from when on.", "invalid_choice": "Choose one of these."},
        )

    def sharing(self, today: date) -> Sharing:
        """What was said, with the day it begins."""
        begins = {EVERYTHING: None, FROM_TODAY: today, AS_BEFORE: self.before}
        given = self.cleaned_data
        return Sharing(given["shares_logs"], given["shares_intake"], begins[given["since"]])


class Address(forms.Form):
    """Whom to invite; whether the address has an account is not asked and not said."""

    email = forms.EmailField(
        max_length=254,
        error_messages={
            "required": "Write down the address to invite.",
            "invalid": "This is no whole e-mail address. Write it like name@example.org.",
        },
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_email(self) -> str:
        """In lower case, and somebody else's."""
        given = str(self.cleaned_data["email"]).lower()
        if given in {self.user.email, *addresses_of(self.user)}:
            raise forms.ValidationError("This is your own address. Write down the other person’s.")
        return given


class InviteTherapistForm(Address, SharingForm):
    """A runner's invitation, which is the consent as well."""

    field_order = ("email", "shares_logs", "shares_intake", "since")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "Your therapist’s e-mail address"


class InviteRunnerForm(Address):
    """A therapist's invitation, with what they would like to see; the runner decides."""

    asks_logs = forms.BooleanField(label="What they log: sessions, runs, ratings and check-ins", required=False)
    asks_intake = forms.BooleanField(label="Their intake, with safety answers and warning signs", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "Your runner’s e-mail address"

    @property
    def asked(self) -> Sharing:
        """What the runner is asked for; from when on is theirs alone to say."""
        return Sharing(self.cleaned_data["asks_logs"], self.cleaned_data["asks_intake"], None)
