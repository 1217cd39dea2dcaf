"""The support administrator's outbox: what stands where and why, without an address, a name or a word of it."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from accounts.admin import ReadOnlyAdmin
from accounts.auditing import note
from accounts.models import User
from accounts.services import note_list, note_view

from . import preview_views
from .addresses import known_hashes
from .clock import database_now
from .message_ids import delivery_id_of
from .models import Channel, Delivery, Suppression, Valve
from .overview import overview
from .requeueing import requeue
from .valves import open_valve, stop_channel


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    """Deliveries by state and class of error; what failed or is unknown can be sent again."""

    list_display = ("id", "kind", "channel", "state", "why", "attempts", "due_at", "next_try", "changed_at", "to")
    list_filter = ("state", "error_class", "skip_reason", "kind", "channel")
    fields = (*list_display, "throttles", "expires_at", "handed_at", "sent_at", "delivered_at", "bounced_at", "made_at")
    ordering = ("-id",)
    search_fields = ("id",)
    search_help_text = "A Message-ID, or an address: it is looked for by its hash and kept nowhere."
    show_full_result_count = False
    actions = ("send_again",)
    change_list_template = "admin/outbox/delivery_list.html"

    @admin.display(description="why")
    def why(self, one: Delivery) -> str:
        """The reason or the class of error, with the relay's code."""
        return one.skip_reason or f"{one.error_class} {one.error_text}".strip()

    @admin.display(description="address, as a hash")
    def to(self, one: Delivery) -> str:
        """The beginning of the address's hash."""
        return one.to_hash[:10]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Delivery], search_term: str
    ) -> tuple[QuerySet[Delivery], bool]:
        """By Message-ID or by an address's hash."""
        if not search_term:
            return queryset, False
        if (found := delivery_id_of(search_term)) is not None:
            return queryset.filter(pk=found), False
        return queryset.filter(to_hash__in=known_hashes(search_term)), False

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Delivery | None:
        """One row's page; the look is noted."""
        found = super().get_object(request, object_id, from_field)
        if found is not None and self.has_view_permission(request, found):
            by, now = cast(User, request.user), database_now()
            note_view(viewer=by, runner=found.recipient, object_type="delivery", object_id=str(found.pk), now=now)
        return found

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list below the state of things; the look is noted."""
        now = database_now()
        if self.has_view_permission(request):
            note_list(viewer=cast(User, request.user), object_type="outbox", object_id="all", now=now)
        more = {"overview": overview(now), "channels": Channel, **(extra_context or {})}
        return super().changelist_view(request, more)

    @admin.action(description="Send again", permissions=["view"])
    def send_again(self, request: HttpRequest, chosen: QuerySet[Delivery]) -> HttpResponse | None:
        """After a question: what is unknown may have arrived, and would come twice."""
        if request.POST.get("sure") != "yes":
            # Of a whole list the question carries the choice and not its rows: a form takes no more than 1,000 fields.
            is_whole = request.POST.get("select_across") == "1"
            words = {**self.admin_site.each_context(request), "title": "Send again?", "count": chosen.count()}
            words |= {"marked": chosen[:1] if is_whole else chosen, "is_whole": is_whole}
            return TemplateResponse(request, "admin/outbox/send_again.html", words)
        rows = list(chosen.select_related("recipient"))
        moved = requeue(deliveries=rows, by=cast(User, request.user), now=database_now())
        self.message_user(request, f"{moved} due again, {len(rows) - moved} left: sent, or of no use any more.")
        return None

    def get_urls(self) -> list[URLPattern]:
        """The valve of each channel, and the previews."""
        guarded = self.admin_site.admin_view
        own = [
            path("valve/", guarded(self.turn_valve), name="outbox_delivery_valve"),
            path(
                "preview/",
                guarded(preview_views.preview),
                name="outbox_delivery_preview",
            ),
            path("preview/html/", guarded(preview_views.html_part), name="outbox_delivery_preview_html"),
        ]
        return own + super().get_urls()

    def turn_valve(self, request: HttpRequest) -> HttpResponse:
        """Stop a channel by hand, or open it again."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        channel = request.POST.get("channel", "")
        if request.method == "POST" and channel in Channel.values:
            self._turn(request, channel, is_to_stop=request.POST.get("do") == "stop")
        return redirect("admin:outbox_delivery_changelist")

    @transaction.atomic
    def _turn(self, request: HttpRequest, channel: str, *, is_to_stop: bool) -> None:
        by, now = cast(User, request.user), database_now()
        if is_to_stop:
            stop_channel(channel=channel, now=now)
        else:
            open_valve(channel=channel)
        note(actor=by, subject=None, action="stop" if is_to_stop else "open", obj=Valve(channel=channel), now=now)
        messages.success(request, f"The channel {channel} is {'stopped' if is_to_stop else 'open'}.")


@admin.register(Suppression)
class SuppressionAdmin(ReadOnlyAdmin):
    """Addresses from which mail came back, by their hash."""

    list_display = ("short", "reason", "at")
    list_filter = ("reason",)
    fields = ("short", "reason", "at")
    search_fields = ("address_hash",)
    search_help_text = "An address: it is looked for by its hash and kept nowhere."
    actions = ("lift",)

    @admin.display(description="address, as a hash")
    def short(self, one: Suppression) -> str:
        """The beginning of it."""
        return one.address_hash[:10]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Suppression], search_term: str
    ) -> tuple[QuerySet[Suppression], bool]:
        """By an address's hash."""
        return (queryset.filter(address_hash__in=known_hashes(search_term)) if search_term else queryset), False

    @admin.action(description="Write to it again", permissions=["view"])
    @transaction.atomic
    def lift(self, request: HttpRequest, chosen: QuerySet[Suppression]) -> None:
        """Lift the suppression, noted."""
        by, now = cast(User, request.user), database_now()
        for one in chosen:
            note(actor=by, subject=None, action="lift", obj=one, now=now)
        count = len(chosen)
        chosen.delete()
        self.message_user(request, f"{count} lifted.")
