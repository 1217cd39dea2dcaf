"""Therapists: powerless until an administrator has verified the licence."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.access import is_verified_therapist
from accounts.models import AuditEntry, TherapistProfile, User

from .factors import as_administrator

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
LICENCE = {"clinic": "Clinic on the hill", "licence_body": "HCPC", "licence_number": "PH123"}


def _client(role: str, *, staff: bool = False) -> tuple[Client, User]:
    person = User.objects.create_user(f"{role}@example.org", "a long pass phrase", role=role, is_staff=staff)
    client = Client()
    client.force_login(person, backend=BACKEND)
    return as_administrator(client, person), person


def _verify(client: Client, profile: TherapistProfile) -> Any:
    url = reverse("admin:accounts_therapistprofile_changelist")
    return client.post(url, {"action": "verify", "_selected_action": [str(profile.pk)]})


def test_a_licence_is_sent_and_verified_once_with_who_and_when() -> None:
    """The therapist sends, the support administrator verifies, the audit log keeps it; twice changes nothing."""
    client, therapist = _client("therapist")
    assert client.post(reverse("licence"), LICENCE).status_code == 302
    assert not is_verified_therapist(User.objects.get(pk=therapist.pk))
    support, sam = _client("support_admin", staff=True)
    for _ in range(2):
        assert _verify(support, therapist.therapist_profile).status_code == 302
    therapist = User.objects.get(pk=therapist.pk)
    assert is_verified_therapist(therapist)
    assert therapist.therapist_profile.verified_by == sam
    assert list(AuditEntry.objects.values_list("actor_id", "subject_id", "action")) == [
        (sam.public_id, therapist.public_id, "verify_licence")
    ]


def test_changed_details_have_to_be_verified_again() -> None:
    """A verified licence cannot be swapped for another."""
    client, therapist = _client("therapist")
    _, sam = _client("support_admin", staff=True)
    TherapistProfile.objects.create(user=therapist, **LICENCE, verified_at=timezone.now(), verified_by=sam)
    client.post(reverse("licence"), {**LICENCE, "licence_number": "PH999"})
    assert not is_verified_therapist(User.objects.get(pk=therapist.pk))


@pytest.mark.parametrize("role", ["runner", "content_admin", "support_admin"])
def test_the_licence_page_is_for_therapists(role: str) -> None:
    """Anybody else is refused."""
    client, _ = _client(role)
    assert client.get(reverse("licence")).status_code == 403
    assert client.post(reverse("licence"), LICENCE).status_code == 403
    assert TherapistProfile.objects.count() == 0


@pytest.mark.parametrize(("role", "staff"), [("runner", False), ("therapist", False), ("content_admin", True)])
@pytest.mark.parametrize("page", ["user", "therapistprofile"])
def test_accounts_are_the_support_administrators(role: str, staff: bool, page: str) -> None:
    """Content administrators see no people, others no administration at all."""
    client, _ = _client(role, staff=staff)
    assert client.get(reverse(f"admin:accounts_{page}_changelist")).status_code in (302, 403)


@pytest.mark.parametrize("page", ["user", "therapistprofile"])
def test_the_support_administrator_reads_and_changes_nothing(page: str) -> None:
    """Lists open; nothing can be added, changed or deleted there."""
    client, sam = _client("support_admin", staff=True)
    assert client.get(reverse(f"admin:accounts_{page}_changelist")).status_code == 200
    assert client.get(reverse(f"admin:accounts_{page}_add")).status_code == 403
    if page == "user":
        assert client.post(reverse("admin:accounts_user_change", args=[sam.pk]), {"role": "runner"}).status_code == 403
        assert client.post(reverse("admin:accounts_user_delete", args=[sam.pk]), {"post": "yes"}).status_code == 403


def test_opening_an_account_is_noted_for_its_owner() -> None:
    """Once, and only for who may open it."""
    _, ada = _client("runner")
    support, sam = _client("support_admin", staff=True)
    content, _ = _client("content_admin", staff=True)
    address = reverse("admin:accounts_user_change", args=[ada.pk])
    assert [client.get(address).status_code for client in (support, support, content)] == [200, 200, 403]
    history = reverse("admin:accounts_user_history", args=[ada.pk])
    assert [client.get(history).status_code for client in (support, content)] == [200, 403]
    assert list(AuditEntry.objects.values_list("actor_id", "subject_id", "object_type")) == [
        (sam.public_id, ada.public_id, "account")
    ]


def test_a_verification_has_its_time() -> None:
    """The database refuses a verifier without a time."""
    _, therapist = _client("therapist")
    _, sam = _client("support_admin", staff=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        TherapistProfile.objects.create(user=therapist, **LICENCE, verified_by=sam)


def test_a_verifier_may_leave() -> None:
    """Closing the administrator's account keeps the licence verified and the audit entry."""
    _, therapist = _client("therapist")
    support, sam = _client("support_admin", staff=True)
    profile = TherapistProfile.objects.create(user=therapist, **LICENCE)
    _verify(support, profile)
    assert support.post(reverse("close_account"), {"password": "a long pass phrase"}).status_code == 302
    assert is_verified_therapist(User.objects.get(pk=therapist.pk))
    assert AuditEntry.objects.get().actor_id == sam.public_id


def test_a_therapist_without_a_licence_or_role_is_not_verified() -> None:
    """Role and verified profile are both needed, and an active account."""
    _, sam = _client("support_admin", staff=True)
    _, runner = _client("runner")
    TherapistProfile.objects.create(user=runner, **LICENCE, verified_at=timezone.now(), verified_by=sam)
    assert not is_verified_therapist(User.objects.get(pk=runner.pk))
