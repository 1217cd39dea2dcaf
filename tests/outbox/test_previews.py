"""Mails as they look, for administrators: of demo people alone, and nothing is sent or written."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client

from rehab.outbox.models import Delivery, Kind
from rehab.outbox.posts import Letter
from rehab.outbox.preview_views import as_if
from tests.outbox.leaving import posted, reader
from tests.outbox.staff import LIST, staff
from tests.outbox.staff import sam as sam

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


@pytest.mark.usefixtures("library")
def test_a_mail_is_previewed_for_demo_people_alone(sam: Client) -> None:
    """Nothing is written or sent; the HTML comes under a policy that lets nothing in."""
    ada, demo = reader(), reader("runner@demo.invalid")
    from tests.checkins.days import plan_since

    plan_since(demo, 9)
    page = sam.get(f"{LIST}preview/").content.decode()
    assert str(demo.public_id) in page
    assert str(ada.public_id) not in page
    asked = {"person": str(demo.public_id), "kind": "weekly"}
    page = sam.get(f"{LIST}preview/", asked)
    assert "Your plan for this week is ready" in page.content.decode()
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    part = sam.get(f"{LIST}preview/html/", asked)
    assert "Your week" in part.content.decode()
    policy = part["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "sandbox" in policy
    assert sam.get(f"{LIST}preview/html/", asked | {"person": str(ada.public_id)}).status_code == 404
    assert not Delivery.objects.exists()


@pytest.mark.usefixtures("library")
def test_whoever_writes_the_content_sees_the_mails_as_well() -> None:
    """Content administrators find them from their first page; the outbox itself stays closed to them."""
    editor, demo = staff("content_admin"), reader("runner@demo.invalid")
    assert f"{LIST}preview/" in editor.get("/admin/").content.decode()
    asked = {"person": str(demo.public_id), "kind": "booking"}
    assert editor.get(f"{LIST}preview/", asked).status_code == 200
    assert editor.get(f"{LIST}preview/html/", asked).status_code == 200
    assert editor.get(LIST).status_code == 403


def _cannot(*_: object) -> Letter:
    raise LookupError("of Ada")


@pytest.mark.parametrize("broken", ["write", "unwanted"])
def test_a_letter_that_cannot_be_written_is_told_as_that(sam: Client, broken: str) -> None:
    """By its class; nothing of its text. So is one that cannot even be judged."""
    demo = reader("runner@demo.invalid")
    with posted(Kind.MESSAGE, **{broken: _cannot}):
        page = sam.get(f"{LIST}preview/", {"person": str(demo.public_id), "kind": "message"}).content.decode()
    assert "It cannot be written:</b> LookupError" in page
    assert "of Ada" not in page


@pytest.mark.usefixtures("library")
def test_an_address_of_the_demo_that_nobody_confirmed_is_no_demo(sam: Client) -> None:
    """Anybody may sign up with one, and nobody can confirm it."""
    eve = reader("eve@demo.invalid")
    eve.emailaddress_set.update(verified=False)
    assert str(eve.public_id) not in sam.get(f"{LIST}preview/").content.decode()
    asked = {"person": str(eve.public_id), "kind": "booking"}
    assert sam.get(f"{LIST}preview/html/", asked).status_code == 404


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("kind", [kind for kind in Kind if kind != Kind.ALARM])
def test_every_kind_can_be_previewed_without_a_row_of_it(sam: Client, kind: Kind) -> None:
    """Whatever the kind reads from a period, one that names nothing breaks no page."""
    demo = reader("runner@demo.invalid")
    page = sam.get(f"{LIST}preview/", {"person": str(demo.public_id), "kind": kind.value})
    assert page.status_code == 200


def test_a_preview_is_of_the_readers_own_week() -> None:
    """On a Sunday evening in London it is Monday in Auckland, and the mail is the new week's."""
    demo = reader("runner@demo.invalid")
    demo.time_zone = "Pacific/Auckland"
    assert as_if(demo, Kind.WEEKLY, datetime(2026, 11, 22, 20, tzinfo=UTC)).period == "2026-W48"


@pytest.mark.usefixtures("library")
def test_a_preview_is_shown_light_and_dark(sam: Client) -> None:
    """By its own address, as a frame cannot be asked for a scheme."""
    demo = reader("runner@demo.invalid")
    asked = {"person": str(demo.public_id), "kind": "booking"}
    light, dark = (
        sam.get(f"{LIST}preview/html/", asked | {"scheme": scheme}).content.decode() for scheme in ("light", "dark")
    )
    assert "@media not all {" in light
    assert "@media all {" in dark
