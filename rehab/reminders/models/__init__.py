"""Rows of reminders."""

from .feed import Feed, FeedEntry
from .schedule import Schedule

__all__ = ["Feed", "FeedEntry", "Schedule"]
