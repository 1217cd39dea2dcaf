"""What is assigned before there is a plan waits for a yes and the runner's own intake, and dies with the consent."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.caring import Sharing, accept, invite
from accounts.models import AuditEntry, CareLink, Invitation, User
from rehab.clinic.models import Assignment, TemplateVersion
from rehab.clinic.templating import Line
from rehab.outbox.kinds import said
from rehab.outbox.models import Notice
from rehab.plans.following import course_of
from rehab.plans.models import Plan
from tests.accounts.inviting import runner, therapist
from tests.clinic.previews import barred_of, shown
from tests.clinic.shelves import template_of
from tests.intake.walking import signed_in, submitted
from tests.plans.making import plan_of, text_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
LINES = tuple(Line(phase, "bridge", 1) for phase in (1, 2, 3, 4))
ALL = Sharing(logs=True, intake=True, since=None)


@pytest.fixture
def ada() -> User:
    """A runner without a plan."""
    return runner()


@pytest.fixture
def thea() -> User:
    """A therapist."""
    return therapist()


@pytest.fixture
def client(thea: User) -> Client:
    """Her browser."""
    return signed_in(thea)


@pytest.fixture
def version(thea: User) -> TemplateVersion:
    """A template of hers that has a bridge in every phase."""
    return template_of(thea, *LINES)


def _link(ada: User, thea: User) -> CareLink:
    return CareLink.objects.create(runner=ada, therapist=thea, granted_at=timezone.now())


def _waits(client: Client, ada: User, version: TemplateVersion, **fields: Any) -> Any:
    where = f"/runners/{ada.public_id}/assign/?from=template&of={version.template_id}"
    return client.post(where, {"reason": "Gently at first.", **fields})


def _invitation(thea: User, ada: User) -> Invitation:
    return invite(by=thea, email=ada.email, sharing=ALL, now=timezone.now())


def _names(plan: Plan) -> list[str]:
    plan.refresh_from_db()
    return [item.exercise_id for item in course_of(plan).items if item.role.value == "exercise"]


def test_what_waits_becomes_part_of_the_plan_the_runners_intake_gives(
    client: Client, ada: User, thea: User, version: TemplateVersion
) -> None:
    """As one change with the reason; the runner is told, and the therapist."""
    _link(ada, thea)
    assert _waits(client, ada, version).status_code == 302
    assert Assignment.objects.get().state == "waiting"
    plan = submitted(ada).plan
    assert plan is not None
    assert _names(plan) == ["bridge"]
    assert plan.log.get().kind == "adjust"
    assert Assignment.objects.get().state == "applied"
    assert "Gently at first." in text_in(signed_in(ada).get("/plan/"))
    told = {notice.recipient: said(notice) for notice in Notice.objects.all()}
    assert "Thea Miller changed your plan" in told[ada].text
    assert told[thea].address == f"/runners/{ada.public_id}/assign/"
    assert AuditEntry.objects.filter(action="assign_plan", subject_id=ada.public_id).count() == 2


def test_a_referral_keeps_it_waiting(client: Client, ada: User, thea: User, version: TemplateVersion) -> None:
    """Somebody has to be seen first: there is no plan to change."""
    _link(ada, thea)
    _waits(client, ada, version)
    assert submitted(ada, rf_calf="yes").plan is None
    assert Assignment.objects.get().state == "waiting"


def test_consent_that_ends_takes_it_along(client: Client, ada: User, thea: User, version: TemplateVersion) -> None:
    """Also where the same therapist is let in again before the plan."""
    link = _link(ada, thea)
    _waits(client, ada, version)
    CareLink.objects.filter(pk=link.pk).update(ended_at=timezone.now())
    _link(ada, thea)
    plan = plan_of(ada)
    assert _names(plan) != ["bridge"]
    assert Assignment.objects.get().state == "withdrawn"
    assert not Notice.objects.exists()


def test_what_speaks_against_is_left_out_and_the_therapist_reads_it(client: Client, ada: User, thea: User) -> None:
    """Nobody could have confirmed it for this runner."""
    probe = plan_of(runner("probe@example.org", "Probe"))
    barred = barred_of(probe)
    version = template_of(thea, Line(probe.phase, "bridge", 1), Line(probe.phase, barred, 1))
    _link(ada, thea)
    _waits(client, ada, version)
    plan = plan_of(ada)
    assert _names(plan) == ["bridge"]
    assert [name for name, _ in Assignment.objects.get().left_out] == [barred]
    assert "barred for this runner" in text_in(client.get(f"/runners/{ada.public_id}/assign/"))


def test_a_template_of_which_nothing_fits_changes_nothing(client: Client, ada: User, thea: User) -> None:
    """The plan begins as the rules have it."""
    probe = plan_of(runner("probe@example.org", "Probe"))
    version = template_of(thea, Line(probe.phase, barred_of(probe), 1))
    _link(ada, thea)
    _waits(client, ada, version)
    plan = plan_of(ada)
    assert _names(plan) == _names(probe)
    assert Assignment.objects.get().state == "unfit"
    assert not Notice.objects.filter(recipient=ada).exists()


def test_an_invited_person_gets_it_after_their_yes_and_their_intake(
    client: Client, ada: User, thea: User, version: TemplateVersion
) -> None:
    """Not before; the newest choice counts; the same twice is one."""
    invitation = _invitation(thea, ada)
    where = f"/invitations/{invitation.pk}/plan/"
    for template in (template_of(thea, Line(1, "clam_band")), version, version):
        assert client.post(f"{where}?of={template.template_id}", {"reason": ""}).status_code == 302
    assert Assignment.objects.filter(state="waiting").count() == 1
    assert "waits" in text_in(client.get(where))
    accept(invitation=invitation, by=ada, sharing=ALL, now=timezone.now())
    assert client.get(where).status_code == 404
    plan = submitted(ada).plan
    assert plan is not None
    assert _names(plan) == ["bridge"]


def test_who_does_not_accept_gets_nothing(client: Client, ada: User, thea: User, version: TemplateVersion) -> None:
    """Their intake gives the plan of the rules."""
    invitation = _invitation(thea, ada)
    client.post(f"/invitations/{invitation.pk}/plan/?of={version.template_id}", {"reason": ""})
    assert _names(plan_of(ada)) != ["bridge"]
    assert Assignment.objects.get().state == "waiting"


def test_who_has_a_plan_already_gets_nothing_unseen(
    client: Client, ada: User, thea: User, version: TemplateVersion
) -> None:
    """Accepting changes no plan; the therapist is led to the difference, and saving it ends the waiting."""
    plan = plan_of(ada)
    before = _names(plan)
    invitation = _invitation(thea, ada)
    client.post(f"/invitations/{invitation.pk}/plan/?of={version.template_id}", {"reason": ""})
    accept(invitation=invitation, by=ada, sharing=ALL, now=timezone.now())
    assert _names(plan) == before
    assert "There is a plan now" in text_in(client.get(f"/runners/{ada.public_id}/assign/"))
    where = f"/runners/{ada.public_id}/assign/?from=template&of={version.template_id}"
    assert client.post(where, {**shown(client, where), "reason": ""}).status_code == 302
    assert sorted(Assignment.objects.values_list("state", flat=True)) == ["applied", "withdrawn"]


def test_what_waits_can_be_taken_back(client: Client, ada: User, thea: User, version: TemplateVersion) -> None:
    """For a runner and for somebody invited."""
    _link(ada, thea)
    _waits(client, ada, version)
    where = f"/runners/{ada.public_id}/assign/{Assignment.objects.get().pk}/withdraw/"
    assert [client.post(where).status_code for _ in range(2)] == [302, 302]
    invitation = invite(by=thea, email="new@example.org", sharing=ALL, now=timezone.now())
    page = f"/invitations/{invitation.pk}/plan/"
    client.post(f"{page}?of={version.template_id}", {"reason": ""})
    assert [client.post(f"{page}withdraw/").status_code for _ in range(2)] == [302, 302]
    assert set(Assignment.objects.values_list("state", flat=True)) == {"withdrawn"}


def test_strangers_find_no_invitation(client: Client, ada: User, thea: User, version: TemplateVersion) -> None:
    """Nor its therapist, once it is too old; nobody else ever."""
    invitation = _invitation(thea, ada)
    where = f"/invitations/{invitation.pk}/plan/"
    other = signed_in(therapist("other@example.org", "Other"))
    unchecked = signed_in(therapist("q@example.org", "Q", verified=False))
    for who, status in {other: 404, unchecked: 302, signed_in(ada): 403, Client(): 302}.items():
        answers = [who.get(where), who.post(f"{where}?of={version.template_id}"), who.post(f"{where}withdraw/")]
        assert {answer.status_code for answer in answers} == {status}
        assert not any(ada.email in answer.content.decode() for answer in answers)
    assert client.get(f"{where}?of=x").status_code == 404
    assert client.post(where).status_code == 404
    assert client.post(f"{where}?of={version.template_id}", {"reason": "\x00"}).status_code == 422
    assert client.get(f"/invitations/{uuid4()}/plan/").status_code == 404
    long_ago = timezone.now() - timedelta(days=9)
    Invitation.objects.update(created_at=long_ago, expires_at=long_ago + timedelta(days=7))
    assert client.get(where).status_code == 404
