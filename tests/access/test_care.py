"""Lists, the end of a consent, and the audit log: each over every address of the matrix."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from accounts.models import AuditEntry, CareLink, User
from rehab.clinic.ranking import ALL, ASIDE, NEEDS
from rehab.outbox.models import Kind, Notice
from rehab.outbox.services import tell
from tests.sharing import undone

from .canaries import let_loose
from .cast import Cast
from .matrix import Row, code_of, pairs
from .routes import Route
from .values import address_of

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]
SCOPED = [(route, row) for route, row in pairs() if row.scope]
NAME, OTHER = "Zaphira Quill", "Ottilie Brook"
LISTS = (
    *(f"/runners/?show={show}" for show in (NEEDS, ALL, ASIDE)),
    "/runners/?show=all&page=2",
    f"/runners/?show=all&name={NAME[:4]}",
    "/runners/?show=all&name=%25",
    "/templates/",
    "/templates/?q=Calves",
    "/notices/",
    "/invitations/",
    "/settings/clinic/",
)


@pytest.fixture
def words(cast: Cast) -> Iterator[dict[str, str]]:
    """Canaries in the runner's rows, a name that nobody else has, and a runner of the other therapist's own."""
    with undone():
        se, ot, po = (cast.people[role] for role in ("se", "ot", "po"))
        User.objects.filter(pk=se.pk).update(display_name=NAME)
        User.objects.filter(pk=ot.pk).update(display_name=OTHER)
        link = CareLink.objects.get(runner=se, therapist=cast.people["pa"])
        CareLink.objects.create(runner=ot, therapist=po, granted_at=link.granted_at)
        for role in ("pa", "px", "po"):
            tell(recipient=cast.people[role], kind=Kind.ATTENTION, period="x", now=link.granted_at, about=se)
        yield {**let_loose(se), "name": NAME}


def _text(cast: Cast, role: str, address: str) -> str:
    return cast.send(role, "GET", address).content.decode()


@pytest.mark.parametrize("role", ["po", "px"])
@pytest.mark.parametrize("address", LISTS)
def test_a_list_holds_nothing_of_a_runner_who_does_not_share(
    cast: Cast, words: dict[str, str], role: str, address: str
) -> None:
    """However it is filtered, and whatever page of it; the notices about them are gone as well."""
    text = _text(cast, role, address)
    typed = address.partition("name=")[2]
    assert [name for name, word in words.items() if word in text] == [], f"searched for {typed}"
    assert Notice.objects.filter(recipient=cast.people[role], about=cast.people["se"]).exists()


def test_a_list_counts_ones_own_runners_alone(cast: Cast, words: dict[str, str]) -> None:
    """Nobody (then there is no list at all), the one of their own, and the runner."""
    shown = {role: _text(cast, role, "/runners/?show=all") for role in ("px", "po", "pa")}
    counted = {role: re.findall(r"All\D{0,80}?(\d+)", text)[:1] for role, text in shown.items()}
    assert counted == {"px": [], "po": ["1"], "pa": ["1"]}
    assert [NAME in shown[role] for role in shown] == [False, False, True]
    assert [OTHER in shown[role] for role in shown] == [False, True, False]


def test_a_consent_that_ends_closes_everything_at_the_next_request(cast: Cast, words: dict[str, str]) -> None:
    """The runner presses the button; the therapist's open session finds nothing of them any more."""
    opened = [(route, row) for route, row in SCOPED if row.cells["pa"].startswith("2")]
    assert len(opened) > 25
    assert cast.send("se", "POST", f"/settings/care/{cast.things['therapist']}/end/", {"sure": "on"}).status_code == 302
    for route, row in opened:
        for method in row.methods:
            answer = cast.ask("pa", method, address_of(route, cast.things))
            assert code_of(answer, method) == "4", (route.name, method)
            text = answer.content.decode()
            assert [name for name, word in words.items() if word in text] == [], route.name
    for address in LISTS:
        text = _text(cast, "pa", address)
        assert [name for name, word in words.items() if word in text] == [], address


def _noted(cast: Cast, role: str, method: str, address: str) -> list[tuple[object, str, str]]:
    """Whom the entries name that one request has left, and how they say it ended."""
    with undone():
        last = AuditEntry.objects.order_by("pk").values_list("pk", flat=True).last() or 0
        cast.send(role, method, address)
        rows = AuditEntry.objects.filter(pk__gt=last, actor_id=cast.people[role].public_id)
        return list(rows.values_list("subject_id", "action", "outcome"))


# Pages that show of the runner no more than the name.
NAMES_ALONE = {"clinic:hand_over"}


def _reads(pair: tuple[Route, Row]) -> bool:
    return "GET" in pair[1].methods and pair[1].cells["pa"].startswith("2") and pair[0].name not in NAMES_ALONE


def test_each_look_of_the_therapist_leaves_one_entry_that_names_the_runner(cast: Cast) -> None:
    """Whatever page it is; a list of many leaves one that names nobody."""
    se = cast.people["se"].public_id
    wrong = {}
    for route, _ in filter(_reads, SCOPED):
        noted = _noted(cast, "pa", "GET", address_of(route, cast.things))
        if noted != [(se, "view", "permit")]:
            wrong[route.name] = noted
    assert wrong == {}
    assert _noted(cast, "pa", "GET", "/runners/?show=all") == [(None, "view", "permit")]
    assert _noted(cast, "po", "GET", "/runners/?show=all") == [], "an empty list shows nobody"


@pytest.mark.parametrize("role", ["po", "px", "pp"])
def test_each_refused_look_leaves_one_entry_as_well(cast: Cast, role: str) -> None:
    """Of whoever asks for what exists and is not shared with them."""
    se = cast.people["se"].public_id
    wrong = {}
    for route, row in SCOPED:
        noted = _noted(cast, role, row.methods[0], address_of(route, cast.things))
        if noted != [(se, "view", "deny")]:
            wrong[route.name] = noted
    assert wrong == {}


def test_a_look_at_ones_own_leaves_none(cast: Cast) -> None:
    """The log is about others."""
    for route, row in pairs():
        if row.expected("se", "GET") in "2R":
            assert _noted(cast, "se", "GET", address_of(route, cast.things)) == [], route.name
