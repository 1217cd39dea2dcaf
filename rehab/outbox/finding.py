"""Looking rows up by an address: asked by a POST, so that it stands in no history of a browser and in no access log."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django.contrib.admin.utils import display_for_field, display_for_value, label_for_field, lookup_field
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from accounts.admin import ReadOnlyAdmin
from accounts.models import User
from accounts.services import note_list

from .clock import database_now

MOST = 200


class FoundByAddress(ReadOnlyAdmin):
    """A list above which an address can be looked up. What was typed is shown once more, and kept nowhere."""

    find_label: ClassVar[str]
    find_action: ClassVar[tuple[str, str]]  # what can be done with those that were found, and its button

    def looked_up(self, typed: str) -> QuerySet[Any]:
        """The rows that belong to what was typed."""
        raise NotImplementedError

    def get_urls(self) -> list[URLPattern]:
        """Where it is asked."""
        find = self.admin_site.admin_view(self.find)
        return [path("find/", find, name=f"outbox_{self.opts.model_name}_find"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list, with the field above it."""
        title = {"title": str(self.opts.verbose_name_plural).capitalize()}
        return super().changelist_view(request, {**title, **self._field(), **(extra_context or {})})

    def find(self, request: HttpRequest) -> HttpResponse:
        """What belongs to an address or a Message-ID, up to 200 rows; the look is noted, not what for."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return redirect(self._list())
        typed, name = request.POST.get("q", "").replace("\0", "").strip(), str(self.opts.model_name)
        by, now = cast(User, request.user), database_now()
        note_list(viewer=by, object_type=name, object_id="search", now=now)
        found = list(self.looked_up(typed).order_by("-pk")[:MOST]) if typed else []
        words = {**self.admin_site.each_context(request), **self._field(), "opts": self.opts, "typed": typed}
        words |= {"title": "What belongs to it", "list_url": self._list(), "rows": [self._row(one) for one in found]}
        words |= {"heads": [label_for_field(one, self.model, self) for one in self.list_display]}
        return TemplateResponse(request, "admin/outbox/found.html", words)

    def _list(self) -> str:
        return reverse(f"admin:outbox_{self.opts.model_name}_changelist")

    def _field(self) -> dict[str, Any]:
        find = reverse(f"admin:outbox_{self.opts.model_name}_find")
        return {"find_url": find, "find_label": self.find_label, "find_action": self.find_action}

    def _row(self, one: Model) -> dict[str, Any]:
        place = reverse(f"admin:outbox_{self.opts.model_name}_change", args=[one.pk])
        return {"pk": one.pk, "place": place, "cells": [self._cell(one, str(name)) for name in self.list_display]}

    def _cell(self, one: Model, name: str) -> str:
        field, _, value = lookup_field(name, one, self)
        return display_for_value(value, "-") if field is None else display_for_field(value, field, "-")
