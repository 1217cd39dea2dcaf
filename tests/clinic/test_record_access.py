"""Who opens a runner's pages: a verified therapist while the consent lasts, as far as it goes; nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry, CareLink, TherapistProfile, User
from rehab.checkins.rechecking import recheck
from rehab.clinic.urls import urlpatterns
from rehab.plans.following import frame_of
from rehab.plans.models import Plan
from tests.accounts.therapists import therapist, therapist_of
from tests.clinic.records import (
    CANARIES,
    NOTE,
    WRITTEN,
    address_of,
    day_on,
    record,
    share,
    whole_record,
    write_everything,
)
from tests.clinic.records import key as key
from tests.clinic.records import plan as plan
from tests.intake.walking import ada as ada
from tests.intake.walking import runner, signed_in
from tests.plans.making import text_in

pytestmark = [pytest.mark.django_db]
# Every page of a runner for the therapist, and the methods it answers.
PAGES = {
    "runner": ("get",),
    "intake": ("get",),
    "notes": ("get", "post"),
    "messages_with": ("get", "post"),
    "read_with": ("post",),
}
MODULES = ("runner", "notes", "messages")
OURS = {*PAGES, "note"}  # a note of one's own: test_notes
WORDS = (*CANARIES, WRITTEN, "Morning 2", "Session Done", "week 3")


@pytest.fixture
def thea(plan: Plan) -> User:
    """Her therapist, to whom everything is open, and what they wrote to each other."""
    made = therapist_of(plan.runner)
    write_everything(plan.runner, made)
    return made


def test_every_page_of_a_runner_is_tried_here() -> None:
    """One that is added later has to say who gets in."""
    ours = [pattern for pattern in urlpatterns if pattern.callback.__module__.rpartition(".")[2] in MODULES]
    assert {str(pattern.name) for pattern in ours if str(pattern.pattern).startswith("runners/")} == OURS


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.sqlite_only
def test_a_visitor_is_sent_to_the_log_in(name: str, plan: Plan) -> None:
    """From each page, by each method."""
    for method in PAGES[name]:
        answer = getattr(Client(), method)(address_of(plan.runner, name))
        assert answer.status_code == 302
        assert "/account/login/" in answer.headers["Location"]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.sqlite_only
def test_a_stranger_finds_nothing(name: str, plan: Plan, thea: User) -> None:
    """Another runner, the runner herself, another therapist, an administrator: no word, no note of a look."""
    people = (runner("x@example.org"), plan.runner, therapist("y@example.org"), runner("z@example.org"))
    User.objects.filter(pk=people[3].pk).update(role="support_admin")
    for person, status in zip(people, (403, 403, 404, 403), strict=True):
        for method in PAGES[name]:
            answer = getattr(signed_in(person), method)(address_of(plan.runner, name), {"body": "x", "key": "k"})
            assert answer.status_code == status
            assert not any(word in answer.content.decode() for word in WORDS)
    noted = AuditEntry.objects.filter(subject_id=plan.runner.public_id)
    looked = noted.filter(action="view").values_list("outcome", "actor_id")
    assert set(looked) <= {("deny", people[2].public_id)}


@pytest.mark.parametrize("name", PAGES)
def test_an_unverified_therapist_is_led_to_the_licence(name: str, plan: Plan, thea: User) -> None:
    """With consent, but the licence is to be checked again."""
    TherapistProfile.objects.update(verified_at=None)
    for method in PAGES[name]:
        answer = getattr(signed_in(User.objects.get(pk=thea.pk)), method)(address_of(plan.runner, name))
        assert answer.status_code == 302
        assert answer.headers["Location"] == "/settings/licence/"


@pytest.mark.parametrize("name", PAGES)
def test_a_revoked_consent_closes_the_open_session_at_once(name: str, plan: Plan, thea: User) -> None:
    """The next request is not found, and says nothing."""
    client = signed_in(thea)
    assert client.get(address_of(plan.runner)).status_code == 200
    share(plan.runner, ended_at=timezone.now())
    for method in PAGES[name]:
        answer = getattr(client, method)(address_of(plan.runner, name))
        assert answer.status_code == 404
        assert not any(word in answer.content.decode() for word in WORDS)


@pytest.mark.parametrize("name", PAGES)
def test_a_lapsed_consent_opens_nothing(name: str, plan: Plan, thea: User) -> None:
    """It was not said again for thirteen months."""
    share(plan.runner, granted_at=timezone.now() - CareLink.LAPSES_AFTER - timedelta(days=1))
    for method in PAGES[name]:
        assert getattr(signed_in(thea), method)(address_of(plan.runner, name)).status_code == 404


def test_every_canary_is_there_for_who_may_read_it(plan: Plan, thea: User) -> None:
    """Or its absence above would say nothing."""
    client = signed_in(thea)
    for name in ("intake", "notes", "messages_with"):
        assert WRITTEN in client.get(address_of(plan.runner, name)).content.decode(), name


def test_an_address_of_nobody_is_not_found(thea: User) -> None:
    """As one of somebody else's runner."""
    client = signed_in(thea)
    assert client.get("/runners/00000000-0000-0000-0000-000000000000/").status_code == 404
    assert client.get("/runners/nobody/").status_code == 404


def test_what_was_logged_before_the_day_is_not_read(plan: Plan, thea: User) -> None:
    """The day itself is shown; from the day after on it is not. The page says from when on there is something."""
    share(plan.runner, since=day_on(plan, 6))
    text = whole_record(thea, plan.runner)
    assert NOTE in text
    assert "7.77 km" in text
    assert "Session Done" not in text
    share(plan.runner, since=day_on(plan, 7))
    text = whole_record(thea, plan.runner)
    assert NOTE not in text
    assert "7.77 km" not in text
    since = day_on(plan, 7)
    assert f"The runner shares from {since.day} {since:%b} {since.year} on" in text
    assert "Average pain 3, worst 6" in text


def test_values_from_before_the_day_stand_in_no_decision_line_or_table(plan: Plan, thea: User) -> None:
    """What rules read of entries that are not shared is not told; what they decided is."""
    share(plan.runner, since=timezone.localdate())
    text = whole_record(thea, plan.runner)
    assert "Decided by" in text
    assert "During" not in text.replace("Pain during", "")
    assert "Nothing logged yet in this time" in text
    assert not any(word in text for word in CANARIES)


def test_a_run_is_judged_only_where_all_its_limit_rests_on_is_shared(plan: Plan, thea: User) -> None:
    """A limit worked out from half the runs would be wrong, and would tell of the others."""
    assert "the limit was" in whole_record(thea, plan.runner)
    share(plan.runner, since=day_on(plan, 1))
    text = whole_record(thea, plan.runner)
    assert "7.77 km" in text
    assert "the limit was" not in text


def test_without_the_logs_their_parts_are_absent_and_the_page_says_so(plan: Plan, thea: User) -> None:
    """Plan and decisions stay, without what the decisions read."""
    share(plan.runner, shares_logs=False)
    text = whole_record(thea, plan.runner)
    assert "The runner does not share what they log" in text
    assert "week 3 of the plan" in text
    assert "Decided by" in text
    for word in (*CANARIES, "Morning 2", "Session Done", "Pain, last 12 weeks", "To move on to", "Now:"):
        assert word not in text, word


def test_without_the_intake_no_answer_of_it_shows(plan: Plan, thea: User) -> None:
    """Neither the activities they named, nor safety answers of a check-in."""
    Plan.objects.update(baseline={**plan.baseline, "psfs_activities": ["canary activity"]})
    share(plan.runner, shares_intake=False)
    text = whole_record(thea, plan.runner)
    assert "7.77 km" in text
    assert "canary activity" not in text
    assert "safety questions: no" not in text


def test_a_warning_sign_has_no_name_without_the_intake(plan: Plan, thea: User) -> None:
    """Safety answers are of the intake: that the plan was closed by one is told, which one it was is not."""
    answers = {question.id: "no" for question in frame_of(plan).catalog.questions if question.recheck}
    given = {**answers, "rf_stable_weak": "yes"}
    recheck(plan=plan, given=given, sent_id="", now=timezone.now(), today=timezone.localdate())
    text = record(thea, plan.runner)
    assert "F07" in text
    assert "Yes: " in text
    for fields in ({"shares_intake": False}, {"shares_logs": False}):
        share(plan.runner, **fields)
        text = record(thea, plan.runner) + text_in(signed_in(thea).get(f"/plan/{plan.pk}/"))
        assert "closed until somebody has looked" in text
        assert "The plan is closed" in text
        for word in ("F07", "Yes: ", "adiculopathy"):
            assert word not in text, word


def test_scopes_change_at_the_next_request(plan: Plan, thea: User) -> None:
    """In the session that is open."""
    assert "Worst 4" in record(thea, plan.runner)
    share(plan.runner, shares_logs=False)
    assert "Worst 4" not in record(thea, plan.runner)
