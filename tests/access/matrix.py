"""The table of who may do what, `tests/access_matrix.csv`, and how an answer is read by it.

Cells: 2 opens (200; a POST also 400, 409, 422, 429 or on to the next page) · L on to the log-in · R on to another page
(which says what is missing, or where it goes on) · 3 refused · 4 does not exist · 5 not with this method.
`2/3` is GET/POST. A method a row does not name is answered with 405, unless the log-in comes first.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.urls import reverse

from .cast import NAMES, ROLES, Cast
from .routes import ROUTES, Route
from .values import address_of

TABLE = Path(__file__).resolve().parents[1] / "access_matrix.csv"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
# The rest is answered before any view, whoever asks (rehab/config/verbs.py): three roles are enough for them.
SEEN_BY_VIEWS, ASKING_THE_REST = METHODS[:3], ("an", "se", "pa")
COLUMNS = ("name", "action", "policy", "scope", "methods", *ROLES, "note")
MISSING = ("licence", "mfa_index", "mfa_reauthenticate", "account_reauthenticate")


@dataclass(frozen=True)
class Row:
    """A row of the table; `name` is a route's, or a pattern of names (`admin:library_*_add`)."""

    name: str
    action: str
    policy: str
    scope: str
    methods: tuple[str, ...]
    cells: dict[str, str]
    note: str

    def expected(self, role: str, method: str) -> str:
        """The code an answer has to have."""
        reading, _, sending = self.cells[role].partition("/")
        asked = "GET" if method == "HEAD" else method
        if asked not in ("GET", "POST"):
            return "5"
        code = sending if asked == "POST" and sending else reading
        return code if asked in self.methods or code == "L" else "5"


def rows() -> list[Row]:
    """The whole table."""
    with TABLE.open(newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        assert tuple(reader.fieldnames or ()) == COLUMNS
        return [_row(line) for line in reader]


def _row(line: dict[str, str]) -> Row:
    cells = {role: line[role] for role in ROLES}
    fixed = (line["name"], line["action"], line["policy"], line["scope"], tuple(line["methods"].split()))
    return Row(*fixed, cells, line["note"])


def row_of(route: Route, table: list[Row]) -> Row | None:
    """The row of a route: the one of its name, or else the first pattern that fits."""
    exact = [row for row in table if row.name == route.name]
    fitting = exact or [row for row in table if fnmatchcase(route.name, row.name)]
    return fitting[0] if fitting else None


def code_of(response: HttpResponse, method: str) -> str:
    """An answer in the table's words."""
    status = response.status_code
    if status in (301, 302):
        to = urlsplit(response["Location"]).path
        if to in (reverse("account_login"), reverse("admin:login")):
            return "L"
        return "2" if method == "POST" and to not in {reverse(name) for name in MISSING} else "R"
    if status in (400, 409, 422, 429) and method == "POST":
        return "2"
    return {200: "2", 204: "2", 403: "3", 404: "4", 405: "5"}.get(status, str(status))


def differences(
    cast: Cast, pairs: list[tuple[Route, Row]], methods: tuple[str, ...] = METHODS, roles: tuple[str, ...] = ROLES
) -> Iterator[str]:
    """Every answer that is not as the table says, in words."""
    for route, row in pairs:
        address = address_of(route, cast.things)
        for role in roles:
            for method in methods:
                if method not in SEEN_BY_VIEWS and role not in ASKING_THE_REST:
                    continue
                code = code_of(cast.ask(role, method, address), method)
                if code != row.expected(role, method):
                    yield f"{route.name} {method} by {NAMES[role]}: {code} instead of {row.expected(role, method)}"


def pairs(table: list[Row] | None = None) -> list[tuple[Route, Row]]:
    """Every route with its row."""
    known = table or rows()
    given: list[Any] = [(route, row_of(route, known)) for route in ROUTES]
    return [(route, row) for route, row in given if row is not None]
