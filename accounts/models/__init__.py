"""Rows of people."""

from .audit import AuditEntry, AuditSeal
from .care import CareLink, Invitation
from .emergency import EmergencyAccess
from .people import TherapistProfile, User, UserManager, validate_time_zone

__all__ = [
    "AuditEntry",
    "AuditSeal",
    "CareLink",
    "EmergencyAccess",
    "Invitation",
    "TherapistProfile",
    "User",
    "UserManager",
    "validate_time_zone",
]
