"""Runners from short facts: each is built through real entries, on days counted back from one moment."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone

from accounts.models import CareLink, User
from rehab.engine.pipeline import PlanDraft, assess
from rehab.engine.progress.change import Change, ChangeKind
from rehab.engine.progress.log import Adjust, CheckIn, Contact, Entry, Mark, Rating, Session, Shut
from rehab.intake.models import Intake
from rehab.library.mapping import load_catalog
from rehab.library.models import Protocol
from rehab.plans.following import course_of
from rehab.plans.models import Plan
from rehab.plans.recording import record_entry
from rehab.plans.services import start_plan
from tests.engine.cases import raw

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
Facts = dict[str, Any]
SETS = 3


def fifty() -> list[Facts]:
    """The runners of the file, in the one known order of the work list."""
    found: list[Facts] = yaml.safe_load(Path(__file__).with_name("fifty.yaml").read_text())
    return found


def shuffled(facts: list[Facts], seed: int = 4) -> list[Facts]:
    """The same in an order that says nothing."""
    return random.Random(seed).sample(facts, len(facts))


def linked(therapist: User, facts: Facts, now: datetime = NOW) -> CareLink:
    """A runner as the facts say, with a consent to this therapist."""
    name = facts["name"]
    email = f"{name.lower().replace(' ', '.')}@example.org"
    made = User.objects.create_user(email, None, display_name=name, time_zone=facts.get("zone", "UTC"))
    if "referred" in facts:
        refer(made, **facts["referred"], now=now)
    if "days" in facts:
        build_plan(made, facts, now)
    shares = facts.get("shares", {})
    return CareLink.objects.create(runner=made, therapist=therapist, granted_at=timezone.now(), **shares)


def refer(runner: User, tier: str, ago: int, now: datetime = NOW) -> None:
    """An intake that ended in a referral, and in no plan."""
    at = now - timedelta(days=ago)
    protocol = Protocol.objects.get(status="published")
    times: Facts = {"started_at": at, "saved_at": at, "finished_at": at}
    Intake.objects.create(runner=runner, protocol=protocol, state=Intake.State.REFERRED, tier=tier, **times)


def build_plan(runner: User, facts: Facts, now: datetime = NOW) -> Plan:
    """A plan begun `days` ago, and its log, entry for entry."""
    days, given = facts["days"], raw(**facts.get("start", {}))
    begun, catalog = now - timedelta(days=days), load_catalog()
    draft = assess(given, catalog, begun.date())
    assert isinstance(draft, PlanDraft), facts
    protocol = Protocol.objects.get(status="published").pk
    made: Facts = {"draft": draft, "catalog": catalog, "protocol_id": protocol, "baseline": given}
    plan = start_plan(runner=runner, now=begun, today=begun.date(), **made)
    for entry in _entries(facts, days, course_of(plan).items[0].exercise_id):
        log(plan, entry, now)
    return plan


def log(plan: Plan, entry: Entry, now: datetime = NOW) -> None:
    """An entry, written down on its day at the time of day of now."""
    at = datetime.combine(plan.started_on + timedelta(days=entry.day), now.timetz())
    record_entry(plan=plan, entry=entry, actor=plan.runner, now=at)


def _entries(facts: Facts, days: int, exercise: str) -> list[Entry]:
    """By the day; a day's session comes after its rating. Days are given as days ago."""
    found: list[Entry] = []
    rated = {ago: facts["daily"] for ago in facts.get("on", range(8))} if "daily" in facts else {}
    for ago, pain in (rated | facts.get("rated", {})).items():
        if ago <= days:
            found.append(Rating(f"rating-{ago}", days - ago, pain, pain, pain))
    found += [
        _session(days - ago, exercise, facts.get("done", SETS)) for ago in facts.get("trained", ()) if ago <= days
    ]
    if "shut" in facts:
        found.append(Shut("shut", days - facts["shut"]["ago"], facts["shut"]["tier"], ("F05",)))
    if "seen" in facts:
        found.append(Contact("seen", days - facts["seen"]))
    if "asks" in facts:
        found.append(Adjust("asks", days - facts["asks"], (Change(ChangeKind.ASK_FIRST),)))
    if "week" in facts:
        ago, pain = facts["week"]["ago"], facts["week"]["pain"]
        found.append(CheckIn("week", days - ago, {}, pain, pain, stiffness_min=0, walk_min=60))
    return sorted(found, key=lambda entry: entry.day)


def _session(day: int, exercise: str, done: int) -> Session:
    mark = Mark(exercise, 1, done, SETS, 1, 4, False)
    return Session(f"session-{day}", day, (mark,), SETS)
