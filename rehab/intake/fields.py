"""A form field for every kind of question, and the raw answer in it. Shape only; meaning is the engine's."""

from __future__ import annotations

from typing import Any

from django import forms

from rehab.library.models import Question

YES_NO = (("yes", "Yes"), ("no", "No"))
UNSURE = (*YES_NO, ("not_sure", "Not sure"))
SAYS_NOTHING = {"prefer_not", "not_done"}  # with one of these on its list a question can always be answered
DECIDES = {"triage", "running"}
ALONE = ("none", "nothing")
TEMPLATES = {
    "scale": "intake/fields/scale.html",
    "bool": "intake/fields/segments.html",
    "yes_no_unsure": "intake/fields/segments.html",
    "enum": "intake/fields/choices.html",
    "multi": "intake/fields/choices.html",
}
BODY_MAP = "pain_areas"


class NumberField(forms.FloatField):
    """A number that may be written with a comma."""

    def to_python(self, value: Any) -> Any:
        """Read 0,5 as 0.5."""
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


class ScaleField(forms.ChoiceField):
    """0 to 10, with words for both ends."""

    def __init__(self, *, low: str, high: str, **kwargs: Any) -> None:
        points = [(str(number), str(number)) for number in range(11)]
        super().__init__(choices=points, widget=forms.RadioSelect, **kwargs)
        self.low, self.high = low, high


class SeveralField(forms.MultipleChoiceField):
    """Several choices; "none" stands alone."""

    def clean(self, value: Any) -> Any:
        """Refuse "none" beside others."""
        chosen: list[str] = super().clean(value)
        labels = dict(self.choices)  # type: ignore[arg-type]  # plain pairs
        for alone in ALONE:
            if alone in chosen and len(chosen) > 1:
                raise forms.ValidationError(f"“{labels[alone]}” cannot stand beside others. Keep one or the other.")
        return chosen


def is_required(row: Question) -> bool:
    """Whether the wizard insists: on all safety questions, on what the engine needs, on what can always be answered.

    And on every scale and choice that triage or running reads: where one is left open, the engine presumes the best.
    """
    offers_a_way_out = not SAYS_NOTHING.isdisjoint(map(str, row.values))
    decides = row.kind in ("scale", "bool", "enum") and not DECIDES.isdisjoint(row.used_by)
    return row.kind == "yes_no_unsure" or row.required or offers_a_way_out or decides


def template_of(row: Question) -> str:
    """The template a question is shown with."""
    return "intake/fields/body_map.html" if row.key == BODY_MAP else TEMPLATES.get(row.kind, "intake/fields/line.html")


def field_of(row: Question) -> forms.Field:
    """The form field of a question."""
    common: dict[str, Any] = {
        "label": row.text,
        "help_text": row.help,
        "required": is_required(row),
        "error_messages": {"required": _asks_for(row), **_out_of_range(row)},
    }
    match row.kind:
        case "scale":
            return ScaleField(low=row.labels.get("low", ""), high=row.labels.get("high", ""), **common)
        case "bool":
            return forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect, **common)
        case "yes_no_unsure":
            return forms.ChoiceField(choices=UNSURE, widget=forms.RadioSelect, **common)
        case "enum":
            return forms.ChoiceField(choices=_labels(row), widget=_listed(forms.RadioSelect), **common)
        case "multi":
            return SeveralField(choices=_labels(row), widget=_listed(forms.CheckboxSelectMultiple), **common)
        case "int":
            return forms.IntegerField(**_bounds(row), widget=_number("numeric"), **common)
        case "number":
            return NumberField(**_bounds(row), widget=_number("decimal"), **common)
        case "date":
            widget = forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d")
            return forms.DateField(widget=widget, **common)
        case _:
            area = forms.Textarea(attrs={"rows": 5, "class": "form-control"})
            return forms.CharField(max_length=int(row.maximum or 1000), widget=area, **common)


def _listed(widget: type[forms.Widget]) -> forms.Widget:
    return widget(attrs={"class": "form-check-input"})


def _labels(row: Question) -> list[tuple[str, str]]:
    return [(str(value), str(row.labels.get(str(value), value))) for value in row.values]


def _bounds(row: Question) -> dict[str, Any]:
    low, high = row.minimum, row.maximum
    return {"min_value": int(low) if low is not None else None, "max_value": int(high) if high is not None else None}


def _out_of_range(row: Question) -> dict[str, str]:
    if row.minimum is None or row.maximum is None:
        return {}
    words = f"Enter a number from {row.minimum:g} to {row.maximum:g}."
    return {"min_value": words, "max_value": words, "invalid": words}


def _number(mode: str) -> forms.TextInput:
    return forms.TextInput(attrs={"class": "form-control num", "inputmode": mode, "autocomplete": "off"})


def _asks_for(row: Question) -> str:
    if row.kind == "yes_no_unsure":
        return "Choose yes, no or not sure."
    if row.kind == "bool":
        return "Choose yes or no."
    if row.kind == "multi":
        alone = next((str(row.labels.get(word, word)) for word in ALONE if word in row.values), "")
        return f"Tick what applies, or “{alone}”." if alone else "Tick at least one."
    return {"enum": "Choose one.", "scale": "Tap a number."}.get(row.kind, "Enter a number.")


def to_raw(row: Question, cleaned: Any) -> Any:
    """The engine's raw answer; None for an open question."""
    if cleaned in (None, "", []):
        return None
    match row.kind:
        case "scale":
            return int(cleaned)
        case "bool":
            return cleaned == "yes"
        case "enum":
            return next(value for value in row.values if str(value) == cleaned)
        case "number":
            return int(cleaned) if float(cleaned).is_integer() else cleaned
        case "date":
            return cleaned.isoformat()
        case _:
            return cleaned


def to_initial(row: Question, raw: Any) -> Any:
    """What a form shows for a stored answer."""
    if row.kind == "bool" and isinstance(raw, bool):
        return "yes" if raw else "no"
    return str(raw) if row.kind in ("scale", "enum") and raw is not None else raw
