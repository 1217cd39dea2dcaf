"""Browsers that are told by web push; the worker in them that shows it is the site's (rehab/config/offline.py)."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import SIGNED_IN, policy
from accounts.limiting import count_one
from accounts.models import User
from rehab.outbox.models import Device, ErrorClass, State
from rehab.outbox.pushing import NotADeviceError, add_device, is_on, public_key, push_test

TESTS_AN_HOUR = 5
SAID = {
    State.SENT: (messages.SUCCESS, "A test is on its way. It should show in a moment."),
    State.FAILED: (messages.WARNING, "The push service refused the test. Switch it off, and on again in that browser."),
}
LATER = (messages.WARNING, "The push service gave no good answer just now. Try it later; mail goes on as it does.")
GONE = (messages.WARNING, "That browser takes no notes any more, and is off the list. Switch it on again in it.")
REFUSED = "This browser’s push service is not one we know. Mail goes on as it does."


@require_http_methods(["GET", "HEAD"])
@policy(SIGNED_IN)
def devices(request: HttpRequest) -> HttpResponse:
    """The browsers that are told; 404 where this installation has no key."""
    _only_where_it_is_on()
    found = Device.objects.filter(user=cast(User, request.user)).order_by("made_at")
    return render(request, "reminders/devices.html", {"devices": found, "key": public_key()})


@require_POST
@policy(SIGNED_IN)
def add(request: HttpRequest) -> HttpResponse:
    """Take what a browser says it can be told by."""
    _only_where_it_is_on()
    names = ("endpoint", "p256dh", "auth")
    try:
        add_device(
            user=cast(User, request.user), now=timezone.now(), **{name: request.POST.get(name, "") for name in names}
        )
    except NotADeviceError:
        return JsonResponse({"problem": REFUSED}, status=422)
    return JsonResponse({}, status=201)


@require_POST
@policy(SIGNED_IN)
def remove(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """Tell a browser of one's own no more."""
    if not Device.objects.filter(user=cast(User, request.user), pk=device_id).delete()[0]:
        raise Http404
    messages.success(request, "That browser is told no more.")
    return redirect("reminders:devices")


@require_POST
@policy(SIGNED_IN)
def try_one(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """Push a test to a browser of one's own; a few times an hour."""
    _only_where_it_is_on()
    user = cast(User, request.user)
    device = Device.objects.filter(user=user, pk=device_id).first()
    if device is None:
        raise Http404
    if count_one("push-test", by=user, most=TESTS_AN_HOUR, now=timezone.now()):
        came = push_test(device)
        is_gone = came.error == ErrorClass.ADDRESS
        messages.add_message(request, *(GONE if is_gone else SAID.get(came.state, LATER)))
    else:
        messages.warning(request, "That was tried often. Wait an hour, and try again.")
    return redirect("reminders:devices")


def _only_where_it_is_on() -> None:
    if not is_on():
        raise Http404
