"""Sign-up and settings."""

from __future__ import annotations

import zoneinfo

from django import forms
from django.http import HttpRequest
from django.utils import timezone

from . import consent, services
from .models import TherapistProfile, User


class SignUpDetails(forms.Form):
    """What sign-up asks beside address and password; allauth calls `signup` inside its own transaction."""

    # Read by allauth, which adds its own fields to these: the consent is the last thing before the button.
    field_order = ("email", "password1", "password2", "display_name", "role", "is_adult", "agrees", "time_zone")

    display_name = forms.CharField(label="What should we call you?", max_length=80)
    role = forms.ChoiceField(
        label="I am",
        choices=[(User.Role.RUNNER, "a runner with spine pain"), (User.Role.THERAPIST, "a physical therapist")],
        initial=User.Role.RUNNER,
        widget=forms.RadioSelect,
    )
    is_adult = forms.BooleanField(
        label="I am 18 or older",
        error_messages={"required": "Backstride is for adults. If you are under 18, please see a clinician."},
    )
    agrees = forms.BooleanField(
        label=consent.TEXT,
        error_messages={"required": "Without this we may not keep your answers, and cannot make a plan."},
    )
    time_zone = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput(attrs={"data-time-zone": ""}))

    def clean_time_zone(self) -> str:
        """The browser's zone; UTC if it sends something we do not know, to be changed in the settings."""
        given = str(self.cleaned_data["time_zone"])
        return given if given in zoneinfo.available_timezones() else "UTC"

    def signup(self, request: HttpRequest, user: User) -> None:
        """Write the details to the new person."""
        services.complete_sign_up(
            user=user,
            display_name=self.cleaned_data["display_name"],
            role=self.cleaned_data["role"],
            time_zone=self.cleaned_data["time_zone"],
            now=timezone.now(),
        )


class SettingsForm(forms.ModelForm):
    """Name, time zone, units."""

    time_zone = forms.ChoiceField(label="Time zone")

    class Meta:
        model = User
        fields = ("display_name", "time_zone", "units")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed through
        zones = [(name, name.replace("_", " ")) for name in sorted(zoneinfo.available_timezones())]
        self.fields["time_zone"] = forms.ChoiceField(label="Time zone", choices=zones)


class CloseAccountForm(forms.Form):
    """The password once more, before everything is deleted."""

    password = forms.CharField(
        label="Your password", widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}), max_length=256
    )

    def __init__(self, user: User, *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]  # passed through
        self.user = user

    def clean_password(self) -> str:
        """Only the person themselves closes their account."""
        given = str(self.cleaned_data["password"])
        if not self.user.check_password(given):
            raise forms.ValidationError("That is not your password. Nothing was deleted.")
        return given


class LicenceForm(forms.ModelForm):
    """Clinic and licence."""

    class Meta:
        model = TherapistProfile
        fields = ("clinic", "licence_body", "licence_number")
