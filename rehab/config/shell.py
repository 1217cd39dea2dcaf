"""The shell: what a phone keeps of the product itself, so that its pages open without a network. Nothing of anybody."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse

WORKER = (
    *(f"vendor/workbox-{part}.min.js" for part in ("core", "routing", "strategies", "precaching")),
    *(
        "vendor/idb.min.js",
        "js/unsent.js",
        "js/unsent-sending.js",
        "js/sw-copies.js",
        "js/sw-sends.js",
        "js/sw-push.js",
        "js/sw.js",
    ),
)
# Of Today, of the forms of a log, of the player and of the offline page.
SHELL = (
    *("vendor/bootstrap.min.css", "css/backstride.css", "vendor/bricolage-grotesque.woff2", "vendor/figtree.woff2"),
    *(
        "vendor/htmx.min.js",
        "vendor/idb.min.js",
        "js/figures.js",
        "js/unsent.js",
        "js/unsent-sending.js",
        "js/unsent-weighing.js",
        "js/offline.js",
        "js/waiting.js",
    ),
    *("js/offline-page.js", "js/form-words.js", "js/kept-words.js", "img/mark.svg"),
)
PLAYER = ("js/player*.js", "css/player*.css")
# A runner's pages that open without a network; the worker keeps no others.
KEPT = ("checkins:today", "checkins:play", "checkins:session", "checkins:run_new")


def worker_script() -> str:
    """The worker with the list of what it keeps; a changed byte of any file makes it another worker."""
    return _worker_script() if settings.DEBUG else _made_once()


@lru_cache(maxsize=1)
def _made_once() -> str:
    return _worker_script()


def offline_page() -> str:
    """The page for everything that needs a network: the same for everybody."""
    return render_to_string("config/offline.html", {"pages": dict(kept_pages())})


def kept_pages() -> Iterator[tuple[str, str]]:
    """The last part of a page's name, and its address."""
    for name in KEPT:
        try:
            yield name.split(":")[1], reverse(name)
        except NoReverseMatch:  # a page that this release does not have
            continue


def _worker_script() -> str:
    page = offline_page()
    files = [_entry(name) for name in (*SHELL, *_of_the_player())]
    files.append({"url": reverse("offline"), "revision": _digest(page.encode())})
    values = {"SHELL": files, "KEPT": list(dict(kept_pages()).values()), "OFFLINE": reverse("offline")}
    scripts = ", ".join(json.dumps(_with_digest(name)) for name in WORKER)
    return "".join(f"self.{name} = {json.dumps(value)};\n" for name, value in values.items()) + (
        f"importScripts({scripts});\n"
    )


def _of_the_player() -> list[str]:
    folder = Path(settings.BASE_DIR) / "static"
    return sorted(str(path.relative_to(folder)) for pattern in PLAYER for path in folder.glob(pattern))


def _entry(name: str) -> dict[str, str | None]:
    """What is named by its digest never changes; all else is told apart by its content."""
    url = staticfiles_storage.url(name)
    return {"url": url, "revision": None if _is_hashed(url, name) else _digest(_content(name))}


def _with_digest(name: str) -> str:
    url = staticfiles_storage.url(name)
    return url if _is_hashed(url, name) else f"{url}?v={_digest(_content(name))}"


def _is_hashed(url: str, name: str) -> bool:
    return not url.endswith(name)


def _content(name: str) -> bytes:
    place = finders.find(name)
    assert isinstance(place, str), f"{name} is missing"
    return Path(place).read_bytes()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]
