"""The player: a session to follow, phone on the floor. It writes nothing; its last screen is the form of the log."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import RUNNER, policy

from ..playpage import play_page
from ..standing import Standing
from .standing import with_standing


@require_safe
@policy(RUNNER)
@with_standing
def play(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Today's session and those of the six days after it."""
    return render(request, "checkins/player.html", play_page(standing, timezone.now()))
