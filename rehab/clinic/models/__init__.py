"""Rows of the clinic."""

from .assigning import Assignment
from .messages import Message, Thread
from .notes import Note
from .templates import Template, TemplateItem, TemplateVersion

__all__ = ["Assignment", "Message", "Note", "Template", "TemplateItem", "TemplateVersion", "Thread"]
