"""Rows of people."""

from .audit import AuditEntry, AuditSeal
from .care import CareLink, Invitation
from .clinic import Clinic, ClinicInvitation, ClinicMember, Handover
from .emergency import EmergencyAccess
from .people import TherapistProfile, User, UserManager, validate_time_zone

__all__ = [
    "AuditEntry",
    "AuditSeal",
    "CareLink",
    "Clinic",
    "ClinicInvitation",
    "ClinicMember",
    "EmergencyAccess",
    "Handover",
    "Invitation",
    "TherapistProfile",
    "User",
    "UserManager",
    "validate_time_zone",
]
