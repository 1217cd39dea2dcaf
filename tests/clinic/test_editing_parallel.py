"""Two therapists, two tabs, at the same moment: one version each time, and the later one is told."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.utils import timezone

from accounts.models import AuditEntry, CareLink
from rehab.outbox.models import Kind, Notice
from tests.accounts.therapists import therapist
from tests.clinic.editor import Editor, editor_of
from tests.intake.walking import runner, signed_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def editor(transactional_db: None, library: None) -> Editor:
    """Thea at Ada's plan."""
    return editor_of(runner())


def _at_once(sends: list[Callable[[], Any]]) -> list[int]:
    gate = Barrier(len(sends))

    def one(send: Callable[[], Any]) -> int:
        try:
            gate.wait(timeout=30)
            answer: HttpResponse = send()
            return answer.status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(sends)) as pool:
        return sorted(pool.map(one, sends))


def test_of_two_who_save_at_once_the_later_is_told(editor: Editor) -> None:
    """Both looked at the same version; one is saved, the other gets 409, and nothing is half done."""
    tom = therapist("tom@example.org", "Tom Adeyemi")
    CareLink.objects.create(runner=editor.plan.runner, therapist=tom, granted_at=timezone.now())
    other = Editor(signed_in(tom), editor.plan, tom)
    first, second = (f"items/{name}/" for name in editor.names[:2])
    mine, theirs = editor.tokens(first) | {"act": "remove"}, other.tokens(second) | {"act": "remove"}
    assert _at_once([lambda: editor.post(first, mine), lambda: other.post(second, theirs)]) == [302, 409]
    assert editor.versions == 1
    assert AuditEntry.objects.filter(action="adjust_plan").count() == 1
    assert Notice.objects.filter(kind=Kind.PLAN_CHANGED).count() == 1


def test_a_form_sent_by_four_taps_counts_once(editor: Editor) -> None:
    """Each tap gets the answer of the first."""
    path = f"items/{editor.names[0]}/"
    sent = editor.tokens(path) | {"act": "dose", "level": "2"}
    tabs = [signed_in(editor.thea) for _ in range(4)]
    assert _at_once([lambda tab=tab: tab.post(editor.at(path), sent) for tab in tabs]) == [302] * 4  # type: ignore[misc]  # a default binds the tab
    assert editor.versions == 1
    assert AuditEntry.objects.filter(action="adjust_plan").count() == 1
