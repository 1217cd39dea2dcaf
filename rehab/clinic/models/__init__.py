"""Rows of the clinic."""

from .assigning import Assignment
from .templates import Template, TemplateItem, TemplateVersion

__all__ = ["Assignment", "Template", "TemplateItem", "TemplateVersion"]
