"""Forms about the plan as a whole: phase, run stage, hold, pause, who is asked, proposals, taking back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from crispy_forms.layout import Field
from django import forms
from django.http import Http404

from rehab.checkins.standing import Standing
from rehab.plans.words import PHASES

from .change_form import LINE, Act, ChangeForm
from .edit_words import has_stage

FARTHEST = timedelta(days=366)
UP, DOWN, END = "up", "down", "end"


class PhaseForm(ChangeForm):
    """One phase on or back."""

    def own_acts(self) -> Iterable[Act]:
        """The neighbours there are; none under a warning sign."""
        now = self.standing.course.phase
        if self.standing.is_shut:
            return
        if now < max(PHASES):
            yield UP, f"On to phase {now + 1}: {PHASES[now + 1].lower()}"
        if now > 1:
            yield DOWN, f"Back to phase {now - 1}: {PHASES[now - 1].lower()}"

    def wanted(self) -> dict[str, Any]:
        """The phase."""
        return {"kind": "phase", "phase": self.standing.course.phase + (1 if self.act == UP else -1)}


class StageForm(ChangeForm):
    """The run-walk stage, in phase 4."""

    def own_acts(self) -> Iterable[Act]:
        """One, where there is a stage."""
        if has_stage(self.standing) and not self.standing.is_shut:
            yield "stage", "Set the stage"

    def own_fields(self) -> Iterable[Any]:
        """Any lower stage, and the next."""
        now = self.standing.course.stage or 1
        most = min(now + 1, self.standing.frame.catalog.last_stage)
        stages = [
            (str(number), f"Stage {number}{', as now' if number == now else ''}") for number in range(1, most + 1)
        ]
        widget = forms.Select(attrs={"class": "form-select"})
        self.fields["stage"] = forms.ChoiceField(label="Stage", choices=stages, widget=widget)
        self.initial["stage"] = str(now)
        return (Field("stage", template=LINE),)

    def wanted(self) -> dict[str, Any]:
        """The stage."""
        return {"kind": "stage", "stage": int(self.cleaned_data["stage"])}


class UntilForm(ChangeForm):
    """A hold or a pause: until a day, or ended now."""

    kind, begins, ends, of_course = "", "", "", ""

    def own_acts(self) -> Iterable[Act]:
        """To begin or to move its end; to end it where it is on."""
        yield self.kind, self.begins
        if self.until() >= self.standing.day:
            yield END, self.ends

    def until(self) -> int:
        """The plan's day until which it is on now."""
        return int(getattr(self.standing.course, self.of_course))

    def own_fields(self) -> Iterable[Any]:
        """The last day."""
        first, last = self.standing.today, self.standing.today + FARTHEST
        attrs = {"type": "date", "class": "form-control", "min": first.isoformat(), "max": last.isoformat()}
        self.fields["until"] = forms.DateField(
            label="Until and with",
            required=False,
            widget=forms.DateInput(attrs=attrs, format="%Y-%m-%d"),
            error_messages={"invalid": "Choose a day."},
        )
        if self.until() >= self.standing.day:
            self.initial["until"] = self.standing.date_of(self.until())
        return (Field("until", template=LINE),)

    def clean(self) -> None:
        """A day from today on, within a year."""
        if self.cleaned_data.get("act") == END:
            self.errors.pop("until", None)
        elif "until" not in self.errors:
            until, today = self.cleaned_data.get("until"), self.standing.today
            if until is None or not today <= until <= today + FARTHEST:
                self.add_error("until", "Choose a day from today on, within a year.")
        super().clean()

    def wanted(self) -> dict[str, Any]:
        """The last day; none to end it."""
        return {"kind": self.kind, "until": None if self.act == END else self.cleaned_data["until"]}


class HoldForm(UntilForm):
    """No next phase before the day after."""

    kind, begins, ends, of_course = "hold", "Stay in this phase", "Let it go on", "held_until"


class PauseForm(UntilForm):
    """Nothing to do, and nothing counted as missed."""

    kind, begins, ends, of_course = "pause", "Pause the plan", "End the pause", "paused_until"


class ModeForm(ChangeForm):
    """Whether what would go up waits for the therapist."""

    def own_acts(self) -> Iterable[Act]:
        """The other of the two."""
        if self.standing.course.asks_first:
            yield "by_rule", "Let the rules apply by themselves"
        else:
            yield "ask_first", "Wait for my approval"


class ProposalForm(ChangeForm):
    """What a rule would raise, and waits."""

    view = "clinic:edit_proposal"

    def __init__(self, standing: Standing, data: Mapping[str, Any] | None = None, *, subject: str) -> None:
        self.proposal = next((one for one in standing.course.proposals if one.subject == subject), None)
        if self.proposal is None:
            raise Http404
        self.subject = subject
        super().__init__(standing, data, name=f"proposal-{subject}")

    def own_acts(self) -> Iterable[Act]:
        """Yes or not yet."""
        yield "approve", "Approve"
        yield "decline", "Keep it as it is"

    def at(self) -> Iterable[str]:
        """What it is about."""
        return (self.subject,)

    def wanted(self) -> dict[str, Any]:
        """The answer."""
        return {"kind": self.act, "exercise_id": self.subject}


class UndoForm(ChangeForm):
    """The last change taken back."""

    def own_acts(self) -> Iterable[Act]:
        """One, where there is something."""
        if self.standing.course.undo is not None:
            yield "undo", "Take it back"


PARTS: dict[str, type[ChangeForm]] = {
    "phase": PhaseForm,
    "stage": StageForm,
    "hold": HoldForm,
    "pause": PauseForm,
    "mode": ModeForm,
    "undo": UndoForm,
}
