"""The form of a clearance, and the one that takes it back."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.formats import date_format

from accounts.models import User
from rehab.plans.models import ClinicianContact
from rehab.plans.words import PHASES

from .clearance import Waiting
from .clearing import Said, stamp

MYSELF, OTHER = "myself", "other"
NO_RUNNING, AS_PLANNED, FROM_DATE = "no", "yes", "from"
RUN_PHASE = 4
CHOOSE = {"required": "Choose one.", "invalid_choice": "Choose one of these."}
DAY = {"required": "Choose the day.", "invalid": "Write the day as year-month-day, such as 2026-03-01."}
PLAIN = "Take out characters that cannot be shown."


def day_input() -> forms.DateInput:
    """A day as browsers ask for it."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ClearanceForm(forms.Form):
    """Who has looked, when, and what is allowed from now on."""

    who = forms.ChoiceField(
        label="Who examined the runner?",
        choices=[(MYSELF, "I did"), (OTHER, "Another clinician, named below")],
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    clinician = forms.CharField(label="The other clinician’s name", max_length=120, required=False)
    profession = forms.ChoiceField(
        label="Their profession", choices=[("", "—"), *ClinicianContact.Profession.choices], required=False
    )
    seen_on = forms.DateField(label="Day of the examination", widget=day_input(), error_messages=DAY)
    up_to = forms.TypedChoiceField(
        label="Allowed up to",
        coerce=int,
        choices=[("", "—"), *((number, f"Phase {number}: {name}") for number, name in PHASES.items())],
        error_messages=CHOOSE,
        help_text="The rules move the plan as before, and never past this phase.",
    )
    running = forms.ChoiceField(
        label="Running",
        choices=[
            (NO_RUNNING, "No running until the next clearance"),
            (AS_PLANNED, "As the plan allows"),
            (FROM_DATE, "As the plan allows, from a day on"),
        ],
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    runs_from = forms.DateField(
        label="First day of running", widget=day_input(), required=False, error_messages={"invalid": DAY["invalid"]}
    )
    restrictions = forms.CharField(
        label="Restrictions",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The runner reads this word for word on their plan. Leave it empty if there are none.",
    )
    confirmed = forms.BooleanField(
        label="A clinician has examined the runner for what is closed here, and allows what I wrote.",
        error_messages={"required": "Tick this to confirm it."},
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    key = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, waiting: Waiting, today: date, therapist: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"key": uuid.uuid4(), "seen": stamp(waiting.flags, waiting.tier), "seen_on": today}
        self.waiting, self.today, self.therapist = waiting, today, therapist
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean_seen_on(self) -> date:
        """Not before what is closed was closed, and not in the future."""
        seen: date = self.cleaned_data["seen_on"]
        if seen > self.today:
            raise forms.ValidationError("Choose today or an earlier day: the examination has to have happened.")
        if seen < self.waiting.since:
            since = date_format(self.waiting.since, "j F Y")
            raise forms.ValidationError(f"Choose a day from {since} on: an earlier visit could not look at this.")
        return seen

    def clean(self) -> dict[str, Any]:
        """What belongs together."""
        given = super().clean() or {}
        if given.get("who") == OTHER:
            self._need("clinician", "Write down the clinician’s name.")
            self._need("profession", "Choose the clinician’s profession.")
        if given.get("running") == FROM_DATE and "runs_from" not in self.errors:
            self._need("runs_from", "Choose the first day of running.")
        if given.get("running") == NO_RUNNING and (given.get("up_to") or 0) >= RUN_PHASE:
            self.add_error("up_to", "Phase 4 is running: choose phase 3 at most, or allow running.")
        self._check_running(given)
        return given

    def _need(self, name: str, message: str) -> None:
        if not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, message)

    def _check_running(self, given: dict[str, Any]) -> None:
        first = given.get("runs_from") if given.get("running") == FROM_DATE else None
        if first is not None and first > self.today + timedelta(days=366):
            self.add_error("runs_from", "Choose a day within a year; record a new clearance after that.")
        earliest = self.waiting.no_impact_until
        if earliest is None or given.get("running") in (None, NO_RUNNING):
            return
        if given["running"] == AS_PLANNED or (first is not None and first < earliest):
            day = date_format(earliest, "j F Y")
            self.add_error("running", f"Bone stress: name a first day of running, {day} at the earliest.")

    @property
    def sent_key(self) -> uuid.UUID:
        """The id the page gave; one that is none is nobody's, so it gets a new one."""
        try:
            return uuid.UUID(self.cleaned_data["key"])
        except ValueError:
            return uuid.uuid4()

    def to_said(self) -> Said:
        """What the clinician said."""
        given, is_own = self.cleaned_data, self.cleaned_data["who"] == MYSELF
        return Said(
            clinician=str(self.therapist) if is_own else given["clinician"],
            profession=ClinicianContact.Profession.THERAPIST if is_own else given["profession"],
            seen_on=given["seen_on"],
            up_to=given["up_to"],
            may_run=given["running"] != NO_RUNNING,
            runs_from=given["runs_from"] if given["running"] == FROM_DATE else None,
            restrictions=given["restrictions"],
        )


class WithdrawForm(forms.Form):
    """Why a clearance was wrong."""

    because = forms.CharField(
        label="Why is it taken back?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Write down why, in a sentence."},
    )
