"""What of a runner waits for a clinician's clearance: the plan's locks, and a referral that led to no plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from accounts.access import Scope, link_to
from accounts.models import User
from rehab.engine.catalog import TierId
from rehab.engine.progress.adjusting import BONE_STRESS, NO_IMPACT_DAYS
from rehab.intake import selectors as intakes
from rehab.intake.clearing import clearance_for
from rehab.intake.models import Intake
from rehab.intake.presenting import Told, told_by_runner
from rehab.library.models import Rule, Tier
from rehab.plans.models import Clearance, Lock, Plan
from rehab.plans.selectors import open_plan, standing_clearance
from rehab.plans.tier_words import OPENED, TierWords, tier_words

NONE = "none"
DAY_S = 86_400
CLOSING = frozenset({TierId.EMERGENCY.value, TierId.URGENT.value, TierId.BEFORE_START.value})
FLOORS = "category"
GOES_ON = "The intake goes on, and its plan starts within these limits."


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a clearance would answer: signs, the gravest tier, since when in the runner's days, and what would open.

    `began_on` is when the oldest of it was raised.
    """

    plan: Plan | None
    referral: Intake | None
    locks: tuple[Lock, ...]
    flags: tuple[str, ...]
    tier: str
    since: date
    began_on: date
    before: Clearance | None

    @property
    def words(self) -> TierWords:
        """The tier in words."""
        return tier_words(self.tier)

    @property
    def opens(self) -> list[str]:
        """What a clearance would open, in words."""
        opened = [OPENED[Lock.Cause(lock.cause)] for lock in self.locks]
        return [*opened, *([GOES_ON] if self.referral and not self.locks else [])]

    @property
    def no_impact_until(self) -> date | None:
        """After bone stress, the first day that running may begin on; None without it."""
        is_bone = BONE_STRESS.intersection(self.flags)
        return self.began_on + timedelta(days=NO_IMPACT_DAYS) if is_bone else None


def what_waits(runner: User) -> Waiting | None:
    """What waits for a clearance, or what the last one answered and could be looked at again; None for neither."""
    plan, referral, before = open_plan(runner), _open_referral(runner), standing_clearance(runner)
    locks = tuple(lock for lock in plan.locks.all() if lock.lifted_at is None) if plan else ()
    if not locks and referral is None and before is None:
        return None
    zone = ZoneInfo(runner.time_zone)
    times = [lock.placed_at for lock in locks] + ([referral.finished_at] if referral and referral.finished_at else [])
    days = [timezone.localdate(at, timezone=zone) for at in times] or ([before.seen_on] if before else [])
    tiers = [lock.tier for lock in locks] + ([referral.tier] if referral else [])
    flags = [flag for lock in locks for flag in lock.flags] + (_signs(referral) if referral else [])
    if not times and before is not None:
        tiers, flags = [before.tier], list(before.flags)
    return Waiting(
        plan=plan,
        referral=referral,
        locks=locks,
        flags=tuple(dict.fromkeys(flags)),
        tier=_gravest(tiers),
        since=max(days),
        began_on=min(days),
        before=before,
    )


def closed_of(runner: User) -> Waiting | None:
    """What keeps a runner from their plan until a clinician has looked; None for nothing."""
    waiting = what_waits(runner)
    return waiting if waiting is not None and (waiting.locks or waiting.referral) else None


def _open_referral(runner: User) -> Intake | None:
    """The runner's latest result, if it is a referral that nobody has cleared."""
    last = intakes.last_finished(runner)
    is_open = last is not None and last.state == Intake.State.REFERRED and clearance_for(last) is None
    return last if is_open else None


def _signs(referral: Intake) -> list[str]:
    """The flags of a referral, and the rule of a pattern that has a tier of its own."""
    found = [reason["rule"] for reason in referral.outcome["reasons"] if reason["step"] == FLOORS]
    rules = Rule.objects.filter(protocol_id=referral.protocol_id, kind=Rule.Kind.CATEGORY, key__in=found)
    return [*referral.outcome["fired"], *rules.exclude(tier_floor="").values_list("key", flat=True)]


def _gravest(tiers: list[str]) -> str:
    ranks = dict(Tier.objects.filter(protocol__status="published").values_list("key", "rank"))
    return max(tiers, key=lambda tier: ranks.get(tier, 0), default=NONE)


def what_was_told(therapist: User, runner: User) -> Told | None:
    """The runner's own answers behind it; None for a therapist with whom they are not shared."""
    link, last = link_to(therapist, runner, Scope.INTAKE), intakes.last_finished(runner)
    if link is None or last is None or last.finished_at is None:
        return None
    finished_on = timezone.localdate(last.finished_at, timezone=ZoneInfo(runner.time_zone))
    if link.since is not None and finished_on < link.since:
        return None
    return told_by_runner(last.outcome["told"], intakes.asked_rows(last))


def withdrawable(runner: User, now: datetime) -> Clearance | None:
    """The standing clearance while it can be taken back: for a day, and only where that closes something again."""
    found = standing_clearance(runner)
    if found is None or not found.flags or found.tier not in CLOSING:
        return None
    return found if (now - found.recorded_at).total_seconds() < DAY_S else None
