"""What is read of a person's own reminders."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import User
from rehab.outbox.models import Purpose, SwitchedOff

from .models import Schedule

OF_ROLE = {
    User.Role.RUNNER.value: (Purpose.REMINDERS, Purpose.CARE),
    User.Role.THERAPIST.value: (Purpose.DIGEST, Purpose.CARE),
}
SAID = {
    Purpose.REMINDERS: "Once a week what is planned, and a note while a visit is open. Never more.",
    Purpose.CARE: "When your plan changes, a message waits or somebody asks you something.",
    Purpose.DIGEST: "On Monday morning: how many runners need you.",
}


@dataclass(frozen=True, slots=True)
class Switch:
    """A purpose of mail, in words, and whether it is on."""

    purpose: Purpose
    name: str
    words: str
    is_on: bool


def switches_of(user: User) -> list[Switch]:
    """What a person may switch off."""
    off = set(SwitchedOff.objects.filter(user=user).values_list("purpose", flat=True))
    return [Switch(one, one.label, SAID[one], one.value not in off) for one in OF_ROLE.get(user.role, (Purpose.CARE,))]


def schedule_of(user: User) -> Schedule | None:
    """A runner's schedule, if there is one yet."""
    return Schedule.objects.filter(runner=user).first()
