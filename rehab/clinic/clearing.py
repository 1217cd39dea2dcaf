"""Writing a clearance down, and taking one back: all of it or none, audited, told to the runner."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from accounts.access import link_to
from accounts.auditing import note
from accounts.models import User
from rehab.intake.referring import hold_open_intake
from rehab.outbox.models import Kind
from rehab.outbox.services import tell
from rehab.plans.clearing import clear_plan, close_again
from rehab.plans.models import Clearance, Plan
from rehab.plans.selectors import open_plan

from .clearance import what_waits, withdrawable

WITHDRAWN = "-withdrawn"


class NoConsentError(PermissionError):
    """The runner's consent has ended meanwhile; nothing was written."""


class MovedOnError(RuntimeError):
    """Something new was answered, or everything was opened, since the page was read; nothing was written."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the clinician said: who, when, up to which phase (1-5), running and from when, and in words."""

    clinician: str
    profession: str
    seen_on: date
    up_to: int
    may_run: bool
    runs_from: date | None
    restrictions: str


@transaction.atomic
def record_clearance(*, runner: User, said: Said, seen: str, therapist: User, key: UUID, now: datetime) -> Clearance:
    """Write a clearance down and open what it opens; sent twice under one `key` it counts once.

    `seen` is what waited on the page the therapist read (`stamp`): a sign that came since is not cleared unseen.
    """
    kept = _held(runner, therapist)
    done = Clearance.objects.filter(pk=key, runner=kept).first()
    if done is not None:
        return done
    waiting = what_waits(kept)
    if waiting is None or stamp(waiting.flags, waiting.tier) != seen or Clearance.objects.filter(pk=key).exists():
        raise MovedOnError(key)
    made = Clearance.objects.create(
        id=key,
        runner=kept,
        plan=waiting.plan,
        tier=waiting.tier,
        flags=list(waiting.flags),
        recorded_by=therapist,
        recorded_at=now,
        **asdict(said),
    )
    if waiting.plan is not None:
        clear_plan(plan=waiting.plan, clearance=made, flags=made.flags, now=now)
    note(actor=therapist, subject=kept, action="clear", obj=made, now=now)
    tell(recipient=kept, kind=Kind.CLEARANCE, period=str(made.pk), now=now)
    return made


@transaction.atomic
def withdraw_clearance(*, runner: User, because: str, therapist: User, now: datetime) -> bool:
    """Take the last clearance back within its day: what it opened closes again; whether there was one to take."""
    kept = _held(runner, therapist)
    found = withdrawable(kept, now)
    if found is None:
        return False
    found.withdrawn_at, found.withdrawn_by, found.withdrawn_because = now, therapist, because
    found.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_because"])
    plan = open_plan(kept)
    if plan is not None:
        close_again(plan=plan, clearance=found, by=therapist, now=now)
    note(actor=therapist, subject=kept, action="withdraw_clearance", obj=found, now=now)
    tell(recipient=kept, kind=Kind.CLEARANCE, period=f"{found.pk}{WITHDRAWN}", now=now)
    return True


def stamp(flags: tuple[str, ...], tier: str) -> str:
    """What waits, for a form to bring back; it tells nothing to whoever may not read the signs."""
    return hashlib.sha256(".".join((tier, *flags)).encode()).hexdigest()[:32]


def _held(runner: User, therapist: User) -> User:
    """The runner, with their intake and plan locked in the order everybody locks them; consent read anew."""
    hold_open_intake(runner)
    Plan.objects.select_for_update().filter(runner=runner, closed_at=None).first()
    User.objects.select_for_update(no_key=True).get(pk=runner.pk)  # where there is neither, two clicks wait here
    if link_to(therapist, runner) is None:
        raise NoConsentError(runner.pk)
    return runner
