"""Notices: told once, seen when opened, and never a way to what one may not see."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import CareLink, User
from rehab.outbox import kinds
from rehab.outbox.kinds import Said, register
from rehab.outbox.models import Kind, Notice
from rehab.outbox.selectors import notices_of, unseen_notices
from rehab.outbox.services import tell
from tests.accounts.people import person, signed_in
from tests.accounts.therapists import therapist_of
from tests.plans.statements import statements

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
WORDS = "Thea wrote to you."


@pytest.fixture(autouse=True)
def _words() -> Iterator[None]:
    """A kind with words for these tests; what the product says is put back."""
    before = dict(kinds._says)
    register(Kind.MESSAGE, lambda notice: Said(WORDS, reverse("settings")) if notice.period != "gone" else None)
    yield
    kinds._says.clear()
    kinds._says.update(before)


def told(recipient: User, period: str = "thread-1", **more: object) -> Notice:
    tell(recipient=recipient, kind=Kind.MESSAGE, period=period, now=NOW, **more)  # type: ignore[arg-type]  # passed on as it came
    return Notice.objects.get(recipient=recipient, period=period)


def test_the_same_thing_is_told_once() -> None:
    """Unique by recipient, kind and period, by the database itself."""
    ada = person()
    first = told(ada)
    told(ada)
    told(ada, "thread-2")
    assert Notice.objects.count() == 2
    first.pk = uuid4()
    with pytest.raises(IntegrityError, match=r"notice_once|UNIQUE"), transaction.atomic():
        first.save(force_insert=True)


def test_the_list_shows_words_and_a_count_until_a_notice_is_opened() -> None:
    """Opening the list marks nothing; opening the notice does, once."""
    ada = person()
    notice, browser = told(ada), signed_in(ada)
    body = browser.get(reverse("outbox:notices")).content.decode()
    assert WORDS in body
    assert unseen_notices(ada) == 1
    answer = browser.post(reverse("outbox:open_notice", args=[notice.pk]))
    assert answer["Location"] == reverse("settings")
    assert unseen_notices(ada) == 0
    notice.refresh_from_db()
    seen = notice.seen_at
    browser.post(reverse("outbox:open_notice", args=[notice.pk]))
    notice.refresh_from_db()
    assert notice.seen_at == seen is not None


def test_everything_can_be_marked_as_seen_at_once() -> None:
    """One's own only."""
    ada, ben = person(), person("ben@example.org")
    told(ada), told(ada, "thread-2"), told(ben)
    signed_in(ada).post(reverse("outbox:see_all"))
    assert (unseen_notices(ada), unseen_notices(ben)) == (0, 1)


def test_a_notice_that_has_nothing_to_say_leads_back_to_the_list() -> None:
    """What it was about is gone."""
    ada = person()
    notice = told(ada, "gone")
    browser = signed_in(ada)
    assert WORDS not in browser.get(reverse("outbox:notices")).content.decode()
    assert browser.post(reverse("outbox:open_notice", args=[notice.pk]))["Location"] == reverse("outbox:notices")


def test_what_has_lost_its_words_is_not_counted() -> None:
    """Of a kind that may lose them; a page with none unseen of such a kind asks once, whatever else is new."""
    ada = person()
    told(ada), told(ada, "thread-2")
    with statements() as made:
        assert unseen_notices(ada) == 2
    assert len(made) == 1
    register(Kind.DIGEST, lambda _: Said(WORDS, "/"), holds=lambda notice: notice.period == "2026-W45")
    for period in ("2026-W44", "2026-W45"):
        tell(recipient=ada, kind=Kind.DIGEST, period=period, now=NOW)
    with statements() as made:
        assert unseen_notices(ada) == 3
    assert len(made) == 2


def test_somebody_elses_notice_does_not_exist() -> None:
    """404, and it stays unseen; without an account on to the log-in."""
    ada, ben = person(), person("ben@example.org")
    notice = told(ada)
    address = reverse("outbox:open_notice", args=[notice.pk])
    assert signed_in(ben).post(address).status_code == 404
    assert WORDS not in signed_in(ben).get(reverse("outbox:notices")).content.decode()
    assert unseen_notices(ada) == 1


@pytest.mark.parametrize("name", ["outbox:notices", "outbox:see_all"])
def test_without_an_account_there_are_no_notices(name: str, client) -> None:
    """On to the log-in."""
    answer = client.get(reverse(name)) if name == "outbox:notices" else client.post(reverse(name))
    assert answer.status_code == 302
    assert reverse("account_login") in answer["Location"]


def test_a_notice_about_a_runner_ends_with_the_consent() -> None:
    """A therapist reads it while the consent stands, and not at the next request."""
    ada = person()
    thea = therapist_of(ada)
    notice = told(thea, about=ada)
    assert list(notices_of(thea)) == [notice]
    CareLink.objects.update(ended_at=NOW)
    assert not notices_of(thea).exists()
    assert signed_in(thea).post(reverse("outbox:open_notice", args=[notice.pk])).status_code == 404


def test_only_a_post_changes_anything() -> None:
    """A mail scanner that follows links marks nothing."""
    ada = person()
    notice, browser = told(ada), signed_in(ada)
    assert browser.get(reverse("outbox:open_notice", args=[notice.pk])).status_code == 405
    assert browser.get(reverse("outbox:see_all")).status_code == 405


def test_a_page_number_nobody_has_shows_a_page() -> None:
    """Whatever stands in the address."""
    browser = signed_in(person())
    for page in ("0", "-1", "99999999999999999999999", "x", "%00"):
        assert browser.get(reverse("outbox:notices") + f"?page={page}").status_code == 200
