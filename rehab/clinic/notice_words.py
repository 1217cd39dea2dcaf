"""What the notices of the clinic say, and where they lead."""

from __future__ import annotations

from django.urls import reverse

from accounts.models import User
from rehab.outbox.kinds import Said, register
from rehab.outbox.models import Kind, Notice
from rehab.plans.batches import batch_of, net_events
from rehab.plans.models import Plan
from rehab.plans.news import plan_and_number

from .clearing import WITHDRAWN
from .digests import digest_words, has_words


def _place_of(runner: User) -> str:
    """Where a therapist looks at a runner."""
    return reverse("clinic:runner", args=[runner.public_id])


def _attention(notice: Notice) -> Said | None:
    runner = notice.about
    if runner is None:
        return None
    return Said(f"A safety answer of {runner} asks that a clinician looks first.", _place_of(runner))


def _proposals(notice: Notice) -> Said | None:
    runner = notice.about
    if runner is None:
        return None
    has_plan = Plan.objects.filter(runner=runner, closed_at=None).exists()
    place = reverse("clinic:edit", args=[runner.public_id]) if has_plan else _place_of(runner)
    return Said(f"A change to the plan of {runner} waits for your word.", place)


def _changed(notice: Notice) -> Said | None:
    """Nothing where all of it was taken back."""
    plan_id, number = plan_and_number(notice.period)
    plan = Plan.objects.filter(pk=plan_id, runner=notice.recipient_id).first()
    batch = batch_of(plan, number) if plan is not None else None
    if plan is None or batch is None or not net_events(plan, batch):
        return None
    return Said(f"{batch.by} changed your plan. See what and why.", reverse("plans:changes", args=[plan.pk, number]))


def _message(notice: Notice) -> Said:
    """That a message waits, and where it is read."""
    if notice.about is None:
        return Said("A message from your therapist.", reverse("clinic:messages"))
    return Said("A message from one of your runners.", reverse("clinic:messages_with", args=[notice.about.public_id]))


def _clearance(notice: Notice) -> Said | None:
    if notice.period.endswith(WITHDRAWN):
        return Said("Your therapist took a clearance back. Read what holds now.", reverse("intake:result"))
    return Said("Your therapist wrote down what a clinician allows you.", reverse("intake:result"))


def _access(notice: Notice) -> Said:
    return Said("Support staff opened your data. When and why is on the page.", reverse("care"))


def register_words() -> None:
    """Say how the clinic's notices read."""
    register(Kind.ATTENTION, _attention)
    register(Kind.PROPOSALS, _proposals)
    register(Kind.PLAN_CHANGED, _changed)
    register(Kind.MESSAGE, _message)
    register(Kind.CLEARANCE, _clearance)
    register(Kind.ACCESS, _access)
    register(Kind.DIGEST, digest_words, holds=has_words)
