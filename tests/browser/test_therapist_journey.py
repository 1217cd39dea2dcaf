"""Therapist and runner at once, each in a browser of their own: from the invitation to the end of the consent."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from accounts.models import User
from rehab.clinic.models import Message
from tests.accounts.inviting import runner, therapist
from tests.browser.walking import PHRASE, check, let_in
from tests.intake.walking import submitted

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WHY, HERS, THEIRS = "Slowly, for your calf.", "It aches after the hills.", "Try the flat road this week."


def _press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()


def _send(page: Page, words: str) -> None:
    page.get_by_label("Your message").fill(words)
    _press(page, "Send")


def test_from_the_invitation_to_its_end(page: Page, desk: Page, site: str) -> None:
    """What one does the other finds: invited, agreed, adjusted, written, ended, and then nothing is left open."""
    ada, thea = runner(name="Ada"), therapist()
    submitted(ada)
    let_in(desk, site, thea)
    _invite(desk, site, ada)
    _agree(page, site, ada)
    _adjust(desk, site)
    _read_the_change(page, site)
    _write_to_each_other(page, desk, site)

    desk.get_by_role("link", name="Back to the time line").click()
    desk.get_by_role("link", name="Adjust the plan").click()
    move = desk.get_by_role("button", name=re.compile("^Move .* down$")).first
    expect(move).to_be_visible()
    _end(page, site)
    with desk.expect_response(lambda answer: answer.request.method == "POST") as told:
        move.click()
    assert told.value.status == 404
    expect(desk.locator("#editor")).to_have_count(0)  # the open page gives way to the 404 by itself
    _nothing_is_left(page, desk, site, ada)


def _invite(desk: Page, site: str, ada: User) -> None:
    """By address; until the runner agrees there is nothing to see."""
    desk.goto(f"{site}/invitations/")
    desk.get_by_label("Your runner’s e-mail address").fill(ada.email)
    desk.get_by_label("What they log").check()
    _press(desk, "Send the invitation")
    check(desk)
    refused = desk.goto(f"{site}/runners/{ada.public_id}/")
    assert refused is not None
    assert refused.status == 404


def _agree(page: Page, site: str, ada: User) -> None:
    """By the link of the mail, through the log-in form."""
    link = re.search(r"/invitations/\S+/", str(mail.outbox[-1].body))
    assert link is not None
    page.goto(f"{site}{link[0]}")
    page.locator("#id_login").fill(ada.email)
    page.locator("#id_password").fill(PHRASE)
    _press(page, "Sign in")
    expect(page.get_by_role("heading", level=1)).to_have_text("Let Thea Miller see your plan?")
    check(page)
    page.get_by_label("What I log").check()
    page.get_by_label("Everything, also what is past").check()
    _press(page, "Agree, Thea Miller may see this")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thea Miller may see your plan")
    check(page)


def _adjust(desk: Page, site: str) -> None:
    """From the list to the runner's page, to the editor, to a dose with its reason."""
    desk.goto(f"{site}/runners/")
    desk.get_by_role("link", name=re.compile("^All")).click()
    desk.get_by_role("link", name="Ada", exact=True).click()
    check(desk)
    desk.get_by_role("link", name="Adjust the plan").click()
    desk.locator("#rows").get_by_role("link", name=re.compile("^Change ")).first.click()
    desk.get_by_role("radio", name="Level 2").check()
    desk.get_by_label("Why?").first.fill(WHY)
    desk.get_by_role("button", name=re.compile("^Save the dose for ")).click()
    expect(desk.locator("#said")).to_contain_text("→")


def _read_the_change(page: Page, site: str) -> None:
    """On Today, then before and after with the reason."""
    page.goto(f"{site}/today/")
    expect(page.get_by_role("heading", name="Thea Miller changed your plan today: 1 change")).to_be_visible()
    check(page)
    page.get_by_role("link", name="See what and why").click()
    expect(page.get_by_text(WHY)).to_be_visible()
    expect(page.get_by_text("→").first).to_be_visible()
    check(page)


def _write_to_each_other(page: Page, desk: Page, site: str) -> None:
    """The mark that a message was read comes by itself when the page is opened."""
    page.goto(f"{site}/messages/")
    check(page)
    page.get_by_role("link", name="Read and write to Thea Miller").click()
    _send(page, HERS)
    expect(page.get_by_text("not read yet")).to_be_visible()
    check(page)
    desk.goto(f"{site}/runners/")
    desk.get_by_role("link", name=re.compile("^All")).click()
    desk.get_by_role("link", name="Ada", exact=True).click()
    desk.get_by_role("link", name="Messages 1 new").click()
    expect(desk.get_by_text(HERS)).to_be_visible()
    expect(desk.get_by_text("Marked as read.")).to_be_attached()
    assert Message.objects.exclude(read_at=None).exists()
    _send(desk, THEIRS)
    check(desk)
    page.reload()
    expect(page.get_by_text(THEIRS)).to_be_visible()
    expect(page.get_by_text(", read ")).to_be_visible()


def _end(page: Page, site: str) -> None:
    page.goto(f"{site}/settings/care/")
    page.get_by_role("link", name="End this with Thea Miller").click()
    check(page)
    _press(page, "Yes, end it now")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nobody but you sees your plan")


def _nothing_is_left(page: Page, desk: Page, site: str, ada: User) -> None:
    """Every page answers 404, the list is empty; the runner may still read what was written."""
    for address in ("plan/", "messages/", "", "notes/", "intake/"):
        answer = desk.goto(f"{site}/runners/{ada.public_id}/{address}")
        assert answer is not None
        assert answer.status == 404
        assert HERS not in desk.content()
    desk.goto(f"{site}/runners/")
    expect(desk.get_by_role("heading", level=1)).to_have_text("No runners yet")
    page.goto(f"{site}/messages/")
    page.get_by_role("link", name="Read what Thea Miller wrote").click()
    expect(page.get_by_text(THEIRS)).to_be_visible()
    check(page)
