"""Handing over: the therapist asks, the runner decides, and before a yes the colleague sees nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.access import link_to, may_see
from accounts.models import AuditEntry, CareLink, Handover, TherapistProfile, User
from rehab.clinic.assigned_words import handover_words
from rehab.outbox.models import Notice
from tests.accounts.inviting import linked, logged_in, runner, therapist
from tests.accounts.people import signed_in
from tests.clinic.shelves import clinic_with

pytestmark = [pytest.mark.django_db]
NOW_ON = {"shares_logs": "on", "since": "all"}


@pytest.fixture
def ada() -> User:
    """A runner."""
    return runner()


@pytest.fixture
def thea(ada: User) -> User:
    """Her therapist."""
    made = therapist()
    linked(ada, made, shares_intake=False, needs_approval=True)
    return made


@pytest.fixture
def otto(thea: User) -> User:
    """The therapist's colleague."""
    made = therapist("otto@example.org", "Otto Lang")
    clinic_with(thea, made)
    return made


def _form(ada: User) -> str:
    return f"/runners/{ada.public_id}/hand-over/"


def _ask(ada: User, thea: User, otto: User) -> Handover:
    answer = signed_in(thea).post(_form(ada), {"to": str(otto.public_id)})
    assert answer.status_code == 302
    return Handover.objects.latest("made_at")


def _answer(ada: User, handover: Handover, **fields: Any) -> Any:
    return logged_in(ada).post(f"/settings/care/handover/{handover.pk}/", {**NOW_ON, **fields})


def test_a_runner_who_agrees_is_handed_over(ada: User, thea: User, otto: User) -> None:
    """In one step: the new consent as the runner says, the old one ended; everybody is told."""
    handover = _ask(ada, thea, otto)
    page = logged_in(ada).get(f"/settings/care/handover/{handover.pk}/").content.decode()
    assert "Otto Lang" in page
    assert "HCPC" in page
    assert "Otto Lang" in logged_in(ada).get("/settings/care/").content.decode()
    assert _answer(ada, handover).status_code == 302
    link = link_to(otto, ada)
    assert link is not None
    assert (link.shares_logs, link.shares_intake, link.since, link.needs_approval) == (True, False, None, True)
    assert not may_see(thea, ada)
    told = {n.recipient: handover_words(n) for n in Notice.objects.order_by("made_at")}
    assert told[ada].address == "/settings/care/"
    assert "Ada Canary" in told[otto].text
    assert "Ada Canary" not in told[thea].text
    actions = set(
        AuditEntry.objects.filter(subject_id=ada.public_id, outcome="permit")
        .exclude(action="view")
        .values_list("action", flat=True)
    )
    assert actions == {"propose_handover", "accept_handover", "end_link"}


def test_a_runner_may_keep_both(ada: User, thea: User, otto: User) -> None:
    """The old consent stays as it was."""
    _answer(ada, _ask(ada, thea, otto), keeps_both="on")
    assert may_see(otto, ada)
    assert may_see(thea, ada)


def test_before_a_yes_the_colleague_sees_nothing(ada: User, thea: User, otto: User) -> None:
    """Neither the runner's data nor that there is a question."""
    handover = _ask(ada, thea, otto)
    assert not may_see(otto, ada)
    assert not Notice.objects.filter(recipient=otto).exists()
    client = signed_in(otto)
    for address in ("/invitations/", "/settings/clinic/", "/notices/"):
        assert "Ada" not in client.get(address).content.decode()
    assert client.get(f"/settings/care/handover/{handover.pk}/").status_code == 403


def test_who_signs_in_is_led_to_the_question(ada: User, thea: User, otto: User) -> None:
    """As to an invitation."""
    client = signed_in(ada)
    assert client.get("/invitations/after-sign-in/").headers["Location"] == "/home/"
    _ask(ada, thea, otto)
    assert client.get("/invitations/after-sign-in/").headers["Location"] == "/settings/care/"


def test_a_runner_who_declines_stays(ada: User, thea: User, otto: User) -> None:
    """And the question is answered for good."""
    handover = _ask(ada, thea, otto)
    client = logged_in(ada)
    for _ in range(2):
        assert client.post(f"/settings/care/handover/{handover.pk}/decline/").status_code == 302
    assert _answer(ada, handover).headers["Location"] == "/settings/care/"
    assert may_see(thea, ada)
    assert not may_see(otto, ada)


def test_yes_pressed_twice_is_one_consent(ada: User, thea: User, otto: User) -> None:
    """The second finds it answered."""
    handover = _ask(ada, thea, otto)
    assert [_answer(ada, handover).status_code for _ in range(2)] == [302, 302]
    assert CareLink.objects.filter(runner=ada, therapist=otto).count() == 1


def test_a_yes_needs_the_password_of_just_now(ada: User, thea: User, otto: User) -> None:
    """As every consent does."""
    handover = _ask(ada, thea, otto)
    answer = signed_in(ada).post(f"/settings/care/handover/{handover.pk}/", NOW_ON)
    assert "reauthenticate" in answer.headers["Location"]
    assert not may_see(otto, ada)


def test_the_same_question_asked_again_is_one(ada: User, thea: User, otto: User) -> None:
    """Another colleague's takes its place."""
    assert _ask(ada, thea, otto).pk == _ask(ada, thea, otto).pk
    cora = therapist("cora@example.org", "Cora")
    cora_in = otto.clinic_member.clinic.members.create(therapist=cora, joined_at=timezone.now())
    _ask(ada, thea, cora)
    assert [row.to for row in Handover.objects.filter(state="open")] == [cora]
    assert Notice.objects.filter(recipient=ada).count() == 2
    assert cora_in.clinic.members.count() == 3


@pytest.mark.parametrize("what", ["withdrawn", "old", "consent", "licence", "clinic", "inactive"])
def test_what_ends_meanwhile_opens_nothing(ada: User, thea: User, otto: User, what: str) -> None:
    """A question taken back, seven days old, or no longer between two who may."""
    handover = _ask(ada, thea, otto)
    if what == "withdrawn":
        assert signed_in(thea).post(_form(ada) + "withdraw/").status_code == 302
    elif what == "old":
        ago = timezone.now() - timedelta(days=8)
        Handover.objects.update(made_at=ago, expires_at=ago + timedelta(days=7))
    elif what == "consent":
        CareLink.objects.update(ended_at=timezone.now())
    elif what == "licence":
        TherapistProfile.objects.filter(user=otto).update(verified_at=None)
    elif what == "clinic":
        otto.clinic_member.delete()
    else:
        User.objects.filter(pk=otto.pk).update(is_active=False)
    assert _answer(ada, handover).status_code in (302, 404)
    assert not CareLink.objects.filter(therapist=otto).exists()


@pytest.mark.parametrize("to", ["", "x", "\x00", "5f0c7f0e-0000-4000-8000-000000000000"])
def test_only_a_colleague_can_be_named(ada: User, thea: User, otto: User, to: str) -> None:
    """Nobody outside the clinic, nor oneself."""
    outside = therapist("out@example.org", "Out")
    for name in (to, str(outside.public_id), str(thea.public_id), str(ada.public_id)):
        assert signed_in(thea).post(_form(ada), {"to": name}).status_code == 422
    assert not Handover.objects.exists()


@pytest.mark.parametrize("fields", [{"since": ""}, {"since": "\x00"}, {"since": "before"}])
def test_bad_input_opens_nothing(ada: User, thea: User, otto: User, fields: dict[str, str]) -> None:
    """It is told, and the question still waits."""
    handover = _ask(ada, thea, otto)
    assert _answer(ada, handover, **fields).status_code == 422
    assert not may_see(otto, ada)


def test_strangers_find_nothing(ada: User, thea: User, otto: User) -> None:
    """Neither the form nor the question."""
    handover = _ask(ada, thea, otto)
    ex = therapist("ex@example.org", "Ex")
    linked(ada, ex, ended_at=timezone.now())
    quack = therapist("q@example.org", "Q", verified=False)
    for who, status in {ex: 404, otto: 404, quack: 302, ada: 403}.items():
        client = signed_in(who)
        answers = [client.get(_form(ada)), client.post(_form(ada)), client.post(_form(ada) + "withdraw/")]
        assert {answer.status_code for answer in answers} == {status}
    asked = f"/settings/care/handover/{handover.pk}/"
    for who, status in {runner("bob@example.org", "Bob"): 404, thea: 403, quack: 403}.items():
        client = signed_in(who)
        answers = [client.get(asked), client.post(asked, NOW_ON), client.post(asked + "decline/")]
        assert {answer.status_code for answer in answers} == {status}
        assert not any("Otto" in answer.content.decode() for answer in answers)
    assert {Client().get(asked).status_code, Client().post(_form(ada)).status_code} == {302}
    assert Handover.objects.get().state == "open"
