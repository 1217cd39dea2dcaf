"""How the clinic's entries of the audit log read to the runner they are about."""

from __future__ import annotations

from accounts.seen import WORDS


def register_words() -> None:
    """Say them on the page of who has seen one's data."""
    WORDS.update(
        {
            ("adjust_plan", "log_entry"): "Changed your plan",
            ("approve_step", "plan"): "Approved what your plan was ready for",
            ("bring_back", "care_link"): "Put you back on their work list",
            ("edit_note", "note"): "Changed a note about you",
            ("clear", "clearance"): "Wrote down what a clinician allows you",
            ("handle", "care_link"): "Marked you as handled on their work list",
            ("keep_step", "plan"): "Kept your plan as it is",
            ("snooze", "care_link"): "Put you aside on their work list for some days",
            ("override", "log_entry"): "Changed your plan and confirmed what spoke against it",
            ("view", "clearance"): "Looked at what your plan waits for",
            ("withdraw_clearance", "clearance"): "Took a clearance back",
            ("send_message", "message"): "Sent you a message",
            ("view", "messages"): "Read your messages",
            ("view", "notes"): "Looked at their notes about you",
            ("view", "runner"): "Looked at your time line",
            ("write_note", "note"): "Wrote a note about you",
        }
    )
