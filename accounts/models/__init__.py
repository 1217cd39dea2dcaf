"""Rows of people."""

from .audit import AuditEntry, AuditSeal
from .care import CareLink, Invitation
from .people import TherapistProfile, User, UserManager, validate_time_zone

__all__ = [
    "AuditEntry",
    "AuditSeal",
    "CareLink",
    "Invitation",
    "TherapistProfile",
    "User",
    "UserManager",
    "validate_time_zone",
]
