"""What every form of the editor has: the version that was looked at, a key that counts once, a reason, its buttons."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.urls import reverse

from rehab.checkins.standing import Standing

from .edit_words import SHUT, refusal, trouble_named, warning
from .editing import Sent

if TYPE_CHECKING:
    from rehab.engine.progress.objecting import Trouble

LINE, CHOICES = "intake/fields/line.html", "intake/fields/choices.html"
CLOSED_BOX = {"class": "form-control", "autocomplete": "off"}
MOST_VERSION, MOST_REASON = 2**31 - 1, 300
INCOMPLETE = "Not everything of this page arrived. What you typed is kept: look at it and send it again."
MEANS_IT = "Tick this if you mean it all the same."
SAY_WHY = "Say why: the runner reads it beside the change."
Act = tuple[str, str]


class ChangeForm(forms.Form):
    """One change of a plan. `acts` are its buttons; `slot` is where it stands on the page, `view` its address."""

    view = "clinic:edit_part"
    label: ClassVar[str] = ""

    plan = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(min_value=0, max_value=MOST_VERSION, widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput)
    against = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Why?",
        help_text="For the runner to read. It may stay empty.",
        required=False,
        max_length=MOST_REASON,
        widget=forms.TextInput(attrs=CLOSED_BOX),
    )
    confirmed = forms.BooleanField(
        label="I have seen this and mean it",
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )

    def __init__(self, standing: Standing, data: Mapping[str, Any] | None = None, *, name: str) -> None:
        super().__init__(data, auto_id=f"{name}-%s", initial=tokens(standing))
        self.standing, self.slot, self.warning = standing, name, ""
        self.acts = tuple(self.own_acts())
        self.fields["act"] = forms.ChoiceField(choices=self.acts)
        self.helper = FormHelper()
        self.helper.form_tag = self.helper.form_show_errors = False
        hidden = ("plan", "seen", "key", "against")
        self.helper.layout = Layout(*hidden, *self.own_fields(), Field("reason", template=LINE))

    def own_acts(self) -> Iterable[Act]:
        """The buttons: what each wants, and its words."""
        return ()

    def own_fields(self) -> Iterable[Any]:
        """What this form asks beside the reason, added to `fields` and laid out."""
        return ()

    @property
    def address(self) -> str:
        """Where it is sent."""
        return reverse(self.view, args=[self.standing.plan.runner.public_id, *self.at()])

    def at(self) -> Iterable[str]:
        """What the address names beside the runner."""
        return (self.slot,)

    @property
    def act(self) -> str:
        """The button that was pressed."""
        return str(self.cleaned_data["act"])

    def wanted(self) -> dict[str, Any]:
        """The fields of the change."""
        return {"kind": self.act}

    @property
    def about(self) -> str:
        """The exercise that would come in."""
        return ""

    def clean(self) -> None:
        """Nothing is meant against what speaks against it without a reason."""
        if self.errors.keys() & {"plan", "seen", "key", "act"}:
            raise forms.ValidationError(SHUT if self.standing.is_shut else INCOMPLETE)
        given = self.cleaned_data
        if given.get("confirmed") and not given.get("reason") and "reason" not in self.errors:
            self.add_error("reason", SAY_WHY)
        if (shown := trouble_named(given.get("against"))) is not None:
            self._warn(shown)

    def sent(self) -> Sent:
        """What comes with the change."""
        given = self.cleaned_data
        against = given["against"] if given["confirmed"] else ""
        return Sent(given["plan"], given["seen"], given["key"], given["reason"], against)

    def object_to(self, trouble: Trouble) -> None:
        """Show what speaks against it: to be confirmed with a reason, or for good."""
        self._warn(trouble)
        if not self.warning:
            self.add_error(None, refusal(trouble, self.standing))
            return
        if self.data.get("against") == trouble.value:
            self.add_error("confirmed", MEANS_IT)
        self.data = {**_flat(self.data), "against": trouble.value}

    def _warn(self, trouble: Trouble) -> None:
        """Show what speaks against it; from then on a reason is needed."""
        self.warning = warning(trouble, self.standing, self.about)
        if self.warning:
            self["reason"].help_text = SAY_WHY


def tokens(standing: Standing) -> dict[str, Any]:
    """What every form carries: the plan, its version, and a key of its own."""
    return {"plan": standing.plan.pk, "seen": standing.plan.revision, "key": uuid.uuid4()}


def sent_again(data: Mapping[str, Any], standing: Standing) -> dict[str, Any]:
    """What was typed, for the plan as it is now; a confirmation was of the plan as it was."""
    kept = {name: value for name, value in _flat(data).items() if name not in ("confirmed", "against")}
    return {**kept, **{name: str(value) for name, value in tokens(standing).items()}}


def _flat(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: data[name] for name in data}
