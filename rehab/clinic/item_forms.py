"""Forms about exercises: the dose of one, its place, what comes in its place, what comes in besides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from crispy_forms.layout import Div, Field
from django import forms
from django.http import Http404

from rehab.checkins.planned import dose_text
from rehab.checkins.standing import Standing
from rehab.intake.fields import NumberField

from .candidates import SHOWN, Candidate, Search, candidates, is_listed, pictured
from .change_form import CHOICES, LINE, Act, ChangeForm
from .edit_words import bounds_of, dose_now, item_in
from .search_form import SearchForm

OWN = "own"
NOT_LISTED = "Choose an exercise of the list."
MOST_PLACE = 100


class ItemForm(ChangeForm):
    """An exercise of the plan: its dose, whether rules move it, whether it stays."""

    view = "clinic:edit_item"

    def __init__(self, standing: Standing, data: Mapping[str, Any] | None = None, *, exercise: str) -> None:
        item = item_in(standing, exercise)
        if item is None:
            raise Http404
        self.item, self.exercise = item, standing.frame.catalog.exercises[exercise]
        self.bounds = bounds_of(self.exercise)
        super().__init__(standing, data, name=f"item-{exercise}")

    def own_acts(self) -> Iterable[Act]:
        """Under a warning sign only what takes away is open."""
        is_shut = self.standing.is_shut
        if not is_shut:
            yield "dose", "Save the dose"
        if self.item.fixed:
            yield "loose", "Let the rules move it"
        elif not is_shut:
            yield "fix", "Keep it as it is"
        yield "remove", "Take it out"

    def own_fields(self) -> Iterable[Any]:
        """A level of the library, or a dose of one's own in the exercise's unit."""
        if self.standing.is_shut:
            return ()
        now = dose_now(self.standing, self.item)
        levels = [
            (str(one.level), f"Level {one.level}: {dose_text(self.exercise, one)}") for one in self.exercise.levels
        ]
        self.fields["level"] = forms.ChoiceField(
            label="Dose",
            choices=[*levels, (OWN, "A dose of my own")],
            required=False,
            widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        )
        self.initial["level"] = OWN if self.item.own else str(now.level)
        for name, (label, most) in self.bounds.items():
            self.fields[name] = _number(label, most)
            self.initial[name] = f"{getattr(now, name):g}"
        own = Div(*(Field(name, template=LINE) for name in self.bounds), css_class="measures own-dose")
        return Field("level", template=CHOICES), own

    def at(self) -> Iterable[str]:
        """The exercise."""
        return (self.exercise.id,)

    def clean(self) -> None:
        """The numbers count where they are what is wanted."""
        if not self._is_own():
            for name in self.bounds:
                self.errors.pop(name, None)
        elif "level" not in self.errors:
            for name, (_, most) in self.bounds.items():
                if self.cleaned_data.get(name) is None and name not in self.errors:
                    self.add_error(name, _asks(most))
        super().clean()

    def _is_own(self) -> bool:
        return self.cleaned_data.get("act") == "dose" and self.cleaned_data.get("level") == OWN

    def wanted(self) -> dict[str, Any]:
        """A dose with its numbers; else the act alone."""
        wanted = {"kind": self.act, "exercise_id": self.exercise.id}
        if self._is_own():
            return {**wanted, "own": {name: _plain(self.cleaned_data[name]) for name in self.bounds}}
        return {**wanted, "level": int(self.cleaned_data["level"] or self.item.level)} if self.act == "dose" else wanted


def _number(label: str, most: int) -> NumberField:
    words = _asks(most)
    return NumberField(
        label=label,
        help_text=f"1 to {most}",
        required=False,
        min_value=1,
        max_value=most,
        widget=forms.TextInput(attrs={"class": "form-control num", "inputmode": "numeric", "autocomplete": "off"}),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), words),
    )


def _asks(most: int) -> str:
    return f"Enter a number from 1 to {most}."


def _plain(value: float) -> float | int:
    return int(value) if float(value).is_integer() else value


class MoveForm(ChangeForm):
    """Another place among the exercises, counted from 0."""

    view = "clinic:edit_move"
    place = forms.IntegerField(min_value=0, max_value=MOST_PLACE)

    def __init__(self, standing: Standing, data: Mapping[str, Any] | None = None, *, exercise: str) -> None:
        self.exercise_id = exercise
        super().__init__(standing, data, name=f"move-{exercise}")

    def own_acts(self) -> Iterable[Act]:
        """One."""
        yield "move", "Move"

    def at(self) -> Iterable[str]:
        """The exercise."""
        return (self.exercise_id,)

    def wanted(self) -> dict[str, Any]:
        """The exercise with its new place."""
        return {"kind": self.act, "exercise_id": self.exercise_id, "place": self.cleaned_data["place"]}


class PickForm(ChangeForm):
    """An exercise of the library that comes in besides the others, or in the place of one."""

    choice = forms.CharField(label="Exercise", max_length=60, error_messages={"required": NOT_LISTED})

    def __init__(
        self,
        standing: Standing,
        data: Mapping[str, Any] | None = None,
        *,
        search: Search | None = None,
        instead_of: str = "",
    ) -> None:
        if instead_of and item_in(standing, instead_of) is None:
            raise Http404
        self.instead_of, self.search = instead_of, search or Search()
        self.found = candidates(standing, self.search, instead_of)
        given = {"q": self.search.words, "phase": self.search.phase or "", "kit": self.search.kit}
        self.search_form = SearchForm(initial=given, auto_id="search-%s")
        super().__init__(standing, data, name=f"exchange-{instead_of}" if instead_of else "add")
        self.view = "clinic:edit_exchange" if instead_of else "clinic:edit_add"

    def clean_choice(self) -> str:
        """An exercise of the library."""
        given = str(self.cleaned_data["choice"])
        if not is_listed(self.standing, given):
            raise forms.ValidationError(NOT_LISTED)
        return given

    def own_acts(self) -> Iterable[Act]:
        """One."""
        yield ("exchange", "Exchange it") if self.instead_of else ("add", "Add it")

    def own_fields(self) -> Iterable[Any]:
        """The list."""
        return (Field("choice", template="clinic/fields/candidates.html"),)

    def at(self) -> Iterable[str]:
        """The exercise that goes, if one does."""
        return (self.instead_of,) if self.instead_of else ()

    @property
    def shown(self) -> list[Candidate]:
        """What is chosen, then as much of the list as is shown at once; where it is to be confirmed, that alone."""
        chosen = self["choice"].value()
        first = [one for one in self.found if one.exercise_id == chosen]
        others = [] if self.warning else [one for one in self.found if one.exercise_id != chosen]
        return pictured([*first, *others][:SHOWN])

    @property
    def left(self) -> int:
        """How many more there are."""
        return 0 if self.warning else max(0, len(self.found) - SHOWN)

    @property
    def about(self) -> str:
        """What would come in."""
        return str(self.cleaned_data.get("choice", ""))

    def wanted(self) -> dict[str, Any]:
        """What comes in, and for what."""
        if self.instead_of:
            return {"kind": self.act, "exercise_id": self.instead_of, "for_id": self.about}
        return {"kind": self.act, "exercise_id": self.about}
