"""Rows of the clinic."""

from .messages import Message, Thread
from .notes import Note

__all__ = ["Message", "Note", "Thread"]
