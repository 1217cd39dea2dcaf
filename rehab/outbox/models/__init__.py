"""Rows of the outbox."""

from .delivery import MOST_ATTEMPTS, MOST_THROTTLES, Delivery, ErrorClass, Skip, State
from .devices import Device
from .kinds import Channel, Kind, Purpose
from .notice import Notice
from .running import Heartbeat, Valve
from .silence import MailEvent, Suppression, SwitchedOff

__all__ = [
    "MOST_ATTEMPTS",
    "MOST_THROTTLES",
    "Channel",
    "Delivery",
    "Device",
    "ErrorClass",
    "Heartbeat",
    "Kind",
    "MailEvent",
    "Notice",
    "Purpose",
    "Skip",
    "State",
    "Suppression",
    "SwitchedOff",
    "Valve",
]
