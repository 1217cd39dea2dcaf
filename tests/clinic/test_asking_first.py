"""Who decides is kept with the consent: a new plan asks the therapist first, where the one before did."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import AuditEntry, CareLink, TherapistProfile, User
from rehab.clinic.asking_first import REASON
from rehab.clinic.models import Assignment
from rehab.clinic.templating import Line
from rehab.engine.progress.following import replay
from rehab.plans.following import course_of, entries, frame_of
from rehab.plans.models import LogEntry, Plan
from tests.accounts.therapists import therapist_of
from tests.clinic.shelves import template_of
from tests.intake.walking import ada as ada
from tests.intake.walking import signed_in, submitted
from tests.plans.making import plan_of, text_in
from tests.plans.statements import statements

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def thea(ada: User) -> User:
    """Ada's therapist, who wants to be asked first."""
    made = therapist_of(ada, shares_logs=True)
    CareLink.objects.update(needs_approval=True)
    return made


def _plan(ada: User, **changes: Any) -> Plan:
    submitted(ada, **changes)
    return Plan.objects.get(runner=ada, closed_at=None)


def test_a_new_plan_asks_first_and_says_who_wants_it(ada: User, thea: User) -> None:
    """It is the first entry of the log, in the therapist's name, audited; replayed it is the same course."""
    plan = _plan(ada)
    course = course_of(plan)
    assert course.asks_first
    entry = plan.log.get()
    assert (entry.number, entry.kind, entry.body["reason"]) == (1, "adjust", REASON)
    event = plan.events.get(rule="PT_ask_first")
    assert event.actor == thea
    made = AuditEntry.objects.get(action="adjust_plan")
    assert (made.actor_id, made.subject_id, made.object_id) == (thea.public_id, ada.public_id, str(entry.pk))
    again, _ = replay(entries(plan.log.all()), frame_of(plan))
    assert again.course == course
    assert "waits for the word of Thea Brandt" in text_in(signed_in(ada).get("/settings/care/"))


def test_every_plan_after_it_asks_too(ada: User, thea: User) -> None:
    """Until the therapist says otherwise."""
    assert [course_of(_plan(ada)).asks_first for _ in range(2)] == [True, True]


@pytest.mark.parametrize("how", ["ended", "lapsed", "unverified", "by rule"])
def test_no_consent_that_stands_no_asking(how: str, ada: User, thea: User) -> None:
    """Ended, lapsed, without a checked licence, or not wanted: the rules apply by themselves."""
    now = timezone.now()
    if how == "ended":
        CareLink.objects.update(ended_at=now)
    elif how == "lapsed":
        CareLink.objects.update(granted_at=now - CareLink.LAPSES_AFTER - timedelta(days=1))
    elif how == "unverified":
        TherapistProfile.objects.update(verified_at=None)
    else:
        CareLink.objects.update(needs_approval=False)
    plan = _plan(ada)
    assert not course_of(plan).asks_first
    assert not plan.log.exists()


def test_another_therapists_consent_does_not_ask_twice(ada: User, thea: User) -> None:
    """One entry is enough, of whoever was there first."""
    therapist_of(ada, "second@example.org")
    CareLink.objects.update(needs_approval=True)
    assert _plan(ada).log.count() == 1


def test_a_template_that_waited_comes_after_it(ada: User, thea: User) -> None:
    """Both are in the log, and neither makes the other out of date."""
    version = template_of(thea, *(Line(phase, "bridge", 1) for phase in (1, 2, 3, 4)))
    link = CareLink.objects.get()
    Assignment.objects.create(version=version, reason="Gently.", made_at=timezone.now(), link=link, therapist=thea)
    plan = _plan(ada)
    assert Assignment.objects.get().state == "applied"
    assert [entry.kind for entry in LogEntry.objects.filter(plan=plan).order_by("number")] == ["adjust", "adjust"]
    course = course_of(plan)
    assert course.asks_first
    assert "bridge" in [item.exercise_id for item in course.items]


def test_where_nobody_asks_it_costs_no_statement(ada: User) -> None:
    """It is looked for together with what else waits."""
    plan_of(ada)
    counts = []
    for wants in (None, False):
        if wants is False:
            therapist_of(ada)
        with statements() as made:
            plan_of(ada)
        counts.append(len(made))
    assert counts[0] == counts[1]
    assert not any("care" in one.lower() and "UNION" not in one for one in made)
