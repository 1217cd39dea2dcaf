"""Each part of a policy is taken out or turned round, one at a time: the comparison with the table has to notice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse

from accounts import access, selectors
from accounts.models import CareLink, Invitation, User
from accounts.second_factor import second_factors
from rehab.config import verbs
from rehab.outbox import views as notice_pages
from rehab.outbox.models import Notice

from .cast import Cast
from .changing import change, is_caught
from .matrix import Row, differences, pairs
from .routes import Route
from .shades import shade_differences

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]
PAIRS = pairs()
BY_ROLE = [
    (route, row) for route, row in PAIRS if row.policy in (access.RUNNER, access.THERAPIST, "verified_therapist")
]
CLOSED = [
    (route, row) for route, row in PAIRS if row.policy in ("runner", "therapist", "verified_therapist", "signed_in")
]
OPEN = [(route, row) for route, row in PAIRS if row.policy == access.PUBLIC]
READ = ("GET", "POST")


def _named(pair: Any) -> str:
    return str(pair[0].name)


def _of(*names: str) -> list[tuple[Route, Row]]:
    return [(route, row) for route, row in PAIRS if route.name in names]


# One page for each way to a runner's data; and those who stand around them.
GUARDED = _of("plans:detail", "clinic:handout_of", "clinic:runner", "clinic:intake", "clinic:clear", "clinic:snooze")
AROUND = ("se", "ot", "pa", "px", "po", "un", "br")


def test_nothing_is_caught_while_nothing_is_changed(cast: Cast) -> None:
    """Else every mutant would be; what the table says of the other pages is asked beside it."""
    assert list(differences(cast, GUARDED, READ)) == []
    assert list(shade_differences(cast)) == []


@pytest.mark.parametrize("pair", BY_ROLE, ids=_named)
def test_a_page_without_its_role_is_noticed(cast: Cast, monkeypatch: pytest.MonkeyPatch, pair: Any) -> None:
    """The mark of one page lets every role in."""
    asked = access._enforce

    def careless(mark: str, request: Any) -> None:
        return None if request.resolver_match.view_name == pair[0].name else asked(mark, request)

    monkeypatch.setattr(access, "_enforce", careless)
    assert is_caught(differences(cast, [pair], READ))


@pytest.mark.parametrize("pair", BY_ROLE, ids=_named)
def test_a_page_with_its_role_turned_round_is_noticed(cast: Cast, monkeypatch: pytest.MonkeyPatch, pair: Any) -> None:
    """The one missing, or superfluous, “not”."""

    def turned(mark: str, request: Any) -> None:
        if getattr(request.user, "role", "") == mark:
            raise PermissionDenied

    monkeypatch.setattr(access, "_enforce", turned)
    assert is_caught(differences(cast, [pair], READ))


@pytest.mark.parametrize("pair", CLOSED, ids=_named)
def test_a_page_open_without_a_log_in_is_noticed(cast: Cast, monkeypatch: pytest.MonkeyPatch, pair: Any) -> None:
    """As if the view were public."""
    monkeypatch.setattr(LoginRequiredMiddleware, "process_view", lambda *_: None)
    assert is_caught(differences(cast, [pair], READ, ("an",)))


def test_a_public_page_that_asks_for_a_log_in_is_noticed(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The safety check has to open for everybody."""
    process = LoginRequiredMiddleware.process_view

    def strict(self: Any, request: Any, view: Any, *args: Any) -> Any:
        return process(self, request, HttpResponse, *args)

    monkeypatch.setattr(LoginRequiredMiddleware, "process_view", strict)
    assert all(is_caught(differences(cast, [pair], ("GET",), ("an",))) for pair in OPEN)


# Who is a verified therapist, part by part; and which consents count.
THERAPIST = {
    "factor": Exists(second_factors().filter(user=OuterRef("pk"))),
    "role": Q(role=User.Role.THERAPIST),
    "active": Q(is_active=True),
    "licence": Q(therapist_profile__verified_at__isnull=False),
}


def _therapists_without(part: str) -> Callable[[], QuerySet[User]]:
    return lambda: User.objects.filter(*(asked for name, asked in THERAPIST.items() if name != part))


def _links_without_active_runner(therapist: User, scope: access.Scope = access.Scope.PLAN) -> QuerySet[CareLink]:
    therapists = access.verified_therapists().filter(pk=therapist.pk)
    return access.standing_links().filter(therapist__in=therapists, **access.SHARED[scope])


def _links_of_all(therapist: User, scope: access.Scope = access.Scope.PLAN) -> QuerySet[CareLink]:
    return access.standing_links().filter(runner__is_active=True, **access.SHARED[scope])


def _only_unended() -> QuerySet[CareLink]:
    return CareLink.objects.filter(ended_at=None)


SEE = access.may_see
CONSENT: dict[str, tuple[str, Any]] = {
    "may_see says yes": ("may_see", lambda *_: True),
    "may_see says no": ("may_see", lambda *_: False),
    "may_see turned round": ("may_see", lambda *given: not SEE(*given)),
    "may_see forgets the scope": ("may_see", lambda viewer, runner, scope=None: SEE(viewer, runner)),
    "may_see forgets the runner": (
        "may_see",
        lambda viewer, runner, scope=access.Scope.PLAN: bool(
            viewer.pk != runner.pk and access.links_of(viewer, scope).filter(runner=runner)
        ),
    ),
    "an ended consent counts": ("standing_links", CareLink.objects.all),
    "an old consent counts": ("standing_links", _only_unended),
    "a closed account of the runner": ("links_of", _links_without_active_runner),
    "anybody's consent": ("links_of", _links_of_all),
    "every part is the plan": ("SHARED", {scope: {} for scope in access.Scope}),
    "the log opens with the intake": ("SHARED", {**access.SHARED, access.Scope.LOGS: {"shares_intake": True}}),
    "the intake opens with the log": ("SHARED", {**access.SHARED, access.Scope.INTAKE: {"shares_logs": True}}),
    **{f"a therapist without {part}": ("verified_therapists", _therapists_without(part)) for part in THERAPIST},
}


@pytest.mark.parametrize("mutant", CONSENT)
def test_a_consent_that_is_read_wrongly_is_noticed(cast: Cast, monkeypatch: pytest.MonkeyPatch, mutant: str) -> None:
    """By the table or by a consent that has changed."""
    name, changed = CONSENT[mutant]
    change(monkeypatch, name, changed)
    assert is_caught(differences(cast, GUARDED, READ, AROUND)) or is_caught(shade_differences(cast, GUARDED))


def test_a_therapist_who_counts_as_verified_is_noticed(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the pages that ask for it themselves."""
    change(monkeypatch, "is_verified_therapist", lambda user: True)
    asking = _of("invitations") + [pair for pair in BY_ROLE if pair[1].policy == access.VERIFIED_THERAPIST]
    assert all(is_caught(differences(cast, [pair], READ, ("un",))) for pair in asking)


# A thing that is fetched by its id alone, and the pages of it.
BARE: dict[str, tuple[Any, str, Any, tuple[str, ...]]] = {
    "notice": (notice_pages, "access_notice", lambda user, pk: Notice.objects.get(pk=pk), ("outbox:open_notice",)),
    "consent": (
        selectors,
        "access_consent",
        lambda user, pk: CareLink.objects.get(therapist__public_id=pk, ended_at=None),
        ("share", "keep_care", "end_care"),
    ),
    "runner": (
        selectors,
        "access_care",
        lambda user, pk: CareLink.objects.filter(runner__public_id=pk).first(),
        ("end_runner",),
    ),
    "invitation": (
        selectors,
        "access_invitation",
        lambda user, pk, now: Invitation.objects.get(pk=pk),
        ("invitation", "decline_invitation"),
    ),
    "own invitation": (
        selectors,
        "access_sent",
        lambda user, pk: Invitation.objects.get(pk=pk),
        ("withdraw_invitation",),
    ),
    "link of a mail": (
        selectors,
        "invitation_of_token",
        lambda user, token, now: Invitation.objects.get(token_hash=Invitation.hash_of(token)),
        ("invitation_link",),
    ),
}


@pytest.mark.parametrize("thing", BARE)
def test_a_thing_fetched_by_its_id_alone_is_noticed(cast: Cast, monkeypatch: pytest.MonkeyPatch, thing: str) -> None:
    """On each page of it."""
    module, name, bare, routes = BARE[thing]
    monkeypatch.setattr(module, name, bare)
    assert all(is_caught(differences(cast, _of(route), READ)) for route in routes)


def test_a_method_too_many_is_noticed(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other packages' views would take it."""
    monkeypatch.setattr(verbs, "KNOWN", (*verbs.KNOWN, "PUT", "OPTIONS"))
    assert is_caught(differences(cast, _of("account_login"), ("PUT",)))
    assert is_caught(differences(cast, _of("account_login"), ("OPTIONS",)))


def test_an_administration_that_lets_more_people_in_is_noticed(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Through the door, or from one administrator's pages to the other's."""
    with monkeypatch.context() as changed:
        # The site itself: what is set on the lazy one is not put back by undoing it.
        changed.setattr(admin.site._wrapped, "has_permission", lambda request: True)
        assert is_caught(differences(cast, _of("admin:index"), READ))
    for name in ("has_perm", "has_module_perms"):
        with monkeypatch.context() as changed:
            changed.setattr(User, name, lambda *_: True)
            assert is_caught(differences(cast, _of("admin:accounts_user_changelist", "admin:app_list"), READ))
