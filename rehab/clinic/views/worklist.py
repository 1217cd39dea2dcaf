"""The work list of a therapist, and what is done from it."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import VERIFIED_THERAPIST, policy
from accounts.models import CareLink, User
from accounts.services import note_list, note_view
from rehab.outbox.models import Kind
from rehab.outbox.services import mark_kind_seen
from rehab.plans.adjusting import MovedOnError, NoConsentError, ObjectedError
from rehab.plans.recording import PlanClosedError

from ..advancing import APPROVE, KEEP, answer_ready
from ..putting_aside import NotAsideError, Shown, bring_back, handle, snooze
from ..ranking import ALL, ASIDE, NEEDS
from ..selectors import access_runner
from ..snooze_form import SnoozeForm
from ..worklist import WorkList, access_fact, rows_of, work_list

TABS = {NEEDS: "Needs you", ALL: "All", ASIDE: "Put aside"}
MOVED_ON = "The plan has moved on since this list was shown. Nothing was saved; look at it again."
OBJECTED = "Something stands against this step now. Nothing was saved; open the plan to see why."
NEWER = "Something else is the reason now, so nobody was put aside. Look at the list again."
STAYS = "A red flag stays on the list until it is cleared."
LONGEST_NAME = 80


@require_safe
@policy(VERIFIED_THERAPIST)
@never_cache
def worklist(request: HttpRequest) -> HttpResponse:
    """Who needs the therapist and why, the gravest first; all runners by name; those put aside."""
    therapist, now = cast(User, request.user), timezone.now()
    show, name = request.GET.get("show", NEEDS), request.GET.get("name", "").replace("\0", "")[:LONGEST_NAME].strip()
    page = request.GET.get("page", "")
    found = work_list(
        therapist=therapist,
        show=show if show in TABS else NEEDS,
        name=name,
        page=int(page) if page.isdecimal() and len(page) < 6 else 1,
        now=now,
    )
    if found.rows:
        note_list(viewer=therapist, object_type="work_list", object_id=found.show, now=now)
    mark_kind_seen(user=therapist, kind=Kind.DIGEST, begins="", now=now)  # it says no more than this page
    return render(request, "clinic/worklist.html", {"list": found, "tabs": _tabs(found), "name": name, "now": now})


def _tabs(found: WorkList) -> list[tuple[str, str, int, bool]]:
    return [(key, text, found.counts[key], key == found.show) for key, text in TABS.items()]


@require_POST
@policy(VERIFIED_THERAPIST)
def approve(request: HttpRequest, runner_id: UUID) -> HttpResponse:
    """What is ready happens, as one version of the plan."""
    return _answered(request, runner_id, APPROVE, "Approved")


@require_POST
@policy(VERIFIED_THERAPIST)
def keep(request: HttpRequest, runner_id: UUID) -> HttpResponse:
    """What is ready waits; the plan stays as it is."""
    return _answered(request, runner_id, KEEP, "Kept as it is")


def _answered(request: HttpRequest, runner_id: UUID, answer: str, said: str) -> HttpResponse:
    therapist, seen = _let_in(request, runner_id), request.POST.get("seen", "")
    try:
        plan = answer_ready(therapist=therapist, runner=runner_id, answer=answer, seen=seen, now=timezone.now())
    except (MovedOnError, PlanClosedError, NoConsentError):
        messages.warning(request, MOVED_ON)
    except ObjectedError:
        messages.warning(request, OBJECTED)
    else:
        messages.success(request, f"{said} for {plan.runner}. The plan is in phase {plan.phase}.")
    return redirect("clinic:worklist")


@require_http_methods(["GET", "HEAD", "POST"])
@policy(VERIFIED_THERAPIST)
@never_cache
def snoozed(request: HttpRequest, runner_id: UUID) -> HttpResponse:
    """A runner is put aside until a day, with a reason."""
    therapist, now = _let_in(request, runner_id), timezone.now()
    link, fact = access_fact(therapist, runner_id, now)
    note_view(viewer=therapist, runner=link.runner, object_type="runner", object_id=str(runner_id), now=now)
    (row,) = rows_of([fact], now)
    form = SnoozeForm(request.POST if request.method == "POST" else None, today=fact.day(now))
    if row.is_red or fact.rank is None or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "clinic/snooze.html", {"row": row, "form": form, "stays": STAYS}, status=status)
    given = form.cleaned_data
    why = (given["reason"], given["text"])
    return _put_aside(request, lambda: snooze(shown=_shown(request, runner_id), until=given["until"], why=why, now=now))


@require_POST
@policy(VERIFIED_THERAPIST)
def handled(request: HttpRequest, runner_id: UUID) -> HttpResponse:
    """A runner leaves the list until something new happens."""
    return _put_aside(request, lambda: handle(shown=_shown(request, runner_id), now=timezone.now()))


def _let_in(request: HttpRequest, runner_id: UUID) -> User:
    """The therapist; 404 for a runner who is not theirs, noted before a transaction that would take it back."""
    therapist = cast(User, request.user)
    access_runner(therapist, runner_id)
    return therapist


def _shown(request: HttpRequest, runner_id: UUID) -> Shown:
    return Shown(_let_in(request, runner_id), runner_id, request.POST.get("seen", ""))


def _put_aside(request: HttpRequest, put: Callable[[], CareLink]) -> HttpResponse:
    try:
        messages.success(request, f"{put().runner} is put aside. You find them under Put aside.")
    except NotAsideError:
        messages.warning(request, STAYS)
    except MovedOnError:
        messages.warning(request, NEWER)
    return redirect("clinic:worklist")


@require_POST
@policy(VERIFIED_THERAPIST)
def back(request: HttpRequest, runner_id: UUID) -> HttpResponse:
    """A runner who was put aside is back in the order."""
    link = bring_back(therapist=_let_in(request, runner_id), runner=runner_id, now=timezone.now())
    messages.success(request, f"{link.runner} is back on the list.")
    return redirect("clinic:worklist")
