"""Forms of an import: the file, and which of its runs are taken."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from .importing import TAKEABLE, Found, State

PAINS = (("", "Not known"), *((str(number), f"{number} of 10") for number in range(11)))


class FileForm(forms.Form):
    """One file of a watch or an app."""

    file = forms.FileField(
        label="File",
        allow_empty_file=True,  # what is wrong with it is said by the reader
        widget=forms.ClearableFileInput(attrs={"class": "form-control", "accept": ".fit,.gpx,.tcx,.csv"}),
        error_messages={"required": "Choose a file first."},
    )


class PickForm(forms.Form):
    """Which runs are taken, and how much the fresh ones hurt; what is left open stays unknown."""

    token = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, found: Iterable[Found], data: Any = None, **kwargs: Any) -> None:
        self.found = [one for one in found if one.state in TAKEABLE]
        super().__init__(data, **kwargs)
        usual = [str(one.number) for one in self.found if one.state is not State.MAYBE]
        self.fields["take"] = forms.MultipleChoiceField(
            choices=[(str(one.number), "") for one in self.found],
            initial=usual,
            error_messages={"required": "Tick the runs to import.", "invalid_choice": "Choose runs of the list."},
        )
        for one in self.found:
            if one.asks_pain:
                self.fields[f"pain_{one.number}"] = forms.ChoiceField(
                    label="Pain while running",
                    choices=PAINS,
                    required=False,
                    widget=forms.Select(attrs={"class": "form-select"}),
                )

    def picked(self) -> set[str]:
        """The numbers that are ticked, as they were sent or as the page begins."""
        return set(self["take"].value() or ())

    def pains(self) -> dict[int, int | None]:
        """The taken runs by their place in the file, with their pain, None where unknown."""
        given = {int(number): self.cleaned_data.get(f"pain_{number}") for number in self.cleaned_data["take"]}
        return {number: int(pain) if pain else None for number, pain in given.items()}
