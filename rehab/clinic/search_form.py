"""What is looked for in the library; what cannot be read is left out."""

from __future__ import annotations

from typing import Any

from django import forms

from rehab.plans.words import PHASES

from .candidates import NO_KIT, OWNED, Search

SELECT = {"class": "form-select"}
RUN_PHASE = 4


class SearchForm(forms.Form):
    """A part of a name, a phase, and kit."""

    q = forms.CharField(
        label="Name",
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"class": "form-control", "type": "search"}),
    )
    phase = forms.ChoiceField(
        label="Made for",
        required=False,
        choices=[("", "Any phase"), *((str(n), f"{n}. {name}") for n, name in PHASES.items() if n <= RUN_PHASE)],
        widget=forms.Select(attrs=SELECT),
    )
    kit = forms.ChoiceField(
        label="Kit",
        required=False,
        choices=[("", "Any"), (NO_KIT, "None"), (OWNED, "What this runner has")],
        widget=forms.Select(attrs=SELECT),
    )


def search_of(sent: Any) -> Search:
    """The search a query names."""
    form = SearchForm(sent, auto_id="search-%s")
    form.is_valid()
    given = form.cleaned_data
    return Search(given.get("q", ""), int(given.get("phase") or 0), given.get("kit", ""))
