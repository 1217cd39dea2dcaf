"""A phone that several people use: nothing of one is left for the next, and it can be put on the home screen."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import Error, Page, Route, expect

from accounts.models import User
from accounts.tagging import person_tag
from rehab.plans.models import LogEntry
from tests.accounts.therapists import therapist
from tests.browser.phones import held, offline, open_today, sent, wait_until, waiting
from tests.browser.phones import phone as phone
from tests.browser.phones import phones as phones
from tests.browser.test_offline import log_whole
from tests.browser.test_offline_conflicts import KEEP
from tests.browser.walking import check_at_each_size, let_in, sign_in
from tests.checkins.days import plan_since
from tests.intake.walking import runner

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# What only Ada's pages say, and what her phone knows her by.
CANARIES = ("How was your back this morning", "data-person", "owner", '"person"', "/today/rating/", "figures/")


KEPT_PAGES = "async () => (await (await caches.open('pages')).keys()).map((one) => new URL(one.url).pathname)"
# A session of the player under way, and its database held open by the tab, or not.
BEGUN = """(isHeld) => new Promise((done) => {
  const asked = indexedDB.open("player", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("kept");
  asked.onsuccess = () => {
    const work = asked.result.transaction("kept", "readwrite");
    work.objectStore("kept").put("begun by Ada", "session");
    work.oncomplete = () => { if (!isHeld) asked.result.close(); done(); };
  };
})"""


@pytest.fixture
def ada(site: str) -> User:
    """A runner with a plan of today."""
    return person("ada@example.org")


def person(email: str) -> User:
    """A runner whose address is confirmed, with a plan of today."""
    made = runner(email)
    EmailAddress.objects.create(user=made, email=made.email, verified=True, primary=True)
    plan_since(made, 0)
    return made


def tap(page: Page, value: str) -> None:
    """This morning, rated."""
    page.get_by_role("button", name=value, exact=True).first.click()
    expect(page.locator("#morning")).to_contain_text("Kept on this phone")


def keep_one(page: Page, value: str) -> None:
    """A rating that stays on the phone: the server does not take it yet, and says so to no one."""
    page.context.route("**/offline/who/", lambda route: route.abort())
    with offline(page):
        tap(page, value)


def test_signing_out_says_what_waits_and_leaves_nothing(phone: Page, site: str, ada: User) -> None:
    """Pages, figures, the queue and both storages are empty of her; Back shows nothing, with or without a network."""
    let_in(phone, site, ada)
    open_today(phone, site)
    keep_one(phone, "5")
    assert "How was your back this morning" in held(phone)
    phone.goto(f"{site}/account/logout/")
    expect(phone.locator("#unsent-warning")).to_contain_text("1 log is not sent yet. Send it first, or it is deleted.")
    check_at_each_size(phone, "light", "dark")
    phone.get_by_role("button", name="Sign out").click()
    phone.wait_for_url(f"{site}/")
    left = held(phone)
    assert [word for word in CANARIES if word in left] == []
    phone.go_back()
    phone.go_back()
    assert "How was your back" not in phone.content()
    phone.goto(f"{site}/today/")
    expect(phone.locator("#id_password")).to_be_visible()
    with offline(phone), pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
        phone.goto(f"{site}/today/")  # no worker is left that could open anything
    assert not LogEntry.objects.exists()


def test_what_waits_can_be_sent_before_signing_out(phone: Page, site: str, ada: User) -> None:
    """One tap, and the warning is gone."""
    let_in(phone, site, ada)
    open_today(phone, site)
    keep_one(phone, "5")
    phone.goto(f"{site}/account/logout/")
    phone.get_by_role("button", name="Send now").click()
    expect(phone.locator("#unsent-warning")).to_contain_text("There was no answer just now.")
    phone.context.unroute("**/offline/who/")
    phone.get_by_role("button", name="Send now").click()
    expect(phone.locator("#unsent-warning")).to_be_hidden()
    assert LogEntry.objects.get().body["morning"] == 5


def test_what_somebody_else_left_is_named_as_theirs(phone: Page, site: str, ada: User) -> None:
    """Whoever signs out next cannot send it, and reads no more than that it would be lost."""
    let_in(phone, site, ada)
    open_today(phone, site)
    keep_one(phone, "5")
    phone.evaluate(KEEP, ["/today/rating/", [["day", "0"], ["was", ""], ["worst", "6"]], "worst", ""])
    let_in(phone, site, person("eve@example.org"))
    phone.context.unroute("**/offline/who/")
    open_today(phone, site)
    phone.goto(f"{site}/account/logout/")
    words = "2 logs are not sent yet. Somebody else entered them on this browser, and only they can send them;"
    expect(phone.locator("#unsent-warning")).to_contain_text(words)
    expect(phone.get_by_role("button", name="Send now")).to_be_hidden()
    assert not LogEntry.objects.exists()


def out_without_the_header(route: Route) -> None:
    """Signed out for real, or a page still open would bring the worker back; what the answer says is left out."""
    if route.request.method == "POST":
        route.fetch(max_redirects=0)
    route.fulfill(status=200, body="<h1>Out</h1>")


@pytest.mark.parametrize("is_hung", [False, True])
def test_without_clear_site_data_the_page_wipes_all_the_same(phone: Page, site: str, ada: User, is_hung: bool) -> None:
    """Some browsers do not know the header. A push service or another tab that hangs keeps no page back."""
    let_in(phone, site, ada)
    open_today(phone, site)
    other = phone.context.new_page()
    other.goto(f"{site}/today/")  # at rest, it asks for copies: maybe in the very moment of leaving
    hung = phone.context.new_page()
    hung.goto(f"{site}/healthz")  # a tab that none of our scripts could send away
    keep_one(phone, "5")
    phone.goto(f"{site}/account/logout/")
    hung.evaluate(BEGUN, is_hung)
    if is_hung:
        phone.evaluate("() => { PushManager.prototype.getSubscription = () => new Promise(() => {}); }")
    phone.context.route("**/account/logout/", out_without_the_header)
    phone.get_by_role("button", name="Sign out").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Out")
    assert phone.evaluate("() => caches.keys()") == []
    assert phone.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).length") == 0
    hung.close()  # what it held open goes with it
    other.wait_for_url(f"{site}/")
    assert "How was your back" not in other.content()
    left = held(phone)
    assert [word for word in (*CANARIES, "begun by Ada") if word in left] == []


def test_signing_out_without_a_network_deletes_nothing(phone: Page, site: str, ada: User) -> None:
    """Nobody is out before the server says so: what waits is still there, and it is said."""
    let_in(phone, site, ada)
    open_today(phone, site)
    keep_one(phone, "5")
    phone.goto(f"{site}/account/logout/")
    with offline(phone):
        phone.get_by_role("button", name="Sign out").click()
        expect(phone.locator("#still-in")).to_contain_text("You are still signed in, and nothing was deleted.")
        check_at_each_size(phone, "light", "dark")
        phone.goto(f"{site}/account/logout/")
        expect(phone.get_by_role("heading", level=1)).to_have_text("You are still signed in")
    phone.goto(f"{site}/account/logout/")
    assert len(waiting(phone)) == 1
    phone.get_by_role("button", name="Sign out").click()
    phone.wait_for_url(f"{site}/")
    assert "How was your back" not in held(phone)


def test_another_person_sees_and_sends_nothing_of_the_first(phone: Page, site: str, ada: User) -> None:
    """The kept pages go; what waits is shown to nobody else, and sent once its owner is back."""
    eve = person("eve@example.org")
    let_in(phone, site, ada)
    open_today(phone, site)
    keep_one(phone, "5")
    phone.context.clear_cookies()  # first: signed in still, and heard, the phone sends
    phone.context.unroute("**/offline/who/")
    let_in(phone, site, eve)
    open_today(phone, site)
    expect(phone.locator("#unsent-bar")).to_be_hidden()
    assert phone.evaluate("() => Unsent.all()") == []
    phone.goto(f"{site}/offline/")
    expect(phone.locator("#waits")).to_be_hidden()
    assert len(waiting(phone)) == 1
    assert not LogEntry.objects.exists()
    phone.context.clear_cookies()
    sign_in(phone, site, ada.email)
    phone.goto(f"{site}/today/")
    sent(phone)
    assert LogEntry.objects.get().plan.runner == ada


def test_what_a_tab_of_the_first_keeps_is_the_firsts(phone: Page, site: str, ada: User) -> None:
    """Eve signed in in another tab since: a tap and a session on Ada's pages wait for Ada, and are no word of Eve's."""
    eve = person("eve@example.org")
    let_in(phone, site, ada)
    open_today(phone, site)
    form = phone.context.new_page()
    form.goto(f"{site}/today/session/")
    phone.context.clear_cookies()
    let_in(phone, site, eve)
    other = phone.context.new_page()
    open_today(other, site)
    with offline(phone):
        tap(phone, "7")
        log_whole(form)
        expect(form.get_by_role("heading", level=1)).to_have_text("You are offline")
        assert {one["person"] for one in waiting(phone)} == {person_tag(ada)}
    other.goto(f"{site}/today/")
    expect(other.locator("#unsent-bar")).to_be_hidden()
    assert not LogEntry.objects.exists()
    phone.context.clear_cookies()
    let_in(phone, site, ada)
    phone.goto(f"{site}/today/")
    sent(phone)
    assert {entry.plan.runner for entry in LogEntry.objects.all()} == {ada}
    assert LogEntry.objects.count() == 2


def test_a_therapists_or_visitors_pages_are_never_kept(phone: Page, site: str, ada: User) -> None:
    """A phone with a worker keeps the pages of the runner it belongs to alone."""
    let_in(phone, site, ada)
    open_today(phone, site)
    for address in ("/plan/", "/settings/", "/progress/", "/"):
        phone.goto(f"{site}{address}")
    own = {"/today/", "/today/session/", "/today/session/play/", "/runs/new/"}
    assert {"/today/", "/runs/new/"} <= set(phone.evaluate(KEPT_PAGES)) <= own
    phone.context.clear_cookies()
    for person_in in (None, therapist("pa@example.org")):
        if person_in:
            let_in(phone, site, person_in)
        for address in ("/", "/today/", "/settings/", "/library/"):
            phone.goto(f"{site}{address}")
        phone.wait_for_timeout(500)
        assert phone.evaluate(KEPT_PAGES) == []


def test_a_page_shows_nothing_that_waits_of_another_person(phone: Page, site: str, ada: User) -> None:
    """Somebody else has signed in in another tab: their taps are not seen on the page that is still open."""
    let_in(phone, site, ada)
    open_today(phone, site)
    phone.evaluate("() => Unsent.setPerson('somebody')")
    phone.evaluate(KEEP, ["/today/rating/", [["day", "0"], ["was", ""], ["morning", "8"]], "other", "somebody"])
    wait_until(phone, "async () => (await Unsent.all()).length === 1")
    phone.wait_for_timeout(300)
    expect(phone.locator("#unsent-bar")).to_be_hidden()
    expect(phone.locator('button[name="morning"][value="8"]').first).not_to_have_attribute("aria-pressed", "true")
