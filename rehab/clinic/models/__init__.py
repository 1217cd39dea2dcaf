"""Rows of the clinic."""

from .worklist import Aside, Why

__all__ = ["Aside", "Why"]
