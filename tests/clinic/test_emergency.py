"""Emergency access: one runner, for reading, for half an hour, with a reason the runner reads at once."""

from __future__ import annotations

import time
from datetime import timedelta
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from allauth.account.internal.flows import login
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts.access import reads_in_emergency
from accounts.models import AuditEntry, EmergencyAccess, User
from rehab.clinic.emergency import end_emergency, open_emergency
from rehab.outbox.models import Kind, Notice
from rehab.plans.models import LogEntry, Plan
from tests.accounts.factors import give_factor
from tests.checkins.days import logged as log
from tests.checkins.days import morning
from tests.checkins.logging import plan_on_day
from tests.intake.walking import runner, signed_in, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
REASON = "Their doctor called and asked for the stop signs."
CANARY = "canary-77ab"


@pytest.fixture
def ada() -> User:
    """A runner with a plan, an intake and a log."""
    made = runner()
    submitted(made, psfs_activities=[CANARY], notes="none")
    Plan.objects.filter(runner=made).update(started_on=timezone.localdate() - timedelta(days=3))
    log(Plan.objects.get(runner=made), morning(2))
    return made


@pytest.fixture
def bea() -> User:
    """An emergency administrator with a second factor."""
    made = User.objects.create_user("bea@example.org", None, role="emergency_admin", display_name="Bea")
    give_factor(made)
    return made


def _browser(person: User, factor_at: float | None = None) -> Client:
    """A session in which the second factor was asked for again at some time; a minute ago, if nothing is said."""
    client = signed_in(person)
    session = client.session
    session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(person.pk)
    proof = {"method": "mfa", "type": "totp", "at": factor_at or time.time() - 60, "reauthenticated": True}
    session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [proof]
    session.save()
    return client


def _ask(browser: Client, **changes: Any) -> Any:
    return browser.post("/break-glass/", {"who": "ada@example.org", "reason": REASON, **changes})


def _pages(ada: User, opened: EmergencyAccess) -> list[str]:
    own = f"/break-glass/{opened.pk}/"
    return [own, f"{own}answers/", f"{own}log/", f"/plan/{Plan.objects.get(runner=ada).pk}/"]


def _opened(ada: User, bea: User, minutes_ago: float = 0) -> EmergencyAccess:
    at = timezone.now() - timedelta(minutes=minutes_ago)
    return open_emergency(administrator=bea, runner=ada, reason=REASON, now=at)


@pytest.mark.parametrize("by", ["address", "number"])
def test_it_opens_with_a_reason_and_the_runner_is_told_at_once(ada: User, bea: User, by: str) -> None:
    """By mail, by a notice, on the page of consents, and in the list of who has looked."""
    answer = _ask(_browser(bea), who="ADA@example.org" if by == "address" else str(ada.public_id))
    opened = EmergencyAccess.objects.get()
    assert answer["Location"] == f"/break-glass/{opened.pk}/"
    assert opened.ends_at - opened.began_at == timedelta(minutes=30)
    assert Notice.objects.filter(recipient=ada, kind=Kind.ACCESS).count() == 1
    adas = signed_in(ada)
    assert REASON in adas.get("/settings/care/").content.decode()
    assert "Support staff opened your data" in adas.get("/notices/").content.decode()
    assert "Opened your data in an emergency" in adas.get("/settings/seen/").content.decode()


def test_what_is_open_can_be_read_and_each_look_is_noted(ada: User, bea: User) -> None:
    """The plan, the answers, the log; the runner reads which."""
    browser = _browser(bea)
    opened = _opened(ada, bea)
    for page in _pages(ada, opened):
        assert browser.get(page).status_code == 200, page
    assert CANARY in browser.get(f"/break-glass/{opened.pk}/answers/").content.decode()
    looks = AuditEntry.objects.filter(subject_id=ada.public_id, actor_id=bea.public_id, action="view")
    assert set(looks.values_list("object_type", flat=True)) == {"emergency_access", "intake", "log", "plan"}


def test_it_changes_nothing_and_prints_nothing(ada: User, bea: User) -> None:
    """403 for the paper and for the runner's own pages, and nothing is written into the log."""
    browser, before = _browser(bea), LogEntry.objects.count()
    _opened(ada, bea)
    plan = Plan.objects.get(runner=ada).pk
    assert browser.get(f"/plan/{plan}/handout.pdf").status_code == 403
    assert browser.post(f"/plan/{plan}/contact/").status_code == 403
    assert browser.post(f"/plan/{plan}/").status_code == 405
    assert browser.post("/today/rating/", {"day": 3, "morning": 3}).status_code == 403
    assert LogEntry.objects.count() == before


@pytest.mark.parametrize(("minutes", "status"), [(29.9, 200), (30, 404), (31, 404)])
def test_it_ends_by_itself_after_half_an_hour(ada: User, bea: User, minutes: float, status: int) -> None:
    """A page that was open answers no more."""
    browser, opened = _browser(bea), _opened(ada, bea, minutes)
    assert [browser.get(page).status_code for page in _pages(ada, opened)] == [status] * 4


def test_no_row_holds_it_open_for_longer(ada: User, bea: User) -> None:
    """Whatever end somebody wrote into the database."""
    opened = open_emergency(administrator=bea, runner=ada, reason=REASON, now=timezone.now() - timedelta(minutes=31))
    EmergencyAccess.objects.filter(pk=opened.pk).update(ends_at=timezone.now() + timedelta(days=1))
    assert not reads_in_emergency(bea, ada)


def test_it_ends_with_a_button(ada: User, bea: User) -> None:
    """At once; pressed twice it is not found, and the reason stays for the runner to read."""
    browser, opened = _browser(bea), _opened(ada, bea)
    assert browser.post(f"/break-glass/{opened.pk}/end/").status_code == 302
    assert [browser.get(page).status_code for page in _pages(ada, opened)] == [404] * 4
    assert browser.post(f"/break-glass/{opened.pk}/end/").status_code == 404
    assert REASON in signed_in(ada).get("/settings/care/").content.decode()
    end_emergency(opened=opened, by=bea, now=timezone.now())
    assert AuditEntry.objects.filter(action="end").count() == 1


def test_another_runner_stays_closed(ada: User, bea: User) -> None:
    """And the number of another's access is not found."""
    ben = runner("ben@example.org")
    bens, browser = plan_on_day(ben, 8), _browser(bea)
    _opened(ada, bea)
    assert browser.get(f"/plan/{bens.pk}/").status_code == 404
    assert browser.get(f"/break-glass/{uuid4()}/").status_code == 404
    assert not reads_in_emergency(bea, ben)


@pytest.mark.parametrize("change", ["role", "active", "factor", "other"])
def test_it_is_nobody_elses_and_ends_with_the_right_to_it(ada: User, bea: User, change: str) -> None:
    """Read anew each time: role, account, second factor."""
    _opened(ada, bea)
    assert reads_in_emergency(bea, ada)
    if change == "factor":
        Authenticator.objects.filter(user=bea).delete()
    elif change != "other":
        User.objects.filter(pk=bea.pk).update(
            **({"role": "support_admin"} if change == "role" else {"is_active": False})
        )
    else:
        bea = User.objects.create_user("cora@example.org", None, role="emergency_admin")
        give_factor(bea)
    assert not reads_in_emergency(bea, ada)


@pytest.mark.parametrize("at", [0.1, 130])
def test_the_second_factor_is_asked_for_again_first(ada: User, bea: User, at: float) -> None:
    """However lately the session was opened; nothing is opened before."""
    answer = _ask(_browser(bea, at if at < 1 else time.time() - at))
    assert answer.status_code == 302
    assert "/2fa/reauthenticate/" in answer["Location"]
    assert not EmergencyAccess.objects.exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"reason": "too short"}, "at least 15 characters"),
        ({"reason": "   \n  " + "x" * 8}, "at least 15 characters"),
        ({"reason": "x" * 301}, "at most 300"),
        ({"who": "nobody@example.org"}, "No runner has this address"),
        ({"who": "bea@example.org"}, "No runner has this address"),
        ({"who": str(uuid4())}, "No runner has this address"),
        ({"who": "9" * 250}, "No runner has this address"),
        ({"who": "a\x00b"}, "Null characters"),
    ],
)
def test_what_cannot_be_opened_is_told_and_kept(ada: User, bea: User, changes: dict[str, str], said: str) -> None:
    """422 with the form as it was typed."""
    answer = _ask(_browser(bea), **changes)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not EmergencyAccess.objects.exists()


@pytest.mark.parametrize("role", ["runner", "therapist", "content_admin", "support_admin"])
def test_every_other_role_is_refused(ada: User, role: str) -> None:
    """Before anything is looked up."""
    browser = signed_in(runner("x@example.org", role=role))
    assert _ask(browser).status_code == 403
    assert browser.get("/break-glass/").status_code == 403


def test_the_role_is_given_on_the_command_line_alone() -> None:
    """To a support administrator, who is signed out by it; and taken back."""
    sam = User.objects.create_user("sam@example.org", None, role="support_admin", is_staff=True)
    said = StringIO()
    call_command("grant_break_glass", "sam@example.org", stdout=said)
    assert "is emergency administrator now" in said.getvalue()
    with pytest.raises(CommandError, match="No support administrator"):
        call_command("grant_break_glass", "sam@example.org")
    sam.refresh_from_db()
    assert (sam.role, sam.is_staff, sam.sign_outs) == ("emergency_admin", False, 1)
    call_command("grant_break_glass", "sam@example.org", "--back", stdout=said)
    sam.refresh_from_db()
    assert (sam.role, sam.is_staff) == ("support_admin", True)
