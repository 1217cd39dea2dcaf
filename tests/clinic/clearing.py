"""Therapists who write clearances, and runners who wait for one."""

from __future__ import annotations

import re
import time
from datetime import date
from typing import Any

from allauth.account.internal.flows import login
from allauth.account.internal.userkit import user_id_to_str
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from rehab.plans.models import Plan
from rehab.plans.services import lock_open_plan
from tests.intake.walking import signed_in

FLAGS = {
    "emergency_now": "F01_ces_bladder",
    "urgent_24_48h": "F13_fever",
    "clinician_before_start": "F18_cancer_history",
}


def proved(user: User) -> Client:
    """A browser in which this person has just given their password."""
    client = signed_in(user)
    session = client.session
    session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": time.time()}]
    session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = user_id_to_str(user)
    session.save()
    return client


def address(runner: User) -> str:
    """Where a clearance is written."""
    return reverse("clinic:clear", args=[runner.public_id])


def sent(client: Client, runner: User, **changes: Any) -> Any:
    """Fill the form in as the page gave it, with changes, and send it."""
    return client.post(address(runner), filled(client, runner, **changes))


def filled(client: Client, runner: User, **changes: Any) -> dict[str, Any]:
    """The form as the page gave it, with a whole clearance and changes."""
    page = client.get(address(runner)).content.decode()
    hidden = {name: _hidden(page, name) for name in ("seen", "key")}
    given: dict[str, Any] = {
        "who": "myself",
        "seen_on": timezone.localdate().isoformat(),
        "up_to": "5",
        "running": "yes",
        "confirmed": "on",
    }
    return {**given, **hidden, **{name: _posted(value) for name, value in changes.items()}}


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    return found[1] if found else ""


def _posted(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def shut(plan: Plan, tier: str = "urgent_24_48h", flag: str = "") -> Plan:
    """The plan closed by a safety answer of a tier."""
    now = timezone.now()
    flags = [flag or FLAGS[tier]]
    lock_open_plan(runner=plan.runner, tier=tier, flags=flags, now=now, today=timezone.localdate(now))
    return Plan.objects.get(pk=plan.pk)


def causes(plan: Plan) -> set[str]:
    """Why the plan is closed now."""
    return set(plan.locks.filter(lifted_at=None).values_list("cause", flat=True))
