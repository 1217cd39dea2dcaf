"""Rows of plans."""

from .clearance import Clearance
from .locks import ClinicianContact, Lock
from .log import LogEntry, PlanEvent, Receipt
from .pages import PlanOutlook, StoredPage
from .plan import Plan, PlanPhase, Prescription
from .state import PlanState

__all__ = [
    "Clearance",
    "ClinicianContact",
    "Lock",
    "LogEntry",
    "Plan",
    "PlanEvent",
    "PlanOutlook",
    "PlanPhase",
    "PlanState",
    "Prescription",
    "Receipt",
    "StoredPage",
]
