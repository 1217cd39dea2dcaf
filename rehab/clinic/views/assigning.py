"""Pages of assigning a plan to a runner."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import VERIFIED_THERAPIST, policy
from accounts.models import CareLink, User
from accounts.services import note_view
from rehab.checkins.standing import Standing
from rehab.plans.adjusting import MovedOnError, NoConsentError, ObjectedError
from rehab.plans.following import NoStartError
from rehab.plans.recording import PlanClosedError
from rehab.plans.selectors import followed_plan

from .. import assign_page as page
from .. import shelf
from ..assign_forms import AssignForm, KeepForm, ReasonForm
from ..assigning import UnfitError, assign_plan, standing_now
from ..selectors import access_runner
from ..templating import Content, NotYoursError, save_template
from ..waiting import wait_for_plan, withdraw_assignment

MOVED = "The plan has changed since you looked, and nothing was saved. This is how it is now. Look again, then save."
UNFIT = "Nothing would be left to do, or nothing would change. Confirm what is meant, or choose another source."


@require_http_methods(["GET", "HEAD", "POST"])
@policy(VERIFIED_THERAPIST)
def assign(request: HttpRequest, runner_id: UUID) -> HttpResponse:
    """Choose where a runner's plan comes from, look at what would change, save it."""
    _, link = access_runner(cast(User, request.user), runner_id)
    standing = _standing(link)
    kind, of = request.GET.get("from", ""), request.GET.get("of", "")
    if kind not in (page.TEMPLATE, page.ENGINE, page.PLAN):
        if request.method == "POST":
            raise Http404
        return render(request, "clinic/assign.html", _choices(request, link, standing))
    if standing is None:
        return _wait(request, link, of)
    return _preview(request, link, standing, page.source_of(link.therapist, standing, kind, of, timezone.now()))


def _standing(link: CareLink) -> Standing | None:
    """Where the runner's plan stands; none without a plan that can be followed."""
    plan = followed_plan(link.runner)
    try:
        return standing_now(plan, timezone.now()) if plan is not None else None
    except NoStartError:
        return None


def _choices(
    request: HttpRequest, link: CareLink, standing: Standing | None, keep: KeepForm | None = None
) -> dict[str, Any]:
    if standing is not None:
        _note(link, standing)
    search = request.GET.get("q", "").replace("\x00", "")[:80]
    return {
        "link": link,
        "runner": link.runner,
        "standing": standing,
        "phase": page.phase_words(standing.course.phase) if standing else "",
        "now": page.items_in_words(standing, standing.course) if standing else (),
        "q": search,
        "versions": shelf.newest_versions(link.therapist, search),
        "others": page.others_with_plans(link.therapist, link.runner) if standing else [],
        "assignments": page.assignments_in_words(link),
        "keep": keep or KeepForm(),
    }


def _note(link: CareLink, standing: Standing) -> None:
    key = str(standing.plan.pk)
    note_view(viewer=link.therapist, runner=link.runner, object_type="plan", object_id=key, now=timezone.now())


def _wait(request: HttpRequest, link: CareLink, of: str) -> HttpResponse:
    """A template for a runner without a plan: it waits for the runner's own intake."""
    version = page.assignable(link.therapist, of)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        wait_for_plan(link=link, version=version, reason=form.cleaned_data["reason"], now=timezone.now())
        messages.success(request, "It waits for the runner’s intake. Safety comes first.")
        return redirect("clinic:assign", link.runner.public_id)
    context = {"form": form, "version": version, "who": link.runner, "phases": shelf.phases_in_words(version)}
    return render(request, "clinic/assign_waits.html", context, status=422 if form.is_bound else 200)


def _preview(request: HttpRequest, link: CareLink, standing: Standing, source: page.Source) -> HttpResponse:
    """What would change, and saving it."""
    _note(link, standing)
    preview, status, told = page.preview_of(standing, source), 200, ""
    form = AssignForm(preview, request.POST if request.method == "POST" else None)
    if form.is_bound:
        status, told = _saved(link, standing, source, form)
        if status == 302:
            messages.success(request, f"Saved. {link.runner} sees it now.")
            return redirect("clinic:assign", link.runner.public_id)
        if status == 409:  # what was typed stays; what was looked at is another now
            form = AssignForm(preview)
            form.initial["reason"] = request.POST.get("reason", "")
    context = {"link": link, "source": source, "preview": preview, "form": form, "told": told}
    return render(request, "clinic/assign_preview.html", context, status=status)


def _saved(link: CareLink, standing: Standing, source: page.Source, form: AssignForm) -> tuple[int, str]:
    """Save; the status to answer with, and what to say if it was not saved."""
    stale = "stamp" in form.errors or "confirmed" in form.errors
    if not form.is_valid():
        return (409, MOVED) if stale else (422, "")
    try:
        assign_plan(
            plan=standing.plan,
            asked=page.asked_of(source, form.cleaned_data),
            version=source.version,
            therapist=link.therapist,
            now=timezone.now(),
        )
    except (MovedOnError, PlanClosedError, ObjectedError):
        return 409, MOVED
    except UnfitError:
        return 422, UNFIT
    except NoConsentError as error:
        raise Http404 from error
    return 302, ""


@require_POST
@policy(VERIFIED_THERAPIST)
def keep(request: HttpRequest, runner_id: UUID) -> HttpResponse:
    """Make a template of a runner's present phase: exercises and doses, nothing else."""
    _, link = access_runner(cast(User, request.user), runner_id)
    standing, form = _standing(link), KeepForm(request.POST)
    if standing is None:
        raise Http404
    if not form.is_valid():
        return render(request, "clinic/assign.html", _choices(request, link, standing, form), status=422)
    _note(link, standing)
    content = Content(form.cleaned_data["name"], "", page.lines_of(standing))
    try:
        key = form.cleaned_data["key"]
        saved = save_template(key=key, owner=link.therapist, content=content, seen=0, now=timezone.now())
    except NotYoursError as error:
        raise Http404 from error
    messages.success(request, "Saved as a template of yours.")
    return redirect(saved.template)


@require_POST
@policy(VERIFIED_THERAPIST)
def withdraw(request: HttpRequest, runner_id: UUID, pk: UUID) -> HttpResponse:
    """Take back what waits for a runner's intake."""
    _, link = access_runner(cast(User, request.user), runner_id)
    withdraw_assignment(assignment=page.access_assignment(link, pk), now=timezone.now())
    messages.success(request, "Taken back.")
    return redirect("clinic:assign", link.runner.public_id)
