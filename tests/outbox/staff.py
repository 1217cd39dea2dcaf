"""Administrators in their browsers, at the outbox."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from tests.accounts.factors import as_administrator

LIST = "/admin/outbox/delivery/"


def staff(role: str) -> Client:
    """An administrator with a second factor in this session."""
    person = User.objects.create_user(f"{role}@example.org", "a long pass phrase", role=role, is_staff=True)
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return as_administrator(client, person)


@pytest.fixture
def sam() -> Client:
    """A support administrator."""
    return staff("support_admin")
