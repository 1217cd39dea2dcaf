"""Rows of plans."""

from .clearance import Clearance
from .locks import ClinicianContact, Lock
from .log import LogEntry, PlanEvent
from .pages import PlanOutlook, StoredPage
from .plan import Plan, PlanPhase, Prescription

__all__ = [
    "Clearance",
    "ClinicianContact",
    "Lock",
    "LogEntry",
    "Plan",
    "PlanEvent",
    "PlanOutlook",
    "PlanPhase",
    "Prescription",
    "StoredPage",
]
