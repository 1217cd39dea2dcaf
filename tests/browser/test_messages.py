"""Two people in two browsers: a message, its mark, an answer, and the end of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from rehab.clinic.models import Message
from tests.accounts.inviting import linked, runner, therapist
from tests.browser.walking import check, let_in
from tests.clinic.records import plan_with_log

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HERS, THEIRS = "It aches after the hills.", "Try the flat road this week."


@pytest.fixture
def ada() -> User:
    """A runner."""
    return runner(name="Ada")


@pytest.fixture
def thea() -> User:
    """A therapist with a checked licence."""
    return therapist()


@pytest.fixture
def desk(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Page]:
    """The therapist's own browser, as wide as a desk."""
    context = browser.new_context(**{**browser_context_args, "viewport": {"width": 1280, "height": 900}})
    yield context.new_page()
    context.close()


def _send(page: Page, words: str) -> None:
    page.get_by_label("Your message").fill(words)
    with page.expect_navigation():
        page.get_by_role("button", name="Send").click()


def test_a_message_is_read_answered_and_closed(page: Page, desk: Page, site: str, ada: User, thea: User) -> None:
    """The mark comes by itself when the page is opened; a consent taken back closes it in the open browser."""
    plan_with_log(ada)
    linked(ada, thea)
    let_in(page, site, ada)
    let_in(desk, site, thea)
    page.goto(f"{site}/today/")
    page.get_by_role("link", name="Messages").click()
    check(page)
    page.get_by_role("link", name="Read and write to Thea Miller").click()
    _send(page, HERS)
    expect(page.get_by_text("not read yet")).to_be_visible()
    check(page)

    desk.goto(f"{site}/runners/{ada.public_id}/")
    check(desk)
    desk.get_by_role("link", name="Messages 1 new").click()
    expect(desk.get_by_text(HERS)).to_be_visible()
    expect(desk.get_by_text("Marked as read.")).to_be_attached()
    assert Message.objects.exclude(read_at=None).exists()
    _send(desk, THEIRS)
    check(desk)

    page.reload()
    expect(page.get_by_text(THEIRS)).to_be_visible()
    expect(page.get_by_text(", read ")).to_be_visible()
    page.goto(f"{site}/settings/care/")
    page.get_by_role("link", name="End this with Thea Miller").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Yes, end it now").click()
    for address in ("messages/", "", "notes/", "intake/"):
        answer = desk.goto(f"{site}/runners/{ada.public_id}/{address}")
        assert answer is not None
        assert answer.status == 404
        assert HERS not in desk.content()
    page.goto(f"{site}/messages/")
    page.get_by_role("link", name="Read what Thea Miller wrote").click()
    expect(page.get_by_text(THEIRS)).to_be_visible()
    check(page)
