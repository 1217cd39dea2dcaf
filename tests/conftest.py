"""Shared by all tests."""

from __future__ import annotations

import gc
import os
from itertools import chain, groupby
from pathlib import Path

import pytest
from django.db import connection, connections

from accounts.append_only import allow_changes, refuse_changes
from rehab.config.celery import app
from tests.database import TEMPLATE_LOCK
from tests.migrated import copy_migrated, create_migrated
from tests.shipped import load_shipped_library

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # pytest-playwright keeps an event loop in the main thread


@pytest.hookimpl(trylast=True)  # of what `-m` chose
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests stand evenly among the others, file by file: where every process drives a browser, all are late."""
    places = [list(found) for _, found in groupby(items, key=_place)]
    browsers = [found for found in places if found[0].get_closest_marker("browser")]
    others = [found for found in places if not found[0].get_closest_marker("browser")]
    count, shown, total = 0, 0, sum(map(len, others))
    items.clear()
    for found in others:
        items += found
        count += len(found)
        by_now = len(browsers) * count // total
        items += chain(*browsers[shown:by_now])
        shown = by_now
    items += chain(*browsers[shown:])


def _place(item: pytest.Item) -> Path:
    """Its file; all that shares the people of the access matrix is one place."""
    return item.path.parent if item.path.parent.name == "access" else item.path


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is loaded by now stays: looking through it again and again for garbage is a tenth of the run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request, tmp_path_factory):
    """SQLite as it is used in earnest: a file. In memory, connections of one process lock each other's tables.

    Only a power cut is left out: what a test commits is not waited for until it has reached the disk.
    """
    database = connections["default"].settings_dict
    if "sqlite" in database["ENGINE"]:
        database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
        words = database["OPTIONS"]["init_command"]
        assert "synchronous=FULL" in words
        database["OPTIONS"]["init_command"] = words.replace("synchronous=FULL", "synchronous=OFF")
        copy_migrated(Path(database["TEST"]["NAME"]))
    else:
        request.getfixturevalue("django_db_modify_db_settings_parallel_suffix")
        if lock := os.environ.get(TEMPLATE_LOCK):
            name = connections["default"].creation._get_test_db_name()
            create_migrated(os.environ["DATABASE_URL"], name, Path(lock))


@pytest.fixture(scope="session")
def django_db_keepdb(request):
    """What was copied is used; somebody's own PostgreSQL gets its tables from nothing."""
    is_copied = connection.vendor == "sqlite" or TEMPLATE_LOCK in os.environ
    return is_copied or request.config.getvalue("reuse_db")


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    """A hash that is cheap to make; argon2 would take a fifth of a second for each person."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session", autouse=True)
def _no_broker():
    """Messages of tests go nowhere: what a task does is tested by calling it."""
    app.conf.broker_url = "memory://"
    app.conf.broker_transport_options = {}


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Load the shipped library once, before the first test; each test's own transaction takes its edits back."""
    with django_db_blocker.unblock():
        load_shipped_library()


@pytest.fixture
def _append_only_again(request, django_db_setup, django_db_blocker):
    """After a test that empties all tables, the audit log refuses changes again."""
    yield
    if _flushes(request):
        with django_db_blocker.unblock():
            refuse_changes(connection)


@pytest.fixture
def _django_db_helper(request, _append_only_again, _django_db_helper, django_db_blocker):
    """pytest-django's own, whose end empties the tables: just before it, the audit log allows that."""
    yield
    if _flushes(request):
        with django_db_blocker.unblock():
            allow_changes(connection)


def _flushes(request) -> bool:
    marker = request.node.get_closest_marker("django_db")
    is_marked = marker is not None and bool(marker.kwargs.get("transaction"))
    return is_marked or not {"transactional_db", "live_server"}.isdisjoint(request.fixturenames)


@pytest.fixture
def library(db):
    """The shipped library, loaded and published."""
    load_shipped_library()
