"""What people are told about, and how it reaches them."""

from __future__ import annotations

from django.db import models


class Kind(models.TextChoices):
    """What a notice is about."""

    PLAN_CHANGED = "plan_changed", "A therapist changed the plan"
    PLAN_ASSIGNED = "plan_assigned", "A therapist assigned a plan"
    MESSAGE = "message", "A message waits"
    PROPOSALS = "proposals", "A change waits for approval"
    ATTENTION = "attention", "A runner needs to be looked at"
    DIGEST = "digest", "The week’s digest"
    CLEARANCE = "clearance", "A clearance was recorded"
    HANDOVER = "handover", "A therapist asks to hand over"
    ACCESS = "access", "Support staff looked at the data"
    WEEKLY = "weekly", "The week's reminder"
    BOOKING = "booking", "A clinician is still to be booked"
    EMERGENCY = "emergency", "An emergency page was shown"
    ALARM = "alarm", "Something is wrong with what leaves"


class Channel(models.TextChoices):
    """How something leaves the product; that a notice is shown in it needs no channel."""

    MAIL = "mail", "By mail"
    PUSH = "push", "By web push"


class Purpose(models.TextChoices):
    """What somebody may switch off: each kind belongs to one. Safety and security cannot be switched off."""

    REMINDERS = "reminders", "Your week"
    CARE = "care", "News"
    DIGEST = "digest", "The week’s digest"
    SAFETY = "safety", "Safety answers of a runner"
    SECURITY = "security", "Security of the account"
