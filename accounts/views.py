"""A person's own pages."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from .access import SIGNED_IN, policy
from .forms import SettingsForm


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
