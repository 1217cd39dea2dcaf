"""Triggers by which the database refuses to change or take away a row of the audit log."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = {"accounts_auditentry": "NEW.id = id OR NEW.uid = uid", "accounts_auditseal": "NEW.number = number"}
FUNCTION = """CREATE OR REPLACE FUNCTION audit_refuses() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the audit log is only added to'; END $$"""
POSTGRESQL = {
    "{table}_kept": "BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION audit_refuses()"
}
REFUSAL = "BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END"
SQLITE = {
    "{table}_unchanged": "BEFORE UPDATE ON {table} {refusal}",
    "{table}_kept": "BEFORE DELETE ON {table} {refusal}",
    # INSERT OR REPLACE takes a row away without asking the trigger for that.
    "{table}_not_replaced": "BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) {refusal}",
}
PRESENT = {
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')",
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
}


def refuse_changes(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers in place, whether or not some are there."""
    allow_changes(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(FUNCTION)
        for _, name, body in _triggers(connection):
            cursor.execute(f"CREATE TRIGGER {name} {body}")


def allow_changes(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away: for a migration back, and for tests that empty all tables."""
    with connection.cursor() as cursor:
        for table, name, _ in _triggers(connection):
            on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on_table}")
        if connection.vendor == "postgresql":
            cursor.execute("DROP FUNCTION IF EXISTS audit_refuses()")


def missing_triggers(connection: BaseDatabaseWrapper) -> list[str]:
    """The triggers that are not there or are switched off."""
    with connection.cursor() as cursor:
        cursor.execute(PRESENT[connection.vendor])
        present = {row[0] for row in cursor.fetchall()}
    return [name for _, name, _ in _triggers(connection) if name not in present]


def _triggers(connection: BaseDatabaseWrapper) -> list[tuple[str, str, str]]:
    bodies = POSTGRESQL if connection.vendor == "postgresql" else SQLITE
    return [
        (table, name.format(table=table), body.format(table=table, same=same, refusal=REFUSAL))
        for table, same in TABLES.items()
        for name, body in bodies.items()
    ]
