"""Work that is done aside. Every task takes ids only and may run twice."""

from __future__ import annotations

from celery import shared_task

from .foreseeing import TASK, foresee


@shared_task(name=TASK)
def foresee_plan(plan_id: str) -> None:
    """Work out when 30 minutes of running may be reached."""
    foresee(plan_id=plan_id)
