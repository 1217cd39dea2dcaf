"""Small changes to a consent that close it: the runner's therapist is then a stranger."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.utils import timezone

from accounts import access
from accounts.models import CareLink, EmergencyAccess, TherapistProfile, User
from tests.sharing import undone

from .cast import Cast
from .matrix import Row, code_of, pairs
from .routes import Route
from .values import address_of

Change = Callable[[Cast], object]


def _link(**changes: object) -> Change:
    return lambda cast: CareLink.objects.filter(therapist=cast.people["pa"]).update(**changes)


EMERGENCY_PAGES = ("plans:detail", "clinic:emergency", "clinic:emergency_answers", "clinic:emergency_log")
LATER = timezone.now() + timedelta(days=1)
LONG_AGO = timezone.now() - timedelta(days=400)
# What is changed, and which parts of the runner's data it closes.
SHADES: dict[str, tuple[Change, tuple[access.Scope, ...]]] = {
    "ended": (_link(ended_at=timezone.now()), tuple(access.Scope)),
    "left unsaid for too long": (_link(granted_at=LONG_AGO), tuple(access.Scope)),
    "said again, and left unsaid for too long": (_link(confirmed_at=LONG_AGO), tuple(access.Scope)),
    "the plan alone": (_link(shares_logs=False, shares_intake=False), (access.Scope.LOGS, access.Scope.INTAKE)),
    "without the log": (_link(shares_logs=False), (access.Scope.LOGS,)),
    "without the intake": (_link(shares_intake=False), (access.Scope.INTAKE,)),
    "licence unchecked": (
        lambda cast: TherapistProfile.objects.filter(user=cast.people["pa"]).update(verified_at=None),
        tuple(access.Scope),
    ),
    "no second factor": (
        lambda cast: Authenticator.objects.filter(user=cast.people["pa"]).delete(),
        tuple(access.Scope),
    ),
    "the runner's account closed": (
        lambda cast: User.objects.filter(pk=cast.people["se"].pk).update(is_active=False),
        tuple(access.Scope),
    ),
    "the therapist's account closed": (
        lambda cast: User.objects.filter(pk=cast.people["pa"].pk).update(is_active=False),
        tuple(access.Scope),
    ),
    "no therapist any more": (
        lambda cast: User.objects.filter(pk=cast.people["pa"].pk).update(role="support_admin"),
        tuple(access.Scope),
    ),
}
SIGNED_OUT, OTHER_ROLE = "the therapist's account closed", "no therapist any more"
UNVERIFIED = ("licence unchecked", "no second factor")


def emergency_differences(cast: Cast) -> Iterator[str]:
    """Every answer to the emergency administrator that outlives their access."""
    br, pages = cast.people["br"], [(route, row) for route, row in pairs() if row.name in EMERGENCY_PAGES]
    changes: dict[str, tuple[Change, str]] = {
        "over": (lambda _: EmergencyAccess.objects.update(began_at=LONG_AGO, ends_at=timezone.now()), "4"),
        "not begun": (lambda _: EmergencyAccess.objects.update(began_at=LATER, ends_at=LATER), "4"),
        "another's": (lambda _: EmergencyAccess.objects.update(administrator=cast.people["su"]), "4"),
        "no second factor": (lambda _: Authenticator.objects.filter(user=br).delete(), "4"),
        "account closed": (lambda _: User.objects.filter(pk=br.pk).update(is_active=False), "L"),
        "another runner's": (lambda _: EmergencyAccess.objects.update(runner=cast.people["ot"]), "4"),
    }
    for name, (change, expected) in changes.items():
        with undone():
            change(cast)
            for route, _ in pages:
                if name == "another runner's" and route.name != "plans:detail":
                    continue
                code = code_of(cast.ask("br", "GET", address_of(route, cast.things)), "GET")
                if code != expected:
                    yield f"{name}: {route.name} answers {code} instead of {expected}"
        if access.reads_in_emergency(cast.people["su"], cast.people["se"]):
            yield "a support administrator reads"


def shade_differences(cast: Cast, asked: list[tuple[Route, Row]] | None = None) -> Iterator[str]:
    """Every answer to the runner's therapist that a changed consent leaves as it was."""
    pa, se = cast.people["pa"], cast.people["se"]
    for name, (change, closed) in SHADES.items():
        with undone():
            change(cast)
            for scope in access.Scope:
                if access.may_see(User.objects.get(pk=pa.pk), User.objects.get(pk=se.pk), scope) is (scope in closed):
                    yield f"{name}: may_see says otherwise about {scope}"
            for route, row in asked or pairs():
                if row.scope in closed:
                    method = row.methods[0]
                    like = "un" if name in UNVERIFIED else "su" if name == OTHER_ROLE else "px"
                    expected = "L" if name == SIGNED_OUT else row.expected(like, method)
                    code = code_of(cast.ask("pa", method, address_of(route, cast.things)), method)
                    if code != expected:
                        yield f"{name}: {route.name} answers {code} instead of {expected}"
