"""Copies of pages: none outlives what its page said, nor the person it was made for."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.tagging import person_tag
from rehab.plans.models import Lock
from tests.browser.phones import KEPT, held, offline, open_today, sent, wait_until
from tests.browser.phones import phone as phone
from tests.browser.phones import phones as phones
from tests.browser.playing import PLAY
from tests.browser.test_shared_phone import CANARIES, person
from tests.browser.test_shared_phone import ada as ada
from tests.browser.walking import let_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OPENS = "async () => (await caches.has('pages')) ? (await (await caches.open('pages')).keys()).length : 0"
# The worker's copies take as long as `slow.go` is not called; each is asked for anew.
SLOW_COPIES = """async () => {
  await Unsent.noteChange();
  const real = self.fetch.bind(self);
  const go = new Promise((done) => { self.slow = { go: done, asked: 0 }; });
  self.fetch = async (what, how) => {
    const isCopy = how?.headers?.["X-Copy"];
    const answer = await real(what, how);
    if (isCopy) { self.slow.asked += 1; await go; }
    return answer;
  };
}"""

# The stay ends between the question whose phone it is and the opening of the cache.
ENDS_MEANWHILE = """async () => {
  const real = Unsent.stay, first = await real();
  let isAsked = false;
  Unsent.stay = async () => {
    if (isAsked) return real();
    isAsked = true;
    await Unsent.forgetPerson();
    return first;
  };
  const place = await Copies.placeOf();
  return [first.since !== "", place, await caches.has("pages")];
}"""


def answer_all_yes(page: Page) -> None:
    """Every safety question of the page that is open."""
    asked = page.locator("main input[type=radio]").evaluate_all("all => [...new Set(all.map((one) => one.name))]")
    for name in asked:
        option = page.locator(f'input[name="{name}"][value="yes"]')
        page.locator(f'label[for="{option.get_attribute("id")}"]').click()
    page.locator("main form button").last.click()


def test_a_red_flag_takes_every_copy_with_it(phone: Page, site: str, ada: User) -> None:
    """Right after the answer there is no network: neither Today nor the player says that one may go on."""
    let_in(phone, site, ada)
    open_today(phone, site, until=PLAY)
    phone.goto(f"{site}/safety/")
    answer_all_yes(phone)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Stop. Get emergency care now.")
    with offline(phone):
        for address in ("/today/", PLAY):
            phone.goto(f"{site}{address}")
            expect(phone.get_by_role("heading", level=1)).to_have_text("You are offline")
            expect(phone.locator("#pages")).to_be_hidden()


@pytest.mark.parametrize("address", ["/today/", "/plan/"])
def test_a_plan_shut_elsewhere_takes_every_copy_with_it(phone: Page, site: str, ada: User, address: str) -> None:
    """Whichever page is opened first: the one that leads away, or the one that says that the plan is closed."""
    let_in(phone, site, ada)
    open_today(phone, site)
    Lock.objects.create(plan=ada.plans.get(), cause="safety", tier="urgent_24_48h", placed_at=timezone.now())
    if address == "/today/":  # the page it leads to has no part in it
        phone.context.route("**/plan/", lambda route: route.fulfill(status=200, body="<h1>Closed</h1>"))
    phone.goto(f"{site}{address}")
    wait_until(phone, f"async () => (await ({OPENS})()) === 0")


def test_no_place_for_copies_is_made_for_who_just_left(phone: Page, site: str, ada: User) -> None:
    """Not even an empty one."""
    let_in(phone, site, ada)
    open_today(phone, site)
    (worker,) = phone.context.service_workers
    assert worker.evaluate(ENDS_MEANWHILE) == [True, None, False]


@pytest.mark.parametrize("who", ["nobody", "eve"])
def test_a_copy_on_its_way_is_let_go_when_its_person_leaves(phone: Page, site: str, ada: User, who: str) -> None:
    """It arrives after the sign-out, or under the eyes of the next: it is put nowhere, and makes nobody the owner."""
    let_in(phone, site, ada)
    open_today(phone, site)
    (worker,) = phone.context.service_workers
    worker.evaluate(SLOW_COPIES)
    phone.goto(f"{site}/today/")
    for _ in range(100):
        if worker.evaluate("() => self.slow.asked"):
            break
        phone.wait_for_timeout(100)
    if who == "nobody":
        phone.evaluate("() => Unsent.wipe()")
        worker.evaluate("() => self.slow.go()")
        phone.wait_for_timeout(500)
        left = held(phone)
        assert [word for word in CANARIES if word in left] == []
        return
    eve = person("eve@example.org")
    phone.context.clear_cookies()
    let_in(phone, site, eve)
    phone.goto(f"{site}/progress/")
    wait_until(phone, "async (tag) => (await Unsent.person()) === tag", person_tag(eve))
    worker.evaluate("() => self.slow.go()")
    phone.wait_for_timeout(500)
    assert phone.evaluate("() => Unsent.person()") == person_tag(eve)
    assert person_tag(ada) not in held(phone)


def test_a_server_that_is_down_takes_no_copy_away(phone: Page, site: str, ada: User) -> None:
    """A 503 says nothing of a page; one figure that is missing keeps no other from being kept."""
    let_in(phone, site, ada)
    open_today(phone, site)
    before = phone.evaluate(OPENS)
    (worker,) = phone.context.service_workers
    worker.evaluate("""() => {
      const real = self.fetch.bind(self);
      self.seen = 0;
      self.fetch = async (what, how) => {
        if (how?.headers?.["X-Copy"]) return new Response("", { status: 503 });
        if (!what.url?.includes("/figures/")) return real(what, how);
        self.seen += 1;
        if (self.seen === 1) throw new TypeError("missing");
        return new Response("<svg/>");
      };
    }""")
    worker.evaluate("""async () => {
      await Unsent.noteChange();
      const pages = await caches.open("pages");
      await pages.put("/today/", new Response("/figures/a.svg /figures/b.svg"));
      await Copies.keepAll({ waitUntil: () => {} });
    }""")
    assert phone.evaluate(OPENS) == before
    assert phone.evaluate("async () => Boolean(await caches.match('/figures/b.svg'))")


def test_no_copy_outlives_what_was_sent(phone: Page, site: str, ada: User) -> None:
    """A morning of 9 that waited is sent from another page: the worker makes the copies anew, and Today says so."""
    let_in(phone, site, ada)
    open_today(phone, site)
    with offline(phone):
        phone.get_by_role("button", name="9", exact=True).first.click()
        expect(phone.locator("#morning")).to_contain_text("Kept on this phone")
    phone.goto(f"{site}/offline/")
    sent(phone)
    wait_until(phone, KEPT, PLAY)
    text = phone.evaluate("async () => (await caches.match('/today/', { ignoreVary: true })).text()")
    assert "This morning: 9 of 10" in text
