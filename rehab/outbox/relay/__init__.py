"""Handing mails over: to an SMTP relay step by step, or to whatever else Django sends mail with."""

from .opening import open_mail

__all__ = ["open_mail"]
