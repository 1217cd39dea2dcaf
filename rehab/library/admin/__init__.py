"""The content administrator's pages."""

from . import exercises, planning, protocols, rules

__all__ = ["exercises", "planning", "protocols", "rules"]
