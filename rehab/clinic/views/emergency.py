"""Pages of emergency access: open one runner's data for half an hour, read, close."""

from __future__ import annotations

from typing import cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import EMERGENCY, emergencies_of, policy
from accounts.models import EmergencyAccess, User
from accounts.proof import require_factor_again
from accounts.second_factor import has_second_factor
from accounts.services import note_view
from rehab.checkins.progress import page_of, progress_html
from rehab.intake import selectors as intakes
from rehab.plans.following import day_of
from rehab.plans.models import Plan
from rehab.plans.selectors import open_plan
from rehab.plans.stored import head_of

from .. import emergency as services
from ..emergency_form import EmergencyForm


@require_http_methods(["GET", "HEAD", "POST"])
@policy(EMERGENCY)
def emergencies(request: HttpRequest) -> HttpResponse:
    """What is open, and the form that opens a runner's data; the second factor is asked for again before it does."""
    user, now = cast(User, request.user), timezone.now()
    if not has_second_factor(user):
        return redirect("mfa_index")
    form = EmergencyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        require_factor_again(request, now)
        runner, reason = form.cleaned_data["who"], form.cleaned_data["reason"]
        opened = services.open_emergency(administrator=user, runner=runner, reason=reason, now=now)
        return redirect("clinic:emergency", opened.pk)
    context = {"form": form, "open": emergencies_of(user).select_related("runner")}
    return render(request, "clinic/emergencies.html", context, status=422 if form.is_bound else 200)


@require_safe
@policy(EMERGENCY)
def emergency(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What can be read of the runner, and until when."""
    opened = services.access_emergency(cast(User, request.user), pk)
    plans = Plan.objects.filter(runner=opened.runner).order_by("-created_at")
    _note(opened, "emergency_access", str(opened.pk))
    return render(request, "clinic/emergency.html", {"opened": opened, "plans": plans})


@require_safe
@policy(EMERGENCY)
def answers(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The answers of the runner's latest finished intake."""
    opened = services.access_emergency(cast(User, request.user), pk)
    last = intakes.last_finished(opened.runner)
    _note(opened, "intake", str(last.pk) if last else "")
    sections = [] if last is None else services.sections_of(last, timezone.now())
    return render(request, "clinic/emergency_answers.html", {"opened": opened, "intake": last, "sections": sections})


@require_safe
@policy(EMERGENCY)
def log(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the runner has logged and answered at check-ins, as their own page of progress shows it."""
    opened = services.access_emergency(cast(User, request.user), pk)
    plan = open_plan(opened.runner)
    _note(opened, "log", str(plan.pk) if plan else "")
    content = ""
    if plan is not None:
        head = head_of(plan, page_of(request.GET.get("weeks", "")))
        today = timezone.localdate(timezone=ZoneInfo(opened.runner.time_zone))
        content = progress_html(head=head, day=day_of(plan, today), units=opened.runner.units)
    return render(request, "clinic/emergency_log.html", {"opened": opened, "content": content})


@require_POST
@policy(EMERGENCY)
def end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Close it before its time."""
    user = cast(User, request.user)
    services.end_emergency(opened=services.access_emergency(user, pk), by=user, now=timezone.now())
    messages.success(request, "Closed. Nothing of this runner is open to you any more.")
    return redirect("clinic:emergencies")


def _note(opened: EmergencyAccess, object_type: str, object_id: str) -> None:
    if opened.administrator is None:
        raise PermissionDenied
    note_view(
        viewer=opened.administrator,
        runner=opened.runner,
        object_type=object_type,
        object_id=object_id,
        now=timezone.now(),
    )
