"""What is done from the work list: approve, keep, snooze, handled, and back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry, CareLink, User
from rehab.clinic.models import Aside
from rehab.clinic.views.worklist import MOVED_ON, NEWER, OBJECTED, STAYS
from rehab.clinic.worklist import access_fact, mark_of, seen_of
from rehab.engine.progress.log import Rating, Shut
from rehab.outbox.models import Kind, Notice
from rehab.plans.following import course_of
from rehab.plans.models import LogEntry, Plan
from tests.accounts.therapists import therapist
from tests.checkins.logging import with_course
from tests.clinic.fifty import Facts, linked, log
from tests.intake.walking import signed_in
from tests.plans.making import text_in

pytestmark = [pytest.mark.django_db]
READY: Facts = {"days": 9, "daily": 1, "trained": range(6)}
PROPOSED: Facts = {"days": 11, "daily": 1, "trained": range(7), "asks": 6, "week": {"ago": 0, "pain": 1}}
HURT: Facts = {"days": 10, "rated": {1: 8}}
SNOOZE = {"reason": "contacted", "text": "We spoke."}


@pytest.fixture
def thea(library: None) -> User:
    """A therapist."""
    return therapist()


@pytest.fixture
def client(thea: User) -> Client:
    """Her browser."""
    return signed_in(thea)


def _link(thea: User, facts: Facts) -> CareLink:
    return linked(thea, {"name": "Ada", **facts}, timezone.now())


def _send(client: Client, link: CareLink, action: str, **fields: str) -> str:
    sent = {"seen": _mark(link), **fields}
    answer = client.post(f"/runners/{link.runner.public_id}/{action}/", sent, follow=True)
    assert answer.status_code in (200, 422)
    return text_in(answer)


def _seen(link: CareLink) -> str:
    return seen_of(access_fact(link.therapist, link.runner.public_id, timezone.now())[1])


def _mark(link: CareLink) -> str:
    return mark_of(access_fact(link.therapist, link.runner.public_id, timezone.now())[1])


def _actions() -> list[str]:
    return list(AuditEntry.objects.exclude(action="view").order_by("pk").values_list("action", flat=True))


def test_one_click_approves_the_next_phase_once(thea: User, client: Client) -> None:
    """One version, one note; a second click is the same click."""
    link, plan = _link(thea, READY), Plan.objects.get()
    seen, before = _seen(link), plan.revision
    for _ in range(2):
        assert "Approved for Ada. The plan is in phase 3." in _send(client, link, "approve", seen=seen)
    plan.refresh_from_db()
    assert (plan.phase, plan.revision) == (3, before + 1)
    assert LogEntry.objects.filter(kind="adjust").count() == 1
    note = AuditEntry.objects.exclude(action="view").get()
    assert (note.actor_id, note.subject_id) == (thea.public_id, link.runner.public_id)
    assert note.action == "approve_step"
    told = Notice.objects.get(recipient=link.runner)
    assert told.kind == Kind.PLAN_CHANGED
    assert "approved what your plan was ready for" in text_in(signed_in(link.runner).get("/settings/seen/")).lower()
    assert "Nobody needs you now" in text_in(client.get("/runners/"))


def test_the_steps_that_rules_proposed_are_approved_as_they_were_shown(thea: User, client: Client) -> None:
    """What was proposed is in the plan; nothing waits any more."""
    link, plan = _link(thea, PROPOSED), Plan.objects.get()
    course = course_of(plan)
    proposal, phase = course.proposals
    assert (phase.subject, phase.after) == ("phase", "phase 3")
    _send(client, link, "approve", seen=_seen(link))
    plan.refresh_from_db()
    assert plan.phase == 3
    levels = course_of(plan).levels  # the exercise itself has no place in the next phase
    assert levels[proposal.subject] == next(i.level for i in course.items if i.exercise_id == proposal.subject) + 1
    assert course_of(plan).proposals == ()


@pytest.mark.parametrize(("facts", "left"), [(READY, "Nobody needs you now"), (PROPOSED, "Ready for phase 3")])
def test_keeping_leaves_the_plan_as_it_is(thea: User, client: Client, facts: Facts, left: str) -> None:
    """A phase is held for a week; a proposal is declined, and then the phase may be next."""
    link, plan = _link(thea, facts), Plan.objects.get()
    assert "Kept as it is for Ada." in _send(client, link, "keep", seen=_seen(link))
    plan.refresh_from_db()
    course = course_of(plan)
    assert plan.phase == 2
    assert course.proposals == ()
    assert (course.held_until >= course.day) is (facts is READY)
    assert _actions() == ["keep_step"]
    assert left in text_in(client.get("/runners/"))


def test_a_list_that_is_old_approves_nothing(thea: User, client: Client) -> None:
    """The runner logged pain since: the page says so, and nothing is saved."""
    link, plan = _link(thea, READY), Plan.objects.get()
    seen = _seen(link)
    log(plan, Rating("late", 9, 8, 8, 8), timezone.now())
    assert MOVED_ON in _send(client, link, "approve", seen=seen)
    for wrong in ("", "x", "\x00"):
        assert MOVED_ON in _send(client, link, "approve", seen=wrong)
    plan.refresh_from_db()
    assert plan.phase == 2
    assert _actions() == []


def test_what_the_engine_objects_to_is_told(thea: User, client: Client) -> None:
    """A row may be older than the day: the plan itself is asked again."""
    link = _link(thea, READY)
    with_course(Plan.objects.get(), has_to_rescreen=True)
    assert OBJECTED in _send(client, link, "approve", seen=_seen(link))
    assert Plan.objects.get().phase == 2


def test_a_snooze_lasts_until_its_day_and_is_taken_back(thea: User, client: Client) -> None:
    """With its reason, under Put aside."""
    link = _link(thea, HURT)
    until = timezone.localdate() + timedelta(days=3)
    assert "Ada is put aside" in _send(client, link, "snooze", until=f"{until}", **SNOOZE)
    assert "Nobody needs you now" in text_in(client.get("/runners/"))
    aside = text_in(client.get("/runners/?show=aside"))
    assert f"Snoozed until {until.day} {until:%B}. I have been in touch. We spoke." in aside
    assert "1 runner needs you" in _send(client, link, "back")
    _send(client, link, "back")
    assert _actions() == ["snooze", "bring_back"]


def test_a_snooze_that_is_over_brings_the_runner_back(thea: User, client: Client) -> None:
    """When its day begins."""
    link = _link(thea, HURT)
    _send(client, link, "snooze", until=f"{timezone.localdate() + timedelta(days=1)}", **SNOOZE)
    Aside.objects.update(until=timezone.now() - timedelta(minutes=1))
    assert "1 runner needs you" in text_in(client.get("/runners/"))


@pytest.mark.parametrize(("days", "is_taken"), [(0, False), (1, True), (14, True), (15, False)])
def test_a_snooze_is_of_one_to_fourteen_days(thea: User, client: Client, days: int, is_taken: bool) -> None:
    """Anything else is told, and what was typed is kept."""
    link = _link(thea, HURT)
    page = _send(client, link, "snooze", until=f"{timezone.localdate() + timedelta(days=days)}", **SNOOZE)
    assert Aside.objects.exists() is is_taken
    assert ("Choose a day from tomorrow to" in page) is not is_taken


@pytest.mark.parametrize(
    "junk", [{"until": "x"}, {"until": "9" * 400}, {"reason": "x"}, {"text": "a" * 201}, {"text": "\x00"}]
)
def test_junk_in_a_snooze_is_told(thea: User, client: Client, junk: dict[str, str]) -> None:
    """A message, no error, nothing saved."""
    link = _link(thea, HURT)
    until = f"{timezone.localdate() + timedelta(days=1)}"
    _send(client, link, "snooze", **{"until": until, **SNOOZE, **junk})
    assert not Aside.objects.exists()


def test_something_graver_ends_a_snooze_and_something_new_what_was_handled(thea: User, client: Client) -> None:
    """A lock beats the snooze of a silence; another day of high pain brings back the pain that was handled."""
    link, plan = _link(thea, HURT), Plan.objects.get()
    _send(client, link, "handled")
    assert "Nobody needs you now" in text_in(client.get("/runners/"))
    log(plan, Rating("again", 10, 8, 8, 8), timezone.now())
    assert "1 runner needs you" in text_in(client.get("/runners/"))
    _send(client, link, "snooze", until=f"{timezone.localdate() + timedelta(days=9)}", **SNOOZE)
    log(plan, Rating("more", 10, 9, 9, 9), timezone.now())
    assert "Nobody needs you now" in text_in(client.get("/runners/"))
    log(plan, Shut("shut", 10, "urgent_24_48h", ("F05",)), timezone.now())
    assert "Clinician within two days" in text_in(client.get("/runners/"))


def test_a_list_that_is_old_puts_nobody_aside(thea: User, client: Client) -> None:
    """Pain that was logged since is not what was handled or snoozed; what was typed of a mark is no error."""
    link, plan = _link(thea, {"days": 20}), Plan.objects.get()
    seen = _mark(link)
    assert f'value="{seen}"' in client.get("/runners/").content.decode()
    log(plan, Rating("new", 20, 8, 8, 8), timezone.now())
    until = f"{timezone.localdate() + timedelta(days=2)}"
    for wrong in (seen, "", "\x00", "9" * 400):
        assert NEWER in _send(client, link, "handled", seen=wrong)
        assert NEWER in _send(client, link, "snooze", seen=wrong, until=until, **SNOOZE)
    assert not Aside.objects.exists()
    assert "is put aside" in _send(client, link, "handled")


@pytest.mark.parametrize("tier", ["emergency_now", "urgent_24_48h"])
def test_a_red_flag_is_neither_snoozed_nor_handled(thea: User, client: Client, tier: str) -> None:
    """It leaves when it is cleared; a form for it is not shown, nor taken."""
    link = _link(thea, {"days": 5, "shut": {"tier": tier, "ago": 1}})
    until = f"{timezone.localdate() + timedelta(days=1)}"
    assert STAYS in _send(client, link, "handled")
    assert STAYS in _send(client, link, "snooze", until=until, **SNOOZE)
    page = client.get(f"/runners/{link.runner.public_id}/snooze/")
    assert AuditEntry.objects.get(action="view", object_type="runner").subject_id == link.runner.public_id
    assert 'name="until"' not in page.content.decode()
    assert not Aside.objects.exists()
    assert _actions() == []


def test_a_new_warning_sign_brings_a_handled_clearance_back(thea: User, client: Client) -> None:
    """Handled is what was known then."""
    link, plan = _link(thea, {"days": 5, "shut": {"tier": "clinician_before_start", "ago": 1}}), Plan.objects.get()
    _send(client, link, "handled")
    log(plan, Shut("more", 5, "clinician_before_start", ("F06",)), timezone.now())
    assert "1 runner needs you" in text_in(client.get("/runners/"))


def test_who_is_on_track_is_not_put_aside(thea: User, client: Client) -> None:
    """There is nothing it would be about."""
    link = _link(thea, {"days": 0})
    _send(client, link, "handled")
    assert "is not on the list now" in _send(client, link, "snooze", until=f"{timezone.localdate()}", **SNOOZE)
    assert not Aside.objects.exists()
