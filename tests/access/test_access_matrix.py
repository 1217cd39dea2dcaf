"""Every address × role × method answers as `tests/access_matrix.csv` says; an address without a row fails here."""

from __future__ import annotations

import re

import pytest

from accounts import access
from tests.sharing import undone

from .cast import ROLES, Cast
from .matrix import METHODS, differences, pairs, row_of, rows
from .routes import ROUTES, Route
from .values import address_of

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]
TABLE = rows()
PAIRS = pairs(TABLE)
PARTS = 8  # a difference in one part leaves the others to be read


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_an_address_has_a_mark_and_a_row_that_names_it(route: Route) -> None:
    """Add the row to tests/access_matrix.csv: who may do what is decided when an address is made."""
    row = row_of(route, TABLE)
    assert row is not None, f"no row in tests/access_matrix.csv for {route.name} ({route.pattern})"
    assert row.policy == route.policy != ""


def test_a_row_has_an_address() -> None:
    """What is gone from the product goes from the table, and no row hides behind another."""
    used = {row.name for _, row in PAIRS}
    assert [row.name for row in TABLE if row.name not in used] == []
    assert len({row.name for row in TABLE}) == len(TABLE)


def test_a_row_says_what_is_done_and_names_codes_alone() -> None:
    """Nobody reads a table with holes."""
    for row in TABLE:
        assert row.action, row.name
        assert row.methods in (("GET",), ("POST",), ("GET", "POST")), row.name
        assert row.scope in ("", *access.Scope), row.name
        for role in ROLES:
            assert re.fullmatch(r"[2LR345](/[2LR345])?", row.cells[role]), (row.name, role)


@pytest.mark.parametrize("part", range(PARTS))
def test_every_address_answers_each_role_and_method_as_the_table_says(cast: Cast, part: int) -> None:
    """Refusals and permissions alike; what is sent to those who may is empty."""
    assert list(differences(cast, PAIRS[part::PARTS])) == []


def test_a_thing_that_is_not_there_looks_like_anothers(cast: Cast) -> None:
    """The same bytes, so that nobody learns what exists."""
    nobodys = {**cast.things, **dict.fromkeys(("plan", "notice", "invitation", "therapist", "runner", "run"), NOBODYS)}
    compared = 0
    for route, row in PAIRS:
        if address_of(route, nobodys) == address_of(route, cast.things):
            continue
        for role in (role for role in ROLES if row.expected(role, "GET") == "4"):
            anothers, nothing = (cast.ask(role, "GET", address_of(route, t)) for t in (cast.things, nobodys))
            assert nothing.status_code == 404, (route.name, role)
            assert anothers.content == nothing.content, (route.name, role)
            compared += 1
    assert compared > 20


NOBODYS = "99999999-9999-4999-8999-999999999999"


def test_a_closed_account_is_signed_out_at_once(cast: Cast) -> None:
    """Deactivated in the middle of a session, anybody is a visitor: only what is open to all opens."""
    for role in (role for role in ROLES if role != "an"):
        with undone():
            person = cast.people[role]
            type(person).objects.filter(pk=person.pk).update(is_active=False)
            for route, row in PAIRS:
                if row.expected("an", "GET") == "L" and "administration" not in row.policy:
                    answer = cast.ask(role, "GET", address_of(route, cast.things))
                    assert answer.status_code == 302, (route.name, role)
                    assert "/account/login/" in answer["Location"], (route.name, role)


def test_a_page_open_to_all_is_a_declared_one(cast: Cast) -> None:
    """A visitor who tries every address gets nothing but these."""
    opened = {
        route.name for route, _ in PAIRS if cast.ask("an", "GET", address_of(route, cast.things)).status_code == 200
    }
    assert opened == OPEN


OPEN = {
    *("landing", "privacy", "help", "robots", "healthz", "readyz", "intake:public_check", "library:figure"),
    *("worker", "manifest", "offline", "who", "saved"),
    *("library:exercises", "library:exercise"),
    *("outbox:unsubscribe", "outbox:reminders_health", "reminders:tap", "reminders:feed"),
    *("account_login", "account_signup", "account_inactive", "account_email_verification_sent"),
    *("account_confirm_email", "account_reset_password", "account_reset_password_done"),
    *("account_reset_password_from_key", "account_reset_password_from_key_done"),
}


def test_the_methods_are_all_there_are() -> None:
    """A matrix that asks less says less."""
    assert set(METHODS) == {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"}
