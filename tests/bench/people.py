"""Runners for the bench: with a plan, or with a finished draft that only waits to be submitted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from rehab.engine.pipeline import PlanDraft, assess
from rehab.intake.models import Intake
from rehab.library.mapping import load_catalog
from tests.engine.cases import raw
from tests.engine.seeded import read, shipped_catalog
from tests.intake.walking import answered
from tests.plans.years import plan_with_days

Case = dict[str, Any]


def shortest_and_longest(today: date) -> tuple[Case, Case]:
    """The worked cases with the fewest and the most prescriptions."""
    plans: list[tuple[int, int, Case]] = []
    for number, vignette in enumerate(read("vignettes")["vignettes"]):
        case = raw(**vignette["inputs"])
        found = assess(case, shipped_catalog(), today)
        if isinstance(found, PlanDraft):
            plans.append((sum(len(phase.exercises) + 1 for phase in found.phases), number, case))
    return min(plans)[-1], max(plans)[-1]


def drafts(case: Case, name: str, number: int) -> Iterator[User]:
    """Runners who have answered everything; the first one's draft is copied for the others."""
    made = [User(email=f"{name}{count}@example.org", display_name="Ada") for count in range(number)]
    for user in made:
        user.set_unusable_password()
    User.objects.bulk_create(made)
    first = answered(made[0], case)
    fields = {"protocol_id": first.protocol_id, "answers": first.answers, "done": first.done}
    times = {"started_at": first.started_at, "saved_at": first.saved_at}
    Intake.objects.bulk_create(Intake(runner=user, **fields, **times) for user in made[1:])
    yield from made


def waiting() -> int:
    """How many drafts have not become a plan."""
    return Intake.objects.exclude(state=Intake.State.PLANNED).count()


def session_cookie(user: User) -> dict[str, str]:
    """The cookie of somebody who has signed in."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return {settings.SESSION_COOKIE_NAME: str(session.session_key)}


def statements(case: Case, name: str) -> tuple[dict[str, str], dict[str, int]]:
    """Submit a draft and open its plan: the runner's cookie, and how many statements each step took."""
    (user,) = drafts(case, name, 1)
    cookie, client, counts = session_cookie(user), Client(), dict[str, int]()
    client.cookies.load(cookie)
    load_catalog()  # once in the life of a process
    counts["submit"] = _open(client, "POST", reverse("intake:review"), 302)
    counts["plan, first time"] = _open(client, "GET", reverse("plans:current"), 200)
    counts["plan"] = _open(client, "GET", reverse("plans:current"), 200)
    counts["page"] = _open(client, "GET", "/bench/page", 200)
    return cookie, counts


def year_statements(paths: Iterable[str]) -> tuple[dict[str, str], dict[str, int]]:
    """A runner with a year of logs: the cookie, and how many statements each page took, first and again."""
    user = User(email="year@example.org", display_name="Ada")
    user.set_unusable_password()
    user.save()
    plan_with_days(user)
    cookie, client, counts = session_cookie(user), Client(), dict[str, int]()
    client.cookies.load(cookie)
    for path in paths:
        counts[f"{path} first"] = _open(client, "GET", path, 200)
        counts[path] = _open(client, "GET", path, 200)
    return cookie, counts


def _open(client: Client, method: str, address: str, status: int) -> int:
    with CaptureQueriesContext(connection) as seen:
        response = client.generic(method, address)
    assert response.status_code == status, (address, response.status_code)
    return len(seen)
