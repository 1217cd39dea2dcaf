"""The run log: the list, one run, writing one down, changing it."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import RUNNER, policy
from accounts.models import User
from rehab.intake.keeping import keeps_answers_of
from rehab.plans.recording import PlanClosedError, StaleEntryError, TakenEntryError
from rehab.plans.selectors import followed_plan

from .. import runpage, runs
from ..run_form import RunForm
from ..runlog import RunLog, RunOf, run_log_of
from .kept import key_of, say_errors, say_why, takes_kept
from .own import fill_kept
from .standing import needs_start

PAGE = 30
LOOK = "Before this run is saved, a note belongs to it:"


def own_log(request: HttpRequest) -> RunLog | None:
    """The runs of the runner's own open plan; None without a plan, NoStartError for one that has no start."""
    plan = followed_plan(cast(User, request.user))
    return None if plan is None else run_log_of(plan, timezone.localdate())


def _own_run(request: HttpRequest, run: UUID) -> tuple[RunLog, RunOf]:
    log = own_log(request)
    found = log.run(str(run)) if log is not None else None
    if log is None or found is None:
        raise Http404
    return log, found


@require_safe
@policy(RUNNER)
@needs_start
def run_list(request: HttpRequest) -> HttpResponse:
    """Whether a run is open today and how far; the runs, newest first."""
    log = own_log(request)
    if log is None:
        return redirect("intake:home")
    page = Paginator(log.newest_first(), PAGE).get_page(request.GET.get("page"))
    context = {**runpage.log_page(log), "page": page, "rows": runpage.rows_of(log, page)}
    return render(request, "checkins/runs/list.html", context)


@require_safe
@policy(RUNNER)
@needs_start
def run_detail(request: HttpRequest, run: UUID) -> HttpResponse:
    """One run, and what the rule made of it."""
    log, found = _own_run(request, run)
    return render(request, "checkins/runs/run.html", runpage.run_page(log, found))


@keeps_answers_of("checkins:run_new")
@takes_kept
@require_http_methods(["GET", "HEAD", "POST"])
@policy(RUNNER)
@needs_start
def run_new(request: HttpRequest) -> HttpResponse:
    """Write a run down; what it passes is said once before it is saved."""
    log = own_log(request)
    if log is None:
        return redirect("intake:home")
    form = fill_kept(request, RunForm(request.POST if request.method == "POST" else None, log=log))
    return _save(request, form) or _show(request, form)


@keeps_answers_of("checkins:run_change")
@require_http_methods(["GET", "HEAD", "POST"])
@policy(RUNNER)
@needs_start
def run_change(request: HttpRequest, run: UUID) -> HttpResponse:
    """Change a run: freely on the day it was written down, later as a correction with a note."""
    log, old = _own_run(request, run)
    is_late = timezone.localdate(log.written[old.id].made_at) < log.today
    sent = request.POST if request.method == "POST" else None
    form = fill_kept(request, RunForm(sent, log=log, old=old, needs_note=is_late))
    return _save(request, form) or _show(request, form)


def _save(request: HttpRequest, form: RunForm) -> HttpResponse | None:
    """The run's page after saving; None if the form has to be shown."""
    if not form.is_valid():
        say_errors(request, form)
        return None
    given = {**form.cleaned_data, **({"entry_id": form.old.id} if form.old else {})}
    run = runs.run_from(given, form.log, form.stage)
    warned = runs.warnings_of(form.log, run)
    if runs.mark_of(warned) != form.cleaned_data["warned"]:
        say_why(request, LOOK, *(f"{one.title}." for one in warned))
        return None
    how = {"corrects": "note" in form.fields, "note": given.get("note", ""), "key": key_of(request)}
    try:
        runs.record_run(plan=form.log.plan, run=run, actor=cast(User, request.user), now=timezone.now(), **how)
    except StaleEntryError:
        messages.info(request, "This run was written down on an earlier day. Change it here.")
        return redirect("checkins:run_change", run.id)
    except (PlanClosedError, TakenEntryError):
        form.add_error(None, "This form is out of date. Open it again, and write the run down once more.")
        say_errors(request, form)
        return None
    return redirect("checkins:run", run.id)


def _show(request: HttpRequest, form: RunForm) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "old": form.old, **runpage.log_page(form.log), **_warned(form)}
    return render(request, "checkins/runs/edit.html", context, status=422 if form.is_bound else 200)


def _warned(form: RunForm) -> dict[str, Any]:
    """The warnings about what was typed so far."""
    given = getattr(form, "cleaned_data", {})
    if not form.is_bound or given.get("on") is None or given.get("entry_id") is None:
        return {"warned": [], "mark": ""}
    found = runs.warnings_of(form.log, runs.run_from(given, form.log, form.stage))
    return {"warned": runpage.with_cites(found), "mark": runs.mark_of(found)}


@require_POST
@policy(RUNNER)
@needs_start
def run_warning(request: HttpRequest) -> HttpResponse:
    """What a typed run would pass, before it is saved. Writes nothing."""
    log = own_log(request)
    if log is None:
        return HttpResponse(status=204)
    form = RunForm(request.POST, log=log)
    form.is_valid()
    return render(request, "checkins/runs/_warning.html", {**_warned(form), "is_partial": True})
