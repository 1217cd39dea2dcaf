"""Looks at a plan: noted before anything is shown, refused ones too, and one's own never."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection, connections, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, User
from accounts.sealing import seal_entries
from accounts.services import note_view
from accounts.verifying import faults
from rehab.plans.models import Plan
from tests.accounts.therapists import therapist, therapist_of
from tests.intake.walking import runner, signed_in, submitted
from tests.plans.statements import statements

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
CANARY = "canary-9d21"


@pytest.fixture
def plan() -> Plan:
    """Ada's plan, with words only she may read."""
    ada = runner()
    submitted(ada, notes=f"I think {CANARY}", medication_note=CANARY)
    return Plan.objects.get(runner=ada)


def _address(plan: Plan) -> str:
    return reverse("plans:detail", args=[plan.pk])


def _rows() -> list[tuple[Any, ...]]:
    return list(AuditEntry.objects.order_by("pk").values_list("actor_id", "subject_id", "object_id", "outcome"))


def test_a_refused_look_leaves_one_entry(plan: Plan) -> None:
    """Whoever asks; asking again and again leaves no more, and what does not exist leaves none."""
    bo, thea = runner("bo@example.org"), therapist()
    for person in (bo, thea, bo):
        answer = signed_in(person).get(_address(plan))
        assert answer.status_code == 404
        assert CANARY not in answer.content.decode()
    whose, what = plan.runner.public_id, str(plan.pk)
    assert _rows() == [(bo.public_id, whose, what, "deny"), (thea.public_id, whose, what, "deny")]
    assert signed_in(bo).get(_address(Plan())).status_code == 404
    assert Client().get(_address(plan)).status_code == 302
    assert AuditEntry.objects.count() == 2


def test_a_look_leaves_one_entry_without_a_word_of_the_plan(plan: Plan) -> None:
    """Ids alone; looking at the paper as well is the same look."""
    thea = therapist_of(plan.runner)
    client = signed_in(thea)
    for _ in range(2):
        assert client.get(_address(plan)).status_code == 200
    client.get(f"/plan/{plan.pk}/handout.pdf")
    assert _rows() == [(thea.public_id, plan.runner.public_id, str(plan.pk), "permit")]
    assert CANARY not in str(list(AuditEntry.objects.values()))


def test_ones_own_pages_ask_nothing_of_the_log(plan: Plan) -> None:
    """No statement of a runner's own page names it."""
    client = signed_in(plan.runner)
    with statements() as found:
        for address in ("/plan/", _address(plan), "/today/"):
            client.get(address)
    assert found
    assert not [sql for sql in found if "audit" in sql]


def _full(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    if sql.startswith("INSERT") and "accounts_auditentry" in sql:
        raise OperationalError("could not extend file: No space left on device")
    return execute(sql, params, many, context)


def test_what_cannot_be_noted_is_not_shown(plan: Plan) -> None:
    """The database takes no entry: 503 and nothing of the plan; the runner's own page does not need one."""
    client, own = signed_in(therapist_of(plan.runner)), signed_in(plan.runner)
    with connection.execute_wrapper(_full):
        for address in (_address(plan), f"/plan/{plan.pk}/handout.pdf"):
            answer = client.get(address)
            assert answer.status_code == 503
            assert "Back in a moment" in answer.content.decode()
            assert "xercise" not in answer.content.decode()
        assert own.get(_address(plan)).status_code == 200


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_seal_waits_for_an_entry_whose_number_is_given() -> None:
    """Otherwise it would turn up late under a seal that is made; whoever only looks meanwhile does not wait."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    ada, thea, tom = runner(), therapist(), therapist("tom@example.org")
    is_written, may_end = threading.Event(), threading.Event()

    def holds(viewer: User) -> None:
        with transaction.atomic():
            note_view(viewer=viewer, runner=ada, object_type="plan", object_id="7", now=timezone.now())
            is_written.set()
            may_end.wait(20)
        connections.close_all()

    slow = threading.Thread(target=holds, args=[thea])
    slow.start()
    assert is_written.wait(20)
    note_view(viewer=tom, runner=ada, object_type="plan", object_id="7", now=timezone.now())
    with pytest.raises(OperationalError, match="lock timeout"):
        seal_entries(now=timezone.now())
    may_end.set()
    slow.join()
    seal = seal_entries(now=timezone.now())
    assert seal is not None
    assert seal.entries == f"{seal.through - 1}-{seal.through}"
    assert list(faults()) == []
