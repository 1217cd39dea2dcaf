"""The support administrator's outbox: what stands where and why, without an address, a name or a word of it."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.formats import date_format
from django.utils.timezone import localtime

from accounts.auditing import note
from accounts.models import User
from accounts.services import note_list, note_view

from . import preview_views
from .addresses import known_hashes
from .clock import database_now
from .finding import FoundByAddress
from .message_ids import delivery_id_of
from .models import Channel, Delivery, State, Suppression, Valve
from .overview import overview
from .requeueing import requeue
from .valves import open_valve, stop_channel

TIMES = ("expires_at", "handed_at", "sent_at", "delivered_at", "bounced_at", "made_at", "changed_at")
SHORT = "j M, H:i"


@admin.register(Delivery)
class DeliveryAdmin(FoundByAddress):
    """Deliveries by state and class of error; what failed or is unknown can be sent again."""

    list_display = ("id", "kind", "channel", "state", "why", "next", "changed", "to")
    list_filter = ("state", "error_class", "skip_reason", "kind", "channel")
    fields = ("id", "kind", "channel", "state", "why", "attempts", "throttles", "to", "due_at", "next_try", *TIMES)
    ordering = ("-id",)
    find_label, find_action = "A Message-ID or an address", ("send_again", "Send again")
    show_full_result_count = False
    actions = ("send_again",)
    change_list_template = "admin/outbox/delivery_list.html"

    @admin.display(description="why")
    def why(self, one: Delivery) -> str:
        """The reason or the class of error in words, with the relay's code."""
        return one.get_skip_reason_display() or f"{one.get_error_class_display()} {one.error_text}".strip()

    @admin.display(description="next try", ordering="next_try")
    def next(self, one: Delivery) -> str:
        """When it is tried next, while it will be; short, so that the list fits."""
        return date_format(localtime(one.next_try), SHORT) if one.state == State.DUE else ""

    @admin.display(description="changed", ordering="changed_at")
    def changed(self, one: Delivery) -> str:
        """When it came to where it is."""
        return date_format(localtime(one.changed_at), SHORT)

    @admin.display(description="hash")
    def to(self, one: Delivery) -> str:
        """The beginning of the address's hash."""
        return one.to_hash[:10]

    def looked_up(self, typed: str) -> QuerySet[Delivery]:
        """By Message-ID, or by an address: what was given to it, and all that its reader has, sent or not."""
        if (found := delivery_id_of(typed)) is not None:
            return Delivery.objects.filter(pk=found)
        readers = User.objects.filter(Q(email__iexact=typed) | Q(emailaddress__email__iexact=typed)).values("pk")
        return Delivery.objects.filter(Q(to_hash__in=known_hashes(typed)) | Q(recipient__in=readers))

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
        more = {"title": "The outbox", "overview": overview(now), "channels": Channel, **(extra_context or {})}
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
            path("preview/", guarded(preview_views.preview), name="outbox_delivery_preview"),
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
class SuppressionAdmin(FoundByAddress):
    """Addresses from which mail came back, by their hash."""

    list_display = ("short", "reason", "at")
    list_filter = ("reason",)
    fields = ("short", "reason", "at")
    find_label, find_action = "An address", ("lift", "Write to it again")
    change_list_template = "admin/outbox/suppression_list.html"
    actions = ("lift",)

    @admin.display(description="hash")
    def short(self, one: Suppression) -> str:
        """The beginning of it."""
        return one.address_hash[:10]

    def looked_up(self, typed: str) -> QuerySet[Suppression]:
        """By an address's hash."""
        return Suppression.objects.filter(address_hash__in=known_hashes(typed))

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
