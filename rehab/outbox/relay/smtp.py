"""SMTP in steps, so that one knows on which side of the hand-over something failed (RFC 5321 4.2.5)."""

from __future__ import annotations

import contextlib
import re
import smtplib
import time
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address
from django.core.mail.utils import DNS_NAME

from ..channels import Outcome
from ..crashing import reach
from ..mailing import message_of
from ..models import Delivery, State
from ..posts import Letter, purpose_of
from .deadline import Deadline
from .lines import Plain, Sealed
from .replies import is_taken, lost, not_ready, refused, unwritable

MOST_MAILS = 100  # a connection is not for ever: relays drop long ones
MOST_IDLE_S = 60.0
GO_ON = 354
DOT = re.compile(rb"(?m)^\.")


class Relay:
    """One connection to the relay the settings name, opened when needed and used again."""

    def __init__(self, backend: EmailBackend) -> None:
        self._backend = backend
        self._smtp: smtplib.SMTP | None = None
        self._mails = 0
        self._used_at = 0.0
        self._deadline = Deadline(lambda: getattr(self._smtp, "sock", None))

    def __call__(self, delivery: Delivery, letter: Letter, address: str) -> Outcome:
        """Hand one mail over. It takes no longer than EMAIL_TIMEOUT in all, whatever the relay does."""
        try:
            message = message_of(delivery, letter, purpose=purpose_of(delivery), address=address)
            body = _framed(message)
        except Exception as error:  # a letter that makes no mail: nothing was handed over
            return unwritable(error)
        with self._deadline.within(settings.EMAIL_TIMEOUT):
            outcome = self._introduced(message)
            if outcome is None:
                outcome = self._handed_over(body)
        self._used_at = time.monotonic()
        if outcome.state == State.UNKNOWN or not self._is_usable():
            self._drop()
        return outcome

    def close(self) -> None:
        """Say goodbye, if anybody listens."""
        self._deadline.end()
        with contextlib.suppress(OSError, smtplib.SMTPException):
            if self._smtp is not None:
                self._smtp.quit()
        self._drop()

    def _introduced(self, message: EmailMessage) -> Outcome | None:
        """Sender and recipient told; None if both are taken. A connection that died while idle is made anew, once."""
        for attempt in (1, 2):
            is_fresh = self._smtp is None or self._is_worn()
            try:
                if is_fresh:
                    self._open()
                return self._envelope(message)
            except (OSError, smtplib.SMTPException) as error:
                self._drop()
                if is_fresh or attempt == 2:
                    return not_ready(error)
        raise AssertionError("both attempts return")

    def _envelope(self, message: EmailMessage) -> Outcome | None:
        smtp = self._connection()
        options = ["BODY=8BITMIME"] if smtp.has_extn("8bitmime") else []
        code, text = smtp.mail(sanitize_address(message.from_email, "utf-8"), options)
        if is_taken(code):
            code, text = smtp.rcpt(sanitize_address(message.to[0], "utf-8"))
        if is_taken(code):
            return None
        self._reset()
        return refused(code, text)

    def _handed_over(self, body: bytes) -> Outcome:
        smtp = self._connection()
        try:
            smtp.putcmd("data")
            code, text = smtp.getreply()
            if code != GO_ON:
                self._reset()
                return refused(code, text)
            self._deadline.check()
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            return not_ready(error)
        try:
            self._give(body)
            reach("after_dot")
            code, text = smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            return lost(error)
        self._mails += 1
        return Outcome(State.SENT) if is_taken(code) else refused(code, text)

    def _give(self, body: bytes) -> None:
        """At once: a second packet would wait for the answer to the first (Nagle, 40 ms a mail)."""
        half = len(body) // 2 if settings.OUTBOX_CRASH_AT == "mid_data" else 0
        if half:
            self._connection().send(body[:half])
            reach("mid_data")
        self._connection().send(body[half:])

    def _reset(self) -> None:
        """Ready for the next mail; a relay that refuses with 421 hangs up by itself."""
        try:
            self._connection().rset()
        except (OSError, smtplib.SMTPException):
            self._drop()

    def _open(self) -> None:
        self._drop()
        backend = self._backend
        words: dict[str, Any] = {"context": backend.ssl_context} if backend.use_ssl else {}
        words |= {"local_hostname": DNS_NAME.get_fqdn(), "timeout": backend.timeout}
        # Without a host nothing is connected yet: the deadline can reach the socket from the first byte on.
        self._smtp = Sealed(**words) if backend.use_ssl else Plain(**words)
        code, text = self._smtp.connect(backend.host, backend.port)
        if code != 220:
            raise smtplib.SMTPConnectError(code, text)
        if backend.use_tls and not backend.use_ssl:
            self._smtp.starttls(context=backend.ssl_context)
        self._smtp.ehlo_or_helo_if_needed()
        if backend.username and backend.password:
            self._smtp.login(backend.username, backend.password)

    def _connection(self) -> smtplib.SMTP:
        assert self._smtp is not None
        return self._smtp

    def _is_worn(self) -> bool:
        return self._mails >= MOST_MAILS or time.monotonic() - self._used_at > MOST_IDLE_S

    def _is_usable(self) -> bool:
        return self._smtp is not None and self._smtp.sock is not None

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
        self._smtp, self._mails = None, 0


def _framed(message: EmailMessage) -> bytes:
    whole: Any = message.message()  # Django's own, whose as_bytes knows line ends
    body = DOT.sub(b"..", whole.as_bytes(linesep="\r\n"))
    return (body if body.endswith(b"\r\n") else body + b"\r\n") + b".\r\n"
