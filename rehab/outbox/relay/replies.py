"""What a relay's refusal means for a delivery."""

from __future__ import annotations

import re

from ..channels import Outcome
from ..models import ErrorClass, State

THROTTLED = frozenset({421, 450, 451, 452, 454})  # RFC 5321 4.2.3 and what large relays use for "slower" (SES: 454)
NO_SUCH_ADDRESS = frozenset({"5.1.1", "5.1.2", "5.1.10"})  # RFC 3463, RFC 7505
ENHANCED = re.compile(rb"\b([245]\.\d{1,3}\.\d{1,3})\b")


def is_taken(code: int) -> bool:
    """Whether a reply is a consent (RFC 5321 4.2.1)."""
    return 200 <= code < 300


def refused(code: int, text: bytes) -> Outcome:
    """What a reply that is no consent means: again for 4xx, never again for 5xx."""
    found = ENHANCED.search(text[:200])
    detail = found[1].decode() if found else ""
    said = f"{code} {detail}".strip()
    if code in THROTTLED:
        return Outcome(State.DUE, ErrorClass.THROTTLE, said)
    if not 500 <= code < 600:
        return Outcome(State.DUE, ErrorClass.TRANSIENT, said)
    if detail in NO_SUCH_ADDRESS:
        return Outcome(State.FAILED, ErrorClass.ADDRESS, said)
    return Outcome(State.FAILED, ErrorClass.POLICY, said)


def not_ready(error: Exception) -> Outcome:
    """The relay could not be reached, or was lost before the mail was given to it: nothing left."""
    code = getattr(error, "smtp_code", None)
    if code in THROTTLED:
        return Outcome(State.DUE, ErrorClass.THROTTLE, str(code))
    return Outcome(State.DUE, ErrorClass.TRANSIENT, f"{type(error).__name__} {code or ''}".strip())


def lost(error: Exception) -> Outcome:
    """The relay was lost while or after the mail was given to it: nobody knows whether it has it."""
    return Outcome(State.UNKNOWN, ErrorClass.LOST, type(error).__name__)


def unwritable(error: Exception) -> Outcome:
    """No mail could be made of the letter."""
    return Outcome(State.FAILED, ErrorClass.RENDER, type(error).__name__)
