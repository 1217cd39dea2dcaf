"""In flight mode: Today opens, what is logged is kept, and back online it is sent once."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from rehab.library import figure_loading
from rehab.plans.models import LogEntry, Receipt
from tests.browser.phones import offline, open_today, sent, wait_until, waiting
from tests.browser.phones import phone as phone
from tests.browser.phones import phones as phones
from tests.browser.playing import PLAY, act, go_through, say_how_it_was
from tests.browser.walking import check_at_each_size, let_in
from tests.checkins.days import plan_since, session_sent
from tests.checkins.logging import READY
from tests.intake.walking import runner

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

KEPT_OR_SENT = re.compile(r"Kept on this phone|Sent\.")  # the worker sends again at once where it can
DRAWN = """() => {
  const shown = document.querySelector("main picture img");
  return shown.complete && shown.naturalWidth > 0;
}"""


def log_whole(page: Page) -> None:
    """The session of the form that is open: all done."""
    page.locator('label[for="whole_pain_1"]').click()
    page.locator('label[for="whole_effort_4"]').click()
    page.locator('label[for="whole_spread_1"]').click()
    page.get_by_role("button", name="Log the whole session").click()


def test_a_rating_and_a_session_in_flight_mode_are_sent_once(phone: Page, site: str) -> None:
    """Today says that it is of before; the tap is marked; what waits is listed, and gone once it was sent."""
    ada = runner()
    plan_since(ada, 0)
    let_in(phone, site, ada)
    open_today(phone, site)
    with offline(phone):
        phone.reload()
        expect(phone.locator("#copy-bar")).to_contain_text("You are offline. This is “Today” as of")
        expect(phone.get_by_role("heading", level=1)).to_contain_text("One session today")
        phone.get_by_role("button", name="2", exact=True).first.click()
        expect(phone.locator("#morning")).to_contain_text("Kept on this phone. Sent when you are back online.")
        expect(phone.get_by_role("button", name="2", exact=True).first).to_have_attribute("aria-pressed", "true")
        expect(phone.locator("#unsent-bar")).to_contain_text("1 log waits on this phone.")
        check_at_each_size(phone, "light", "dark")
        phone.goto(f"{site}/today/session/")
        log_whole(phone)
        expect(phone.get_by_role("heading", level=1)).to_have_text("Kept on this phone")
        expect(phone.locator("#waiting")).to_contain_text("Your session of")
        expect(phone.locator("#waiting")).to_contain_text("How hard was it? 4")
        expect(phone.locator("#waiting > li")).to_have_count(2)
        check_at_each_size(phone, "light", "dark")
        assert LogEntry.objects.count() == 0
    sent(phone)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Sent")
    expect(phone.locator("#sent")).to_contain_text("Your session of")
    expect(phone.locator("#sent")).to_contain_text("Your rating of")
    assert sorted(LogEntry.objects.values_list("kind", flat=True)) == ["rating", "session"]
    assert Receipt.objects.count() == 2
    phone.goto(f"{site}/today/")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Done for today")
    expect(phone.locator("#unsent-bar")).to_be_hidden()


def test_a_session_of_the_player_in_flight_mode_is_sent_once(phone: Page, site: str) -> None:
    """From Today through every set to the log; what was done and said is what the server has afterwards."""
    ada = runner()
    plan_since(ada, 7, **READY)
    let_in(phone, site, ada)
    open_today(phone, site, until=PLAY)
    with offline(phone):
        phone.goto(f"{site}/today/")
        phone.locator(f'.dock a[href="{PLAY}"]').click()
        expect(phone.locator('#player:not([data-stage="plain"])')).to_be_visible()
        expect(phone.locator("#copy-bar")).to_contain_text("You are offline. This is “Session” as of")
        check_at_each_size(phone, "light", "dark")
        act(phone, "start")
        go_through(phone)
        say_how_it_was(phone)
        phone.get_by_role("button", name="Log this session").click()
        expect(phone.locator("#waiting")).to_contain_text("Your session of")
        assert not LogEntry.objects.exists()
    sent(phone)
    assert LogEntry.objects.count() == 1
    marks = session_sent(ada, 7).marks
    assert marks
    assert {(mark.pain, mark.effort, mark.spread) for mark in marks} == {(2, 4, False)}


def test_what_needs_a_network_says_so_and_leads_to_what_opens(
    phone: Page, site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No browser's error page; the figures of the kept pages are there, also those that no page has shown yet."""
    ada = runner()
    plan = plan_since(ada, 0)
    needed = sorted(set(plan.prescriptions.filter(phase=plan.phase).values_list("exercise_id", flat=True)))[:3]
    monkeypatch.setattr(figure_loading, "figure_ids", lambda: needed)
    figure_loading.load_figures()
    let_in(phone, site, ada)
    open_today(phone, site)
    wait_until(phone, "async () => (await (await caches.open('figures')).keys()).length > 3")
    with offline(phone):
        phone.goto(f"{site}/plan/")
        expect(phone.get_by_role("heading", level=1)).to_have_text("You are offline")
        phone.get_by_role("link", name="Log a run").click()
        expect(phone.get_by_role("heading", level=1)).to_have_text("How was your run?")
        phone.goto(f"{site}/today/")
        drawn = phone.locator("main picture img").first
        drawn.scroll_into_view_if_needed()
        for scheme in ("light", "dark"):
            phone.emulate_media(color_scheme=scheme)
            wait_until(phone, DRAWN)


def test_two_tabs_that_come_back_at_once_send_it_once(phone: Page, site: str) -> None:
    """Both see what waits, both hear that the network is back; one row comes of it."""
    ada = runner()
    plan_since(ada, 0)
    let_in(phone, site, ada)
    open_today(phone, site)
    other = phone.context.new_page()
    other.goto(f"{site}/today/")
    with offline(phone):
        phone.get_by_role("button", name="3", exact=True).first.click()
        expect(phone.locator("#morning")).to_contain_text("Kept on this phone")
        expect(other.locator("#unsent-bar")).to_contain_text("1 log waits")
        assert len(waiting(phone)) == 1
    sent(phone)
    expect(other.locator("#sent-bar")).to_contain_text("was sent.")
    expect(other.locator("#unsent-bar")).to_be_hidden()
    assert LogEntry.objects.count() == 1


def test_an_answer_that_was_lost_on_its_way_counts_once(phone: Page, site: str) -> None:
    """The server has it, the phone does not know: it sends it again, under the same key."""
    ada = runner()
    plan_since(ada, 0)
    let_in(phone, site, ada)
    open_today(phone, site)
    next_answer(phone, "await real(...given); throw new TypeError('lost on its way');")
    phone.get_by_role("button", name="3", exact=True).first.click()
    expect(phone.locator("#morning")).to_contain_text(KEPT_OR_SENT)
    assert LogEntry.objects.count() == 1
    phone.goto(f"{site}/today/")
    sent(phone)
    assert LogEntry.objects.count() == 1
    assert Receipt.objects.count() == 1


def test_a_server_that_is_down_loses_nothing(phone: Page, site: str) -> None:
    """A 503 is no answer to a form: it is kept, and sent at the next look."""
    ada = runner()
    plan_since(ada, 0)
    let_in(phone, site, ada)
    open_today(phone, site)
    next_answer(phone, "return new Response('', { status: 503 });")
    phone.get_by_role("button", name="3", exact=True).first.click()
    expect(phone.locator("#morning")).to_contain_text(KEPT_OR_SENT)
    phone.goto(f"{site}/today/")
    sent(phone)
    assert LogEntry.objects.get().body["morning"] == 3


def test_a_network_that_does_not_answer_shows_the_copy(phone: Page, site: str) -> None:
    """After four seconds, and says so."""
    ada = runner()
    plan_since(ada, 0)
    let_in(phone, site, ada)
    open_today(phone, site)
    next_answer(phone, "await new Promise((done) => setTimeout(done, 8000)); return real(...given);")
    phone.goto(f"{site}/today/")
    expect(phone.locator("#copy-bar")).to_contain_text("The network does not answer. This is “Today” as of")


def next_answer(page: Page, becomes: str) -> None:
    """What the worker's next request comes to."""
    (worker,) = page.context.service_workers
    worker.evaluate(
        """(becomes) => {
          const real = self.fetch.bind(self);
          const once = async (...given) => { self.fetch = real; return BODY; };
          self.fetch = once;
        }""".replace("return BODY;", becomes),
        becomes,
    )
