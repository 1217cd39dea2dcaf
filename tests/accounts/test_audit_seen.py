"""The runner's page of who has seen their data."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.auditing import note
from accounts.models import User
from accounts.services import close_account, note_refusal, note_view, reset_second_factor
from tests.plans.making import text_of

from .factors import give_factor
from .inviting import linked, runner, therapist
from .people import signed_in

pytestmark = pytest.mark.django_db
WHEN = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)


def _look(viewer: User, subject: User, at: datetime = WHEN, object_type: str = "plan") -> None:
    note_view(viewer=viewer, runner=subject, object_type=object_type, object_id="7", now=at)


def _page(person: User, query: str = "") -> str:
    response = signed_in(person).get(reverse("seen") + query)
    assert response.status_code == 200
    return text_of(response.content.decode())


def test_it_says_who_when_and_what() -> None:
    """A therapist by name and role, at the runner's own time."""
    ada = runner(time_zone="Europe/Berlin")
    _look(therapist(), ada)
    page = _page(ada)
    assert "Thea Miller Physical therapist Looked at your plan Thursday, 2 July 2026, 00:30" in page


def test_support_has_no_name_and_the_product_has_its_own() -> None:
    """Nobody's name but a therapist's; a therapist who has left has none any more."""
    ada, thea = runner(), therapist()
    sam = User.objects.create_user("sam@example.org", None, role="support_admin", display_name="Sam Silent")
    root = User.objects.create_superuser("root@example.org", None, display_name="Root Silent")
    give_factor(ada)
    reset_second_factor(user=ada, by=sam, now=WHEN)
    _look(root, ada, object_type="record")
    note(actor=None, subject=ada, action="close", obj=ada, now=WHEN)
    _look(thea, ada)
    close_account(user=thea, now=WHEN)
    page = _page(ada)
    assert page.count("Support staff") == 2
    assert "Support staff Reset your second factor" in page
    assert "Support staff Looked at your record" in page
    assert "Backstride, by itself Changed something in your record" in page
    assert "A therapist whose account is closed Looked at your plan" in page
    assert "Silent" not in page
    assert "Thea" not in page


def test_ones_own_acts_refused_looks_and_other_runners_are_not_on_it() -> None:
    """Nothing to report is said so."""
    ada, thea, bo = runner(), therapist(), runner("bo@example.org", "Bo")
    note(actor=ada, subject=ada, action="end_link", obj=linked(ada, thea), now=WHEN)
    note_refusal(viewer=bo, runner=ada, object_type="plan", object_id="7", now=WHEN)
    _look(thea, bo)
    page = _page(ada)
    assert "Nobody but you has looked" in page
    assert "Thea" not in page
    assert "Thea Miller" in _page(bo)


def test_it_is_paged_newest_first() -> None:
    """Twenty-five to a page; any other number leads to the nearest page there is."""
    ada, thea = runner(), therapist()
    for day in range(26):
        _look(thea, ada, WHEN + timedelta(days=day))
    first, second = _page(ada), _page(ada, "?page=2")
    assert first.count("Thea Miller") == 25
    assert first.index("26 July") < first.index("25 July")
    assert second.count("Thea Miller") == 1
    assert "1 July 2026" in second
    for odd in ("0", "-1", "9" * 5000, "%00", "x", "%ED%A0%80"):
        assert "Thea Miller" in _page(ada, f"?page={odd}")


def test_the_number_of_statements_does_not_grow(django_assert_num_queries: Any) -> None:
    """Session, person, count, entries, names."""
    ada, browser = runner(), therapist("tom@example.org")
    for nth, thea in enumerate([browser, therapist(), therapist("tess@example.org")]):
        _look(thea, ada, WHEN + timedelta(days=nth))
    client = signed_in(ada)
    with django_assert_num_queries(6):
        client.get(reverse("seen"))


@pytest.mark.parametrize("role", ["therapist", "content_admin", "support_admin"])
def test_it_is_for_runners(role: str) -> None:
    """Nobody else has such a page, a therapist of the runner neither."""
    person = runner("x@example.org")
    User.objects.filter(pk=person.pk).update(role=role)
    assert signed_in(person).get(reverse("seen")).status_code == 403


def test_strangers_see_nothing_of_it() -> None:
    """A visitor is sent to the log-in, another runner sees their own, a linked or former therapist none."""
    ada, thea = runner(), therapist()
    _look(thea, ada)
    assert Client().get(reverse("seen")).status_code == 302
    assert "Thea" not in _page(runner("bo@example.org", "Bo"))
    link = linked(ada, thea)
    for ended in (None, WHEN):
        type(link).objects.filter(pk=link.pk).update(ended_at=ended)
        assert signed_in(thea).get(reverse("seen")).status_code == 403


def test_only_reading_is_possible() -> None:
    """No other method."""
    client = signed_in(runner())
    assert {getattr(client, name)(reverse("seen")).status_code for name in ("post", "put", "patch", "delete")} == {405}


def test_settings_and_the_care_page_lead_to_it() -> None:
    """A runner finds it; a therapist is not led there."""
    address = reverse("seen").encode()
    ada, thea = signed_in(runner()), signed_in(therapist())
    assert address in ada.get(reverse("settings")).content
    assert address in ada.get(reverse("care")).content
    assert address not in thea.get(reverse("settings")).content
