"""A phone that a runner has left: what the player held goes too, and a therapist or a visitor finds nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from accounts.models import User
from accounts.tagging import person_tag
from tests.accounts.therapists import therapist
from tests.browser.phones import KEEP, held, offline, open_today, wait_until, waiting
from tests.browser.phones import phone as phone
from tests.browser.phones import phones as phones
from tests.browser.playing import PLAY
from tests.browser.test_shared_phone import keep_one, tap
from tests.browser.walking import check_at_each_size, let_in
from tests.checkins.days import plan_since
from tests.intake.walking import runner

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HERS = "How was your back this morning"
HALF_DONE = "half done, with a pain of 7"
FILL = """async (value) => {
  const base = await idb.openDB("player", 1, { upgrade: (made) => made.createObjectStore("kept") });
  await base.put("kept", value, "session");
  base.close();
}"""
# A copy that is put in the moment between the pages' deletion and the end of the stay.
LATE_COPY = """async () => {
  const real = CacheStorage.prototype.delete;
  let isPut = false;
  CacheStorage.prototype.delete = async function (name) {
    const found = await real.call(this, name);
    if (name === "%s" && !isPut) {
      isPut = true;
      for (const place of ["pages", "figures"]) await (await caches.open(place)).put("/today/", new Response("hers"));
    }
    return found;
  };
  await Unsent.%s;
  return [isPut, await caches.has("pages"), await caches.has("figures")];
}"""
# Who is signed in is answered, and read only once `go` is called.
LATE = """() => {
  const real = self.fetch.bind(self);
  const late = new Promise((done) => { self.go = done; });
  self.fetch = async (...given) => {
    const answer = await real(...given);
    if (String(given[0]).includes("/offline/who/")) { self.asked = true; await late; }
    return answer;
  };
}"""


@pytest.fixture
def ada(site: str, phone: Page) -> User:
    """A runner whose phone has kept her pages, and half a session."""
    made = runner("ada@example.org")
    plan_since(made, 0)
    let_in(phone, site, made)
    open_today(phone, site, until=PLAY)
    phone.evaluate(FILL, HALF_DONE)
    left = held(phone)
    assert HERS in left
    assert HALF_DONE in left
    return made


@pytest.mark.usefixtures("ada")
def test_signing_out_clears_what_the_player_held(phone: Page, site: str) -> None:
    """Also where the browser does not know Clear-Site-Data."""
    phone.goto(f"{site}/account/logout/")
    phone.context.route("**/account/logout/", lambda route: route.fulfill(status=200, body="<h1>Out</h1>"))
    phone.get_by_role("button", name="Sign out").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Out")
    assert HALF_DONE not in held(phone)
    assert HERS not in held(phone)


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize("is_therapist", [True, False])
def test_a_therapist_or_a_visitor_finds_nothing_and_leaves_nothing(phone: Page, site: str, is_therapist: bool) -> None:
    """Her session ended; whoever comes after the log-in page opens nothing of hers, and no page of theirs is kept."""
    phone.context.clear_cookies()
    phone.goto(f"{site}/today/")
    expect(phone.locator("#id_password")).to_be_visible()
    wait_until(phone, "async () => !(await caches.has('pages'))")
    if is_therapist:
        let_in(phone, site, therapist())
    for address in ("/settings/", "/library/", "/"):
        phone.goto(f"{site}{address}")
    left = held(phone)
    assert [word for word in (HERS, HALF_DONE, "Thea Brandt", "<body data-kept") if word in left] == []
    with offline(phone):
        phone.goto(f"{site}/today/")
        expect(phone.get_by_role("heading", level=1)).to_have_text("You are offline")
        expect(phone.locator("#pages")).to_be_hidden()


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize(
    ("ends", "last"),
    [
        *((ends, last) for ends in ("forgetPerson()", "setPerson('eve')") for last in ("pages", "figures")),
        ("wipe()", "pages"),
    ],
)
def test_a_copy_put_in_the_moment_of_leaving_goes_too(phone: Page, ends: str, last: str) -> None:
    """Pages go before anything else, for fear of an end half-way, and once more when none is put any more."""
    assert phone.evaluate(LATE_COPY % (last, ends)) == [True, False, False]


def test_who_was_here_before_is_no_owner_of_the_phone(phone: Page, site: str, ada: User) -> None:
    """The answer was on its way while another signed in: nothing is sent, and what waits is shown to nobody else."""
    phone.evaluate(LATE)
    with offline(phone):
        tap(phone, "5")
    wait_until(phone, "() => self.asked")
    assert phone.evaluate("() => Unsent.person()") == person_tag(ada)
    phone.evaluate("() => Unsent.setPerson('eve')")
    phone.evaluate("() => self.go()")
    phone.evaluate("() => navigator.locks.request('unsent', () => {})")  # once that sending is over
    assert phone.evaluate("() => Unsent.person()") == "eve"
    assert len(waiting(phone)) == 1


@pytest.mark.usefixtures("ada")
def test_a_late_answer_takes_nothing_from_who_came_since(phone: Page, site: str) -> None:
    """The offline page asks again: the phone stays Eve's, with her half session, and lists nothing of Ada's."""
    eve = runner("eve@example.org")
    phone.goto(f"{site}/offline/")
    expect(phone.get_by_role("heading", level=1)).to_have_text("You are online")
    phone.evaluate(LATE)
    phone.evaluate(KEEP, ["/today/rating/", [["day", "0"], ["was", ""], ["morning", "5"]]])
    phone.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    wait_until(phone, "() => self.asked")
    let_in(phone, site, eve)
    phone.evaluate("(tag) => Unsent.setPerson(tag)", person_tag(eve))
    phone.evaluate(FILL, HALF_DONE)
    phone.evaluate("() => self.go()")
    expect(phone.locator("#waits")).to_be_hidden()
    phone.wait_for_timeout(500)
    assert phone.evaluate("() => Unsent.person()") == person_tag(eve)
    assert HALF_DONE in held(phone)
    expect(phone.locator("#waits")).to_be_hidden()
    assert len(waiting(phone)) == 1


@pytest.mark.usefixtures("ada")
def test_answers_are_shown_to_nobody_who_may_be_anybody(phone: Page, site: str) -> None:
    """Not before it is known who is here, not with “Remove it?” open, and not in flight mode after a sign-out."""
    keep_one(phone, "5")
    asked: list[Route] = []
    phone.context.route("**/offline/who/", lambda route: asked.append(route))
    phone.goto(f"{site}/offline/")
    row, remove = phone.locator("#waiting > li"), phone.get_by_role("button", name="Remove it", exact=True)
    hides = "() => !document.querySelector('#waiting [data-fields]').textContent"
    expect(row).to_have_count(1)
    assert phone.evaluate(hides)
    expect(remove).to_be_hidden()
    asked.pop().abort()
    remove.click()
    phone.context.clear_cookies()
    phone.context.unroute("**/offline/who/")
    phone.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(row).to_contain_text("Waits until you sign in")
    expect(phone.get_by_role("button", name="Yes, remove it")).to_be_hidden()
    assert phone.evaluate(hides)
    with offline(phone):
        phone.goto(f"{site}/offline/")
        expect(row).to_contain_text("Waits for a network")
        expect(remove).to_be_hidden()
        assert phone.evaluate(hides)


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize("why", ["could not take this just now", "You are signed out here already"])
def test_why_it_could_not_be_sent_before_signing_out_is_said(phone: Page, site: str, why: str) -> None:
    """By what the server said; it stands until the next try, whatever else is heard."""
    keep_one(phone, "5")
    phone.goto(f"{site}/account/logout/")
    warning = phone.locator("#unsent-warning")
    expect(warning).to_contain_text("1 log is not sent yet.")
    if "signed out" in why:
        phone.context.clear_cookies()
    phone.context.route("**/today/rating/", lambda route: route.fulfill(status=500, body="x"))
    phone.context.unroute("**/offline/who/")
    phone.get_by_role("button", name="Send now").click()
    expect(warning).to_contain_text(why)
    phone.evaluate("() => Unsent.tell({ type: 'kept' })")
    phone.wait_for_timeout(500)
    expect(warning).to_contain_text(why)


@pytest.mark.usefixtures("ada")
def test_a_browser_that_lets_nothing_be_sent_is_no_endless_sending(phone: Page, site: str) -> None:
    """What fails on the phone itself is said as well, and the button can be tapped again."""
    keep_one(phone, "5")
    phone.goto(f"{site}/account/logout/")
    expect(phone.locator("#unsent-warning")).to_contain_text("1 log is not sent yet.")
    phone.evaluate(
        "() => { LockManager.prototype.request = () => Promise.reject(new DOMException('', 'AbortError')); }"
    )
    phone.get_by_role("button", name="Send now").click()
    expect(phone.locator("#unsent-warning")).to_contain_text("could not take this just now")


@pytest.mark.usefixtures("ada")
def test_what_needs_a_look_is_looked_at_before_signing_out(phone: Page, site: str) -> None:
    """To send it again as it is would not help: the page leads to where it is settled."""
    keep_one(phone, "5")
    phone.evaluate(
        "async () => { for (const one of await Unsent.all()) await Unsent.mark(one, { message: 'Not so.' }); }"
    )
    phone.goto(f"{site}/account/logout/")
    look = phone.locator("#see-first")
    expect(look).to_be_visible()
    expect(phone.get_by_role("button", name="Send now")).to_be_hidden()
    check_at_each_size(phone, "light", "dark")
    look.click()
    expect(phone.get_by_text("Not so.")).to_be_visible()
