"""Which tab a page belongs to: tabs stand on a runner's pages of a plan, and on a therapist's own."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import User
from rehab.outbox.selectors import unseen_notices

# By the first part of the address. The intake, the safety pages and what they lead to have none: one way, no tabs.
TABS = {
    User.Role.RUNNER.value: {
        "today": "today",
        "check-in": "today",
        "self-test": "today",
        "plan": "plan",
        "runs": "runs",
        "progress": "progress",
        "messages": "more",
        "notices": "more",
        "settings": "more",
        "library": "more",
    },
    User.Role.THERAPIST.value: {
        "runners": "runners",
        "plan": "runners",
        "templates": "templates",
        "invitations": "invitations",
        "settings": "more",
        "notices": "more",
        "library": "more",
    },
}


def tab(request: HttpRequest) -> dict[str, str]:
    """The page's tab; empty for pages without, and for anybody but runners and therapists."""
    role = getattr(getattr(request, "user", None), "role", "")
    return {"tab": TABS.get(role, {}).get(request.path_info.split("/")[1], "")}


def unseen(request: HttpRequest) -> dict[str, SimpleLazyObject | int]:
    """How many notices wait; counted only where a page shows it."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"unseen": 0}
    return {"unseen": SimpleLazyObject(lambda: unseen_notices(cast(User, user)))}
