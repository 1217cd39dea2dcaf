"""The form of a run, written down by hand: shape only. What may be left open depends on how long ago it was."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Field, Layout
from django import forms
from django.urls import reverse

from rehab.intake.fields import YES_NO, NumberField, ScaleField

from .runfields import UNCLEAR, TimeRunField, as_typed
from .runlog import RunLog, RunOf
from .runwords import PLACES, pace_words, stage_of, stage_words, to_km, to_units

FRESH_DAYS = 2  # what one still knows for sure, and what the rules still ask about
SHORTEST, FARTHEST_KM = 0.01, 500  # the shortest in the runner's units; the farthest is that of a file
FASTEST_PACE, SLOWEST_PACE = 2.0, 60.0  # minutes for a kilometre: below any record, and far slower than a stroll
DONE = (("1", "All"), ("0.75", "¾"), ("0.5", "Half"), ("0.25", "¼"), ("0", "None"))
LINE = forms.TextInput


class RunForm(forms.Form):
    """One run. `old` is the run that is changed; `needs_note` where it was written down on an earlier day."""

    entry_id = forms.UUIDField(widget=forms.HiddenInput)
    warned = forms.CharField(required=False, max_length=80)
    on = forms.DateField(
        label="Day",
        widget=forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d"),
        error_messages={"required": "Choose a day.", "invalid": "Choose a day."},
    )
    time = TimeRunField(
        label="Time",
        help_text="Minutes, or h:mm:ss",
        required=False,
        max_length=12,
        error_messages={"max_length": UNCLEAR},
        widget=LINE(attrs={"class": "form-control num", "inputmode": "text", "autocomplete": "off"}),
    )
    pain = ScaleField(label="Pain while running, at its worst", low="none", high="worst imaginable", required=False)
    where = forms.MultipleChoiceField(
        label="Where did it hurt?",
        help_text="Legs count too. Leave it open if nothing hurt.",
        choices=PLACES,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
    )
    spread = forms.ChoiceField(
        label="Did pain or tingling move further from the spine, down a leg or an arm?",
        choices=YES_NO,
        widget=forms.RadioSelect,
        required=False,
    )
    sharp_spot = forms.ChoiceField(
        label="Did landing hurt sharply in one spot of a bone?",
        choices=YES_NO,
        widget=forms.RadioSelect,
        required=False,
    )
    note = forms.CharField(
        label="What was wrong before?",
        help_text="This was written down on an earlier day. Both versions are kept.",
        max_length=300,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
        error_messages={"required": "Say in a few words what was wrong."},
    )

    def __init__(self, data: Any, *, log: RunLog, old: RunOf | None = None, needs_note: bool = False) -> None:
        super().__init__(data, initial=_initial(log, old))
        self.log, self.old = log, old
        self.units = log.plan.runner.units
        self.fields["on"].widget.attrs |= {"min": log.plan.started_on.isoformat(), "max": log.today.isoformat()}
        self._add_distance()
        self.stage = _stage(log, old)
        if self.stage is not None:
            self._add_stage()
        if not needs_note:
            del self.fields["note"]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = self._layout()

    def _add_distance(self) -> None:
        unit = "miles" if self.units == "mi" else "km"
        most = float(to_units(FARTHEST_KM, self.units))
        words = f"Enter a distance between {SHORTEST:g} and {most:g} {unit}, such as 5.5."
        self.fields["distance"] = NumberField(
            label=f"Distance in {unit}",
            help_text="Or the time alone",
            required=False,
            min_value=SHORTEST,
            max_value=most,
            widget=forms.TextInput(attrs={"class": "form-control num", "inputmode": "decimal", "autocomplete": "off"}),
            error_messages={"invalid": words, "min_value": words, "max_value": words},
        )

    def _add_stage(self) -> None:
        stage = stage_of(self.log.frame, self.stage)
        self.fields["stage_done"] = forms.ChoiceField(
            label=f"How much of stage {self.stage} did you do?",
            help_text=f"{stage_words(stage)}. “None” if it was another run." if stage else "",
            choices=DONE,
            widget=forms.RadioSelect,
            required=False,
        )

    def _layout(self) -> Layout:
        lines, tall = "intake/fields/line.html", "intake/fields/segments.html"
        warning = HTML("{% include 'checkins/runs/_warning.html' %}")
        measures = Div(
            Field("on", template=lines),
            Div(
                Div(Field("distance", template=lines), css_class="col-6"),
                Div(Field("time", template=lines), css_class="col-6"),
                css_class="row gx-3",
            ),
            hx_post=reverse("checkins:run_warning"),
            hx_trigger="change, input delay:600ms",
            hx_include="closest form",
            hx_target="#warning",
            hx_swap="innerHTML",
            hx_sync="this:replace",
        )
        parts: list[Any] = ["entry_id", measures, Div(warning, css_id="warning", aria_live="polite")]
        if "stage_done" in self.fields:
            parts.append(Field("stage_done", template=tall))
        parts.append(Field("pain", template="intake/fields/scale.html"))
        parts.append(Field("where", template="checkins/runs/_places.html"))
        parts += [Field(name, template=tall) for name in ("spread", "sharp_spot")]
        if "note" in self.fields:
            parts.append(Field("note", template=lines))
        return Layout(*parts)

    def clean_on(self) -> date:
        """A run of this plan lies between its first day and today."""
        on: date = self.cleaned_data["on"]
        if on > self.log.today:
            raise forms.ValidationError("This day has not come yet.")
        if on < self.log.plan.started_on:
            first = self.log.plan.started_on
            raise forms.ValidationError(f"Choose a day since this plan began, {first:%-d %B %Y}.")
        return on

    def clean(self) -> dict[str, Any]:
        """Some measure, a pace that somebody can have, and of a fresh run all that the rules read."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        distance, minutes = cleaned.get("distance"), cleaned.get("time")
        if distance is None and minutes is None and not {"distance", "time"} & set(self.errors):
            self.add_error("distance", "Enter a distance, a time, or both.")
        if distance and minutes and not self._is_measured_as_before():
            self._judge_pace(distance, minutes)
        on = cleaned.get("on")
        knows = self.old is None or self.old.pain is not None
        if on is not None and knows and on >= self.log.today - timedelta(days=FRESH_DAYS):
            self._insist(cleaned)
        return cleaned

    def _is_measured_as_before(self) -> bool:
        """A run of a file may be odd, for a watch can run on; its pain can be written down all the same."""
        return self.old is not None and all(self[name].data == self.initial[name] for name in ("distance", "time"))

    def _judge_pace(self, distance: float, minutes: float) -> None:
        pace = minutes / to_km(distance, self.units)
        if FASTEST_PACE <= pace <= SLOWEST_PACE:
            return
        what = f"That is {pace_words(minutes / distance, self.units)}"
        odd = f"{what}, faster than anyone runs" if pace < FASTEST_PACE else what
        self.add_error("distance", f"{odd}. Check the distance and the time.")

    def _insist(self, cleaned: dict[str, Any]) -> None:
        asked = {"pain": "Tap a number.", "spread": "Choose yes or no.", "sharp_spot": "Choose yes or no."}
        if "stage_done" in self.fields:
            asked["stage_done"] = "Choose how much of it."
        for name, words in asked.items():
            if cleaned.get(name) in (None, "") and name not in self.errors:
                self.add_error(name, words)


def _stage(log: RunLog, old: RunOf | None) -> int | None:
    """The stage that is asked about: of a run that is changed its own; none of an older run that had none."""
    if old is not None and (old.stage is not None or old.day < log.day - FRESH_DAYS):
        return old.stage
    return log.stage


def _initial(log: RunLog, old: RunOf | None) -> dict[str, Any]:
    if old is None:
        return {"entry_id": uuid.uuid4(), "on": log.today}
    share = "" if old.stage_share is None else f"{old.stage_share:g}"
    return {
        "entry_id": old.id,
        "on": log.date_of(old.day),
        "distance": None if old.km is None else f"{float(to_units(old.km, log.plan.runner.units)):g}",
        "time": None if old.minutes is None else as_typed(old.minutes),
        "stage_done": share,
        "pain": old.pain,
        "where": list(old.where),
        "spread": _yes_no(old.spread),
        "sharp_spot": _yes_no(old.sharp_spot),
    }


def _yes_no(value: bool | None) -> str:
    return "" if value is None else "yes" if value else "no"
