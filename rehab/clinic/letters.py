"""How the clinic's kinds leave by mail: that something waits, never what, and of whom to nobody but in the product."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse

from rehab.outbox.models import Delivery, Kind, Purpose
from rehab.outbox.plain_letters import Plain, nothing_to_say, register_plain
from rehab.outbox.posts import Letter, Post, register
from rehab.outbox.writing import Link, Page, letter_of, on_site
from rehab.plans.batches import LASTS as BATCH_LASTS

from .ranking import waiting_for_word

WEEK = timedelta(days=7)
OPEN = "Open it"
PLAIN = {
    Kind.PLAN_CHANGED: Plain(  # a batch of changes is told when it is whole
        "Your plan was changed", "What was changed, and why, is on your plan’s page.", "See it", waits=BATCH_LASTS
    ),
    Kind.PLAN_ASSIGNED: Plain("What you prepared arrived", "See what of it is in place, and what is not.", "See it"),
    Kind.MESSAGE: Plain("A message waits for you", "Somebody wrote to you. It can be read after signing in.", OPEN),
    Kind.PROPOSALS: Plain("A change waits for your word", "It is carried out when you say so.", "Look at it"),
    Kind.CLEARANCE: Plain("Something new was written down for you", "What holds for you now is on your page.", OPEN),
    # One sentence for all three: the runner who is asked, the one who asked, and the one who takes over.
    Kind.HANDOVER: Plain("Something waits for you", "It is about who looks after whom. The page says what.", OPEN),
    # What may be grave comes at any hour.
    Kind.ATTENTION: Plain(
        "Somebody needs you",
        "An answer asks that you look. Please sign in now.",
        "Look now",
        purpose=Purpose.SAFETY,
        keeps_quiet=False,
    ),
    Kind.ACCESS: Plain(
        "Support staff opened your data",
        "When and why is on the page.",
        "See when and why",
        purpose=Purpose.SECURITY,
        keeps_quiet=False,
    ),
}


def register_letters() -> None:
    """Say how each kind leaves."""
    for kind, plain in PLAIN.items():
        register_plain(kind, plain)
    register(Kind.DIGEST, Post(Purpose.DIGEST, nothing_to_say, _digest, lasts=WEEK))


def _digest(delivery: Delivery, now: datetime) -> Letter:
    needing, ready = waiting_for_word(delivery.recipient, now)
    lines = [f"{_people(needing)} you this week."]
    lines += [f"{ready} of them {'is' if ready == 1 else 'are'} ready for your word."] if ready else []
    path = reverse("clinic:worklist")
    page = Page(
        subject="Your week on Backstride",
        preheader="What waits for you this week.",
        heading="Your week on Backstride",
        lines=tuple(lines),
        links=(Link("Open the list", on_site(path)),),
        address=path,
    )
    return letter_of(page, delivery.recipient, Purpose.DIGEST)


def _people(count: int) -> str:
    return "1 runner needs" if count == 1 else f"{count} runners need"
