"""Somebody else's ids, wherever they can be put: nothing of the runner's is shown, and nothing of it changes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator

from accounts.models import User
from tests.sharing import undone

from .belongings import OT_RUN, SE_RUN, of_the_other
from .canaries import hangers, let_loose
from .cast import Cast
from .matrix import pairs
from .values import address_of

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]
PAIRS = pairs()
OTHERS = ("ot", "po", "px", "su")
NEARER = ("ot", "po", "px")  # whom no mark stops before the thing is looked for
# Names under which a form or a page might take a thing.
NAMES = {
    "plan": ("plan", "plan_id", "pk", "id"),
    "run": ("run", "run_id", "entry", "entry_id", "corrects"),
    "runner": ("runner", "runner_id", "about", "subject", "owner", "public_id"),
    "therapist": ("therapist", "therapist_id"),
    "user": ("user", "user_id", "by"),
    "invitation": ("invitation", "invitation_id"),
    "notice": ("notice", "notice_id"),
    "assignment": ("assignment", "assignment_id"),
    "passkey": ("passkey", "authenticator"),
    "token": ("token", "key"),
}
PRINT = "all rows"
# A sealed link of a mail does what it is for, whoever follows it; tests/outbox and tests/reminders ask what that is.
KEYS = {"outbox:unsubscribe", "reminders:tap", "reminders:feed"}
WHOLE_RUN = {"on": "", "distance": "1", "time": "10", "pain": "0", "spread": "no", "sharp_spot": "no"}


@pytest.fixture
def words(cast: Cast) -> Iterator[dict[str, str]]:
    """Canaries in the runner's rows, which are not seen here either, and what the rows are."""
    with undone():
        found = let_loose(cast.people["se"])
        yield {**found, PRINT: _print_of(cast.people["se"])}


def _named(cast: Cast) -> dict[str, Any]:
    return {name: cast.things[thing] for thing, names in NAMES.items() for name in names}


def _print_of(runner: User) -> str:
    """A fingerprint of every row of a runner's."""
    found = hashlib.sha256()
    for model, way in hangers().items():
        rows = model._default_manager.filter(**{way or "pk": runner.pk}).order_by("pk").values_list()
        found.update(repr((model._meta.label, list(rows))).encode())
    found.update(repr(list(Authenticator.objects.filter(user=runner).order_by("pk").values_list())).encode())
    return found.hexdigest()


def _swapped(cast: Cast, words: dict[str, str], role: str, ask: tuple[str, str, dict[str, Any]]) -> list[str]:
    """What went wrong with one request that names the runner's things."""
    method, address, data = ask
    se = cast.people["se"]
    with undone():
        answer = cast.send(role, method, address, data)
        text = answer.content.decode(errors="replace") + str(answer.headers)
        wrong = [f"{role} {method} {address}: {answer.status_code}"] if answer.status_code >= 500 else []
        wrong += [f"{role} {method} {address} shows {name}" for name, word in words.items() if word in text]
        if method == "POST" and _print_of(se) != words[PRINT]:
            wrong.append(f"{role} {method} {address} changes the runner's rows")
        return wrong


@pytest.mark.parametrize("role", NEARER)
def test_the_address_with_the_runners_things_changes_nothing(cast: Cast, words: dict[str, str], role: str) -> None:
    """In the path, and once more in everything that is sent."""
    for route, _ in PAIRS:
        if "<" in route.pattern and route.policy != "administration" and route.name not in KEYS:
            for method in ("GET", "POST"):
                address = address_of(route, cast.things)
                assert _swapped(cast, words, role, (method, address, _named(cast))) == []


@pytest.mark.parametrize("role", OTHERS)
def test_the_runners_ids_beside_an_address_of_ones_own_change_nothing(
    cast: Cast, words: dict[str, str], role: str
) -> None:
    """In the query and in the body, under every name a form might read."""
    own = {**cast.things, **of_the_other(cast.people["ot"])}
    for route, row in PAIRS:
        for method in ("GET", "POST"):
            if row.policy != "administration" and row.expected(role, method) in "2R" and route.name not in KEYS:
                assert _swapped(cast, words, role, (method, address_of(route, own), _named(cast))) == []


def test_a_whole_form_with_the_runners_id_writes_into_ones_own_log(cast: Cast, words: dict[str, str]) -> None:
    """A form that is valid to the last field, with the id of the runner's run."""
    run = {**WHOLE_RUN, "on": cast.today, "entry_id": SE_RUN, "note": "x"}
    warned = re.search(r'name="warned" value="([^"]*)"', cast.ask("ot", "POST", "/runs/new/", run).content.decode())
    run |= {"warned": warned[1] if warned else ""}
    for address in ("/runs/new/", f"/runs/{OT_RUN}/change/"):
        assert _swapped(cast, words, "ot", ("POST", address, run)) == []
    assert cast.ask("ot", "POST", "/runs/new/", run).status_code == 302, "the form is whole"


def test_settings_take_their_own_fields_alone(cast: Cast) -> None:
    """Every field of a person is sent; role, staff and consent stay as they were."""
    with undone():
        before: dict[str, Any] = {**User.objects.values().get(pk=cast.people["ot"].pk)}
        sent = {**dict.fromkeys(before, "1"), **cast.things, "role": "support_admin", "is_staff": "on"}
        sent |= {"display_name": "New", "time_zone": "Europe/Berlin", "units": "mi", "email": "new@matrix.example"}
        assert cast.send("ot", "POST", "/settings/", sent).status_code == 302
        after: dict[str, Any] = {**User.objects.values().get(pk=cast.people["ot"].pk)}
        assert {name for name in before if before[name] != after[name]} == {"display_name", "time_zone", "units"}
