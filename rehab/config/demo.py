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
from accounts.caring import grant
from accounts.colleagues import clinic_of
from accounts.models import User
from accounts.services import submit_licence, verify_therapist
from rehab.library.models import Protocol
from rehab.plans.selectors import followed_plan, open_plan

from .demo_clinic import CLINIC, furnish
from .demo_intake import take_intake
from .demo_logs import DEMO_DAYS, log_two_weeks
from .demo_mail import write_past_mail
from .demo_runners import ALL, RUNNERS, fill_work_list

PASS_PHRASE = "demo only, never online"  # noqa: S105 printed on purpose, refused outside development
KEY = "BACKSTRIDEDEMOONLYNEVERONLINEAAA"  # the second factor of all who need one, as public as the pass phrase


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody to look around as."""

    email: str
    name: str
    role: User.Role
    who: str


THERAPIST, COLLEAGUE = "therapist@demo.invalid", "colleague@demo.invalid"
SUPPORT, WITH_PLAN = "support@demo.invalid", "runner@demo.invalid"
Role = User.Role
PEOPLE = (
    DemoPerson(WITH_PLAN, "Robin", Role.RUNNER, "a runner with a plan"),
    DemoPerson("fresh@demo.invalid", "Freya", Role.RUNNER, "a fresh runner"),
    DemoPerson(THERAPIST, "Thea", Role.THERAPIST, "a verified therapist"),
    DemoPerson(COLLEAGUE, "Theo", Role.THERAPIST, "a colleague of Thea"),
    DemoPerson("content@demo.invalid", "Connie", Role.CONTENT_ADMIN, "content administrator"),
    DemoPerson("content2@demo.invalid", "Carl", Role.CONTENT_ADMIN, "another one, to publish"),
    DemoPerson(SUPPORT, "Sam", Role.SUPPORT_ADMIN, "support administrator"),
    DemoPerson("emergency@demo.invalid", "Emil", Role.EMERGENCY_ADMIN, "emergency access"),
)
ADMINISTRATORS = (Role.CONTENT_ADMIN, Role.SUPPORT_ADMIN)
WITH_FACTOR = tuple(person for person in PEOPLE if person.role != Role.RUNNER)


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
    for email in (THERAPIST, COLLEAGUE):
        _verify_therapist(User.objects.get(email=email), now)
    if Protocol.objects.filter(status=Protocol.Status.PUBLISHED).exists():
        _make_robins_plan(now)
        _give_thea_work(now)
    write_past_mail(now)
    return PEOPLE


def _give_second_factor(user: User) -> None:
    if not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        TOTP.activate(user, KEY)


def _verify_therapist(therapist: User, now: datetime) -> None:
    if not User.objects.filter(pk=therapist.pk, therapist_profile__verified_at__isnull=False).exists():
        licence = {"clinic": CLINIC, "licence_body": "Demo board", "licence_number": "0000"}
        profile = submit_licence(user=therapist, **licence)
        verify_therapist(profile=profile, by=User.objects.get(email=SUPPORT), now=now)


def _make_robins_plan(now: datetime) -> None:
    """A plan by the way every plan is made, and two weeks of logs."""
    robin = User.objects.get(email=WITH_PLAN)
    if open_plan(robin) is None:
        take_intake(robin, now - timedelta(days=DEMO_DAYS))
        if (plan := followed_plan(robin)) is not None:
            log_two_weeks(plan, now)


def _give_thea_work(now: datetime) -> None:
    """Runners who let the demo therapist see all they log, a clinic and what goes with it; once."""
    thea, robin = User.objects.get(email=THERAPIST), User.objects.get(email=WITH_PLAN)
    if clinic_of(thea) is not None:
        return
    grant(runner=robin, therapist=thea, sharing=ALL, now=now - timedelta(days=DEMO_DAYS))
    for facts in RUNNERS:
        runner = _make(DemoPerson(facts.email, facts.name, Role.RUNNER, "a runner of Thea"), now)
        fill_work_list(runner, facts, thea, now)
    furnish(thea, User.objects.get(email=COLLEAGUE), robin, now)


def _make(person: DemoPerson, now: datetime) -> User:
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
    return user
