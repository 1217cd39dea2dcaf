"""`make weight`: what Today weighs on the line, on a first visit and on a second, for the demo runner.

Counted by the browser (headers included, compressed as sent), by kind; beside it what the server sent in all (bodies
alone). On a first visit that holds what the service worker keeps for flight mode once the page rests: said, and no part
of the page. On a second one the worker fetches the page itself: the greater of the two counts.
"""

from __future__ import annotations

import sys
from collections import Counter
from typing import Any

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.bench.production import RUNNER, Site, demo_site
from tests.chromium import find_chromium

PATH = "/today/"
FIRST = "first visit"
AIMS_KB = {FIRST: 150, "second visit": 20}
QUIET_MS = 4000  # a service worker goes on once the page has rested for a while, and on a busy machine for long


def main() -> None:
    """Visit twice, print, end with 1 where an aim is missed."""
    with demo_site() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        met = _visits(browser, site)
        browser.close()
    sys.exit(not met)


def _visits(browser: Browser, site: Site) -> bool:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    name, value = site.cookies[RUNNER].split("=")
    context.add_cookies([{"name": name, "value": value, "url": site.url.replace("http:", "https:")}])
    met = True
    # Kept for TLS alone, as its name asks; a browser counts localhost as safe as that.
    for visit, aim in AIMS_KB.items():
        before = _sent(site)
        kinds = _visit(context, site)
        sent, seen = _sent(site) - before, kinds.total()
        worst = (seen if visit == FIRST else max(sent, seen)) / 1000
        met = met and worst <= aim
        print(f"{visit}: {seen / 1000:.1f} kB; the server's bodies {sent / 1000:.1f} kB; aim at most {aim} kB")
        for kind, size in kinds.most_common():
            print(f"    {kind:12}{size / 1000:8.1f} kB")
    return met


def _visit(context: BrowserContext, site: Site) -> Counter[str]:
    """Bytes by kind of one visit in a tab of its own; what comes from the cache counts nothing."""
    address, page = site.url + PATH, context.new_page()
    devtools = context.new_cdp_session(page)
    kinds: dict[str, str] = {}
    sizes: Counter[str] = Counter()

    def finished(event: dict[str, Any]) -> None:
        if size := int(event["encodedDataLength"]):
            sizes[kinds.get(event["requestId"], "Other")] += size

    devtools.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
    devtools.on("Network.loadingFinished", finished)
    devtools.send("Network.enable")
    answer = page.goto(address, wait_until="networkidle")
    assert answer, address
    assert (answer.status, page.url) == (200, address)
    sent = -1
    while _sent(site) > sent:
        sent = _sent(site)
        page.wait_for_timeout(QUIET_MS)
    page.close()
    return sizes


def _sent(site: Site) -> int:
    """Bytes of all bodies so far; a body that is empty is written as a dash or a nought."""
    lines = site.log.read_text().split("\n")[:-1] if site.log.exists() else []
    return sum(int(line.split()[1].replace("-", "0")) for line in lines)


if __name__ == "__main__":
    main()
