"""Which database a test run uses: SQLite, or one real PostgreSQL for the run (TEST_DATABASE=postgres).

A plugin and not a conftest, because Django reads its settings before any conftest is loaded.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile

import pytest

from tests.services import postgres

DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup"}
TEMPLATE_LOCK = "BACKSTRIDE_TEMPLATE_LOCK"  # names the lock of the template of a PostgreSQL that is this run's own
_started = contextlib.ExitStack()


def _choose() -> None:
    if "PYTEST_XDIST_WORKER" in os.environ:
        return  # the workers inherit what the main process chose
    if os.environ.get("TEST_DATABASE") == "postgres":
        os.environ["DATABASE_URL"] = _started.enter_context(postgres())
        if "TEST_DATABASE_URL" not in os.environ:
            os.environ[TEMPLATE_LOCK] = f"{_folder()}/template.lock"
    else:
        folder = _folder()
        os.environ["DATABASE_URL"] = f"sqlite:///{folder}/db.sqlite3"


def _folder() -> str:
    folder = tempfile.mkdtemp(prefix="backstride-tests-")
    _started.callback(shutil.rmtree, folder, ignore_errors=True)
    return folder


_choose()


@pytest.hookimpl(tryfirst=True)  # before `-m` chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what touches no database: pytest-django refuses every query of a test that has not asked for one."""
    for item in items:
        asks = DATABASE_FIXTURES.intersection(getattr(item, "fixturenames", ()))
        if not asks and item.get_closest_marker("django_db") is None:
            item.add_marker(pytest.mark.pure)


def pytest_unconfigure(config: pytest.Config) -> None:
    """End what was started."""
    _started.close()
