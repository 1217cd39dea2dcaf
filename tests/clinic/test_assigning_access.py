"""Who may assign a plan, and what is sent that makes no sense."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry, CareLink, User
from rehab.clinic.templating import Line
from rehab.plans.models import Plan
from tests.accounts.therapists import therapist, therapist_of
from tests.clinic.previews import address, assigned, names, shown
from tests.clinic.previews import client as client
from tests.clinic.previews import plan as plan
from tests.clinic.previews import thea as thea
from tests.clinic.shelves import template_of
from tests.intake.walking import ada as ada
from tests.intake.walking import runner, signed_in
from tests.plans.making import text_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


@pytest.mark.parametrize(
    "fields",
    [
        {"key": "x"},
        {"seen": "9" * 40},
        {"seen": "-1"},
        {"stamp": "\x00"},
        {"stamp": "y" * 900},
        {"reason": "z" * 301},
        {"reason": "a\x00b"},
        {"confirmed": ["bird_dog"]},
        {"confirmed": ["\x00"]},
    ],
)
def test_bad_input_saves_nothing(client: Client, plan: Plan, fields: dict[str, Any]) -> None:
    """And is no fault of the server."""
    answer = assigned(client, plan, Line(plan.phase, "bridge", 1), **fields)
    assert answer.status_code in (302, 409, 422)
    assert (answer.status_code == 302) == ("confirmed" in fields)


@pytest.mark.parametrize("query", ["?from=template&of=x", "?from=template", "?from=plan&of=%00"])
def test_an_address_that_names_nothing_is_not_found(client: Client, plan: Plan, query: str) -> None:
    """Nor is one without a source that something is sent to."""
    assert client.get(address(plan, query)).status_code == 404
    assert client.post(address(plan)).status_code == 404
    assert client.get(address(plan, "?q=%00&from=zzz")).status_code == 200


def test_strangers_find_nothing(plan: Plan, thea: User) -> None:
    """Other therapists, an ex-therapist, runners, unchecked therapists, visitors; nor a template of a stranger's."""
    version = template_of(thea, Line(plan.phase, "bridge", 1), name="Hers")
    wheres = [address(plan), address(plan, f"?from=template&of={version.template_id}"), address(plan, "?from=engine")]
    ex = therapist_of(plan.runner, "ex@example.org")
    CareLink.objects.filter(therapist=ex).update(ended_at=timezone.now())
    expected = {signed_in(ex): 404, signed_in(therapist("other@example.org")): 404}
    expected |= {signed_in(plan.runner): 403, signed_in(runner("bob@example.org")): 403, Client(): 302}
    expected |= {signed_in(runner("q@example.org", role="therapist")): 302}
    for who, status in expected.items():
        answers = [who.get(where) for where in wheres] + [who.post(where) for where in wheres]
        answers.append(who.post(address(plan) + "keep/", {"name": "x", "key": str(uuid4())}))
        answers.append(who.post(address(plan) + f"{uuid4()}/withdraw/"))
        assert {answer.status_code for answer in answers} == {status}
        assert not any("bird_dog" in text_in(answer) or "Mobility" in text_in(answer) for answer in answers)
    refused = AuditEntry.objects.filter(outcome="deny", subject_id=plan.runner.public_id)
    assert refused.filter(actor_id=ex.public_id).exists()
    strange = template_of(therapist("far@example.org"), name="Far")
    assert signed_in(thea).get(address(plan, f"?from=template&of={strange.template_id}")).status_code == 404


def test_consent_that_ended_meanwhile_saves_nothing(client: Client, thea: User, plan: Plan) -> None:
    """From the next request on."""
    version = template_of(thea, Line(plan.phase, "bridge", 1))
    where = address(plan, f"?from=template&of={version.template_id}")
    fields = shown(client, where)
    CareLink.objects.update(ended_at=timezone.now())
    assert client.post(where, fields).status_code == 404
    assert "bridge" not in names(plan)
