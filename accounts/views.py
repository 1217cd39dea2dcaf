"""A person's own pages."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth import logout
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from . import services
from .access import RUNNER, SIGNED_IN, THERAPIST, policy
from .forms import CloseAccountForm, LicenceForm, SettingsForm
from .models import User
from .second_factor import has_second_factor, sign_out_others
from .seen import entries_about, seen_lines

A_PAGE = 25


@require_http_methods(["GET", "HEAD", "POST"])
@policy(SIGNED_IN)
def own_settings(request: HttpRequest) -> HttpResponse:
    """Name, time zone and units of the person who is signed in; nobody else's can be named."""
    form = SettingsForm(request.POST or None, instance=request.user)
    if form.is_valid():
        form.save()
        messages.success(request, "Saved.")
        return redirect("settings")
    return render(request, "accounts/settings.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@policy(SIGNED_IN)
def close_account(request: HttpRequest) -> HttpResponse:
    """Close one's own account for good; the password is asked again."""
    form = CloseAccountForm(cast(User, request.user), request.POST or None)
    if form.is_valid():
        user = form.user
        logout(request)
        services.close_account(user=user, now=timezone.now())
        messages.success(request, "Your account is closed and everything in it is deleted.")
        return redirect("landing")
    return render(request, "accounts/close.html", {"form": form}, status=422 if form.is_bound else 200)


@require_POST
@policy(SIGNED_IN)
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Sign this person out everywhere else, as after a lost phone."""
    sign_out_others(request, cast(User, request.user))
    messages.success(request, "Every other browser is signed out.")
    return redirect("settings")


@require_safe
@policy(RUNNER)
def seen(request: HttpRequest) -> HttpResponse:
    """Who else has looked at the runner's data or changed something in it."""
    page = Paginator(entries_about(cast(User, request.user)), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/seen.html", {"page": page, "lines": seen_lines(page)})


@require_http_methods(["GET", "HEAD", "POST"])
@policy(THERAPIST)
def licence(request: HttpRequest) -> HttpResponse:
    """A therapist's own licence, to be verified by an administrator, and what is missing before the first runner."""
    user = cast(User, request.user)
    profile = getattr(user, "therapist_profile", None)
    form = LicenceForm(request.POST or None, instance=profile)
    if form.is_valid():
        services.submit_licence(user=user, **form.cleaned_data)
        messages.success(request, "Sent. An administrator will check it.")
        return redirect("licence")
    context = {
        "form": form,
        "is_sent": profile is not None,
        "is_verified": profile is not None and profile.is_verified,
        "has_second_factor": has_second_factor(user),
    }
    return render(request, "accounts/licence.html", context, status=422 if form.is_bound else 200)
