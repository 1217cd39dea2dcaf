"""What their therapist has around the runner of the matrix: a clinic, a template, what waits, what was changed."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts.clinics import ask_colleague, found_clinic
from accounts.handing_over import propose_handover
from accounts.models import CareLink, ClinicInvitation, ClinicMember, Invitation, User
from rehab.clinic.models import Aside, Assignment, Why
from rehab.clinic.templating import Content, Line, save_template
from rehab.engine.progress.change import Change, ChangeKind
from rehab.engine.progress.doses import label
from rehab.plans.adjusting import adjust_plan
from rehab.plans.following import course_of, frame_of
from rehab.plans.models import LogEntry, Plan
from tests.accounts.therapists import therapist
from tests.checkins.logging import with_course

from .passkey import registered

REASON = "because-of-your-calf"


def changed_by(pa: User, plan: Plan) -> dict[str, str]:
    """The therapist has changed a dose, and a raise of another waits for their word."""
    item, key, now = course_of(plan).items[0], uuid.uuid4(), timezone.now()
    seen = Plan.objects.get(pk=plan.pk).revision
    changes = [Change(ChangeKind.ASK_FIRST)]
    adjust_plan(plan=plan, changes=changes, reason=REASON, therapist=pa, seen=seen, key=key, now=now)
    before, after = label(frame_of(plan).catalog, item), f"{item.exercise_id} 3x3"
    waits = {"subject": item.exercise_id, "rule": "W1", "before": before, "after": after, "since": course_of(plan).day}
    with_course(plan, asks_first=True, proposals=[waits])
    return {"batch": str(LogEntry.objects.get(entry_id=str(key)).number), "subject": item.exercise_id}


def around(people: dict[str, User]) -> dict[str, str]:
    """Everything else, by its names in `values.py`; the ex-therapist is in the clinic, the invited one asked in."""
    pa, now = people["pa"], timezone.now()
    link = CareLink.objects.get(runner=people["se"], therapist=pa)
    colleague = therapist("colleague@matrix.example", name="A colleague")
    clinic = found_clinic(name="The clinic", by=pa, now=now)
    member = ClinicMember.objects.create(clinic=clinic, therapist=colleague, joined_at=now)
    ClinicMember.objects.create(clinic=clinic, therapist=people["px"], joined_at=now)
    EmailAddress.objects.get_or_create(
        user=people["pp"], email=people["pp"].email, defaults={"verified": True, "primary": True}
    )
    ask_colleague(clinic=clinic, by=pa, email=people["pp"].email, now=now)
    Aside.objects.create(
        link=link, why=Why.STALE, about=now, until=now + timedelta(days=3), reason="known", made_at=now
    )
    return {
        "handover": str(propose_handover(link=link, to=colleague, now=now).pk),
        "member": str(member.pk),
        "clinic": str(ClinicInvitation.objects.get(clinic=clinic).pk),
        **_assigned(pa, link),
        "passkey": str(registered(people["se"]).pk),
    }


def _assigned(pa: User, link: CareLink) -> dict[str, str]:
    now, exercise = timezone.now(), course_of(Plan.objects.get(runner=link.runner)).items[0].exercise_id
    content = Content("Calves", "", (Line(1, exercise, level=1),))
    version = save_template(key=uuid.uuid4(), owner=pa, content=content, seen=0, now=now)
    asked = Invitation.objects.create(
        by=pa,
        from_runner=False,
        email="somebody@matrix.example",
        token_hash=Invitation.hash_of("somebody"),
        created_at=now,
        expires_at=now + Invitation.LASTS,
    )
    given: dict[str, Any] = {"therapist": pa, "version": version, "reason": "x", "made_at": now}
    Assignment.objects.create(invitation=asked, **given)
    waiting = Assignment.objects.create(link=link, **given)
    return {"assignment": str(waiting.pk), "template": str(version.template_id), "asked": str(asked.pk)}
