"""Which way mails leave this installation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.mail import get_connection
from django.core.mail.backends.smtp import EmailBackend

from ..channels import HandOver
from .posting import post
from .smtp import Relay


@contextmanager
def open_mail() -> Iterator[HandOver]:
    """A sender of mails; its connection is opened with the first one."""
    backend = get_connection(fail_silently=False)
    if not isinstance(backend, EmailBackend):
        yield post(backend)
        return
    relay = Relay(backend)
    try:
        yield relay
    finally:
        relay.close()
