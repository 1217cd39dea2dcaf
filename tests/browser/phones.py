"""A phone with its service worker: the network goes away and comes back, and what it keeps can be looked into."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page

from tests.browser.walking import PHONE

MOST_S = 30
# Everything the browser holds: pages and figures, databases, both storages.
HELD = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    for (const one of await (await caches.open(name)).matchAll()) found.push(one.url, await one.text());
  }
  for (const { name } of await indexedDB.databases()) {
    const base = await new Promise((done, fail) => {
      const asked = indexedDB.open(name);
      asked.onsuccess = () => done(asked.result);
      asked.onerror = fail;
    });
    for (const store of base.objectStoreNames) {
      const rows = base.transaction(store).objectStore(store).getAll();
      found.push(JSON.stringify(await new Promise((done) => { rows.onsuccess = () => done(rows.result); })));
    }
    base.close();
  }
  return [...found, JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage })].join("\\n");
}"""
# Something written down without a network, as the worker keeps it: its address and its fields.
KEEP = """async ([url, fields]) => {
  const item = { key: crypto.randomUUID(), person: await Unsent.person(), url, fields, about: url, replaces: "" };
  await Unsent.keep({ ...item, made_at: new Date().toISOString(), isTried: false, state: "waiting", message: "" });
  return item.key;
}"""
KEPT = "async (address) => Boolean(await caches.match(address, { ignoreVary: true }))"


@pytest.fixture
def phones(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Makes phones; each with a worker of its own, and no script error on any page of it."""
    wrong: list[str] = []
    contexts: list[BrowserContext] = []

    def phone(**settings: Any) -> Page:
        given = {"viewport": dict(zip(("width", "height"), PHONE, strict=True)), "reduced_motion": "reduce"}
        context = browser.new_context(**{"locale": "en-GB", "timezone_id": "UTC", **given, **settings})
        context.on("weberror", lambda error: wrong.append(str(error.error)))
        contexts.append(context)
        return context.new_page()

    yield phone
    for context in contexts:
        context.set_offline(False)
        context.close()
    assert wrong == []


@pytest.fixture
def phone(phones: Callable[..., Page]) -> Page:
    """One of them."""
    return phones()


@contextmanager
def offline(page: Page) -> Iterator[None]:
    """Without a network, for a while."""
    page.context.set_offline(True)
    try:
        yield
    finally:
        page.context.set_offline(False)


def wait_until(page: Page, holds: str, given: Any = None) -> None:
    """Ask the page again and again; Playwright's own waiting is refused by our content policy."""
    for _ in range(MOST_S * 10):
        if _holds(page, holds, given):
            return
        time.sleep(0.1)
    raise AssertionError(f"never came true: {holds}")


def _holds(page: Page, holds: str, given: Any) -> bool:
    """Not yet, where the page is just being loaded anew: its scripts are not read."""
    try:
        return bool(page.evaluate(holds, given))
    except Error as error:
        if "Unsent is not defined" in str(error):
            return False
        raise


def open_today(page: Page, site: str, *, until: str = "/runs/new/") -> None:
    """Today with a network, until the worker has kept the pages."""
    page.goto(f"{site}/today/")
    wait_until(page, "() => Boolean(navigator.serviceWorker.controller)")
    page.reload()
    wait_until(page, KEPT, until)


def waiting(page: Page) -> list[dict[str, Any]]:
    """What waits on the phone, of whomever."""
    found: list[dict[str, Any]] = json.loads(page.evaluate("async () => JSON.stringify(await Unsent.everybodys())"))
    return found


def sent(page: Page) -> None:
    """Wait until nothing waits any more."""
    wait_until(page, "async () => !(await Unsent.everybodys()).length")


def held(page: Page) -> str:
    """Everything the browser holds, as text."""
    text: str = page.evaluate(HELD)
    return text
