"""Stored pages: made when something they show has changed, and looked up in between.

The look-up is one statement with all that a page has to know of its plan. It is written out, for putting it together
anew for every request would take ten times as long as the database takes to answer it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django.db import connection
from django.utils.safestring import SafeString, mark_safe

from accounts.models import User

from .models import Lock, Plan, StoredPage

LAYOUT = 9  # grows when the templates change what they show
BITS = {cause: 1 << place for place, cause in enumerate(Lock.Cause)}
SHOWN = ("id", "phase", "revision", "started_on", "closed_at", "runner_id")
CASES = " ".join(f"WHEN '{cause.value}' THEN {bit}" for cause, bit in BITS.items())
HEAD = f"""
SELECT {", ".join(f"plan.{name}" for name in SHOWN)},
  COALESCE((SELECT MAX(log.number) FROM plans_logentry log WHERE log.plan_id = plan.id), 0) AS log_number,
  COALESCE((SELECT SUM(CASE lock.cause {CASES} END)
    FROM plans_lock lock WHERE lock.plan_id = plan.id AND lock.lifted_at IS NULL), 0) AS lock_bits,
  COALESCE(seen.revision || '.' || seen.number || '.' || seen.day, '-') AS foreseen,
  COALESCE(page.key, '') AS page_key, COALESCE(page.html, '') AS page_html
FROM plans_plan plan
LEFT JOIN plans_planoutlook seen ON seen.plan_id = plan.id
LEFT JOIN plans_storedpage page ON page.plan_id = plan.id AND page.name = %s
"""  # noqa: S608 put together from names of our own


@dataclass(frozen=True, slots=True)
class Head:
    """What a stored page knows of its plan: `plan` has no more than its phase, revision, dates and runner.

    `log_number` is that of the last entry (0 for none), `locks` why it is closed now, `foreseen` what its outlook is
    of; `name`, `key` and `html` are the stored page's, empty where none is stored yet.
    """

    plan: Plan
    log_number: int
    locks: frozenset[Lock.Cause]
    foreseen: str
    name: str
    key: str
    html: str

    @property
    def is_shut(self) -> bool:
        """Whether a safety answer keeps the runner from all exercise."""
        return Lock.Cause.SAFETY in self.locks

    def stamp(self, *more: object) -> str:
        """From what a page is made: what was decided, what is closed, and what the page adds."""
        locks = sum(BITS[cause] for cause in self.locks)
        return ".".join(str(part) for part in (LAYOUT, self.plan.phase, self.plan.revision, locks, *more))


def open_head(runner: User, name: str) -> Head | None:
    """The head of the runner's present plan, with its stored page of a name."""
    head = _head(f"{HEAD} WHERE plan.runner_id = %s AND plan.closed_at IS NULL", name, runner.pk)
    if head is not None:
        head.plan.runner = runner
    return head


def head_of(plan: Plan, name: str) -> Head:
    """The head of a plan that the person may see."""
    key = Plan._meta.pk.get_db_prep_value(plan.pk, connection)
    head = cast(Head, _head(f"{HEAD} WHERE plan.id = %s", name, key))
    head.plan.runner = plan.runner
    return head


def _head(statement: str, name: str, key: object) -> Head | None:
    for plan in Plan.objects.raw(statement, [name, key]):
        found = cast(Any, plan)
        locks = frozenset(cause for cause, bit in BITS.items() if found.lock_bits & bit)
        return Head(plan, found.log_number, locks, found.foreseen, name, found.page_key, found.page_html)
    return None


def stored_html(head: Head, key: str, make: Callable[[], str]) -> SafeString:
    """The page, from store if its key is still this one. What is stored came out of our templates, escaped there."""
    if head.key == key:
        return mark_safe(head.html)  # noqa: S308 see above
    html = make()
    store(head.plan, head.name, key, html)
    return mark_safe(html)  # noqa: S308 see above


def store(plan: Plan, name: str, key: str, html: str) -> None:
    """Keep a page in the place of the one before."""
    page = StoredPage(plan=plan, name=name, key=key, html=html)
    StoredPage.objects.bulk_create(
        [page], update_conflicts=True, unique_fields=["plan", "name"], update_fields=["key", "html"]
    )


def forget_pages(plan: Plan) -> None:
    """Have every page of a plan made again: something changed that no key tells."""
    StoredPage.objects.filter(plan=plan).update(key="")
