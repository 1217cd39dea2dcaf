"""A runner's weekly mail, and what is asked of every letter."""

from __future__ import annotations

import re
from datetime import timedelta
from html.parser import HTMLParser

from django.utils import timezone

from accounts.models import User
from rehab.outbox.clock import database_now
from rehab.outbox.models import Delivery, Kind, State
from rehab.outbox.posts import Letter, post_of
from tests.outbox.leaving import due

# Words of the intake, the rules and the body; a whole word, whatever its case.
HEALTH = (
    "pain|painful|spine|spinal|back|neck|leg|arm|injury|injured|rehab|rehabilitation|exercise|exercises|clinician|doctor|"
    "therapist|physio|symptom|symptoms|diagnosis|flare|red flag|mobility|strength|run|runs|running|runner|ache|numb|"
    "sciatica|disc|stiffness|health|medical|phase|recovery|emergency|urgent"
)
FORBIDDEN = re.compile(rf"\b({HEALTH})\b", re.IGNORECASE)
LINKS = ("Backstride", "Choose what you get and when", "Stop these mails")


class Seen(HTMLParser):
    """The words and links of an HTML part."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self._hidden = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag in ("style", "title"):
            self._hidden = tag
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_endtag(self, tag: str) -> None:
        if tag == self._hidden:
            self._hidden = ""

    def handle_data(self, data: str) -> None:
        if not self._hidden and data.strip():
            self.words.append(" ".join(data.split()))


def week_of_now() -> str:
    """The ISO week of today."""
    year, week, _ = timezone.localdate().isocalendar()
    return f"{year}-W{week:02}"


def weekly(user: User, **more: object) -> tuple[Delivery, Letter]:
    """This week's mail to a runner."""
    row = due(user, week_of_now(), kind=Kind.WEEKLY, **more)
    post = post_of(Kind.WEEKLY)
    assert post is not None
    assert post.unwanted(row, database_now()) is None
    return row, post.write(row, database_now())


def holds_up(letter: Letter, settings) -> Seen:
    """What is asked of every letter."""
    seen = Seen(letter.html)
    assert not {"img", "script", "iframe", "form", "link"} & seen.tags
    assert all(link.startswith(settings.SITE_URL) for link in seen.links)
    assert set(re.findall(r"https?://\S+", letter.text)) == set(seen.links)
    assert len(letter.html) < 30_000
    assert not FORBIDDEN.search(letter.subject), letter.subject
    assert not FORBIDDEN.search(seen.words[0]), seen.words[0]  # the preheader
    flat = " ".join(letter.text.split())
    body = [word for word in seen.words[1:] if word not in LINKS]  # the preheader has words of its own
    assert all(word in flat for word in body), [word for word in body if word not in flat]
    return seen


def sent_weeks(user: User, count: int) -> None:
    """So many weekly mails of the weeks before, sent."""
    now = database_now()
    for number in range(count):
        at = now - timedelta(days=7 * (count - number))
        period = f"2000-W{number + 1:02}"
        due(user, period, kind=Kind.WEEKLY, state=State.SENT, sent_at=at, handed_at=at)
