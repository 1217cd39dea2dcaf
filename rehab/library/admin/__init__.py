"""The content administrator's pages."""

from . import exercises, figures, planning, protocols, rules

__all__ = ["exercises", "figures", "planning", "protocols", "rules"]
