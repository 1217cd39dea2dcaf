"""What a runner has told is on no page, in no header and in no mail of those it is not shared with."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core import mail
from django.http import HttpResponse

from accounts.models import CareLink
from tests.sharing import undone

from .canaries import let_loose
from .cast import NAMES, ROLES, Cast
from .matrix import pairs
from .values import address_of

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]
PAIRS = pairs()
STRANGERS = tuple(role for role in ROLES if role not in ("se", "pa", "br"))
PARTS = 4
# Where it stands, by what a consent opens it; everything else opens with the plan.
BEYOND_THE_PLAN = ("intake.", "checkins.", "plans.LogEntry", "plans.Plan.baseline")


@pytest.fixture
def words(cast: Cast) -> Iterator[dict[str, str]]:
    """A canary in every field of the runner's; they fly for one test."""
    with undone():
        yield let_loose(cast.people["se"])


def _all_of(answer: HttpResponse) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]  # where it streams
    return f"{answer.headers} {answer.cookies} {body.decode(errors='replace')}"


def _found(words: dict[str, str], text: str) -> list[str]:
    return [name for name, word in words.items() if word in text]


def test_every_field_of_a_runner_has_a_canary(words: dict[str, str]) -> None:
    """A new model gets a row in tests/access/belongings.py, a field of code a reason in canaries.EXEMPT."""
    assert [name for name, word in words.items() if not word] == []
    assert len(words) >= 12


def test_the_runners_own_pages_show_them(cast: Cast, words: dict[str, str]) -> None:
    """Else nothing would be missed anywhere."""
    seen: set[str] = set()
    for route, row in PAIRS:
        if row.expected("se", "GET") == "2":
            seen.update(_found(words, _all_of(cast.ask("se", "GET", address_of(route, cast.things)))))
    assert {"intake.Intake.answers", "intake.Correction.explanation", "plans.PlanEvent.before"} <= seen
    assert len(seen) >= 5


@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_of_it_is_told_to_those_it_is_not_shared_with(cast: Cast, words: dict[str, str], part: int) -> None:
    """Whatever they open, refused or not, and whatever is sent about it."""
    told = []
    for route, _ in PAIRS[part::PARTS]:
        address = address_of(route, cast.things)
        for role in STRANGERS:
            for method in ("GET", "POST"):
                found = _found(words, _all_of(cast.ask(role, method, address)))
                told += [f"{name} to {NAMES[role]} by {method} {route.name}" for name in found]
    assert told == []
    assert _found(words, "".join(str(one.message()) for one in mail.outbox)) == []


def test_a_refusal_tells_their_therapist_nothing_either(cast: Cast, words: dict[str, str]) -> None:
    """Nor does any page say the runner's mail address."""
    email = cast.people["se"].email
    for route, row in PAIRS:
        for method in ("GET", "POST"):
            text = _all_of(cast.ask("pa", method, address_of(route, cast.things)))
            assert email not in text, (route.name, method)
            if row.expected("pa", method) != "2":
                assert _found(words, text) == [], (route.name, method)


def test_a_therapist_reads_no_more_than_is_shared(cast: Cast, words: dict[str, str]) -> None:
    """With the plan alone, nothing of the intake and of the log."""
    CareLink.objects.filter(therapist=cast.people["pa"]).update(shares_logs=False, shares_intake=False)
    for route, _ in PAIRS:
        for method in ("GET", "POST"):
            found = _found(words, _all_of(cast.ask("pa", method, address_of(route, cast.things))))
            assert [name for name in found if name.startswith(BEYOND_THE_PLAN)] == [], (route.name, method)
