"""What is dear to make and only read: made once for the tests of a module, in a transaction that is taken back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from tests.shipped import load_shipped_library


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside has not happened afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def shared(blocker: Any) -> Iterator[None]:
    """For a fixture of a module that asks for `django_db_setup`: each test's own transaction lies inside this one.

    Hand on keys and not objects: what a test changes in an object would be seen by the next one.
    """
    with blocker.unblock(), undone():
        load_shipped_library()
        yield
