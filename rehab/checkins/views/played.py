"""What a phone's player sent bears an id of the player's own; a form that is shown again bears it on.

The page that its log leads to says once that it is saved: only then the phone forgets what it kept of it.
"""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

from rehab.intake.keeping import is_copied, is_kept

FIELD = SAVED = "played"


def played_in(*given: object) -> str:
    """The first of these that is an id; empty without one."""
    for text in given:
        try:
            return str(UUID(str(text)))
        except ValueError:
            continue
    return ""


def note_saved(request: HttpRequest) -> None:
    """What was sent just now is saved. A phone that kept its form reads the answer itself."""
    if not is_kept(request) and (played := played_in(request.POST.get(FIELD, ""))):
        request.session[SAVED] = played


def take_saved(request: HttpRequest) -> str:
    """What was saved and not said yet, once: by a page that somebody sees."""
    return "" if is_copied(request) else str(request.session.pop(SAVED, ""))
