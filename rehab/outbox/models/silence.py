"""Who is not written to: what somebody switched off, and addresses from which mail came back."""

from __future__ import annotations

from django.db import models

from accounts.models import User

from .kinds import Purpose


class SwitchedOff(models.Model):
    """A purpose its reader has switched off."""

    user = models.ForeignKey(User, models.CASCADE, related_name="switched_off")
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "purpose"], name="purpose_switched_off_once"),
            models.CheckConstraint(
                condition=~models.Q(purpose__in=[Purpose.SAFETY, Purpose.SECURITY]), name="safety_stays_switched_on"
            ),
        ]

    def __str__(self) -> str:
        return f"Without {self.get_purpose_display().lower()}"


class Suppression(models.Model):
    """An address that is not written to, by its hash; security mail goes to it all the same."""

    class Reason(models.TextChoices):
        """What came back."""

        HARD_BOUNCE = "hard_bounce", "There is no such address"
        SOFT_BOUNCES = "soft_bounces", "Three mails came back within three weeks"
        COMPLAINT = "complaint", "Marked as spam"

    address_hash = models.CharField(max_length=64, unique=True)
    reason = models.CharField(max_length=12, choices=Reason.choices)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.get_reason_display()


class MailEvent(models.Model):
    """What a provider told us of a mail of ours, once per event; kept as long as the delivery."""

    event_id = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=20)
    delivery = models.ForeignKey("outbox.Delivery", models.CASCADE, null=True, blank=True, related_name="events")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.kind
