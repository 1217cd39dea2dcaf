"""Lines to a relay whose addresses share one time-out: no deadline reaches a socket that is still being connected."""

from __future__ import annotations

import smtplib
import socket


class _Shares:
    """Waits for each address of a relay for its share of the time; `smtplib` would wait in full for each."""

    _host: str

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        self._host = host  # what TLS checks the certificate against; smtplib sets it only where it connects at once
        addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        line: socket.socket = super()._get_socket(host, port, timeout / len(addresses))  # type: ignore[misc]  # smtplib has this one hook
        line.settimeout(timeout)  # a greeting may take its time
        return line


class Plain(_Shares, smtplib.SMTP):
    """A line that begins in clear, for STARTTLS as well."""


class Sealed(_Shares, smtplib.SMTP_SSL):
    """A line that is TLS from the first byte."""
