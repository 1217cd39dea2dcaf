"""Mails by any other of Django's ways: a provider's interface, or files of a development run."""

from __future__ import annotations

from typing import Any

from anymail.exceptions import AnymailRecipientsRefused
from django.core.mail.backends.base import BaseEmailBackend

from ..channels import HandOver, Outcome
from ..connecting import never_connected
from ..mailing import message_of
from ..models import Delivery, ErrorClass, State
from ..posts import Letter, purpose_of
from .replies import lost, not_ready, unwritable

NOT_LET_IN, TOO_MANY, NOT_READY = (401, 402, 403), 429, 503
CLIENT, SERVER = 400, 500


def post(backend: BaseEmailBackend) -> HandOver:
    """A sender that gives each mail to a backend by itself."""

    def hand_over(delivery: Delivery, letter: Letter, address: str) -> Outcome:
        try:
            message = message_of(delivery, letter, purpose=purpose_of(delivery), address=address)
        except Exception as error:  # a letter that makes no mail: nothing was handed over
            return unwritable(error)
        try:
            backend.send_messages([message])
        except Exception as error:  # each backend has errors of its own
            return _outcome(error)
        status = getattr(message, "anymail_status", None)
        if getattr(status, "status", None) == {"unknown"}:
            return Outcome(State.UNKNOWN, ErrorClass.LOST, "unknown")
        return Outcome(State.SENT, provider_id=str(getattr(status, "message_id", None) or ""))

    return hand_over


def _outcome(error: Exception) -> Outcome:
    """What an answer of the provider means; without one of its own, nobody knows whether it has the mail."""
    if never_connected(error):
        return not_ready(error)
    if isinstance(error, AnymailRecipientsRefused):
        return Outcome(State.FAILED, ErrorClass.ADDRESS, type(error).__name__)
    code: Any = getattr(error, "status_code", None)
    if not isinstance(code, int):
        return lost(error)
    if code == TOO_MANY:
        return Outcome(State.DUE, ErrorClass.THROTTLE, str(code))
    if code in (*NOT_LET_IN, NOT_READY):  # our key, our account or a pause of theirs is at fault, not this mail
        return Outcome(State.DUE, ErrorClass.TRANSIENT, str(code))
    if CLIENT <= code < SERVER:
        return Outcome(State.FAILED, ErrorClass.POLICY, str(code))
    # It broke, or a gateway gave up on it: it may have taken the mail before that.
    return Outcome(State.UNKNOWN, ErrorClass.LOST, str(code))
