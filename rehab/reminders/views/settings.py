"""Which mails come, on which day and when."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import RUNNER, SIGNED_IN, policy
from accounts.models import User
from rehab.outbox.pushing import is_on
from rehab.outbox.suppressing import suppression_of
from rehab.outbox.unsubscribing import switch_off, switch_on

from ..coming import coming
from ..forms import ScheduleForm
from ..models import Schedule
from ..scheduling import Wish, choose
from ..selectors import schedule_of, switches_of


@require_http_methods(["GET", "HEAD"])
@policy(SIGNED_IN)
def settings(request: HttpRequest) -> HttpResponse:
    """What is written to a person."""
    return _page(request)


@require_POST
@policy(RUNNER)
def choose_time(request: HttpRequest) -> HttpResponse:
    """Set the weekday and the time."""
    form = ScheduleForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    wish = Wish(form.cleaned_data["weekday"], form.cleaned_data["at"])
    choose(runner=cast(User, request.user), wish=wish, now=timezone.now())
    messages.success(request, "Saved.")
    return redirect("reminders:settings")


@require_POST
@policy(SIGNED_IN)
def switch(request: HttpRequest) -> HttpResponse:
    """Switch a purpose of one's own off, or on again."""
    user = cast(User, request.user)
    found = next((one for one in switches_of(user) if one.purpose.value == request.POST.get("purpose")), None)
    if found is None:
        raise Http404
    if request.POST.get("do") == "off":
        switch_off(user=user, purpose=found.purpose, now=timezone.now())
    else:
        switch_on(user=user, purpose=found.purpose)
    return redirect("reminders:settings")


def _page(request: HttpRequest, form: ScheduleForm | None = None, *, status: int = 200) -> HttpResponse:
    user = cast(User, request.user)
    words: dict[str, object] = {"switches": switches_of(user), "suppressed": suppression_of(user.email)}
    words["can_push"] = is_on()
    if user.role == User.Role.RUNNER:
        found = schedule_of(user)
        begin = found or Schedule()
        words["form"] = form or ScheduleForm(initial={"weekday": begin.weekday, "at": begin.at})
        words["coming"] = coming(user, found, timezone.now())
    return render(request, "reminders/settings.html", words, status=status)
