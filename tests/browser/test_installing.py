"""It can be put on the home screen."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page

from accounts.models import User
from tests.browser.phones import phone as phone
from tests.browser.phones import phones as phones
from tests.browser.phones import wait_until
from tests.browser.walking import let_in
from tests.checkins.days import plan_since
from tests.intake.walking import runner

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTH = """async (address) => {
  const image = Object.assign(new Image(), { src: address });
  await image.decode();
  return image.naturalWidth;
}"""


@pytest.fixture
def ada(site: str) -> User:
    ada = runner()
    plan_since(ada, 0)
    return ada


def test_a_browser_would_install_it(phones: Callable[..., Page], site: str, ada: User) -> None:
    """Manifest, icons and worker are as a home screen needs them."""
    page = phones()
    let_in(page, site, ada)
    page.goto(f"{site}/today/")
    wait_until(page, "() => Boolean(navigator.serviceWorker.controller)")
    told = page.context.new_cdp_session(page).send("Page.getAppManifest")
    assert told["errors"] == []
    manifest = json.loads(told["data"])
    assert {"name", "short_name", "icons"} <= manifest.keys()
    assert page.request.get(urljoin(told["url"], manifest["start_url"])).ok
    widths = {icon["sizes"]: page.evaluate(WIDTH, urljoin(told["url"], icon["src"])) for icon in manifest["icons"]}
    assert widths.items() >= {"192x192": 192, "512x512": 512}.items()
