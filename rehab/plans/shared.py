"""What of a plan a consent opens beside the plan itself: its log from a day on, and its intake."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import CareLink
from rehab.engine.progress.course import Frame
from rehab.engine.progress.log import Log

from .following import log_of, log_rows
from .models import LogEntry, Plan

ANSWER_STEPS = frozenset({"flag", "consistency", "exclusion"})  # warning signs and conditions are of the intake
KEPT_FACTS = frozenset({"days_available"})  # how many days a week has; the plan itself shows it
WARNING, UNNAMED = re.compile(r"F\d\d"), "a warning sign"
READS_DAYS = 14  # what a decision read may lie so far back: a week's values, the morning after, the week before


@dataclass(frozen=True, slots=True)
class Shared:
    """Whether the log and the intake are open, and from which day on; no day means the past as well."""

    logs: bool
    intake: bool
    since: date | None = None

    def log_from(self, plan: Plan) -> int | None:
        """The first day of a plan whose entries may be read; None if there is none."""
        if not self.logs:
            return None
        return 0 if self.since is None else max(0, (self.since - plan.started_on).days)

    def opens_intake(self, given_on: date) -> bool:
        """Whether intake and safety answers that were given on a day may be read."""
        return self.intake and (self.since is None or given_on >= self.since)

    def is_whole(self, plan: Plan) -> bool:
        """Whether nothing of a plan is held back."""
        return self.log_from(plan) == 0 and self.opens_intake(plan.started_on)


WHOLE = Shared(logs=True, intake=True)


def shared_by(link: CareLink) -> Shared:
    """What a consent opens, as it says now."""
    return Shared(link.shares_logs, link.shares_intake, link.since)


def shared_rows(plan: Plan, shared: Shared, since_day: int = 0) -> QuerySet[LogEntry]:
    """A plan's entries that may be read, as they were written last. What is not shared is left out by the statement."""
    first = shared.log_from(plan)
    if first is None:
        return LogEntry.objects.none()
    later = LogEntry.objects.filter(plan=OuterRef("plan"), entry_id=OuterRef("entry_id"), number__gt=OuterRef("number"))
    return log_rows(plan, max(first, since_day)).filter(~Exists(later))


def shared_log(plan: Plan, shared: Shared, since_day: int = 0) -> Log:
    """The same as the engine's log; what is not shared is unknown in it."""
    return log_of(shared_rows(plan, shared, since_day))


def without_values(plan: Plan, events: Iterable[Mapping[str, Any]], shared: Shared) -> list[dict[str, Any]]:
    """Decisions without what they read of entries that are not shared; a therapist's own reason stays.

    A lock's rule is the warning sign behind it: without safety answers there is only that it was one.
    """
    first = shared.log_from(plan)
    return [_told(plan, dict(event), shared, first) for event in events]


def _told(plan: Plan, event: dict[str, Any], shared: Shared, first: int | None) -> dict[str, Any]:
    if WARNING.match(event["rule"]) and not shared.opens_intake(plan.started_on + timedelta(days=event["day"])):
        bare = [{**reason, "source": []} for reason in without_inputs(event["reasons"])]
        return {**event, "rule": UNNAMED, "reasons": bare}
    is_open = first is not None and (first == 0 or event["day"] >= first + READS_DAYS)
    if is_open or event["step"] == "therapist":
        return event
    return {**event, "reasons": without_inputs(event["reasons"])}


def without_inputs(reasons: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Reasons without the values they read."""
    return [{**reason, "inputs": {}} for reason in reasons]


def without_answers(reasons: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Why a plan is as it is without the answers behind it: those that name an answer by themselves are left out."""
    return without_inputs(reason for reason in reasons if reason["step"] not in ANSWER_STEPS)


def shared_frame(plan: Plan, frame: Frame, shared: Shared) -> Frame:
    """The plan's frame; without a shared intake, without the answers a criterion would take in a log's place."""
    if shared.opens_intake(plan.started_on):
        return frame
    facts = {name: value for name, value in frame.start.facts.items() if name in KEPT_FACTS}
    return replace(frame, start=replace(frame.start, facts=facts))
