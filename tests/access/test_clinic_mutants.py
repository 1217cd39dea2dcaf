"""What the pages of therapists fetch by its id alone, or without asking whose it is: each such change is noticed."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from accounts import colleagues, handing_over, selectors
from accounts.models import CareLink, ClinicInvitation, ClinicMember, Handover, Invitation, User
from rehab.clinic import assign_page, ranking, shelf
from rehab.clinic import selectors as records
from rehab.clinic.models import Assignment, Template
from tests.sharing import undone

from .cast import Cast
from .changing import change, is_caught
from .matrix import differences, pairs

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]
PAIRS = {route.name: (route, row) for route, row in pairs()}
# What is done from the work list asks twice: the list itself has to know the runner as well.
OF_A_RUNNER = ("runner", "notes", "messages_with", "edit", "clear", "assign", "hand_over")


def _template(user: User, pk: Any) -> Template:
    return Template.objects.get(pk=pk)


def _anyones(therapist: User, runner_id: Any, *scope: Any) -> tuple[User, CareLink]:
    link = CareLink.objects.filter(runner__public_id=runner_id)[0]
    return link.runner, link


def _colleagues(user: User) -> Any:
    return shelf.Q(owner__clinic_member__clinic=colleagues.clinic_of(user)) | shelf.Q(owner=user)


BARE: dict[str, tuple[Any, str, Any, tuple[str, ...]]] = {
    "a runner": (records, "access_runner", _anyones, tuple(f"clinic:{name}" for name in OF_A_RUNNER)),
    "a template": (shelf, "access_template", _template, ("clinic:template", "clinic:clone_template")),
    "a template of one's own": (
        shelf,
        "access_own_template",
        _template,
        ("clinic:edit_template", "clinic:share_template", "clinic:archive_template"),
    ),
    "a colleague's template that is not shared": (shelf, "_visible", _colleagues, ("clinic:template",)),
    "an invitation of one's own": (
        selectors,
        "access_sent",
        lambda user, pk: Invitation.objects.get(pk=pk),
        ("withdraw_invitation", "clinic:assign_invited", "clinic:withdraw_invited"),
    ),
    "a question to a runner": (
        handing_over,
        "access_handover",
        lambda runner, pk, now: Handover.objects.get(pk=pk),
        ("clinic:handover", "clinic:decline_handover"),
    ),
    "an invitation into a clinic": (
        colleagues,
        "access_clinic_invitation",
        lambda user, pk, now: ClinicInvitation.objects.get(pk=pk),
        ("join_clinic", "decline_clinic"),
    ),
    "a member of a clinic": (
        colleagues,
        "access_member",
        lambda lead, pk: ClinicMember.objects.get(pk=pk),
        ("make_lead", "remove_colleague"),
    ),
    "a clinic one does not lead": (
        colleagues,
        "access_led",
        lambda lead: ClinicMember.objects.get(therapist=lead).clinic,
        ("ask_colleague", "take_back_colleague", "make_lead", "remove_colleague"),
    ),
}


@pytest.mark.parametrize("thing", BARE)
def test_a_thing_that_is_anybodys_is_noticed(cast: Cast, monkeypatch: pytest.MonkeyPatch, thing: str) -> None:
    """On each page of it."""
    module, name, bare, routes = BARE[thing]
    change(monkeypatch, name, bare, module)
    for route in routes:
        assert is_caught(differences(cast, [PAIRS[route]], ("GET", "POST"))), route


def test_a_work_list_of_everybody_is_noticed(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The consents are a part of its one statement."""
    name = cast.people["se"].display_name

    def shows() -> bool:
        return f">{name}<" in cast.ask("po", "GET", "/runners/?show=all").content.decode()

    assert not shows()
    monkeypatch.setattr(ranking, "links_of", lambda therapist: CareLink.objects.filter(therapist=cast.people["pa"]))
    assert shows()
    assert ranking.rank_of(cast.people["po"], cast.people["se"].public_id, timezone.now()) is not None


def test_an_assignment_under_another_consent_is_noticed(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The address names a runner of one's own, and what waits for another's."""
    ot, po = cast.people["ot"], cast.people["po"]
    address = f"/runners/{ot.public_id}/assign/{cast.things['assignment']}/withdraw/"
    with undone():
        CareLink.objects.create(runner=ot, therapist=po, granted_at=timezone.now())
        assert cast.ask("po", "POST", address).status_code == 404
        change(monkeypatch, "access_assignment", lambda link, pk: Assignment.objects.get(pk=pk), assign_page)
        assert cast.ask("po", "POST", address).status_code == 302
