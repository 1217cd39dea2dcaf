"""Deliveries: everything that leaves is a row first, and the row is the queue."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.models import User

from .kinds import Channel, Kind


class State(models.IntegerChoices):
    """Where a delivery stands; `outbox.states` holds the ways between them."""

    DUE = 0, "Due"
    CLAIMED = 1, "Taken by a sender"
    SENDING = 2, "Being handed over"
    SENT = 3, "Handed over"
    FAILED = 4, "Failed"
    SKIPPED = 5, "Not wanted any more"
    UNKNOWN = 6, "Unknown whether it left"


class ErrorClass(models.TextChoices):
    """Why a hand-over failed or waits."""

    THROTTLE = "throttle", "Too fast for the relay"
    TRANSIENT = "transient", "The relay was not ready"
    ADDRESS = "address", "There is no such address"
    POLICY = "policy", "The relay refuses what we send"
    RENDER = "render", "It could not be written"
    LOST = "lost", "The connection or the sender was lost on the way"


class Skip(models.TextChoices):
    """Why a delivery was not sent."""

    ARRIVED = "arrived", "It had arrived before"
    EXPIRED = "expired", "Too late to be of use"
    INACTIVE = "inactive", "The account is closed to its owner"
    UNVERIFIED = "unverified", "The address is not confirmed"
    SUPPRESSED = "suppressed", "Mail to the address came back"
    UNSUBSCRIBED = "unsubscribed", "Switched off by its reader"
    SEEN = "seen", "Read in the product before"
    STALE = "stale", "Nothing to say any more"
    NO_ACCESS = "no_access", "The reader may not look any more"
    PAUSED = "paused", "The plan is paused"
    LOCKED = "locked", "The plan is closed"
    FINISHED = "finished", "There is no open plan"
    SILENT = "silent", "Silent until something is logged"
    NO_DEVICE = "no_device", "No device takes it any more"


MOST_ATTEMPTS, MOST_THROTTLES = 8, 20


class Delivery(models.Model):
    """One thing that leaves on one channel, once by recipient, kind, period and channel.

    It holds no word and no address: it is written from what holds when it is sent. `next_try` is when it is due next,
    `expires_at` from when it is of no use; both and every lease are the database's clock.
    """

    recipient = models.ForeignKey(User, models.CASCADE, related_name="deliveries", db_index=False)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    period = models.CharField(max_length=120)
    channel = models.CharField(max_length=4, choices=Channel.choices)
    about = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="+", db_index=False)
    state = models.PositiveSmallIntegerField(choices=State.choices, default=State.DUE)
    due_at = models.DateTimeField()
    next_try = models.DateTimeField()
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    throttles = models.PositiveSmallIntegerField(default=0)
    claim_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    skip_reason = models.CharField(max_length=16, choices=Skip.choices, blank=True)
    error_class = models.CharField(max_length=12, choices=ErrorClass.choices, blank=True)
    error_text = models.CharField(max_length=200, blank=True)  # a code or the name of an error: no address, no text
    to_hash = models.CharField(max_length=64, blank=True)
    provider_id = models.CharField(max_length=200, blank=True)
    handed_at = models.DateTimeField(null=True, blank=True)  # when the last hand-over began
    sent_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    bounced_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(fields=["recipient", "kind", "period", "channel"], name="delivery_once"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="delivery_kind_is_known"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="delivery_channel_is_known"),
            models.CheckConstraint(condition=~Q(period=""), name="delivery_names_its_period"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="delivery_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state__in=[State.CLAIMED, State.SENDING])
                | Q(claim_token__isnull=False, lease_until__isnull=False),
                name="delivery_taken_under_a_lease",
            ),
            models.CheckConstraint(
                condition=Q(state=State.SENT, sent_at__isnull=False) | ~Q(state=State.SENT) & Q(sent_at=None),
                name="delivery_sent_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state=State.SKIPPED) & ~Q(skip_reason="") | ~Q(state=State.SKIPPED) & Q(skip_reason=""),
                name="delivery_skipped_for_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.FAILED, State.UNKNOWN]) | ~Q(error_class=""),
                name="delivery_failed_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(attempts__lte=MOST_ATTEMPTS, throttles__lte=MOST_THROTTLES), name="delivery_tries_end"
            ),
        ]
        indexes = [
            models.Index(fields=["about"], condition=Q(about__isnull=False), name="delivery_about"),
            models.Index(fields=["next_try", "id"], condition=Q(state=State.DUE), name="delivery_due"),
            models.Index(
                fields=["lease_until"], condition=Q(state__in=[State.CLAIMED, State.SENDING]), name="delivery_leased"
            ),
            models.Index(fields=["handed_at"], condition=Q(state=State.UNKNOWN), name="delivery_unknown"),
            models.Index(fields=["changed_at"], condition=Q(state=State.FAILED), name="delivery_failed"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.get_state_display().lower()}"
