"""What the intake reads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from rehab.library.models import Protocol, Question, Rule, Source, Tier
from rehab.plans.models import Clearance
from rehab.plans.selectors import clearances_of

from .denial import is_kept
from .models import Correction, Intake, RaisedFlag

SAFETY_KIND = "yes_no_unsure"


def safety_questions() -> list[tuple[str, str]]:
    """The safety questions of the published protocol, in order: id and wording."""
    published = Question.objects.filter(protocol__status="published", kind=SAFETY_KIND)
    return list(published.order_by("position").values_list("key", "text"))


def tier_row(key: str, protocol_id: int) -> Tier:
    """A tier of a protocol."""
    return Tier.objects.get(protocol_id=protocol_id, key=key)


def sources_of(flags: tuple[str, ...], protocol_id: int) -> list[Source]:
    """The sources of a protocol's red flags, each once."""
    rules = Rule.objects.filter(protocol_id=protocol_id, key__in=flags)
    return list(Source.objects.filter(rule__in=rules).distinct().order_by("id"))


def published_id() -> int:
    """The published protocol."""
    return Protocol.objects.values_list("pk", flat=True).get(status=Protocol.Status.PUBLISHED)


def corrections(runner: User) -> QuerySet[Correction]:
    """What the runner explained about wrong answers, newest first."""
    return Correction.objects.filter(runner=runner).order_by("-made_at")


def with_clearance(intakes: QuerySet[Intake]) -> QuerySet[Intake]:
    """Intakes that know whether anything was ever cleared for their runner: most need no further look then."""
    return intakes.annotate(has_clearance=Exists(Clearance.objects.filter(runner=OuterRef("runner"))))


def open_intake(runner: User) -> Intake | None:
    """The runner's own draft."""
    own = with_clearance(Intake.objects.select_related("protocol", "runner"))
    return own.filter(runner=runner, state=Intake.State.OPEN).first()


def last_finished(runner: User) -> Intake | None:
    """The runner's own latest intake that led to something."""
    finished = Intake.objects.select_related("protocol", "plan").filter(runner=runner).exclude(state=Intake.State.OPEN)
    return finished.order_by("-finished_at").first()


def last_referral(runner: User) -> Intake | None:
    """The runner's latest intake that led to a referral."""
    referred = Intake.objects.select_related("protocol").filter(runner=runner, state=Intake.State.REFERRED)
    return referred.order_by("-finished_at").first()


def asked_rows(intake: Intake) -> dict[str, Question]:
    """The questions of the intake's protocol by key, in order."""
    return {row.key: row for row in Question.objects.filter(protocol_id=intake.protocol_id).order_by("position")}


def parts(intake: Intake) -> dict[str, str]:
    """The part of the wizard each question belongs to."""
    return dict(Question.objects.filter(protocol_id=intake.protocol_id).values_list("key", "screen"))


def counting_flags(runner: User, now: datetime) -> list[RaisedFlag]:
    """The runner's flags that still count."""
    return [flag for flag in standing_flags(runner, list(clearances_of(runner))) if is_kept(flag, now)]


def standing_flags(runner: User, clearances: Sequence[Clearance]) -> list[RaisedFlag]:
    """The runner's flags that were neither corrected nor cleared since.

    `clearances` are the runner's, newest first: of those that answer a flag, the newest counts.
    """

    def is_cleared(raised: RaisedFlag) -> bool:
        newest = next((c for c in clearances if raised.flag in c.flags and c.recorded_at >= raised.raised_at), None)
        return newest is not None and newest.withdrawn_at is None

    return [flag for flag in RaisedFlag.objects.filter(runner=runner, correction=None) if not is_cleared(flag)]


def check_reasons(intake: Intake, checks: list[str]) -> list[tuple[str, str]]:
    """The questions that checks answered for the runner, with why."""
    rows = Rule.objects.filter(protocol_id=intake.protocol_id, key__in=checks).exclude(target="")
    texts = {row.key: row.text for row in Question.objects.filter(protocol_id=intake.protocol_id)}
    return [(texts.get(row.target, row.target), row.text) for row in rows if row.kind == Rule.Kind.CHECK_SET]
