"""A therapist at the editor of Ada's plan: forms are read off the page and sent as a browser would."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db.models import F
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from rehab.engine.progress.course import Course, Item
from rehab.outbox.models import Kind, Notice
from rehab.plans.batches import batches
from rehab.plans.following import course_of
from rehab.plans.models import LogEntry, Plan
from tests.accounts.therapists import therapist_of
from tests.intake.walking import signed_in
from tests.plans.making import plan_of, text_in

HTMX = {"HTTP_HX_REQUEST": "true"}
TOKENS = ("plan", "seen", "key", "against")


@dataclass
class Editor:
    """A therapist's browser on a runner's plan."""

    client: Client
    plan: Plan
    thea: User

    def at(self, path: str = "") -> str:
        """An address below the editor's."""
        return f"/runners/{self.plan.runner.public_id}/plan/{path}"

    def tokens(self, path: str = "") -> dict[str, str]:
        """What the form sent to an address carries, as the page that is opened has it."""
        page = self.client.get(self.at("" if path.endswith("move/") else path))
        assert page.status_code == 200, page.status_code
        return form_of(page, self.at(path))

    def send(self, path: str, act: str, **fields: Any) -> HttpResponse:
        """Open a form and send it."""
        return self.post(path, self.tokens(path) | {"act": act, **fields})

    def post(self, path: str, sent: dict[str, Any], **headers: Any) -> HttpResponse:
        """Send a form that was opened before."""
        return self.client.post(self.at(path), sent, **headers)

    def saved(self, path: str, act: str, **fields: Any) -> str:
        """Send a form that is saved; what the page says then."""
        answer = self.send(path, act, **fields)
        assert answer.status_code == 302, text_in(answer)
        return text_in(self.client.get(self.at()))

    @property
    def course(self) -> Course:
        """Where the plan stands now."""
        self.plan.refresh_from_db()
        return course_of(self.plan)

    def item(self, name: str) -> Item:
        """An exercise of the plan."""
        return next(item for item in self.course.items if item.exercise_id == name)

    @property
    def names(self) -> list[str]:
        """The exercises of the plan in their order."""
        return [item.exercise_id for item in self.course.items]

    @property
    def versions(self) -> int:
        """How often something was saved."""
        return self.plan.log.filter(kind="adjust").count()


def form_of(page: HttpResponse, address: str) -> dict[str, str]:
    """The hidden fields of the form that is sent to an address."""
    form = re.search(rf'<form method="post"[^>]*action="{re.escape(address)}".*?</form>', page.content.decode(), re.S)
    assert form is not None, address
    hidden = re.findall(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?', form[0])
    return {name: unescape(value) for name, value in hidden if name in TOKENS}


def editor_of(runner: User, **changes: Any) -> Editor:
    """A therapist with consent, at the plan of a runner with these answers."""
    plan = plan_of(runner, **changes)
    thea = therapist_of(runner)
    return Editor(signed_in(thea), plan, thea)


@pytest.fixture
def editor(ada: User) -> Editor:
    """Thea at Ada's plan."""
    return editor_of(ada)


@pytest.fixture
def mine(editor: Editor) -> Client:
    """Ada's browser."""
    return signed_in(editor.plan.runner)


def saved_earlier(**passed: float) -> None:
    """Everything that was saved so far was saved as much earlier."""
    LogEntry.objects.update(made_at=F("made_at") - timedelta(**passed))


def change_notices() -> list[Notice]:
    """What the runner was told of changes, the oldest first."""
    return list(Notice.objects.filter(kind=Kind.PLAN_CHANGED).order_by("made_at"))


def changes_page(editor: Editor, browser: Client, place: int = -1) -> str:
    """The page of a batch, the last one unless said."""
    batch = batches(editor.plan)[place]
    answer = browser.get(f"/plan/changes/{editor.plan.pk}/{batch.number}/")
    assert answer.status_code == 200
    return text_in(answer)
