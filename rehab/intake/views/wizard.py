"""The wizard: start, screens, review."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import RUNNER, policy
from accounts.models import User
from rehab.plans.selectors import open_plan

from .. import selectors, services
from ..clearing import governing_clearance
from ..forms import StepForm
from ..keeping import keeps_answers, owner_token, take_kept
from ..models import Intake
from ..presenting import answer_rows, parts_of
from ..returning import go_on_cleared, is_cleared
from ..services import ScreenAnswers, Sent
from ..steps import AGAIN, DECIDING, PARTS, SAFETY
from ..wizard import Wizard

LEDES = {
    DECIDING: "Your answers so far mean that a doctor should see you soon. These decide whether it is an emergency.",
    AGAIN: "Please read these once more and answer them as things are today.",
}


@require_http_methods(["GET", "HEAD", "POST"])
@policy(RUNNER)
def home(request: HttpRequest) -> HttpResponse:
    """Begin an intake, go on with one, or read what the last one led to."""
    user = cast(User, request.user)
    if request.method == "POST":
        _begin(user)
        return redirect(_next_address(user))
    found, last = selectors.open_intake(user), selectors.last_finished(user)
    counting = selectors.counting_flags(user, timezone.now())
    if found is None and last is not None and last.state == Intake.State.REFERRED and (counting or _goes_on(user)):
        return redirect("intake:result")  # what has to be done first stands first
    context: dict[str, Any] = {"open": found, "last": last, "counting": counting}
    context["clearance"] = governing_clearance(found) if found else None
    return render(request, "intake/home.html", context)


def _goes_on(user: User) -> bool:
    """Whether the runner's last result is a referral that was cleared, and has to lead to a plan yet."""
    last = selectors.last_finished(user)
    return last is not None and is_cleared(last) and open_plan(user) is None


def _begin(user: User) -> None:
    """Open an intake: with the answers of before where a clearance lets them go on."""
    now = timezone.now()
    if _goes_on(user):
        go_on_cleared(runner=user, now=now)
    else:
        services.start_intake(runner=user, now=now)


def _wizard(user: User) -> tuple[Intake, dict[str, Any], Wizard] | None:
    intake = selectors.open_intake(user)
    if intake is None:
        return None
    rows = selectors.asked_rows(intake)
    return intake, rows, services.wizard_of(intake, parts_of(rows), timezone.now())


def _next_address(user: User) -> str:
    found = _wizard(user)
    return _open_address(found[2]) if found else reverse("intake:home")


def _open_address(wizard: Wizard) -> str:
    number = wizard.next_number()
    return reverse("intake:review") if number is None else reverse("intake:step", args=[number])


@keeps_answers
@require_http_methods(["GET", "HEAD", "POST"])
@policy(RUNNER)
def step(request: HttpRequest, number: int) -> HttpResponse:
    """One screen: shows what was answered before, saves, and goes on to the first screen still open."""
    user = cast(User, request.user)
    found = _wizard(user)
    if found is None:
        return redirect("intake:result" if selectors.last_finished(user) else "intake:home")
    intake, rows, wizard = found
    if not 1 <= number <= len(wizard.steps):
        raise Http404
    asked = wizard.questions_of(wizard.steps[number - 1])
    if not asked or number > (wizard.next_number() or number):
        return redirect(_open_address(wizard))  # nothing is asked here, or something before it is still open
    sent = request.POST if request.method == "POST" else take_kept(request, user)
    if request.method == "GET" and sent is not None:
        messages.info(request, "This could not be saved before. Your answers are still here: check them and go on.")
    form = _form(wizard, rows, asked, sent)
    if request.method == "POST":
        if "back" in request.POST:
            return _go_back(intake, rows, wizard, number, form)
        if form.is_valid():
            if (answer := _save(intake, rows, number, form, asked)) is not None:
                return answer
        else:
            # One open question keeps the screen open, not what was answered on it from being stored and screened.
            saved = _store(intake, rows, number, form, Sent.BACK)
            if saved is None or saved.state != Intake.State.OPEN:
                return redirect("intake:result")
            intake = saved
    return _show(request, intake, wizard, number, form)


def _form(wizard: Wizard, rows: dict[str, Any], asked: Iterable[str], sent: Any) -> StepForm:
    hidden = wizard.again if set(asked) == set(wizard.again) else ()
    # Asked again means asked openly: a safety answer is not filled in from the first time.
    raw = {k: value for k, value in wizard.raw.items() if k not in hidden or wizard.parts.get(k) != SAFETY}
    return StepForm([rows[name] for name in asked], raw, timezone.localdate(), sent)


def _store(
    intake: Intake, rows: dict[str, Any], number: int, form: StepForm, sent: Sent, turn: str = ""
) -> Intake | None:
    """Save what could be read of a screen that is not sent to go on."""
    answers = ScreenAnswers(form.to_given(), sent, turn)
    saved = services.save_step(intake=intake, parts=parts_of(rows), number=number, answers=answers, now=timezone.now())
    return saved if isinstance(saved, Intake) else None


def _save(
    intake: Intake, rows: dict[str, Any], number: int, form: StepForm, asked: Iterable[str]
) -> HttpResponse | None:
    now = timezone.now()
    answers = ScreenAnswers(form.to_answers())
    saved = services.save_step(intake=intake, parts=parts_of(rows), number=number, answers=answers, now=now)
    if isinstance(saved, services.Wrong):
        for problem in saved.problems:
            form.add_error(problem.field if problem.field in form.fields else None, problem.message)
        return None
    if saved is None or saved.state != Intake.State.OPEN:
        return redirect("intake:result")
    after = services.wizard_of(saved, parts_of(rows), now)
    here = after.steps[number - 1]
    if here.key not in (AGAIN, DECIDING) and set(after.questions_of(here)) - set(asked):
        services.reopen_step(intake=saved, key=here.key)
        return redirect("intake:step", number)
    return redirect(_open_address(after))


def _go_back(intake: Intake, rows: dict[str, Any], wizard: Wizard, number: int, form: StepForm) -> HttpResponse:
    form.is_valid()
    saved = _store(intake, rows, number, form, Sent.BACK)
    if saved is None or saved.state != Intake.State.OPEN:
        return redirect("intake:result")
    before = wizard.previous_number(number)
    return redirect("intake:home") if before is None else redirect("intake:step", before)


def _show(request: HttpRequest, intake: Intake, wizard: Wizard, number: int, form: StepForm) -> HttpResponse:
    here = wizard.steps[number - 1]
    done, total = wizard.progress()
    words = ", ".join(f"“{found.word}”" for found in wizard.triage.ask_again) if here.key == AGAIN else ""
    context = {
        "form": form,
        "heading": here.heading,
        "lede": LEDES.get(here.key, ""),
        "words": words,
        "part": PARTS[here.part],
        "part_number": list(PARTS).index(here.part) + 1,
        "parts": len(PARTS),
        "done": done,
        "total": total,
        "number": number,
        "is_first": wizard.previous_number(number) is None,
        "owner": owner_token(cast(User, request.user)),
        "saved_at": intake.saved_at if intake.answers else None,
        "turn": intake.turn,
    }
    return render(request, "intake/step.html", context, status=422 if form.is_bound and form.errors else 200)


@keeps_answers
@require_POST
@policy(RUNNER)
def draft(request: HttpRequest, number: int) -> HttpResponse:
    """Save what is on the screen so far; answers with the fields again if another question is asked now."""
    user = cast(User, request.user)
    found = _wizard(user)
    if found is None or number not in found[2].path:
        return HttpResponse(status=204)  # finished from another tab meanwhile: nothing to keep
    intake, rows, wizard = found
    asked = wizard.questions_of(wizard.steps[number - 1])
    form = _form(wizard, rows, asked, request.POST)
    form.is_valid()
    saved = _store(intake, rows, number, form, Sent.DRAFT, request.POST.get("turn", ""))
    if saved is None:
        return HttpResponse(status=204)
    after = services.wizard_of(saved, parts_of(rows), timezone.now())
    now_asked = after.questions_of(after.steps[number - 1])
    if now_asked == asked:
        return HttpResponse(status=204)
    return render(request, "intake/_fields.html", {"form": _form(after, rows, now_asked, None)})


@require_http_methods(["GET", "HEAD", "POST"])
@policy(RUNNER)
def review(request: HttpRequest) -> HttpResponse:
    """All answers once more, then the one button that makes the plan."""
    user = cast(User, request.user)
    if request.method == "POST":
        done = services.submit_intake(runner=user, now=timezone.now(), today=timezone.localdate())
        if isinstance(done, services.Wrong):
            for problem in done.problems:
                messages.warning(request, f"This screen has to be answered again: it {problem.message}.")
            return redirect(_next_address(user))
        return redirect("intake:home" if done is None else "intake:result")
    found = _wizard(user)
    if found is None:
        return redirect("intake:home")
    intake, rows, wizard = found
    if wizard.next_number() is not None:
        return redirect(_open_address(wizard))
    return render(request, "intake/review.html", {"sections": answer_rows(wizard, rows), "intake": intake})
