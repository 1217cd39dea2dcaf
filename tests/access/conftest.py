"""One cast for all tests here: it is made in a transaction that is rolled back at the end."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import override_settings
from django.test.client import ClientHandler

from tests.sharing import undone

from .cast import Cast, made


@pytest.fixture(scope="package")
def cast(django_db_setup: Any, django_db_blocker: Any) -> Iterator[Cast]:
    """Everybody of the matrix; each request in it is undone."""
    quick = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
    logger, before = logging.getLogger("django.request"), logging.getLogger("django.request").level
    logger.setLevel(logging.CRITICAL)  # thousands of refusals with their tracebacks
    with django_db_blocker.unblock(), quick, undone():
        yield made()
    logger.setLevel(before)


@pytest.fixture(autouse=True)
def _new_handler(request: pytest.FixtureRequest) -> None:
    """A handler remembers the middleware as it was when it was put together: a test that changes it needs its own."""
    if "cast" in request.fixturenames:
        request.getfixturevalue("cast").handler = ClientHandler(enforce_csrf_checks=False)


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    """What was asked for in another test is no reason to be told to wait."""
    cache.clear()
