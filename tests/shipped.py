"""The shipped library in the test database: loaded once, and put back as it was after a test that commits."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone

from rehab.engine.catalog import Catalog

# What the first load left behind: the rows by table, and the catalog by the protocol's id with its stamp.
_rows: dict[str, list[tuple[Any, ...]]] = {}
_catalogs: dict[int, tuple[str, Catalog]] = {}


def load_shipped_library() -> None:
    """Have the library there; a test that commits ends with an empty database, so it may be gone."""
    from rehab.library import mapping, snapshots
    from rehab.library.models import Protocol
    from rehab.library.services import load_library

    mapping._kept.clear()  # an edit that was taken back leaves its stamp to the next edit
    snapshots._kept.clear()
    snapshots._made.clear()
    if not _rows:
        load_library(now=timezone.now())
        mapping.load_catalog()
        _catalogs.update(mapping._kept)
        _read_rows()
    elif not Protocol.objects.exists():
        _write_rows()
    mapping._kept.update(_catalogs)  # the same rows with the same stamp make the same catalog


def _read_rows() -> None:
    """Histories and many-to-many tables among them."""
    models = apps.get_app_config("library").get_models(include_auto_created=True)
    with connection.cursor() as cursor:
        for table in (model._meta.db_table for model in models):
            cursor.execute(f"SELECT * FROM {table}")
            _rows[table] = cursor.fetchall()


@transaction.atomic  # foreign keys are checked at its end, so the order of the tables does not matter
def _write_rows() -> None:
    with connection.cursor() as cursor:
        for table, rows in _rows.items():
            if rows:
                cursor.executemany(f"INSERT INTO {table} VALUES ({', '.join(['%s'] * len(rows[0]))})", rows)
