"""Tabs: a therapist's own pages have theirs, a runner's have theirs, nobody else has any."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import User
from tests.accounts.people import signed_in
from tests.accounts.therapists import therapist

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "marked"),
    [("clinic:worklist", "Runners"), ("clinic:templates", "Templates"), ("invitations", "Invitations")],
)
def test_a_therapists_pages_lead_to_each_other(name: str, marked: str) -> None:
    """The one that is open is marked, in the bar above and in the one below."""
    page = signed_in(therapist()).get(reverse(name)).content.decode()
    assert page.count('aria-current="page"') >= 2
    for text in ("Runners", "Templates", "Invitations"):
        assert f">{text}</a>" in page
    assert f'aria-current="page">{marked}</a>' in page


@pytest.mark.parametrize("role", [User.Role.CONTENT_ADMIN, User.Role.SUPPORT_ADMIN])
def test_administrators_have_no_tabs(role: User.Role) -> None:
    """Their pages are those of the administration."""
    user = User.objects.create_user("connie@example.org", None, role=role, display_name="Connie")
    assert "tabbar" not in signed_in(user).get(reverse("settings")).content.decode()
