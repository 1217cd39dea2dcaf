"""A lost second factor: support takes it away, and nobody's own or an operator's."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, User
from accounts.second_factor import has_second_factor
from accounts.services import reset_second_factor

from .factors import administrator, asked_for_factor, give_codes, give_factor
from .people import PHRASE, person, signed_in

pytestmark = pytest.mark.django_db


def _reset(client: Client, *people: User) -> str:
    chosen = {"action": "reset_factor", "_selected_action": [str(user.pk) for user in people]}
    return client.post(reverse("admin:accounts_user_changelist"), chosen, follow=True).content.decode()


@pytest.fixture
def support(monkeypatch: pytest.MonkeyPatch) -> Client:
    """A support administrator in the administration; mails leave at once, for a test's transaction has no commit."""
    monkeypatch.setattr(transaction, "on_commit", lambda act, **_: act())
    sam = administrator()
    give_factor(sam)
    return asked_for_factor(signed_in(sam))


def test_a_support_administrator_resets_a_lost_factor(support: Client) -> None:
    """Factor and codes are gone, every session ends, the audit log says who, and the person is told."""
    ada = person()
    give_factor(ada)
    give_codes(ada)
    theirs = signed_in(ada)
    assert "1 reset, 1 had none." in _reset(support, ada, person("bo@example.org"))
    assert not Authenticator.objects.filter(user=ada).exists()
    assert theirs.get(reverse("settings")).status_code == 302
    entry = AuditEntry.objects.get()
    sam = User.objects.get(email="sam@example.org")
    assert (entry.actor_id, entry.subject_id) == (sam.public_id, ada.public_id)
    assert (entry.action, entry.object_id) == ("reset_second_factor", str(ada.public_id))
    assert [(sent.to, sent.subject) for sent in mail.outbox] == [
        (["ada@example.org"], "Backstride: Your second factor was reset")
    ]
    again = Client()
    again.post(reverse("account_login"), {"login": ada.email, "password": PHRASE})
    assert again.get(reverse("settings")).status_code == 200


def test_ones_own_and_an_operators_factor_are_left_alone(support: Client) -> None:
    """An open session of support takes neither away."""
    root = administrator(email="root@example.org", is_superuser=True)
    give_factor(root)
    sam = User.objects.get(email="sam@example.org")
    assert "2 left alone" in _reset(support, sam, root)
    assert has_second_factor(sam)
    assert has_second_factor(root)
    assert mail.outbox == []


def test_a_content_administrator_resets_nobody() -> None:
    """Accounts are not theirs."""
    ada, connie = person(), administrator("content_admin")
    give_factor(ada)
    give_factor(connie)
    _reset(asked_for_factor(signed_in(connie)), ada)
    assert has_second_factor(ada)


def test_a_reset_without_a_factor_leaves_no_entry() -> None:
    """Nothing happened, nothing is noted."""
    assert not reset_second_factor(user=person(), by=administrator(), now=timezone.now())
    assert not AuditEntry.objects.exists()
