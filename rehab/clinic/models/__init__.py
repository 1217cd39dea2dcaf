"""Rows of the clinic."""

from .assigning import Assignment
from .messages import Message, Thread
from .notes import Note
from .templates import Template, TemplateItem, TemplateVersion
from .worklist import Aside, Why

__all__ = ["Aside", "Assignment", "Message", "Note", "Template", "TemplateItem", "TemplateVersion", "Thread", "Why"]
