"""The door of the administration: the site's own log-in with its limits, and a second factor in this session."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from allauth.account.decorators import secure_admin_login
from allauth.mfa.models import Authenticator
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from .models import User
from .second_factor import has_second_factor, used_second_factor

View = Callable[..., HttpResponseBase]


def guard(site: AdminSite) -> None:
    """Ask for the second factor before every page, and keep the secrets of factors out of sight."""
    is_administrator = site.has_permission

    def has_permission(request: HttpRequest) -> bool:
        return is_administrator(request) and used_second_factor(request) and has_second_factor(cast(User, request.user))

    site.has_permission = has_permission  # type: ignore[method-assign]  # the site is Django's own, and one
    site.login = secure_admin_login(_led_to_factor(site))  # type: ignore[method-assign]  # as allauth documents it
    if site.is_registered(Authenticator):
        site.unregister(Authenticator)


def _led_to_factor(site: AdminSite) -> View:
    log_in: View = site.login

    @wraps(log_in)
    def entrance(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if site.has_permission(request):
            return redirect("admin:index")
        if not has_second_factor(cast(User, request.user)):
            return redirect("mfa_index")
        if not used_second_factor(request):
            wanted = request.GET.get("next", reverse("admin:index"))
            return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': wanted})}")
        return log_in(request, *args, **kwargs)

    return entrance
