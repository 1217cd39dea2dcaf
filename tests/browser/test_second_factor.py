"""The second factor in a real browser: an app by its code, a passkey by a made-up device, under our content policy."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from accounts.models import TherapistProfile, User
from accounts.second_factor import has_second_factor
from tests.accounts.factors import code_now, give_codes, give_factor
from tests.browser.walking import PHRASE, check, check_at_each_size, let_in, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _person(email: str = "ada@example.org", **fields: Any) -> User:
    made = User.objects.create_user(email, PHRASE, display_name="Ada", **fields)
    made.emailaddress_set.create(email=email, verified=True, primary=True)
    return made


@pytest.fixture
def keyring(page: Page) -> Any:
    """A device with passkeys, whose owner always says yes."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    return session, session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def _password(page: Page) -> None:
    page.locator("#id_password").fill(PHRASE)
    page.get_by_role("button", name="Go on").click()


def _holds(page: Page, heading: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    check_at_each_size(page, "light", "dark")


def test_an_app_is_set_up_page_by_page(page: Page, site: str) -> None:
    """From the settings to the codes and back out, by what a person reads on each page; every page holds."""
    ada = _person()
    let_in(page, site, ada)
    page.goto(f"{site}/settings/")
    page.get_by_role("link", name="Second factor").click()
    _holds(page, "Add a second factor to your password")
    page.get_by_role("link", name="Set up an app").click()
    _password(page)
    _holds(page, "Scan this with your app, then type its code")
    assert page.locator("img.qr").evaluate("picture => picture.naturalWidth") > 0
    page.get_by_label("Code").fill("000")
    page.get_by_role("button", name="Finish").click()
    expect(page.get_by_role("alert")).to_be_visible()
    _holds(page, "Scan this with your app, then type its code")
    page.get_by_label("Code").fill(code_now(page.locator(".key-text").inner_text()))
    page.get_by_role("button", name="Finish").click()
    _holds(page, "Keep these codes somewhere safe")
    with page.expect_download() as loading:
        page.get_by_role("link", name="Download the codes").click()
    assert loading.value.suggested_filename == "recovery-codes.txt"
    page.get_by_role("link", name="Make new codes").click()
    _holds(page, "Make new recovery codes?")
    page.get_by_role("link", name="Not now").click()
    _holds(page, "Your account asks for a second factor")
    page.get_by_role("link", name="Remove the app").click()
    _holds(page, "Remove the authenticator app?")
    page.get_by_role("button", name="Remove the app").click()
    _holds(page, "Add a second factor to your password")
    assert not has_second_factor(ada)


def test_a_therapist_is_led_to_the_second_factor(page: Page, site: str) -> None:
    """The licence page says what is missing and leads there; afterwards it says that all is done."""
    thea = _person(role="therapist")
    now = thea.joined_at
    TherapistProfile.objects.create(user=thea, clinic="Hill", licence_body="B", licence_number="1", verified_at=now)
    let_in(page, site, thea)
    page.goto(f"{site}/home/")
    _holds(page, "One step is left: a second factor")
    page.get_by_role("link", name="Set up a second factor").click()
    _holds(page, "Add a second factor to your password")
    give_factor(thea)
    page.get_by_role("link", name="What is left before your first runner").click()
    _holds(page, "Your licence is verified")


def test_signing_in_asks_for_the_code(page: Page, site: str) -> None:
    """A wrong code is said; a recovery code does as well; the page for a change asks again."""
    ada = _person()
    give_factor(ada)
    sign_in(page, site, ada.email)
    _holds(page, "Now your second factor")
    expect(page.get_by_role("button", name="Use a passkey")).to_have_count(0)
    page.get_by_label("Code").fill("12")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator("form").first).to_contain_text("That did not fit.")
    _holds(page, "Now your second factor")
    page.get_by_label("Code").fill(give_codes(ada)[3])
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto(f"{site}{reverse('mfa_deactivate_totp')}")
    _holds(page, "Your password once more, please")
    page.get_by_role("link", name="Use a code instead").click()
    _holds(page, "Your second factor, please")


def test_a_passkey_is_added_used_and_removed(page: Page, site: str, keyring: Any) -> None:
    """Added, renamed, asked for after the password and before a change, and removed."""
    ada = _person()
    let_in(page, site, ada)
    page.goto(f"{site}{reverse('mfa_add_webauthn')}")
    _password(page)
    _holds(page, "Add a passkey from this device")
    page.get_by_label("Its name").fill("My desk")
    page.get_by_role("button", name="Add the passkey").click()
    _holds(page, "Keep these codes somewhere safe")
    page.goto(f"{site}{reverse('mfa_list_webauthn')}")
    _holds(page, "You have 1 passkey")
    page.get_by_role("link", name="Rename My desk").click()
    _holds(page, "Give this passkey a name")
    page.get_by_label("Its name").fill("Work desk")
    page.get_by_role("button", name="Save the name").click()
    page.context.clear_cookies()
    sign_in(page, site, ada.email)
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(re.compile(rf"{site}/(today|plan|intake)/"))
    page.goto(f"{site}{reverse('mfa_list_webauthn')}")
    page.get_by_role("link", name="Remove Work desk").click()
    page.get_by_role("link", name="Use a passkey instead").click()
    _holds(page, "Your passkey, please")
    page.get_by_role("button", name="Use a passkey").click()
    _holds(page, "Remove Work desk?")
    page.get_by_role("button", name="Remove the passkey").click()
    _holds(page, "You have no passkey yet")
    assert not has_second_factor(ada)


def test_a_passkey_signs_in_alone(page: Page, site: str, keyring: Any) -> None:
    """No address, no password; an administrator stands in the administration, for the device asked who it is."""
    sam = _person(role="support_admin", is_staff=True)
    let_in(page, site, sam)
    page.goto(f"{site}/admin/")
    _holds(page, "Add a second factor to your password")
    page.get_by_role("link", name="Add a passkey").click()
    _password(page)
    page.get_by_label("Sign in with this passkey alone").check()
    page.get_by_role("button", name="Add the passkey").click()
    page.get_by_role("link", name="Go to the administration").click()
    page.wait_for_url(f"{site}/admin/")
    page.context.clear_cookies()
    page.goto(f"{site}/account/login/?next=/admin/accounts/user/")
    page.get_by_role("button", name="Use a passkey instead").click()
    page.wait_for_url(f"{site}/admin/accounts/user/")
    expect(page.locator("#content")).to_contain_text("Select user to view")


def test_a_device_that_says_no_is_said_beside_the_button(page: Page, site: str, keyring: Any) -> None:
    """No silent button: a sentence with another way, read out."""
    session, authenticator = keyring
    session.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": False})
    page.goto(f"{site}/account/login/")
    page.get_by_role("button", name="Use a passkey instead").click()
    expect(page.get_by_role("alert")).to_contain_text("Your device gave no answer.")
    check(page)


def test_an_app_works_without_javascript(browser: Browser, site: str) -> None:
    """Signing in by code; on the page of passkeys, a sentence says what they need."""
    ada = _person()
    give_factor(ada)
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    sign_in(page, site, ada.email)
    page.get_by_label("Code").fill(code_now())
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto(f"{site}{reverse('mfa_add_webauthn')}")
    _password(page)
    expect(page.locator("noscript p")).to_be_visible()
    context.close()
