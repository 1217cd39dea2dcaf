"""The runner's own open plan, for every page of a log: without one there is nothing to log."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib import messages
from django.forms import MultipleChoiceField
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone

from accounts.models import User
from rehab.intake.keeping import owner_token, take_kept
from rehab.plans import selectors
from rehab.plans.following import NoStartError
from rehab.plans.models import Lock, Plan
from rehab.plans.recording import PlanClosedError

from ..questions import safety_rows
from ..rechecking import recheck, recheck_emergency

View = Callable[..., HttpResponse]
CLOSED = "Your plan was closed while this page was open, so nothing was saved into it."
HEARD = "Your safety answers were checked with your present plan."
ASKED = "Please answer the safety questions once more, so that they count."


def follows_plan(view: View) -> View:
    """Give the view the runner's open plan. None leads to the intake; a shut one to the page that says what to do."""

    @wraps(view)
    def found(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        plan = selectors.open_plan(cast(User, request.user))
        if plan is None:
            return redirect("intake:home")
        if plan.snapshot_id is None:
            return without_start(request, plan)
        if is_shut_now(request, plan):
            return redirect("plans:current")
        try:
            if Lock.Cause.SAFETY in open_causes(plan):
                return _still_screened(request, plan)
            return view(request, plan, *args, **kwargs)
        except PlanClosedError:
            return closed_meanwhile(request, plan)
        except NoStartError:
            return without_start(request, plan)

    return found


def fill_kept(request: HttpRequest, form: Any) -> Any:
    """Show again what was sent after the session had ended: unsaved, until it is sent once more."""
    form.owner = owner_token(cast(User, request.user))
    return show_kept(request, form, take_kept(request, cast(User, request.user)))


def show_kept(request: HttpRequest, form: Any, kept: QueryDict | None) -> Any:
    """Fill what was kept into its form, and say so."""
    if kept is not None:
        several = {name for name, field in form.fields.items() if isinstance(field, MultipleChoiceField)}
        form.initial |= {name: kept.getlist(name) if name in several else kept[name] for name in kept}
        messages.info(request, "This could not be saved before. Your answers are still here: check them and go on.")
    return form


def is_shut_now(request: HttpRequest, plan: Plan) -> bool:
    """Whether there is nothing to do here: the plan is shut, and nothing is sent to it."""
    return Lock.Cause.SAFETY in open_causes(plan) and request.method != "POST"


def without_start(request: HttpRequest, plan: Plan) -> HttpResponse:
    """The plan cannot be followed: it can be read, and the check for everybody hears what was said of safety."""
    if _given(request, plan):
        messages.info(request, f"This plan cannot be followed, so nothing was saved into it. {ASKED}")
        return redirect("intake:public_check")
    messages.info(request, "This plan was made before plans could be followed. A new intake makes one that can.")
    return redirect("plans:current")


def closed_meanwhile(request: HttpRequest, old: Plan) -> HttpResponse:
    """The plan was closed between reading and writing: what was said of safety is heard by the present one."""
    plan = selectors.open_plan(cast(User, request.user))
    if not _given(request, old):
        messages.info(request, CLOSED)
        return redirect("plans:current")
    try:
        if plan is not None and plan.snapshot_id is not None:
            return _heard_by(request, plan)
    except (PlanClosedError, NoStartError):  # the check for everybody needs no plan
        pass
    messages.info(request, f"{CLOSED} {ASKED}")
    return redirect("intake:public_check")


def _heard_by(request: HttpRequest, plan: Plan) -> HttpResponse:
    is_shut = _screened(request, plan)
    is_whole = is_shut or _given(request, plan).keys() == safety_rows(plan).keys()
    messages.info(request, f"{CLOSED} {HEARD if is_whole else ASKED}")
    return redirect("intake:result" if is_shut else "plans:current" if is_whole else "checkins:safety")


def _still_screened(request: HttpRequest, plan: Plan) -> HttpResponse:
    """What an old tab sends to a shut plan opens nothing, but its safety answers are heard."""
    return redirect("intake:result" if _screened(request, plan) else "plans:current")


def _screened(request: HttpRequest, plan: Plan) -> bool:
    """Hear the safety answers that were sent, whole or not; whether the plan is shut by them."""
    given = _given(request, plan)
    screen = recheck if given.keys() == safety_rows(plan).keys() else recheck_emergency
    sent_id, now = request.POST.get("entry", ""), timezone.now()
    return screen(plan=plan, given=given, sent_id=sent_id, now=now, today=timezone.localdate())


def _given(request: HttpRequest, plan: Plan) -> dict[str, str]:
    return {key: said for key in safety_rows(plan) if (said := request.POST.get(key, "")) in ("yes", "no", "not_sure")}


def open_causes(plan: Plan) -> set[str]:
    """Why something of the plan is closed."""
    return {lock.cause for lock in plan.locks.all() if lock.lifted_at is None}
