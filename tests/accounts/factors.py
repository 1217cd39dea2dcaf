"""Second factors for tests: set up without the pages, and asked for in a session."""

from __future__ import annotations

import time
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from accounts.models import User
from accounts.second_factor import SET_UP_HERE
from rehab.config.democodes import code_at
from tests.accounts.people import person

STEP_S, ENOUGH_S = 30, 5
KEY = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # of RFC 6238, appendix B: twenty digits


def give_factor(user: User) -> Authenticator:
    """An authenticator app with the key above."""
    return TOTP.activate(user, KEY).instance


def give_codes(user: User) -> list[str]:
    """Recovery codes."""
    return RecoveryCodes.activate(user).generate_codes()


def code_now(key: str = KEY) -> str:
    """What the app shows now; with a few seconds left at least, for a code ends in the middle of a request as well."""
    left = STEP_S - time.time() % STEP_S
    if left < ENOUGH_S:
        time.sleep(left + 0.05)
    return code_at(key, int(time.time()))


def wrong_code() -> str:
    """Six digits that fit neither now nor soon."""
    fitting = {code_at(KEY, int(time.time()) + step * 30) for step in (-1, 0, 1, 2)}
    return next(code for code in ("000000", "111111", "222222", "333333", "444444") if code not in fitting)


def asked_for_factor(client: Client) -> Client:
    """The same browser, in a session that was opened with a second factor."""
    session = client.session
    session[SET_UP_HERE] = True
    session.save()
    return client


def as_administrator(client: Client, user: User) -> Client:
    """A signed-in administrator, let into the administration: factor set up and asked for."""
    give_factor(user)
    return asked_for_factor(client)


def administrator(role: str = "support_admin", email: str = "sam@example.org", **fields: Any) -> User:
    """Somebody with a role in the administration."""
    sam = person(email)
    User.objects.filter(pk=sam.pk).update(role=role, is_staff=True, **fields)
    return User.objects.get(pk=sam.pk)
