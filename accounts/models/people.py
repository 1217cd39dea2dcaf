"""People."""

from __future__ import annotations

import uuid
import zoneinfo
from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone


def validate_time_zone(name: str) -> None:
    """Refuse anything but an IANA time zone."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError("Choose a time zone from the list.", code="time_zone")


class UserManager(BaseUserManager["User"]):
    """Makes people; an e-mail address is kept in lower case, so that one address is one person."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Make a person with a usable or an unusable password."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Make an operator; from the command line only."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        """Find a person by e-mail address, whatever its case."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in with an e-mail address."""

    class Role(models.TextChoices):
        """What a person is here for."""

        RUNNER = "runner", "Runner"
        THERAPIST = "therapist", "Physical therapist"
        CONTENT_ADMIN = "content_admin", "Content administrator"
        SUPPORT_ADMIN = "support_admin", "Support administrator"
        # Given on the command line alone: looks after nothing, and may open one runner's data for half an hour.
        EMERGENCY_ADMIN = "emergency_admin", "Emergency administrator"

    class Units(models.TextChoices):
        """How distances are shown."""

        KM = "km", "Kilometres"
        MILES = "mi", "Miles"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField("e-mail address", unique=True)
    display_name = models.CharField("name", max_length=80, blank=True)
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.RUNNER)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_time_zone])
    units = models.CharField(max_length=2, choices=Units.choices, default=Units.KM)
    adult_confirmed_at = models.DateTimeField(null=True, blank=True)
    consent_at = models.DateTimeField(null=True, blank=True)
    consent_version = models.CharField(max_length=20, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    joined_at = models.DateTimeField(default=timezone.now)
    # Part of what every session is bound to: one more ends them all.
    sign_outs = models.PositiveIntegerField("signed out everywhere", default=0, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_any_case_once"),
            models.CheckConstraint(
                condition=models.Q(consent_at__isnull=True) | ~models.Q(consent_version=""),
                name="user_consent_names_its_text",
            ),
        ]

    def __str__(self) -> str:
        return self.display_name or "Somebody"

    def get_session_auth_hash(self) -> str:
        """What a session is bound to: the password, and how often everything was signed out."""
        return f"{super().get_session_auth_hash()}.{self.sign_outs}"

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same under the older keys, while they are rotated."""
        for older in super().get_session_auth_fallback_hash():
            yield f"{older}.{self.sign_outs}"

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """What a role may do on the administration pages; a superuser may everything."""
        return self.is_active and (self.is_superuser or self.has_module_perms(perm.partition(".")[0]))

    def has_module_perms(self, app_label: str) -> bool:
        """Which app a role looks after. No role looks after health data."""
        return self.is_active and (self.is_superuser or app_label in ROLE_APPS.get(self.role, ()))


# Each administrator sees their own app and no other.
ROLE_APPS = {User.Role.CONTENT_ADMIN.value: ("library",), User.Role.SUPPORT_ADMIN.value: ("accounts", "outbox")}


class TherapistProfile(models.Model):
    """A therapist's licence. Until an administrator has verified it, the role opens nothing."""

    user = models.OneToOneField(User, models.CASCADE, related_name="therapist_profile")
    clinic = models.CharField(max_length=120)
    licence_body = models.CharField("who issued the licence", max_length=120)
    licence_number = models.CharField(max_length=60)
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                # The verifier may have left since; the audit log keeps that there was one.
                condition=models.Q(verified_at__isnull=False) | models.Q(verified_by__isnull=True),
                name="therapist_verifier_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.licence_body} {self.licence_number}"

    @property
    def is_verified(self) -> bool:
        """Whether an administrator has checked the licence."""
        return self.verified_at is not None
