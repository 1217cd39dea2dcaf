"""A real Chromium, closed to the outside; any page error fails the test."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import connections
from playwright.sync_api import expect

from rehab.library import snapshots
from tests.chromium import MISSING, find_chromium
from tests.shipped import load_shipped_library

QUIET = (
    "no-sandbox disable-gpu disable-dev-shm-usage disable-background-networking disable-component-update disable-sync "
    "no-first-run no-default-browser-check disable-default-apps metrics-recording-only no-pings hide-scrollbars"
)

expect.set_options(timeout=15_000)  # a busy machine is slow, and nothing is the worse for it


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """The machine's own Chromium; a missing one fails, because a silent skip is no test."""
    found = find_chromium()
    if found is None:
        pytest.fail(MISSING)
    outside = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1"
    return {**browser_type_launch_args, "executable_path": found, "args": [f"--{f}" for f in QUIET.split()] + [outside]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    """A phone whose owner wants nothing to move: colours are measured, and none is on its way to another."""
    return {
        **browser_context_args,
        "locale": "en-GB",
        "viewport": {"width": 390, "height": 844},
        "reduced_motion": "reduce",
    }


@pytest.fixture
def desk(browser, browser_context_args):
    """A second browser, as wide as a desk: the therapist's, where two people are at work at once."""
    context = browser.new_context(**{**browser_context_args, "viewport": {"width": 1280, "height": 900}})
    yield context.new_page()
    context.close()


@pytest.fixture(autouse=True)
def _no_errors(page):
    """No script error, no console error (a content-policy violation is one), no failed request."""
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(f"page error: {error}"))
    page.on("console", lambda said: wrong.append(f"console: {said.text}") if said.type == "error" else None)
    page.on("requestfailed", lambda request: wrong.append(f"failed: {request.url} {request.failure}"))
    yield
    # 422 answers a form with an open question; ERR_ABORTED is a picture left behind by going to the next page.
    assert [line for line in wrong if "422" not in line and "ERR_ABORTED" not in line] == []


@pytest.fixture(autouse=True)
def _fresh_limits(transactional_db):
    """Limits of mails and log-ins are counted in the cache, which no flush of tables empties."""
    cache.clear()


@pytest.fixture
def site(live_server, transactional_db):
    """The running site with the shipped library. What a process remembers of emptied tables is forgotten."""
    load_shipped_library()
    snapshots._made.clear()
    yield live_server.url
    connections.close_all()
