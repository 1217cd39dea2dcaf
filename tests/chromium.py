"""Which Chromium drives the browser tests and whatever else looks at pages."""

from __future__ import annotations

import os
import shutil

# The one without a window comes first: a page costs it half of what it costs a whole browser that hides its own.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
MISSING = "No Chromium: run `make browser`, or set CHROMIUM=/path/to/it"


def find_chromium(*names: str) -> str | None:
    """Its path: what CHROMIUM names, then the first of the names that is there."""
    wanted = (os.environ.get("CHROMIUM"), *(names or NAMES))
    return next((path for name in wanted if name and (path := shutil.which(name))), None)
