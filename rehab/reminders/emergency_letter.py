"""What support administrators read of an emergency: that there was one, and whether those who had to be told were."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from rehab.engine.catalog import TierId
from rehab.outbox.kinds import Said
from rehab.outbox.models import Channel, Delivery, Kind, Notice, Purpose, State
from rehab.outbox.posts import Letter
from rehab.outbox.writing import Link, Page, letter_of, on_site

SUBJECT = "Please look at the outbox"
SENTENCE = "Somebody was shown the page that asks for help at once. Please see whether all that had to leave has left."
BUTTON = "Open the outbox"
NEAR = 200  # what is told in one transaction has numbers close to each other; no index knows more, and none is needed
PLACE = "admin:outbox_delivery_changelist"


def emergency_letter(delivery: Delivery, now: datetime) -> Letter:
    """The mail: the same words, with how far the others have come."""
    path = reverse(PLACE)
    lines = (SENTENCE, told_words(delivery))
    page = Page(SUBJECT, SENTENCE, SUBJECT, lines, (Link(BUTTON, on_site(path)),), path)
    return letter_of(page, delivery.recipient, Purpose.SAFETY)


def emergency_said(notice: Notice) -> Said:
    """The same in the product."""
    own = Delivery.objects.filter(recipient=notice.recipient_id, kind=Kind.EMERGENCY, period=notice.period)
    delivery = own.filter(channel=Channel.MAIL).first()
    words = told_words(delivery) if delivery is not None else "See whether all notices left."
    return Said(f"A runner was shown the emergency page. {words}", reverse(PLACE))


def told_words(delivery: Delivery) -> str:
    """Whether the mails to the runner's therapists were handed over; of whom they are is said to nobody here."""
    near = Delivery.objects.filter(pk__lt=delivery.pk, pk__gte=delivery.pk - NEAR, made_at=delivery.made_at)
    told = near.filter(kind=Kind.ATTENTION, channel=Channel.MAIL, period__contains=f"-{TierId.EMERGENCY.value}-")
    states = list(told.values_list("state", flat=True))
    if not states:
        return "Nobody here looks after them, so no other mail had to leave."
    return f"Mails to those who look after them: {len(states)}, handed over so far: {states.count(State.SENT)}."
