"""Shared by all tests."""

from __future__ import annotations

import os

import pytest
from django.db import connections
from django.utils import timezone

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # pytest-playwright keeps an event loop in the main thread


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request, tmp_path_factory):
    """SQLite as it is used in earnest: a file. In memory, connections of one process lock each other's tables."""
    database = connections["default"].settings_dict
    if "sqlite" in database["ENGINE"]:
        database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
    else:
        request.getfixturevalue("django_db_modify_db_settings_parallel_suffix")


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    """A hash that is cheap to make; argon2 would take a fifth of a second for each person."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Load the shipped library once, before the first test; each test's own transaction takes its edits back."""
    with django_db_blocker.unblock():
        load_shipped_library()


@pytest.fixture
def library(db):
    """The shipped library, loaded and published."""
    load_shipped_library()


def load_shipped_library() -> None:
    """Load the library unless it is there; a test that commits ends with an empty database, so it may be gone."""
    from rehab.library import mapping, snapshots
    from rehab.library.services import load_library

    mapping._kept.clear()  # an edit that was taken back leaves its stamp to the next edit
    snapshots._kept.clear()
    load_library(now=timezone.now())
