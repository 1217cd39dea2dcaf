"""Addresses that are keys (calendars, links of mails) stay out of the log, also when they open nothing any more."""

from __future__ import annotations

import logging
import re

# The shortest key has 32 characters; an id has dashes at fixed places and is let be.
KEY = re.compile(r"(?<=/)(?![0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![\w-]))[\w%=-]{22,}")


class WithoutKeys(logging.Filter):
    """Writes … for whatever in a logged path may be a key."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record's texts; every record passes."""
        if isinstance(record.args, tuple):
            record.args = tuple(KEY.sub("…", one) if isinstance(one, str) else one for one in record.args)
        return True
