"""Walks a person through the intake as a browser would: reads each screen's fields, posts answers, follows."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from rehab.intake import selectors, services
from rehab.intake.models import Intake
from tests.engine.cases import raw

MOST_SCREENS = 60


def runner(email: str = "ada@example.org", **fields: Any) -> User:
    """A runner with an account."""
    return User.objects.create_user(email, "seventeen quiet herons", display_name="Ada", **fields)


@pytest.fixture
def ada(library: None) -> User:
    """A runner without a plan."""
    return runner()


def signed_in(user: User) -> Client:
    """A browser this person is signed in with."""
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def posted(value: Any) -> Any:
    """A raw answer as a form sends it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return [str(item) for item in value] if isinstance(value, list) else str(value)


def asked(page: str) -> set[str]:
    """The names of the fields on a screen."""
    return set(re.findall(r'name="(?!csrf|owner|turn|back|side_shown)([a-z0-9_]+)"', page))


def answers(**changes: Any) -> dict[str, Any]:
    """A harmless intake with changes, as forms send it."""
    given = {**raw(**changes)}
    given.setdefault("has_osteoporosis", "osteoporosis" in given.get("medical", []))
    given.setdefault("sex_at_birth", "prefer_not")
    weeks = given.pop("weeks_to_goal", None)
    assert weeks is None or "goal_date" in given, "forms know dates, not weeks"
    return {name: posted(value) for name, value in given.items() if value is not None}


def walk(client: Client, given: dict[str, Any], *, until: str = "review") -> str:
    """Answer screen after screen until the review, a result, or the address named; returns the last address."""
    client.post(reverse("intake:home"))
    address = client.get(reverse("intake:home")) and reverse("intake:step", args=[1])
    for _ in range(MOST_SCREENS):
        page = client.get(address)
        if page.status_code == 302:
            address = page.headers["Location"]
            if not re.fullmatch(r"/intake/\d+/", address):
                return address
            continue
        names = asked(page.content.decode())
        defaults = {name: "no" for name in names if name.startswith("rf_")}
        sent = {**defaults, **{name: given[name] for name in names if name in given}}
        answer = client.post(address, sent)
        if answer.status_code == 422:
            wrong = re.findall(r'class="wrong"[^>]*>([^<]*)<', answer.content.decode())
            raise AssertionError(f"{address} {sent}: {wrong}")
        address = answer.headers["Location"]
        if not re.fullmatch(r"/intake/\d+/", address) or address == until:
            return address
    raise AssertionError("the intake does not end")


def finish(client: Client, **changes: Any) -> str:
    """The whole intake; returns the address the result stands at."""
    address = walk(client, answers(**changes))
    if address == reverse("intake:review"):
        address = client.post(address).headers["Location"]
    return address


def answered(user: User, given: dict[str, Any]) -> Intake:
    """A draft in which every screen has been sent; the pages are left out, which take a second or two."""
    intake = services.start_intake(runner=user, now=timezone.now())
    intake.answers = {name: value for name, value in given.items() if value is not None}
    wizard = services.wizard_of(intake, selectors.parts(intake), intake.started_at)
    intake.done = [step.key for step in wizard.steps]
    intake.save(update_fields=["answers", "done"])
    return intake


def submitted(user: User, **changes: Any) -> Intake:
    """What a harmless intake with changes has led to, without the pages."""
    answered(user, raw(**changes))
    now = timezone.now()
    found = services.submit_intake(runner=user, now=now, today=now.date())
    assert isinstance(found, Intake), found
    return found
