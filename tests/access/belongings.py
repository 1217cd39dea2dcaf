"""What the runners of the matrix own: a plan in its second week, a log, an intake and everything around them."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.apps import apps
from django.utils import timezone

from accounts.models import Invitation, User
from rehab.checkins.models import CheckInDraft, ImportedRun
from rehab.clinic.emergency import open_emergency
from rehab.clinic.models import Message, Note, Thread
from rehab.engine.progress.log import CheckIn, Run, SelfTest
from rehab.intake.models import Correction, Intake, RaisedFlag, SafetyAnswer
from rehab.intake.services import start_intake
from rehab.library.figure_drawing import file_of
from rehab.library.figure_files import figure_text
from rehab.library.models import Figure
from rehab.outbox.clock import database_now
from rehab.outbox.models import Delivery, Device, Heartbeat, Kind, Notice, Purpose, State, Suppression
from rehab.outbox.services import tell
from rehab.outbox.unsubscribing import unsubscribe_address
from rehab.plans.following import course_of
from rehab.plans.models import Clearance, ClinicianContact, Lock, LogEntry, Plan, PlanOutlook
from rehab.reminders.feeding import make_feed
from rehab.reminders.tapping import tap_address
from tests.checkins.days import logged, morning
from tests.checkins.logging import READY, safe
from tests.intake.walking import signed_in, submitted

from .practice import around, changed_by

SE_RUN = "11111111-1111-4111-8111-111111111111"
OT_RUN = "22222222-2222-4222-8222-222222222222"
DAYS = 8


def runner(email: str) -> User:
    """A runner whose address is confirmed."""
    made = User.objects.create_user(email, "seventeen quiet herons", display_name=email.split("@")[0])
    EmailAddress.objects.create(user=made, email=email, verified=True, primary=True)
    return made


def of_the_runner(people: dict[str, User]) -> dict[str, Any]:
    """Se's things, by the names `values.py` uses."""
    se, now = people["se"], timezone.now()
    plan = _followed(se, SE_RUN)
    changed = changed_by(people["pa"], plan)
    intake = Intake.objects.get(runner=se)
    SafetyAnswer.objects.create(intake=intake, question="rf_bladder", answer="no", given_at=now)
    correction = Correction.objects.create(runner=se, explanation="x", made_at=now)
    RaisedFlag.objects.create(
        runner=se, intake=intake, flag="F30_extreme_pain", tier="urgent_24_48h", raised_at=now, correction=correction
    )
    Lock.objects.create(plan=plan, cause=Lock.Cause.CONTACT, tier="before_start", placed_at=now)
    ClinicianContact.objects.create(plan=plan, profession="doctor", seen_on=plan.started_on, recorded_at=now)
    PlanOutlook.objects.create(plan=plan, revision=0, number=0, day=0, body={})
    CheckInDraft.objects.create(plan=plan, answers={}, started_at=now, saved_at=now)
    ImportedRun.objects.create(runner=se, fingerprint="x", started_at=now, duration_s=600, imported_at=now)
    signed_in(se).get("/plan/")  # stores the page
    signed_in(se).get("/progress/")
    start_intake(runner=se, now=now)
    tell(recipient=se, kind=Kind.ACCESS, period="x", now=now)
    thread, note = _written(se, people["pa"])
    leaving = of_what_leaves(se)
    opened = open_emergency(administrator=people["br"], runner=se, reason="x", now=now)
    return {
        "plan": str(plan.pk),
        "emergency": str(opened.pk),
        "thread": str(thread.pk),
        "note": str(note.pk),
        "run": SE_RUN,
        "runner": str(se.public_id),
        "therapist": str(people["pa"].public_id),
        "invitation": str(_invitation(se, people["pp"], "se").pk),
        "token": TOKEN.format("se"),
        "notice": str(Notice.objects.filter(recipient=se)[0].pk),
        "day": "7",
        "exercise": course_of(plan).items[0].exercise_id,
        "user": str(se.pk),
        "figure": _figure(),
        **leaving,
        **changed,
        **around(people),
    }


def _figure() -> str:
    """A file of the library's."""
    file = file_of("<svg/>")
    file.save()
    return file.name


def of_what_leaves(se: User) -> dict[str, str]:
    """A week's mail with its links, a calendar, a browser that is told, and a tick that came."""
    now = database_now()
    Heartbeat.objects.create(name="tick", last_at=now + timedelta(days=1))  # the health page stays well, however slow
    times = dict.fromkeys(("due_at", "next_try", "handed_at", "sent_at", "made_at", "changed_at"), now)
    row = {"recipient": se, "kind": Kind.WEEKLY, "period": "2026-W48", "channel": "mail", "state": State.SENT}
    mail = Delivery.objects.create(expires_at=now + timedelta(days=1), **row, **times)
    Suppression.objects.create(address_hash="somebody else’s", reason="hard_bounce", at=now)
    device = Device.objects.create(user=se, endpoint="https://push.example/se", p256dh="x", auth="x", made_at=now)
    return {
        "device": str(device.pk),
        "tap": tap_address(mail).split("/")[-2],
        "way_out": unsubscribe_address(se, Purpose.REMINDERS).split("/")[-2],
        "feed": make_feed(runner=se, now=now).rpartition("/")[2].removesuffix(".ics"),
    }


TOKEN = "token-of-{}"


def _written(se: User, pa: User) -> tuple[Thread, Note]:
    """Between the two: a message, a note of the therapist's own, a clearance."""
    key, now = uuid.uuid4(), timezone.now()
    thread = Thread.objects.create(
        id=Thread.id_of(se, pa), runner=se, therapist=pa, therapist_name=str(pa), begun_at=now
    )
    Message.objects.create(thread=thread, from_runner=True, body="x", key=key, sent_at=now)
    Clearance.objects.create(
        runner=se,
        clinician="x",
        profession="doctor",
        seen_on=now.date(),
        tier="x",
        up_to=1,
        may_run=False,
        recorded_by=pa,
        recorded_at=now,
        withdrawn_by=pa,
        withdrawn_at=now,
        withdrawn_because="x",
    )
    words = {"author_name": str(pa), "body": "x", "is_shared": False, "made_at": now}
    return thread, Note.objects.create(runner=se, author=pa, key=key, **words)


def _invitation(by: User, to: User, whose: str) -> Invitation:
    EmailAddress.objects.get_or_create(user=to, email=to.email, defaults={"verified": True, "primary": True})
    now = timezone.now()
    return Invitation.objects.create(
        by=by,
        from_runner=by.role == "runner",
        email=to.email,
        token_hash=Invitation.hash_of(TOKEN.format(whose)),
        created_at=now,
        expires_at=now + Invitation.LASTS,
    )


def of_a_stranger(people: dict[str, User]) -> None:
    """Another runner has a plan as well, without a word of Se's."""
    _followed(people["ot"], OT_RUN)


def of_the_other(person: User) -> dict[str, str]:
    """The stranger's own things, under the same names."""
    return {"plan": str(Plan.objects.get(runner=person).pk), "run": OT_RUN, "runner": str(person.public_id)}


def of_the_library() -> None:
    """Every kind of row that keeps its history has one."""
    Figure.objects.get_or_create(exercise_id="bridge", defaults={"text": figure_text("bridge")})
    for model in apps.get_app_config("library").get_models():
        row = model._default_manager.first() if hasattr(model, "history") else None
        if row is not None:
            row.save()


def _followed(person: User, run: str) -> Plan:
    submitted(person, **READY, psfs_activities=["sitting"], notes="none")
    begun = timezone.localdate() - timedelta(days=DAYS)
    Plan.objects.filter(runner=person).update(started_on=begun, created_at=timezone.now() - timedelta(days=DAYS))
    plan = Plan.objects.get(runner=person)
    logged(plan, morning(1), Run(run, 3, 5.0, pain=0), SelfTest("self-test-4", 4, {"walk30_pain": 1}))
    logged(plan, CheckIn("check-in-7", 7, safe(), 3, 5))
    LogEntry.objects.filter(plan=plan, entry_id=run).update(note="x")
    return plan
