"""What the demo therapist has beside a list: a clinic with a colleague, templates, a note, a thread, a change made."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from accounts.clinics import ask_colleague, found_clinic, join_clinic
from accounts.models import User
from rehab.clinic.messaging import Pair, mark_read, send_message
from rehab.clinic.models import Thread
from rehab.clinic.noting import write_note
from rehab.clinic.templating import Content, Line, save_template, share_template
from rehab.engine.progress.change import Change, ChangeKind
from rehab.plans.selectors import followed_plan

from .demo_runners import adjust

CLINIC = "Demo clinic"
OWN = Content(
    "Hips first",
    "For a low back that minds sitting: hips before anything heavy.",
    (Line(1, "cat_cow"), Line(2, "bird_dog", 2), Line(2, "bridge", 1), Line(3, "bridge", 2)),
)
OF_CLINIC = Content(
    "Calm trunk",
    "What we start most runners with.",
    (Line(1, "dead_bug"), Line(2, "bird_dog"), Line(2, "dead_bug", 2)),
)
NOTE = "Sits for work all day. We agreed on a short walk every hour, and on flat roads until the hip is calm."
WHY = "You asked for more, and your back has been calm for a week."
THREAD = (
    (True, 50, "The bridge feels easy now. May I do more of it?"),
    (False, 44, "Well done. Wait two days; if your back stays calm, I put the dose up."),
    (True, 3, "Good. My back was fine after the 4 km yesterday."),
)


def furnish(therapist: User, colleague: User, runner: User, now: datetime) -> None:
    """All of it, once: a therapist in a clinic has it already."""
    clinic = found_clinic(name=CLINIC, by=therapist, now=now)
    ask_colleague(clinic=clinic, by=therapist, email=colleague.email, now=now)
    join_clinic(invitation=clinic.invitations.get(), by=colleague, now=now)
    save_template(key=uuid4(), owner=therapist, content=OWN, seen=0, now=now)
    shared = save_template(key=uuid4(), owner=therapist, content=OF_CLINIC, seen=0, now=now)
    share_template(template=shared.template, shared=True)
    at = now - timedelta(days=3)
    write_note(runner=runner, author=therapist, body=NOTE, is_shared=True, key=uuid4(), now=at)
    _write_thread(runner, therapist, now)
    if (plan := followed_plan(runner)) is not None:
        adjust(plan, Change(ChangeKind.DOSE, "bridge", level=2), WHY, therapist, now)


def _write_thread(runner: User, therapist: User, now: datetime) -> None:
    """Each answer comes after the message before was read; the last one waits."""
    for is_runner, hours, body in THREAD:
        pair, at = Pair(runner, therapist, is_runner=is_runner), now - timedelta(hours=hours)
        thread = Thread.objects.filter(pk=Thread.id_of(runner, therapist)).first()
        if thread is not None and (last := thread.messages.order_by("sent_at").last()) is not None:
            mark_read(thread=thread, by_runner=is_runner, last=last.pk, now=at)
        send_message(pair=pair, body=body, key=uuid4(), now=at)
