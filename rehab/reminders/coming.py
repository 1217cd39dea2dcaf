"""When the next reminder comes, or why none does: what its reader's settings say, as things stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from rehab.outbox.models import Purpose, Skip, SwitchedOff

from .models import Schedule
from .scheduling import next_words
from .wanting import unwanted_at

NOT_YET = "It begins within minutes of your plan."
WHY_NONE = {
    Skip.UNSUBSCRIBED: "You have switched it off. Below it can be switched on again.",
    Skip.FINISHED: "None comes now, as no plan is open. It begins again within minutes of your next one.",
    Skip.LOCKED: "None comes while your plan is closed. Its page says what to do now.",
    Skip.PAUSED: "Your plan is paused, and so is this. It comes again after the pause.",
    Skip.SILENT: "It is quiet now, as the last ones went unanswered. It comes again once you log something.",
}


@dataclass(frozen=True, slots=True)
class Coming:
    """The next moment on the runner's own clock, or in words why there is none."""

    at: datetime | None
    words: str = ""


def coming(runner: User, schedule: Schedule | None, now: datetime) -> Coming:
    """What is true of the next reminder. It is asked again when it is sent; until then things may change."""
    if SwitchedOff.objects.filter(user=runner, purpose=Purpose.REMINDERS).exists():
        return Coming(None, WHY_NONE[Skip.UNSUBSCRIBED])
    if schedule is None:
        return Coming(None, NOT_YET)
    reason = unwanted_at(runner, schedule.next_at or now)
    if reason is not None:
        return Coming(None, WHY_NONE[reason])
    at = next_words(schedule)
    return Coming(at, "" if at is not None else NOT_YET)
