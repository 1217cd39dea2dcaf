"""What is true of every part of a protocol: only drafts are edited."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.http import HttpRequest

from accounts.models import User

from ..approving import hold_draft, note_edit
from ..models import Protocol
from .export import export_csv


class DraftOnlyAdmin(admin.ModelAdmin):
    """A row of a published or retired protocol can be read and not changed."""

    actions = (export_csv,)
    list_per_page = 100

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only in a draft."""
        return super().has_change_permission(request, obj) and (obj is None or _is_draft(obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only in a draft, and one by one."""
        return super().has_delete_permission(request, obj) and obj is not None and _is_draft(obj)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Who edits a part has edited the draft."""
        hold_draft(draft=obj.protocol)
        super().save_model(request, obj, form, change)
        note_edit(draft=obj.protocol, by=cast(User, request.user))

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Taking a part out is an edit as well."""
        hold_draft(draft=obj.protocol)
        super().delete_model(request, obj)
        note_edit(draft=obj.protocol, by=cast(User, request.user))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """New rows go into drafts only."""
        if db_field.name == "protocol":
            kwargs["queryset"] = Protocol.objects.filter(status=Protocol.Status.DRAFT)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


def _is_draft(row: Any) -> bool:
    return bool(row.protocol.status == Protocol.Status.DRAFT)
