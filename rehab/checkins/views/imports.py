"""Importing runs: a file, a look at what it holds, and then into the log."""

from __future__ import annotations

from typing import Any, cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import RUNNER, policy
from accounts.limiting import count_one
from accounts.models import User
from rehab.plans.recording import PlanClosedError
from rehab.plans.selectors import followed_plan

from .. import importing
from ..import_form import FileForm, PickForm
from ..importpage import TOO_BIG, preview, taken_words
from ..runfiles.reading import RunFileError, read_runs
from .runs import own_log
from .standing import needs_start

HELD = "run_file"
IMPORTS_AN_HOUR = 20
RUN_OUT = "What this file held is no longer kept. Choose the file again."
TOO_OFTEN = "Those were many files in one hour. Wait a while, or put your runs into one table (CSV)."


@require_http_methods(["GET", "HEAD", "POST"])
@policy(RUNNER)
@needs_start
def run_import(request: HttpRequest) -> HttpResponse:
    """Choose a file; it is read, its runs are held for an hour, and the file is forgotten."""
    user = cast(User, request.user)
    plan = followed_plan(user)
    if plan is None:
        return redirect("intake:home")
    if request.method != "POST":
        return _ask(request, FileForm())
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _ask(request, form, TOO_BIG if _is_big(request) else "", 422)
    if not count_one("run-files", by=user, most=IMPORTS_AN_HOUR, now=timezone.now()):
        return _ask(request, form, TOO_OFTEN, 429)
    sent = form.cleaned_data["file"]
    try:
        reads = read_runs(sent.read(), name=sent.name, zone=ZoneInfo(user.time_zone))
    except RunFileError as error:
        return _ask(request, form, error.message, 422)
    request.session[HELD] = importing.hold(reads, plan, timezone.now())
    return redirect("checkins:run_import_check")


def _is_big(request: HttpRequest) -> bool:
    """Whether what was sent is larger than is taken in; its file was left out unread."""
    return int(request.META.get("CONTENT_LENGTH") or 0) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE


def _ask(request: HttpRequest, form: FileForm, problem: str = "", status: int = 200) -> HttpResponse:
    return render(request, "checkins/runs/import.html", {"form": form, "problem": problem}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@policy(RUNNER)
@needs_start
def run_import_check(request: HttpRequest) -> HttpResponse:
    """What the file holds, with what is known already; the ticked runs are written down."""
    log = own_log(request)
    if log is None:
        return redirect("intake:home")
    held: dict[str, Any] | None = request.session.get(HELD)
    reads = importing.held_runs(held, log.plan, timezone.now())
    if held is None or reads is None:
        return _ask(request, FileForm(), RUN_OUT, 422) if request.method == "POST" else redirect("checkins:run_import")
    found = importing.sort_runs(reads, log)
    sent = request.POST if request.method == "POST" else None
    form = PickForm(found, sent, initial={"token": held["token"]})
    if sent is not None and sent.get("token") != held["token"]:
        return _ask(request, FileForm(), RUN_OUT, 422)
    if form.is_valid():
        return _take(request, log.plan, reads, form)
    context = {"form": form, "left_out": held["left_out"], **preview(found, form, log)}
    return render(request, "checkins/runs/preview.html", context, status=422 if form.is_bound else 200)


def _take(request: HttpRequest, plan: Any, reads: Any, form: PickForm) -> HttpResponse:
    user = cast(User, request.user)
    try:
        taken = importing.take_runs(plan=plan, reads=reads, pains=form.pains(), actor=user, now=timezone.now())
    except PlanClosedError:
        return redirect("intake:home")
    del request.session[HELD]
    messages.success(request, taken_words(taken))
    return redirect("checkins:runs")
