"""Named points at which a sender can be made to die, so that tests see what a power cut there leaves behind.

They stand in the product because only the product's own process, killed at that very line, shows it; a copy of the loop
in a test would show the copy. In production they do nothing.
"""

from __future__ import annotations

import os

from django.conf import settings

POINTS = ("after_claim", "after_intent", "mid_data", "after_dot", "before_sent_commit")
KILLED = 9


def reach(point: str) -> None:
    """Die here at once, without a word or a clean-up, if that was asked for."""
    if point == settings.OUTBOX_CRASH_AT:
        os._exit(KILLED)
