"""The therapist writes down that a clinician has cleared a runner, or takes that back."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import VERIFIED_THERAPIST, policy
from accounts.models import User
from accounts.proof import require_recent_proof
from accounts.services import note_view
from rehab.plans.clearing import runners_day

from ..clearance import Waiting, what_waits, what_was_told, withdrawable
from ..clearance_form import ClearanceForm, WithdrawForm
from ..clearing import MovedOnError, NoConsentError, record_clearance, withdraw_clearance
from ..selectors import access_runner

MOVED_ON = "Something new was answered, or it was opened, while the page was open. Read it again; nothing was saved."
RECORDED = "Recorded. What it opens is open now, and the runner is told."
WITHDRAWN = "Taken back. What it had opened is closed again, and the runner is told."
TOO_LATE = "There is nothing to take back any more. Record a new clearance instead: it takes the place of the last."


@require_http_methods(["GET", "HEAD", "POST"])
@policy(VERIFIED_THERAPIST)
def clear(request: HttpRequest, runner_id: UUID) -> HttpResponse:
    """Show what waits for a clearance, and write one down."""
    user, now = cast(User, request.user), timezone.now()
    runner, _ = access_runner(user, runner_id)
    waiting = what_waits(runner)
    if waiting is None:
        return _page(request, runner, None, None, status=409 if request.method == "POST" else 200)
    data = request.POST if request.method == "POST" else None
    form = ClearanceForm(data, waiting=waiting, today=runners_day(runner, now), therapist=user)
    if form.is_valid():
        require_recent_proof(request, now)
        if _record(request, runner, form):
            return redirect("clinic:clear", runner.public_id)
        return _page(request, runner, waiting, form, status=409)
    if not form.is_bound:
        note_view(viewer=user, runner=runner, object_type="clearance", object_id=str(runner.public_id), now=now)
    return _page(request, runner, waiting, form, status=422 if form.is_bound else 200)


def _record(request: HttpRequest, runner: User, form: ClearanceForm) -> bool:
    """Save it; False if what waits is other than what was read. Who has no consent any more finds nothing."""
    given, now = form.cleaned_data, timezone.now()
    try:
        record_clearance(
            runner=runner, said=form.to_said(), seen=given["seen"], therapist=form.therapist, key=form.sent_key, now=now
        )
    except NoConsentError:
        raise Http404 from None
    except MovedOnError:
        form.add_error(None, MOVED_ON)
        return False
    messages.success(request, RECORDED)
    return True


def _page(
    request: HttpRequest,
    runner: User,
    waiting: Waiting | None,
    form: ClearanceForm | None,
    *,
    withdraw: WithdrawForm | None = None,
    status: int,
) -> HttpResponse:
    user = cast(User, request.user)
    context = {
        "runner": runner,
        "waiting": waiting,
        "form": form,
        "told": what_was_told(user, runner) if waiting else None,
        "clearance": waiting.before if waiting else None,
        "withdraw": withdraw or (WithdrawForm() if withdrawable(runner, timezone.now()) else None),
    }
    return render(request, "clinic/clear.html", context, status=status)


@require_POST
@policy(VERIFIED_THERAPIST)
def withdraw(request: HttpRequest, runner_id: UUID) -> HttpResponse:
    """Take the last clearance back, with a reason, within its day."""
    user, now = cast(User, request.user), timezone.now()
    runner, _ = access_runner(user, runner_id)
    form = WithdrawForm(request.POST)
    waiting = what_waits(runner)
    if not form.is_valid():
        return _page(request, runner, waiting, None, withdraw=form, status=422)
    require_recent_proof(request, now)
    try:
        is_done = withdraw_clearance(runner=runner, because=form.cleaned_data["because"], therapist=user, now=now)
    except NoConsentError:
        raise Http404 from None
    messages.success(request, WITHDRAWN) if is_done else messages.info(request, TOO_LATE)
    return redirect("clinic:clear", runner.public_id)
