"""Protocols: copy, check, publish."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html_join

from accounts.models import User

from ..approving import approve_draft
from ..models import CategoryText, Protocol, SessionPlan, TemplateItem
from ..safety import reasons_to_wait, safety_differences, standing_approvals
from ..services import NotPublished, copy_protocol, publish_protocol
from ..validation import reasons_against
from .drafts import DraftOnlyAdmin
from .history import HistoryAdmin


@admin.register(Protocol)
class ProtocolAdmin(HistoryAdmin):
    """Versions of the rules. A draft is made by copying, edited row by row, checked and published."""

    list_display = ("version", "title", "status", "published_at")
    list_filter = ("status",)
    fields = ("version", "title", "status", "published_at", "last_editor", "safety_changes", "approvals")
    readonly_fields = ("version", "status", "published_at", "last_editor", "safety_changes", "approvals")
    actions = ("copy_to_draft", "check_draft", "approve", "publish")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A protocol begins as a copy."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Plans name their version; it stays."""
        return False

    @admin.action(description="Copy to a draft", permissions=["change"])
    def copy_to_draft(self, request: HttpRequest, chosen: QuerySet[Protocol]) -> None:
        """One draft for each chosen version."""
        for source in chosen:
            draft = copy_protocol(source=source, by=_person(request))
            self.message_user(request, f"Draft {draft.version} is a copy of version {source.version}.")

    @admin.action(description="Check: what stands against publishing?", permissions=["view"])
    def check_draft(self, request: HttpRequest, chosen: QuerySet[Protocol]) -> None:
        """All reasons, or that there is none."""
        for protocol in chosen:
            reasons = reasons_against(protocol, timezone.localdate())
            self._tell(request, protocol, [*reasons, *reasons_to_wait(protocol, _person(request))])

    @admin.display(description="edited last by")
    def last_editor(self, protocol: Protocol) -> str:
        """Who cannot approve it; by address, for the accounts are not this administrator's to open."""
        return protocol.edited_by.email if protocol.edited_by else "-"

    @admin.display(description="changes in the safety rules")
    def safety_changes(self, protocol: Protocol) -> str:
        """What a second administrator reads before they approve."""
        found = safety_differences(protocol) if protocol.status == Protocol.Status.DRAFT else []
        lines = format_html_join("", "<div>{}</div>", ((str(one),) for one in found))
        return lines or "None: it needs no second administrator."

    @admin.display(description="approved by")
    def approvals(self, protocol: Protocol) -> str:
        """Whose yes still stands; an edit takes it away."""
        found = standing_approvals(protocol).values_list("by__email", "at")
        named = ", ".join(f"{email} ({at:%Y-%m-%d %H:%M} UTC)" for email, at in found)
        return named or "Nobody, of what it says now. Whoever edited it last, and whoever publishes it, cannot."

    @admin.action(description="Approve the changes in the safety rules", permissions=["change"])
    def approve(self, request: HttpRequest, chosen: QuerySet[Protocol]) -> None:
        """A second administrator's yes to one draft as it stands."""
        if chosen.count() != 1:
            self.message_user(request, "Choose one draft to approve.", messages.ERROR)
            return
        draft = chosen.get()
        reason = approve_draft(draft=draft, by=_person(request), now=timezone.now())
        level = messages.ERROR if reason else messages.SUCCESS
        said = reason or "approved as it stands. Somebody else can publish it now; an edit takes the approval away."
        self.message_user(request, f"Version {draft.version}: {said}", level)

    @admin.action(description="Publish the draft", permissions=["change"])
    def publish(self, request: HttpRequest, chosen: QuerySet[Protocol]) -> None:
        """Publish one draft, or say everything that stands against it."""
        if chosen.count() != 1:
            self.message_user(request, "Choose one draft to publish.", messages.ERROR)
            return
        draft = chosen.get()
        result = publish_protocol(draft=draft, now=timezone.now(), by=_person(request))
        if isinstance(result, NotPublished):
            self._tell(request, draft, list(result.reasons))
        else:
            self.message_user(request, f"Version {draft.version} is published. Plans that run keep theirs.")

    def _tell(self, request: HttpRequest, protocol: Protocol, reasons: list[str]) -> None:
        for reason in reasons:
            self.message_user(request, f"Version {protocol.version}: {reason}", messages.ERROR)
        if not reasons:
            self.message_user(request, f"Version {protocol.version}: nothing stands against publishing.")


def _person(request: HttpRequest) -> User:
    return cast(User, request.user)


@admin.register(TemplateItem)
class TemplateItemAdmin(DraftOnlyAdmin):
    """The priority list of a category's phase."""

    list_display = ("category", "phase", "position", "exercise", "protocol")
    list_filter = ("protocol", "category", "phase")
    autocomplete_fields = ("exercise",)
    list_select_related = ("exercise", "protocol")


@admin.register(SessionPlan)
class SessionPlanAdmin(DraftOnlyAdmin):
    """A week of a phase."""

    list_display = ("phase", "sessions_per_week", "minutes", "exercises_max", "protocol")
    list_filter = ("protocol",)


@admin.register(CategoryText)
class CategoryTextAdmin(DraftOnlyAdmin):
    """What is said about a pattern."""

    list_display = ("category", "label", "protocol")
    list_filter = ("protocol",)
    autocomplete_fields = ("sources",)
    exclude = ("preferred",)
