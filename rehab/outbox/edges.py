"""Triggers by which the database refuses a change of state that is no edge of `outbox.states`.

A migration that alters the table on SQLite builds it anew without them: it has to call `refuse_other_edges` again.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

from .states import EDGES

TRIGGER, FUNCTION = "outbox_delivery_edges", "outbox_refuses_edge"
REFUSAL = "a delivery cannot go this way"


def refuse_other_edges(connection: BaseDatabaseWrapper) -> None:
    """Put the trigger in place, whether or not it is there."""
    allow_other_edges(connection)
    pairs = " OR ".join(
        f"OLD.state = {old.value} AND NEW.state IN ({', '.join(str(new.value) for new in sorted(ways))})"
        for old, ways in EDGES.items()
        if ways
    )
    wrong = f"NEW.state <> OLD.state AND NOT ({pairs})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"CREATE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
            )
            cursor.execute(
                f"CREATE TRIGGER {TRIGGER} BEFORE UPDATE OF state ON outbox_delivery FOR EACH ROW "
                f"WHEN ({wrong}) EXECUTE FUNCTION {FUNCTION}()"
            )
        else:
            cursor.execute(
                f"CREATE TRIGGER {TRIGGER} BEFORE UPDATE OF state ON outbox_delivery FOR EACH ROW "
                f"WHEN {wrong} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )


def allow_other_edges(connection: BaseDatabaseWrapper) -> None:
    """Take the trigger away: for a migration back."""
    is_postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER IF EXISTS {TRIGGER}{' ON outbox_delivery' if is_postgresql else ''}")
        if is_postgresql:
            cursor.execute(f"DROP FUNCTION IF EXISTS {FUNCTION}()")
