"""Who has seen my data, in a real browser."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.services import note_view, reset_second_factor
from tests.accounts.factors import give_factor
from tests.accounts.therapists import therapist
from tests.browser.walking import check_at_each_size, let_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "Theodora " * 8
WHEN = datetime(2026, 7, 1, 9, 30, tzinfo=UTC)


def test_a_runner_reads_who_looked(page: Page, site: str) -> None:
    """From the settings to the newest look and on to earlier ones, by keyboard; every page holds."""
    ada = User.objects.create_user("ada@example.org", None, display_name="Ada")
    thea, long = therapist(), therapist("long@example.org", LONG.strip())
    for day in range(26):
        viewer, kind = (long, "log") if day == 24 else (thea, "plan")
        note_view(viewer=viewer, runner=ada, object_type=kind, object_id="7", now=WHEN + timedelta(days=day))
    give_factor(ada)
    reset_second_factor(user=ada, by=User.objects.create_user("sam@example.org", role="support_admin"), now=WHEN)
    let_in(page, site, User.objects.get(pk=ada.pk))
    page.goto(f"{site}/settings/")
    page.get_by_role("link", name="Who has seen my data").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Who has seen your data")
    expect(page.get_by_role("listitem")).to_have_count(25)
    check_at_each_size(page, "light", "dark")
    page.get_by_role("link", name="Earlier").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Support staff")).to_have_count(1)
    check_at_each_size(page, "light", "dark")
