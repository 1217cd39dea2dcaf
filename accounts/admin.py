"""The support administrator's pages: accounts without health data, licences to verify."""

from __future__ import annotations

from functools import partial
from typing import Any, cast

from allauth.account.adapter import get_adapter
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from .models import TherapistProfile, User
from .services import note_view, reset_second_factor, verify_therapist


class ReadOnlyAdmin(admin.ModelAdmin):
    """Looked at, never edited here."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    """Who has an account; roles of administrators are given on the command line alone."""

    list_display = ("display_name", "email", "role", "is_active", "joined_at")
    list_filter = ("role", "is_active")
    search_fields = ("email", "display_name")
    fields = ("display_name", "email", "role", "is_active", "joined_at", "last_login", "consent_at", "consent_version")
    actions = ("reset_factor",)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> User | None:
        """The account of one page; its owner reads who opened it."""
        by, user = cast(User, request.user), super().get_object(request, object_id, from_field)
        if user is not None and self.has_view_permission(request, user):
            account = str(user.public_id)
            note_view(viewer=by, runner=user, object_type="account", object_id=account, now=timezone.now())
        return user

    @admin.action(description="Reset the second factor", permissions=["view"])
    def reset_factor(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        """For people who lost their app, passkey and codes, once it is certain who they are; each is told by mail."""
        by, now = cast(User, request.user), timezone.now()
        others = [user for user in chosen if _may_reset(by, user)]
        reset = [user for user in others if reset_second_factor(user=user, by=by, now=now)]
        for user in reset:
            notice = partial(get_adapter(request).send_notification_mail, "mfa/email/second_factor_reset", user)
            transaction.on_commit(notice)
        self.message_user(request, f"{len(reset)} reset, {len(others) - len(reset)} had none.")
        if left := len(chosen) - len(others):
            self.message_user(request, f"{left} left alone: your own, or an operator's.", messages.WARNING)


def _may_reset(by: User, user: User) -> bool:
    return user.pk != by.pk and (by.is_superuser or not user.is_superuser)


@admin.register(TherapistProfile)
class TherapistProfileAdmin(ReadOnlyAdmin):
    """Licences; verifying one leaves who and when."""

    list_display = ("user", "clinic", "licence_body", "licence_number", "verified_at", "verified_by")
    list_filter = (("verified_at", admin.EmptyFieldListFilter),)
    search_fields = ("user__email", "clinic", "licence_number")
    list_select_related = ("user", "verified_by")
    actions = ("verify",)

    @admin.action(description="Verify the licence", permissions=["view"])
    def verify(self, request: HttpRequest, chosen: QuerySet[TherapistProfile]) -> None:
        """Mark as checked by the person who is signed in."""
        by, now = cast(User, request.user), timezone.now()
        changed = sum(verify_therapist(profile=profile, by=by, now=now) for profile in chosen.select_related("user"))
        self.message_user(request, f"{changed} verified, {len(chosen) - changed} had been before.")
