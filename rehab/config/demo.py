"""Demo people of a development run. They cannot exist in production."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from accounts import consent
from accounts.models import CareLink, User
from accounts.services import submit_licence, verify_therapist
from rehab.intake import selectors
from rehab.intake.services import start_intake, submit_intake
from rehab.intake.steps import STEPS
from rehab.library.models import Protocol
from rehab.plans.selectors import followed_plan, open_plan

from .demo_intake import demo_answers
from .demo_logs import DEMO_DAYS, log_two_weeks

PASS_PHRASE = "demo only, never online"  # noqa: S105 printed on purpose, refused outside development
KEY = "BACKSTRIDEDEMOONLYNEVERONLINEAAA"  # the second factor of all who need one, as public as the pass phrase


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody to look around as."""

    email: str
    name: str
    role: User.Role
    who: str


THERAPIST, SUPPORT = "therapist@demo.invalid", "support@demo.invalid"
WITH_PLAN = "runner@demo.invalid"
PEOPLE = (
    DemoPerson(WITH_PLAN, "Robin", User.Role.RUNNER, "a runner with a plan"),
    DemoPerson("fresh@demo.invalid", "Freya", User.Role.RUNNER, "a fresh runner"),
    DemoPerson(THERAPIST, "Thea", User.Role.THERAPIST, "a verified therapist"),
    DemoPerson("content@demo.invalid", "Connie", User.Role.CONTENT_ADMIN, "content administrator"),
    DemoPerson(SUPPORT, "Sam", User.Role.SUPPORT_ADMIN, "support administrator"),
)
ADMINISTRATORS = (User.Role.CONTENT_ADMIN, User.Role.SUPPORT_ADMIN)
WITH_FACTOR = tuple(person for person in PEOPLE if person.role != User.Role.RUNNER)


@transaction.atomic
def make_demo_people(*, now: datetime) -> tuple[DemoPerson, ...]:
    """Make those who are missing; refuse outside development."""
    if not settings.DEBUG:
        raise ImproperlyConfigured("Demo people are for development only; this is not a development run.")
    for person in PEOPLE:
        if not User.objects.filter(email=person.email).exists():
            _make(person, now)
    for person in WITH_FACTOR:
        _give_second_factor(User.objects.get(email=person.email))
    _verify_therapist(now)
    _make_plan(now)
    return PEOPLE


def _give_second_factor(user: User) -> None:
    if not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        TOTP.activate(user, KEY)


def _verify_therapist(now: datetime) -> None:
    therapist = User.objects.get(email=THERAPIST)
    if not User.objects.filter(pk=therapist.pk, therapist_profile__verified_at__isnull=False).exists():
        licence = {"clinic": "Demo clinic", "licence_body": "Demo board", "licence_number": "0000"}
        profile = submit_licence(user=therapist, **licence)
        verify_therapist(profile=profile, by=User.objects.get(email=SUPPORT), now=now)


def _make_plan(now: datetime) -> None:
    """A plan by the way every plan is made, two weeks of logs, and the consent that shows it to the demo therapist."""
    runner = User.objects.get(email=WITH_PLAN)
    if open_plan(runner) is None and Protocol.objects.filter(status=Protocol.Status.PUBLISHED).exists():
        begun = now - timedelta(days=DEMO_DAYS)
        intake = start_intake(runner=runner, now=begun)
        rows = selectors.asked_rows(intake)
        safety = [key for key, row in rows.items() if row.kind == selectors.SAFETY_KIND]
        intake.answers = demo_answers(safety, begun.date())
        intake.done = [step.key for step in STEPS]
        intake.save(update_fields=["answers", "done"])
        submit_intake(runner=runner, now=begun, today=begun.date())
        if (plan := followed_plan(runner)) is not None:
            log_two_weeks(plan, now)
    therapist = User.objects.get(email=THERAPIST)
    if not CareLink.objects.filter(runner=runner, therapist=therapist).exists():
        CareLink.objects.create(runner=runner, therapist=therapist, granted_at=now)


def _make(person: DemoPerson, now: datetime) -> None:
    user = User.objects.create_user(
        person.email,
        PASS_PHRASE,
        display_name=person.name,
        role=person.role,
        is_staff=person.role in ADMINISTRATORS,
        adult_confirmed_at=now,
        consent_at=now,
        consent_version=consent.VERSION,
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
