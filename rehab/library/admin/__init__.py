"""The content administrator's pages."""

from . import exercises, protocols, rules

__all__ = ["exercises", "protocols", "rules"]
