"""The outbox of support administrators: states and classes, never an address; sending again leaves a note."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, User
from rehab.outbox.addresses import address_hash
from rehab.outbox.clock import database_now
from rehab.outbox.message_ids import message_id
from rehab.outbox.models import Delivery, ErrorClass, Kind, State, Suppression, Valve
from rehab.outbox.posts import Letter
from rehab.outbox.preview_views import as_if
from rehab.outbox.ticking import tick
from tests.accounts.factors import as_administrator
from tests.outbox.leaving import due, posted, reader, stood

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]
LIST = "/admin/outbox/delivery/"


def staff(role: str) -> Client:
    """An administrator with a second factor in this session."""
    person = User.objects.create_user(f"{role}@example.org", "a long pass phrase", role=role, is_staff=True)
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return as_administrator(client, person)


@pytest.fixture
def sam() -> Client:
    """A support administrator."""
    return staff("support_admin")


def failed(user: User, period: str = "1", **more: object) -> Delivery:
    """A delivery the relay refused."""
    fields = {"error_class": ErrorClass.POLICY, "error_text": "554 5.7.1", "attempts": 8, **more}
    return due(user, period, state=State.FAILED, to_hash=address_hash(user.email), **fields)


def unknown(user: User, period: str = "2") -> Delivery:
    """A delivery that may have left."""
    fields = {"error_class": ErrorClass.LOST, "handed_at": database_now(), "claim_token": uuid4()}
    return due(user, period, state=State.UNKNOWN, **fields)


def test_it_shows_what_stands_where_and_nobodys_address(sam: Client) -> None:
    """By state and class, with the alarms; the look is noted."""
    ada = reader()
    failed(ada), unknown(ada), due(ada, "3", next_try=database_now() - timedelta(minutes=20))
    tick()
    page = sam.get(LIST).content.decode()
    assert "554 5.7.1" in page
    assert "may have arrived or not" in page
    assert "due for over 15 minutes" in page
    assert address_hash(ada.email)[:10] in page
    assert ada.email not in page
    assert str(ada) not in page.replace("Adapt", "")
    assert AuditEntry.objects.filter(action="view", object_type="outbox").count() == 1


def test_an_address_is_found_by_its_hash_and_a_mail_by_its_id(sam: Client) -> None:
    """Whatever its case; and a stranger's finds nothing."""
    ada = reader()
    one, other = failed(ada), due(ada, "9")
    for term in ("ADA@example.org", message_id(one.pk)):
        page = sam.get(LIST, {"q": term}).content.decode()
        assert f">{one.pk}<" in page
        assert f">{other.pk}<" not in page
    assert "0 deliver" in sam.get(LIST, {"q": "eve@example.org"}).content.decode()


def test_sending_again_asks_first_and_is_noted(sam: Client) -> None:
    """What was refused and what is unknown is due again, under the same id; the reader may see who did it."""
    ada = reader()
    rows = [failed(ada), unknown(ada), due(ada, "3"), failed(ada, "4", expires_at=database_now())]
    chosen = {"action": "send_again", "_selected_action": [row.pk for row in rows]}
    page = sam.post(LIST, chosen).content.decode()
    assert "may still be read twice" in page
    assert [stood(row)[0] for row in rows[:2]] == [State.FAILED, State.UNKNOWN]
    page = sam.post(LIST, chosen | {"sure": "yes"}, follow=True).content.decode()
    assert "2 due again, 2 left" in page
    assert [stood(row) for row in rows] == [
        (State.DUE, ""),
        (State.DUE, ""),
        (State.DUE, ""),
        (State.FAILED, ErrorClass.POLICY),
    ]
    assert rows[0].attempts == 0
    noted = AuditEntry.objects.filter(action="requeue")
    assert set(noted.values_list("subject_id", flat=True)) == {ada.public_id}
    assert noted.count() == 2


def test_a_channel_is_stopped_and_opened_by_hand(sam: Client) -> None:
    """Both noted."""
    for what, is_stopped in (("stop", True), ("open", False)):
        sam.post(f"{LIST}valve/", {"channel": "mail", "do": what})
        assert Valve.objects.filter(channel="mail", stopped_at__isnull=False).exists() == is_stopped
    assert sorted(AuditEntry.objects.filter(object_type="valve").values_list("action", flat=True)) == ["open", "stop"]
    sam.post(f"{LIST}valve/", {"channel": "carrier pigeon", "do": "stop"})
    sam.get(f"{LIST}valve/")
    assert not Valve.objects.filter(stopped_at__isnull=False).exists()


def test_a_suppressed_address_is_shown_by_its_hash_and_can_be_lifted(sam: Client) -> None:
    """Noted as well."""
    made = Suppression.objects.create(
        address_hash=address_hash("ada@example.org"), reason="hard_bounce", at=database_now()
    )
    place = "/admin/outbox/suppression/"
    assert made.address_hash[:10] in sam.get(place, {"q": "ada@example.org"}).content.decode()
    sam.post(place, {"action": "lift", "_selected_action": [made.pk]})
    assert not Suppression.objects.exists()
    assert AuditEntry.objects.filter(action="lift").count() == 1


PAGES = [LIST, f"{LIST}valve/", "/admin/outbox/suppression/"]


@pytest.mark.parametrize("page", PAGES)
def test_other_administrators_are_refused(page) -> None:
    """The content administrator has no business there."""
    assert staff("content_admin").get(page).status_code == 403
    for method in ("get", "post"):
        assert getattr(Client(), method)(page).status_code == 302


def test_others_send_nothing_again_and_turn_no_valve() -> None:
    """Nor by the address of the form."""
    row, editor = failed(reader()), staff("content_admin")
    editor.post(LIST, {"action": "send_again", "_selected_action": [row.pk], "sure": "yes"})
    editor.post(f"{LIST}valve/", {"channel": "mail", "do": "stop"})
    assert stood(row)[0] == State.FAILED
    assert not Valve.objects.filter(stopped_at__isnull=False).exists()


def test_nothing_is_edited_there(sam: Client) -> None:
    """No adding, no deleting."""
    row = failed(reader())
    assert sam.get(f"{LIST}add/").status_code == 403
    assert sam.get(f"{LIST}{row.pk}/delete/").status_code == 403
    assert sam.get(f"{LIST}{row.pk}/change/").status_code == 200


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


def test_the_first_page_of_the_administration_leads_there(sam: Client) -> None:
    """Beside the accounts."""
    assert reverse("admin:outbox_delivery_changelist") in sam.get("/admin/").content.decode()
