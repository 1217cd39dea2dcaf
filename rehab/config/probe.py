"""`python -m rehab.config.probe`: whether the web server of this container answers; exit code 1 if not.

It sets no Django up: a health check every ten seconds should cost next to nothing.
"""

from __future__ import annotations

import os
import sys
import urllib.request
from collections.abc import Mapping

from .environment import Environment

SECONDS = 3


def request_for(variables: Mapping[str, str], port: str = "8000") -> urllib.request.Request:
    """A request by a name the site answers to; `.example.org` stands for example.org and all below it."""
    host = Environment(variables).names("ALLOWED_HOSTS", ("127.0.0.1",))[0].lstrip(".")
    return urllib.request.Request(f"http://127.0.0.1:{port}/healthz", headers={"Host": host})


def main() -> int:
    """0 if the server says ok."""
    try:
        with urllib.request.urlopen(request_for(os.environ, os.environ.get("PORT", "8000")), timeout=SECONDS) as answer:  # noqa: S310 always http
            return 0 if answer.read() == b"ok" else 1
    except OSError as error:
        print(f"No answer: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
