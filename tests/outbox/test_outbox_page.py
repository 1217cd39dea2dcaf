"""The outbox of support administrators: states and classes, never an address; sending again leaves a note."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from accounts.models import AuditEntry, User
from rehab.outbox.addresses import address_hash
from rehab.outbox.clock import database_now
from rehab.outbox.message_ids import message_id
from rehab.outbox.models import Delivery, ErrorClass, State, Suppression, Valve
from rehab.outbox.ticking import tick
from tests.outbox.leaving import due, reader, stood
from tests.outbox.staff import LIST, staff
from tests.outbox.staff import sam as sam

pytestmark = pytest.mark.django_db
SUPPRESSIONS = "/admin/outbox/suppression/"


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


def test_an_address_finds_all_of_its_reader_and_an_id_its_mail(sam: Client) -> None:
    """Whatever its case, sent or not; and a stranger's finds nothing. The look is noted, and not what it was for."""
    ada = reader()
    one, other = failed(ada), due(ada, "9")
    for term, finds_all in (("ADA@example.org", True), (message_id(one.pk), False)):
        page = sam.post(f"{LIST}find/", {"q": f" {term} "}).content.decode()
        assert f">{one.pk}</a>" in page
        assert (f">{other.pk}</a>" in page) is finds_all
        assert f'value="{escape(term)}"' in page
    assert "Nothing belongs to it" in sam.post(f"{LIST}find/", {"q": "eve@example.org"}).content.decode()
    assert "Nothing belongs to it" in sam.post(f"{LIST}find/", {"q": "\0e\0" * 400}).content.decode()
    noted = AuditEntry.objects.filter(action="view", object_type="delivery")
    assert set(noted.values_list("object_id", flat=True)) == {"search"}


@pytest.mark.parametrize("place", [LIST, SUPPRESSIONS])
def test_an_address_that_is_looked_up_stands_in_no_address_of_a_page(sam: Client, place: str) -> None:
    """The form posts; no link of the answer has what was typed; asked with it by GET, no list reads it."""
    form = re.search(r'<form class="find" method="post" action="([^"?]+)">', sam.get(place).content.decode())
    assert form is not None
    failed(reader())
    answer = sam.post(form[1], {"q": "ada@example.org"})
    assert answer.status_code == 200
    leads = re.findall(r'(?:href|action|src)="([^"]*)"', answer.content.decode())
    assert not [lead for lead in leads if "ada" in lead]
    assert sam.get(form[1], {"q": "ada@example.org"}).url == place
    assert 'name="q" value' not in sam.get(place, {"q": "ada@example.org"}).content.decode()


def test_looking_an_address_up_changes_nothing_and_needs_its_token(sam: Client) -> None:
    """A post that reads; from another site it is refused, and an empty one finds nothing."""
    row = failed(reader())
    before = Delivery.objects.values().get(pk=row.pk)
    assert "Nothing belongs" in sam.post(f"{LIST}find/", {"q": "  "}).content.decode()
    sam.post(f"{LIST}find/", {"q": "ada@example.org"})
    assert Delivery.objects.values().get(pk=row.pk) == before
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = sam.cookies
    assert strict.post(f"{LIST}find/", {"q": "ada@example.org"}).status_code == 403


def test_what_was_found_can_be_sent_again_from_there(sam: Client) -> None:
    """By the same question as from the list."""
    row = failed(reader())
    page = sam.post(f"{LIST}find/", {"q": "ada@example.org"}).content.decode()
    assert re.search(rf'name="_selected_action" value="{row.pk}"', page)
    assert 'name="action" value="send_again"' in page
    asked = sam.post(LIST, {"action": "send_again", "_selected_action": [row.pk]}).content.decode()
    assert "Send again?" in asked


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


def test_a_whole_list_is_sent_again_however_long_it_is(sam: Client, settings) -> None:
    """After an outage: what the list is filtered by, with no field for each row."""
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 10
    ada = reader()
    for number in range(12):
        failed(ada, f"f{number}")
    unknown(ada, "u")
    chosen = {"action": "send_again", "select_across": "1", "_selected_action": str(Delivery.objects.latest("pk").pk)}
    page = sam.post(f"{LIST}?state__exact={State.FAILED.value}", chosen).content.decode()
    assert "12 chosen." in page
    sent = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))
    assert sam.post(f"{LIST}?state__exact={State.FAILED.value}", sent).status_code == 302
    assert Delivery.objects.filter(state=State.DUE).count() == 12
    assert Delivery.objects.filter(state=State.UNKNOWN).count() == 1


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
    found = sam.post(f"{SUPPRESSIONS}find/", {"q": "ada@example.org"}).content.decode()
    assert made.address_hash[:10] in found
    sam.post(SUPPRESSIONS, {"action": "lift", "_selected_action": [made.pk]})
    assert not Suppression.objects.exists()
    assert AuditEntry.objects.filter(action="lift").count() == 1


PAGES = [LIST, f"{LIST}valve/", f"{LIST}find/", SUPPRESSIONS, f"{SUPPRESSIONS}find/"]


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


def test_the_first_page_of_the_administration_leads_there(sam: Client) -> None:
    """Beside the accounts."""
    assert reverse("admin:outbox_delivery_changelist") in sam.get("/admin/").content.decode()
