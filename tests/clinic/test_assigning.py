"""Assigning a plan to a runner who has one: looked at, then saved as one version."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry, CareLink, User
from rehab.clinic.models import Assignment, Template
from rehab.clinic.templating import Content, Line, save_template
from rehab.engine.progress.change import Change, ChangeKind
from rehab.engine.progress.log import Shut
from rehab.outbox.kinds import said
from rehab.outbox.models import Kind, Notice
from rehab.plans.adjusting import adjust_plan
from rehab.plans.following import course_of
from rehab.plans.models import Plan
from tests.clinic.previews import REASON, address, assigned, barred_of, names, shown
from tests.clinic.previews import client as client
from tests.clinic.previews import plan as plan
from tests.clinic.previews import thea as thea
from tests.clinic.shelves import build, template_of
from tests.intake.walking import ada as ada
from tests.intake.walking import runner, signed_in
from tests.plans.making import plan_of, text_in
from tests.plans.years import record

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


def test_a_template_becomes_the_plans_phase_as_one_version(client: Client, thea: User, plan: Plan) -> None:
    """Doses, order, what comes in and what goes; the runner reads each with the reason and is told once."""
    before = names(plan)
    kept = before[-1]
    answer = assigned(client, plan, Line(plan.phase, "bridge", 2), Line(plan.phase, kept, 1))
    assert answer.status_code == 302
    assert names(plan) == ["bridge", kept]
    assert plan.revision == 1
    events = plan.events.filter(kind="decided")
    assert {event.rule for event in events} >= {"PT_add", "PT_remove"}
    assert {event.actor for event in events} == {thea}
    assert plan.prescriptions.get(phase=plan.phase, exercise_id="bridge").level == 2
    assert REASON in text_in(signed_in(plan.runner).get("/plan/"))
    told = said(Notice.objects.get(recipient=plan.runner, kind=Kind.PLAN_CHANGED))
    assert told is not None
    assert REASON in text_in(signed_in(plan.runner).get(told.address))
    assert Assignment.objects.get().state == "applied"
    assert (
        AuditEntry.objects.filter(
            action="assign_plan", actor_id=thea.public_id, subject_id=plan.runner.public_id
        ).count()
        == 1
    )


def test_the_preview_says_the_difference_and_writes_nothing(client: Client, thea: User, plan: Plan) -> None:
    """What comes in, what goes, and the plan as it would be."""
    version = template_of(thea, Line(plan.phase, "bridge", 2))
    page = text_in(client.get(address(plan, f"?from=template&of={version.template_id}")))
    assert "What changes" in page
    assert "Taken out" in page
    assert "Added" in page
    plan.refresh_from_db()
    assert plan.revision == 0


def test_walking_and_aerobic_work_stay_where_a_template_has_none(client: Client, plan: Plan) -> None:
    """Only exercises are exchanged for exercises."""
    others = [item for item in course_of(plan).items if item.role.value != "exercise"]
    assigned(client, plan, Line(plan.phase, "bridge", 1))
    plan.refresh_from_db()
    assert [item for item in course_of(plan).items if item.role.value != "exercise"] == others


def test_what_is_barred_is_left_out_and_said(client: Client, plan: Plan) -> None:
    """The rest is assigned."""
    barred = barred_of(plan)
    version = template_of(User.objects.get(role="therapist"), Line(plan.phase, "bridge", 1), Line(plan.phase, barred))
    where = address(plan, f"?from=template&of={version.template_id}")
    assert "It is barred for this runner." in text_in(client.get(where))
    assert client.post(where, {**shown(client, where), "reason": ""}).status_code == 302
    assert names(plan) == ["bridge"]
    assert [name for name, _ in Assignment.objects.get().left_out] == [barred]
    assert "barred for this runner" in text_in(client.get(address(plan)))


def test_what_is_barred_can_be_confirmed_with_a_reason(client: Client, plan: Plan) -> None:
    """Without one it is not saved; the decision says that it was confirmed against."""
    barred = barred_of(plan)
    assert assigned(client, plan, Line(plan.phase, barred), confirmed=[barred], reason="").status_code == 422
    assert names(plan) != [barred]
    assert assigned(client, plan, Line(plan.phase, barred), confirmed=[barred]).status_code == 302
    assert names(plan) == [barred]
    event = plan.events.get(kind="decided", subject=barred)
    assert event.reasons[0]["inputs"] == {"therapist_reason": REASON, "confirmed_against": True}
    assert AuditEntry.objects.filter(action="override", subject_id=plan.runner.public_id).count() == 1


def test_no_plan_is_left_without_an_exercise(client: Client, plan: Plan) -> None:
    """A template of which nothing may be done takes nothing out."""
    before = names(plan)
    assert assigned(client, plan, Line(plan.phase, barred_of(plan))).status_code == 422
    assert names(plan) == before


def test_nothing_passes_a_lock(client: Client, plan: Plan) -> None:
    """A safety answer keeps it closed; the page says so and has no button."""
    before = names(plan)
    record(plan, Shut("shut-1", 0, "urgent_24_48h", ("F01",)))
    version = template_of(User.objects.get(role="therapist"), Line(plan.phase, "bridge"))
    where = address(plan, f"?from=template&of={version.template_id}")
    page = client.get(where)
    assert "is closed" in text_in(page)
    assert "Save for" not in text_in(page)
    forged = {"key": str(uuid4()), "seen": "1", "stamp": "0" * 32, "reason": "x"}
    assert client.post(where, forged).status_code in (409, 422)
    assert names(plan) == before


def test_a_plan_that_moved_on_is_shown_anew(client: Client, thea: User, plan: Plan) -> None:
    """Nothing is saved, what was typed is kept, and the new preview can be saved."""
    version = template_of(thea, Line(plan.phase, "bridge", 1))
    where = address(plan, f"?from=template&of={version.template_id}")
    fields = shown(client, where)
    change = Change(ChangeKind.REMOVE, names(plan)[0])
    adjust_plan(plan=plan, changes=[change], reason="", therapist=thea, seen=0, key=uuid4(), now=timezone.now())
    answer = client.post(where, {**fields, "reason": REASON})
    assert answer.status_code == 409
    assert REASON in answer.content.decode()
    assert "bridge" not in names(plan)
    fresh = dict(re.findall(r'name="(key|seen|stamp)" value="([^"]*)"', answer.content.decode()))
    assert client.post(where, {**fresh, "reason": REASON}).status_code == 302
    assert names(plan) == ["bridge"]


def test_a_template_edited_meanwhile_is_shown_anew(client: Client, thea: User, plan: Plan) -> None:
    """What is saved is what was looked at."""
    version = template_of(thea, Line(plan.phase, "bridge", 1))
    where = address(plan, f"?from=template&of={version.template_id}")
    fields = shown(client, where)
    newer = Content("Canary", "", (Line(plan.phase, "bridge", 2),))
    save_template(key=version.template_id, owner=thea, content=newer, seen=1, now=timezone.now())
    assert client.post(where, fields).status_code == 409
    assert "bridge" not in names(plan)


def test_a_save_pressed_twice_counts_once(client: Client, thea: User, plan: Plan) -> None:
    """One entry, one assignment, one notice."""
    version = template_of(thea, Line(plan.phase, "bridge", 1))
    where = address(plan, f"?from=template&of={version.template_id}")
    fields = shown(client, where)
    assert [client.post(where, fields).status_code for _ in range(2)] == [302, 302]
    assert plan.log.filter(kind="adjust").count() == 1
    assert Assignment.objects.count() == 1
    assert Notice.objects.count() == 1


def test_the_rules_own_proposal_takes_back_what_was_changed(client: Client, plan: Plan) -> None:
    """The phase's exercises as they come with it."""
    before = names(plan)
    assigned(client, plan, Line(plan.phase, "bridge", 1))
    where = address(plan, "?from=engine")
    assert client.post(where, {**shown(client, where), "reason": REASON}).status_code == 302
    assert names(plan) == before
    assert "Nothing would change" in text_in(client.get(where))


def test_a_plan_is_copied_from_another_of_ones_runners(client: Client, thea: User, plan: Plan) -> None:
    """From nobody else's."""
    bob = runner("bob@example.org")
    other = plan_of(bob)
    where = address(plan, f"?from=plan&of={bob.public_id}")
    assert client.get(where).status_code == 404
    CareLink.objects.create(runner=bob, therapist=thea, granted_at=timezone.now())
    assert client.get(where).status_code == 200
    looked = AuditEntry.objects.get(action="view", outcome="permit", subject_id=bob.public_id)
    assert looked.object_id == str(other.pk)
    assigned(client, other, Line(other.phase, "bridge", 1))
    assert client.post(where, {**shown(client, where), "reason": REASON}).status_code == 302
    assert names(plan) == ["bridge"]
    assert client.get(address(plan, f"?from=plan&of={plan.runner.public_id}")).status_code == 404


def test_a_plan_is_kept_as_a_template_without_its_runner(client: Client, thea: User, plan: Plan) -> None:
    """Exercises and doses of the present phase; pressed twice it is one."""
    fields = {"name": "Quiet start", "key": str(uuid4())}
    for _ in range(2):
        assert client.post(address(plan) + "keep/", fields).status_code == 302
    version = Template.objects.get(owner=thea).versions.get()
    assert version.name == "Quiet start"
    assert [item.exercise_id for item in version.items.all()][: len(names(plan))] == names(plan)
    assert {item.phase for item in version.items.all()} == {plan.phase}
    assert client.post(address(plan) + "keep/", {"name": "\x00", "key": "x"}).status_code == 422


def test_a_template_built_for_a_runner_leads_to_its_preview(client: Client, plan: Plan) -> None:
    """From scratch and on to the difference; for a stranger's it leads nowhere."""
    answer = build(client, f"/templates/new/?for={plan.runner.public_id}", (str(plan.phase), "bridge", "1"))
    assert answer.headers["Location"].startswith(address(plan, "?from=template&of="))
    assert client.get(answer.headers["Location"]).status_code == 200
    for other in (uuid4(), "x"):
        assert build(client, f"/templates/new/?for={other}", ("2", "bridge", "1")).status_code == 404
