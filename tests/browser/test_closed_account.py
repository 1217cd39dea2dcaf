"""An account that is closed, a session that ends elsewhere: the phone keeps nothing that anybody could read."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from accounts.models import User
from accounts.services import close_account
from rehab.plans.models import LogEntry
from tests.browser.phones import held, offline, open_today, wait_until, waiting
from tests.browser.phones import phone as phone
from tests.browser.phones import phones as phones
from tests.browser.test_copies import OPENS
from tests.browser.test_left_phone import FILL, HALF_DONE, HERS
from tests.browser.test_shared_phone import CANARIES, keep_one, person
from tests.browser.test_shared_phone import ada as ada
from tests.browser.walking import PHRASE, check_at_each_size, let_in
from tests.intake.walking import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CLOSE = "/settings/close/"
NO_PAGES = f"async () => (await ({OPENS})()) === 0"


def close(page: Page, word: str = PHRASE) -> None:
    """The password, and the button."""
    page.get_by_label("Your password").fill(word)
    page.get_by_role("button", name="Delete everything and close").click()


def without_clear_site_data(route: Route) -> None:
    """The server's own answer, as a browser reads it that does not know the header."""
    answer = route.fetch(max_redirects=0)
    known = {name: value for name, value in answer.headers.items() if name != "clear-site-data"}
    assert answer.status != 302 or known != answer.headers
    route.fulfill(response=answer, headers=known)


def test_closing_the_account_leaves_nothing_on_the_phone(phone: Page, site: str, ada: User) -> None:
    """Also where Clear-Site-Data is not known; what waits is named before, and no other tab goes on showing her day."""
    let_in(phone, site, ada)
    open_today(phone, site)
    other = phone.context.new_page()
    other.goto(f"{site}/today/")
    keep_one(phone, "5")
    phone.evaluate(FILL, HALF_DONE)
    phone.goto(f"{site}{CLOSE}")
    said = phone.locator("#unsent-warning [data-words]")
    expect(said).to_have_text("1 log is not sent yet. It is deleted with your account.")
    expect(phone.locator("#send-first")).to_be_hidden()
    check_at_each_size(phone, "light", "dark")
    phone.context.route(f"**{CLOSE}", without_clear_site_data)
    close(phone)
    phone.wait_for_url(f"{site}/")
    expect(phone.get_by_role("status")).to_have_text("Your account is closed and everything in it is deleted.")
    assert phone.evaluate("() => caches.keys()") == []
    assert phone.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).length") == 0
    left = held(phone)
    assert [word for word in (*CANARIES, HALF_DONE) if word in left] == []
    other.wait_for_url(f"{site}/")
    assert HERS not in other.content()
    assert not User.objects.filter(pk=ada.pk).exists()


def test_an_account_that_was_not_closed_keeps_what_waits(phone: Page, site: str, ada: User) -> None:
    """Without a network, with a wrong password, after a session that ended: nothing is deleted, and it is said."""
    let_in(phone, site, ada)
    open_today(phone, site)
    keep_one(phone, "5")
    phone.goto(f"{site}{CLOSE}")
    with offline(phone):
        close(phone)
        expect(phone.locator("#still-in")).to_contain_text("Nothing on this phone was deleted.")
        check_at_each_size(phone, "light", "dark")
    close(phone, "a wrong one")
    expect(phone.locator("main")).to_contain_text("That is not your password. Nothing was deleted.")
    assert len(waiting(phone)) == 1
    phone.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    close(phone)
    expect(phone.locator("#id_login")).to_be_visible()
    phone.goto(f"{site}/offline/")
    assert len(waiting(phone)) == 1
    assert User.objects.filter(pk=ada.pk).exists()


def change_password(ada: User) -> None:
    """On another device."""
    ada.set_password("nineteen loud herons")
    ada.save()


def sign_out_others(ada: User) -> None:
    """By the button in the settings of another browser."""
    assert signed_in(ada).post("/settings/sign-out-others/").status_code == 302


ENDINGS = {
    "password changed": change_password,
    "signed out elsewhere": sign_out_others,
    "session over": lambda ada: Session.objects.all().delete(),
    "account locked": lambda ada: User.objects.filter(pk=ada.pk).update(is_active=False),
    "account closed": lambda ada: close_account(user=ada, now=timezone.now()),
}


@pytest.mark.parametrize("how", ENDINGS)
def test_a_session_that_ends_elsewhere_leaves_nothing_to_read(phone: Page, site: str, ada: User, how: str) -> None:
    """The next page asks for the log-in; after it nothing of hers opens, with or without a network."""
    let_in(phone, site, ada)
    open_today(phone, site)
    phone.evaluate(FILL, HALF_DONE)
    assert HERS in held(phone)
    ENDINGS[how](ada)
    phone.goto(f"{site}/progress/")
    expect(phone.locator("#id_login")).to_be_visible()
    wait_until(phone, f"async () => !(await {PERSON})")
    left = held(phone)
    assert [word for word in (HERS, HALF_DONE, "data-person") if word in left] == []
    with offline(phone):
        phone.goto(f"{site}/today/")
        expect(phone.get_by_role("heading", level=1)).to_have_text("You are offline")
        expect(phone.locator("#pages")).to_be_hidden()


# Whose phone it is, on a page that loads no script of ours.
PERSON = """new Promise((done) => {
  const asked = indexedDB.open("backstride");
  asked.onsuccess = () => {
    const found = asked.result.transaction("device").objectStore("device").get("person");
    found.onsuccess = () => { asked.result.close(); done(found.result); };
  };
})"""


@pytest.mark.parametrize("door", ["/account/signup/", "/account/password/reset/"])
def test_whoever_begins_on_the_phone_finds_nothing(phone: Page, site: str, ada: User, door: str) -> None:
    """Not by the log-in page alone: somebody may begin with a new account, or with a new password."""
    let_in(phone, site, ada)
    open_today(phone, site)
    phone.evaluate(FILL, HALF_DONE)
    phone.context.clear_cookies()
    phone.goto(f"{site}{door}")
    wait_until(phone, NO_PAGES)
    wait_until(phone, f"async () => !(await {PERSON})")
    left = held(phone)
    assert [word for word in (HERS, HALF_DONE, "data-person") if word in left] == []


@pytest.mark.parametrize("who", ["nobody", "eve"])
def test_the_offline_page_asks_whose_the_phone_is(phone: Page, site: str, ada: User, who: str) -> None:
    """Once the server has said that she is not signed in, neither her pages nor what she logged is shown there."""
    let_in(phone, site, ada)
    open_today(phone, site)
    keep_one(phone, "5")
    phone.context.clear_cookies()
    phone.context.unroute("**/offline/who/")
    if who == "eve":
        let_in(phone, site, person("eve@example.org"))
    phone.goto(f"{site}/offline/")
    wait_until(phone, NO_PAGES)
    expect(phone.locator("#pages")).to_be_hidden()
    if who == "eve":
        expect(phone.locator("#waits")).to_be_hidden()
    else:
        expect(phone.locator("#waiting")).to_contain_text("Waits until you sign in")
        expect(phone.locator("#waiting [data-fields]")).to_be_empty()
        expect(phone.locator("#waiting [data-remove]")).to_be_hidden()
    with offline(phone):
        phone.goto(f"{site}/today/")
        expect(phone.get_by_role("heading", level=1)).to_have_text("You are offline")
    assert len(waiting(phone)) == 1
    assert not LogEntry.objects.exists()
