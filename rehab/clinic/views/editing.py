"""The editor of a runner's plan: each change a form, answered with the plan as it is then."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import VERIFIED_THERAPIST, policy
from accounts.models import User
from accounts.services import note_view
from rehab.checkins.standing import Standing, standing_of
from rehab.checkins.views.own import fill_kept
from rehab.intake.keeping import keeps_answers_of, owner_token
from rehab.plans.adjusting import MovedOnError, NoConsentError, ObjectedError
from rehab.plans.following import NoStartError
from rehab.plans.recording import PlanClosedError

from ..change_form import ChangeForm, sent_again
from ..course_forms import PARTS, ProposalForm
from ..editing import change_of, save_change
from ..editpage import editor
from ..item_forms import ItemForm, MoveForm, PickForm
from ..search_form import search_of
from ..selectors import access_runner_plan
from ..since import changes_since, saved_words

Make = Callable[[Standing, Any], ChangeForm]
View = Callable[..., HttpResponse]
MOST_VERSION = 2**31 - 1


def with_runner_plan(view: View) -> View:
    """Hand the view where the runner's open plan stands, by the runner's clock; 404 without consent or plan.

    The look is noted before anything is made of it.
    """

    @wraps(view)
    def found(request: HttpRequest, runner_id: UUID, **kwargs: Any) -> HttpResponse:
        viewer = cast(User, request.user)
        plan = access_runner_plan(viewer, runner_id)
        note_view(viewer=viewer, runner=plan.runner, object_type="plan", object_id=str(plan.pk), now=timezone.now())
        with timezone.override(ZoneInfo(plan.runner.time_zone)):
            try:
                return view(request, standing_of(plan, timezone.localdate()), **kwargs)
            except (NoStartError, NoConsentError, PlanClosedError):
                raise Http404 from None

    return found


@require_safe
@policy(VERIFIED_THERAPIST)
@with_runner_plan
def edit(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The plan with everything that may be changed."""
    return _show(request, standing, None)


@keeps_answers_of("clinic:edit_item")
@require_http_methods(["GET", "HEAD", "POST"])
@policy(VERIFIED_THERAPIST)
@with_runner_plan
def item(request: HttpRequest, standing: Standing, exercise: str) -> HttpResponse:
    """The dose of an exercise, whether rules move it, and whether it stays."""
    return _answer(request, standing, partial(ItemForm, exercise=exercise))


@require_POST
@policy(VERIFIED_THERAPIST)
@with_runner_plan
def move(request: HttpRequest, standing: Standing, exercise: str) -> HttpResponse:
    """An exercise at another place."""
    return _answer(request, standing, partial(MoveForm, exercise=exercise))


@keeps_answers_of("clinic:edit_exchange")
@require_http_methods(["GET", "HEAD", "POST"])
@policy(VERIFIED_THERAPIST)
@with_runner_plan
def exchange(request: HttpRequest, standing: Standing, exercise: str) -> HttpResponse:
    """Another exercise in the place of one."""
    search = search_of(request.GET)
    return _answer(request, standing, partial(PickForm, search=search, instead_of=exercise))


@keeps_answers_of("clinic:edit_add")
@require_http_methods(["GET", "HEAD", "POST"])
@policy(VERIFIED_THERAPIST)
@with_runner_plan
def add(request: HttpRequest, standing: Standing) -> HttpResponse:
    """An exercise of the library besides the others."""
    return _answer(request, standing, partial(PickForm, search=search_of(request.GET)))


@keeps_answers_of("clinic:edit_part")
@require_http_methods(["GET", "HEAD", "POST"])
@policy(VERIFIED_THERAPIST)
@with_runner_plan
def part(request: HttpRequest, standing: Standing, name: str) -> HttpResponse:
    """Phase, run stage, hold, pause, who decides, or taking back."""
    if name not in PARTS:
        raise Http404
    return _answer(request, standing, partial(PARTS[name], name=name))


@keeps_answers_of("clinic:edit_proposal")
@require_http_methods(["GET", "HEAD", "POST"])
@policy(VERIFIED_THERAPIST)
@with_runner_plan
def proposal(request: HttpRequest, standing: Standing, subject: str) -> HttpResponse:
    """What a rule would raise: approved, or kept as it is."""
    return _answer(request, standing, partial(ProposalForm, subject=subject))


def _answer(request: HttpRequest, standing: Standing, make: Make) -> HttpResponse:
    """Show the form, or save what was sent; whatever stands against it comes back with what was typed."""
    if request.method != "POST":
        return _show(request, standing, fill_kept(request, make(standing, None)))
    if saved_words(standing.plan, request.POST.get("key", "")):
        return _saved(request, standing)
    if _is_old(standing, request.POST):
        return _moved_on(request, standing, make)
    form = make(standing, request.POST)
    if form.is_valid():
        try:
            change = change_of(standing.plan, form.wanted())
            by, now = cast(User, request.user), timezone.now()
            save_change(plan=standing.plan, change=change, sent=form.sent(), therapist=by, now=now)
        except MovedOnError:
            return _moved_on(request, _again(request, standing), make)
        except ObjectedError as refused:
            form.object_to(refused.found[0][1])
        else:
            return _saved(request, _again(request, standing))
    return _show(request, standing, form, status=422)


def _again(request: HttpRequest, standing: Standing) -> Standing:
    plan = access_runner_plan(cast(User, request.user), standing.plan.runner.public_id)
    return standing_of(plan, standing.today)


def _is_old(standing: Standing, sent: QueryDict) -> bool:
    """Whether another plan, or another version of it, was looked at."""
    return (sent.get("plan"), sent.get("seen")) != (str(standing.plan.pk), str(standing.plan.revision)) and (
        _version(sent) is not None
    )


def _version(sent: QueryDict) -> int | None:
    text = sent.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _moved_on(request: HttpRequest, standing: Standing, make: Make) -> HttpResponse:
    """Tell whoever comes later what changed meanwhile, and keep what they typed."""
    is_same = request.POST.get("plan") == str(standing.plan.pk)
    since = changes_since(standing.plan, _version(request.POST) or 0) if is_same else []
    try:
        form: ChangeForm | None = make(standing, sent_again(request.POST, standing))
    except Http404:  # what it was about is gone: the reason at least is kept
        form = None
    more = {"since": since, "is_another": not is_same, "has_moved_on": True}
    return _show(request, standing, form, status=409, typed=request.POST.get("reason", ""), **more)


def _saved(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The plan as it is now, and what changed."""
    words = saved_words(standing.plan, request.POST.get("key", ""))
    if request.headers.get("HX-Request"):
        return _show(request, standing, None, saved=words)
    messages.success(request, f"Saved. {'; '.join(words)}")
    return redirect("clinic:edit", standing.plan.runner.public_id)


def _show(
    request: HttpRequest, standing: Standing, form: ChangeForm | None, status: int = 200, **more: Any
) -> HttpResponse:
    """The whole page; for a part of it what takes its place."""
    is_part = bool(request.headers.get("HX-Request"))
    has_form = form is not None and not form.slot.startswith("move-")
    owner = owner_token(cast(User, request.user))
    context = {**editor(standing, form), "has_form": has_form, "is_part": is_part, "owner": owner, **more}
    template = "clinic/_editor.html" if is_part and request.method == "POST" else "clinic/edit.html"
    return render(request, template, context, status=status)
