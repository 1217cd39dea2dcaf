"""What may open something is not written to the log; what only names something is."""

from __future__ import annotations

import logging
import uuid

import pytest

from rehab.config.secretless import WithoutKeys
from rehab.outbox.sealed import seal


def logged(path: str) -> str:
    """A line as it is written of a path."""
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "%s: %s", ("Not Found", path), None)
    assert WithoutKeys().filter(record)
    return record.getMessage()


@pytest.mark.parametrize("key", ["a" * 32, "e_XRkyLkci1jiQDt6JGHkWj-upXphA66", "-" * 22])
def test_a_key_is_hidden(key: str) -> None:
    """Wherever it stands in the path."""
    assert logged(f"/calendar/{key}.ics") == "Not Found: /calendar/….ics"
    assert logged(f"/t/{key}/") == "Not Found: /t/…/"


def test_a_sealed_token_is_hidden() -> None:
    """As links of mails carry it."""
    assert logged(f"/t/{seal('tap', 1)}/") == "Not Found: /t/…/"


def test_an_id_and_a_name_stay() -> None:
    """They open nothing by themselves, and a log without them is of no use."""
    for path in (f"/settings/devices/{uuid.uuid4()}/remove/", "/settings/calendar/", "/healthz"):
        assert logged(path) == f"Not Found: {path}"
