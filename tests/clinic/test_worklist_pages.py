"""The pages of the work list: what they cost and say, and that strangers get nothing of them."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry, CareLink, TherapistProfile, User
from tests.accounts.therapists import therapist
from tests.clinic.fifty import fifty, linked
from tests.intake.walking import runner, signed_in
from tests.plans.making import text_in
from tests.plans.statements import statements

pytestmark = [pytest.mark.django_db]
LIST, STATEMENTS = "/runners/", 8
ACTIONS = ("approve", "keep", "snooze", "handled", "back")
HEALTH = re.compile(r"Pain \d|Emergency|missing|Zebedee")


@pytest.fixture
def thea(library: None) -> User:
    """A therapist."""
    return therapist()


@pytest.fixture
def link(thea: User) -> CareLink:
    """A consent of somebody in pain."""
    return linked(thea, {"name": "Zebedee", "days": 10, "rated": {0: 9}}, timezone.now())


def _addresses(link: CareLink) -> list[str]:
    return [f"{LIST}{link.runner.public_id}/{action}/" for action in ACTIONS]


def test_the_page_says_who_why_and_since_when(thea: User, link: CareLink) -> None:
    """In words, with numbers; signing in leads here."""
    client = signed_in(thea)
    assert client.get("/home/").headers["Location"] == LIST
    page = text_in(client.get(LIST))
    assert "1 runner needs you" in page
    assert "Zebedee Phase 2, mobility Pain 9 of 10 since" in page


def test_an_empty_list_leads_to_the_first_invitation(thea: User) -> None:
    """For a therapist without runners; with runners it says that nobody waits."""
    assert "Invite a runner" in text_in(signed_in(thea).get(LIST))
    linked(thea, {"name": "Ada", "days": 0}, timezone.now())
    assert "Nobody needs you now" in text_in(signed_in(thea).get(LIST))


def test_nobody_else_learns_of_a_runner(link: CareLink) -> None:
    """Not by the list, nor by any action, whoever asks."""
    other = therapist("other@example.org")
    unverified = runner("quack@example.org", role="therapist")
    TherapistProfile.objects.create(user=unverified, clinic="Hill", licence_body="Board", licence_number="1")
    CareLink.objects.create(runner=link.runner, therapist=unverified, granted_at=timezone.now())
    CareLink.objects.create(runner=link.runner, therapist=other, granted_at=timezone.now(), ended_at=timezone.now())
    bob = runner("bob@example.org")
    wanted = {other: (200, 404), unverified: (302, 302), bob: (403, 403), link.runner: (403, 403), None: (302, 302)}
    for user, (on_list, on_action) in wanted.items():
        client = signed_in(user) if user else Client()
        listed = client.get(LIST)
        assert (listed.status_code, HEALTH.search(listed.content.decode())) == (on_list, None)
        for address in _addresses(link):
            answer = client.post(address, {"seen": "x"})
            assert (answer.status_code, HEALTH.search(answer.content.decode())) == (on_action, None), (user, address)
    noted = AuditEntry.objects.filter(subject_id=link.runner.public_id).values_list("actor_id", "outcome")
    assert set(noted) == {(other.public_id, "deny")}


def test_a_consent_that_ends_is_felt_at_the_next_request(thea: User, link: CareLink) -> None:
    """The list is empty, the actions find nobody."""
    client = signed_in(thea)
    assert "Zebedee" in client.get(LIST).content.decode()
    CareLink.objects.update(ended_at=timezone.now())
    assert "Zebedee" not in client.get(LIST + "?show=all").content.decode()
    assert {client.post(address).status_code for address in _addresses(link)} == {404}


def test_one_look_leaves_one_note(thea: User, link: CareLink) -> None:
    """Whatever the number of names; none where there is no name."""
    client = signed_in(thea)
    client.get(LIST)
    note = AuditEntry.objects.get()
    assert (note.action, note.actor_id, note.object_type, note.object_id) == (
        "view",
        thea.public_id,
        "work_list",
        "needs",
    )
    assert note.subject_id is None
    client.get(LIST + "?show=aside")
    assert AuditEntry.objects.count() == 1


def test_the_number_of_statements_does_not_grow_with_the_runners(thea: User) -> None:
    """Session, person, licence, a page of the list, its rows, whether it is noted, the notices; one more at first."""
    now, facts = timezone.now(), [one for one in fifty() if "referred" not in one]
    for one in facts[:5]:
        linked(thea, one, now)
    client, counts = signed_in(thea), []
    client.get(LIST)  # the note of the first look lasts for five minutes
    for more in ([], facts[5:30]):
        for one in more:
            linked(thea, one, now)
        with statements() as found:
            client.get(LIST)
        counts.append(len(found))
    assert counts == [STATEMENTS, STATEMENTS]


JUNK = [
    *("page=0", "page=-1", "page=99999999999999999999", "page=x", "page=%D9%A3", "show=x", "show=aside&page=7"),
    *("show=all&name=%00", "show=all&name=%25_%5C", "show=all&name=%ED%A0%80"),
]


@pytest.mark.parametrize("query", JUNK)
def test_junk_in_the_address_is_the_first_page(thea: User, link: CareLink, query: str) -> None:
    """Never an error."""
    assert signed_in(thea).get(f"{LIST}?{query}").status_code == 200


def test_a_name_is_found_as_it_is_written(thea: User, link: CareLink) -> None:
    """Signs that a pattern would read as others stand for themselves."""
    linked(thea, {"name": "100% Ada", "days": 0}, timezone.now())
    client = signed_in(thea)
    for asked, found in (("0%", True), ("_", False), ("zEB", False)):
        page = client.get(LIST, {"show": "all", "name": asked}).content.decode()
        assert ("100% Ada" in page) is found
        assert ("Zebedee" in page) is (asked == "zEB")


def test_a_name_is_text_and_no_markup(thea: User) -> None:
    """Whatever a runner calls themselves."""
    link = linked(thea, {"name": "Eve", "days": 10, "rated": {0: 9}}, timezone.now())
    User.objects.filter(pk=link.runner_id).update(display_name="<script>alert(1)</script>")
    assert "<script>alert" not in signed_in(thea).get(LIST).content.decode()
