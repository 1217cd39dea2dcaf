"""A plan's page for a therapist to whom not all of it is open.

It is made for the request: what is stored is the runner's whole page.
"""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from rehab.engine.progress.log import KEPT_DAYS
from rehab.library.models import Source

from .criteria import checklist
from .daypart import shared_banners
from .following import NoStartError, course_today, frame_of
from .mayrun import Answer, may_run_on
from .models import Plan
from .page import PLACES, page_context
from .running import running_now
from .shared import Shared, shared_frame, shared_log
from .stored import Head


def shared_html(head: Head, units: str, day: int, shared: Shared) -> SafeString:
    """The page with what is shared: values of the log and answers of the intake only as far as they are open."""
    plan = Plan.objects.select_related("protocol", "snapshot").prefetch_related("locks").get(pk=head.plan.pk)
    plan.runner = head.plan.runner
    html: str = render_to_string("plans/_plan.html", page_context(plan, units, shared))
    today = _parts(plan, day, units, shared) if plan.is_open else {}
    for name, mark in PLACES.items():
        html = html.replace(mark, today.get(name, ""), 1)
    return mark_safe(html)  # noqa: S308 it came out of our templates, escaped there


def _parts(plan: Plan, day: int, units: str, shared: Shared) -> dict[str, str]:
    """Today's parts. Limit and outlook rest on months of the log, so they are left out."""
    try:
        context = _context(plan, day, units, shared)
    except NoStartError:
        return {}
    names = ("banners", "answer", "criteria") if shared.logs else ("banners",)
    return {name: render_to_string(f"plans/_{name}.html", context) for name in names}


def _context(plan: Plan, day: int, units: str, shared: Shared) -> dict[str, Any]:
    frame, log = frame_of(plan), shared_log(plan, shared, day - KEPT_DAYS)
    course = course_today(plan, log, frame, day)
    if not shared.logs:
        return {"banners": shared_banners(plan, course, shared)}
    found, run = checklist(course, log, shared_frame(plan, frame, shared)), may_run_on(plan, course, frame, log, day)
    return {
        "banners": shared_banners(plan, course, shared),
        "criteria": found,
        "criteria_sources": Source.objects.filter(pk__in=found.sources) if found else [],
        "run": run,
        "amount": running_now(plan, course, "", units) if run.state is Answer.YES else None,
    }
