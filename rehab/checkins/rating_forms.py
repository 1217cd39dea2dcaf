"""The form of a day's ratings: one tap."""

from __future__ import annotations

from django import forms

WHAT = ("morning", "worst", "average")
SKIP = "skip"
OVER = "That day is over{given}. Rate today instead."


class RatingForm(forms.Form):
    """One or more ratings of a day, or the morning's skipped. A morning is rated on its own day."""

    day = forms.IntegerField(min_value=0, error_messages={"required": "This page was incomplete. Tap once more."})
    skip = forms.CharField(required=False)

    def __init__(self, data: object, *, today: int) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict
        self.today = today
        for name in WHAT:
            self.fields[name] = forms.IntegerField(
                min_value=0,
                max_value=10,
                required=False,
                error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), "Tap a number from 0 to 10."),
            )

    def clean_day(self) -> int:
        """Today's, or yesterday's."""
        day: int = self.cleaned_data["day"]
        if day not in (self.today, self.today - 1):
            raise forms.ValidationError(OVER.format(given=self._tapped()))
        return day

    def _tapped(self) -> str:
        """What was tapped and is not saved, as a part of a sentence."""
        found = [str(self.data[name]) for name in WHAT if str(self.data.get(name, "")).isdecimal()]
        return f", so your {found[0]} was not saved" if found and len(found[0]) < 3 else ""

    def clean(self) -> None:
        """Something has to be rated."""
        if self.errors:
            return
        if self.cleaned_data["day"] != self.today and self.cleaned_data["morning"] is not None:
            raise forms.ValidationError("That morning is over. Rate this one instead.")
        if not self.given() and not self.cleaned_data["skip"]:
            raise forms.ValidationError("Tap a number from 0 to 10.")

    def shown(self) -> dict[str, int | None] | None:
        """What the page showed of what is given: a value, or that there was none. None where it does not say."""
        if "was" not in self.data:
            return None
        was = str(self.data["was"])
        return dict.fromkeys(self.given(), int(was) if was.isdecimal() and len(was) < 3 else None)

    def given(self) -> dict[str, int]:
        """The ratings by name."""
        return {name: self.cleaned_data[name] for name in WHAT if self.cleaned_data.get(name) is not None}
