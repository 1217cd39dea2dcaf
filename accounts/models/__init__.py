"""Rows of people."""

from .audit import AuditEntry
from .care import CareLink, Invitation
from .people import TherapistProfile, User, UserManager, validate_time_zone

__all__ = ["AuditEntry", "CareLink", "Invitation", "TherapistProfile", "User", "UserManager", "validate_time_zone"]
