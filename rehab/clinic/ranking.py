"""Which runners need a therapist, in what order and why: one statement, whatever the number of their logs.

It is written out, for putting it together anew for every request would take many times as long as the database takes to
answer it. Whose runners it may read is not written here: that is `links_of`, as a part of the same statement.

Only what the runner shares is read: pain, silence, missing sessions and what is ready come from logs, and count from
the day on from which those are shared.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from accounts.access import links_of
from accounts.models import User
from rehab.engine.catalog import TierId
from rehab.plans.state import SILENT_DAYS

from .models import Why

NEEDS, ALL, ASIDE = "needs", "all", "aside"
OF_LINKS = ("pk", "runner_id", "shares_logs", "since", "runner__display_name", "runner__public_id")
WEEK = 7
EMERGENCY, URGENT = TierId.EMERGENCY.value, TierId.URGENT.value
# A referral that the runner's newest clearance answers waits for nobody; see intake.clearing.clearance_for.
OPEN = """intake.runner_id = mine.runner_id AND intake.state = 'referred' AND NOT EXISTS (SELECT 1
      FROM plans_clearance cleared WHERE cleared.runner_id = mine.runner_id AND cleared.withdrawn_at IS NULL
        AND cleared.recorded_at >= intake.finished_at AND NOT EXISTS (SELECT 1 FROM plans_clearance newer
          WHERE newer.runner_id = cleared.runner_id AND newer.recorded_at > cleared.recorded_at))"""
# Numbers of PlanState.Closed and of Why stand for themselves below. A referral counts where there is no plan.
RANKED = f"""
WITH given AS (SELECT %s AS now, %s AS silent_day, %s AS week_day),
mine AS MATERIALIZED (/* links */),
known AS (
  SELECT mine.pk AS link_id, mine.runner_id, mine.shares_logs, mine.since,
    mine.runner__display_name AS display_name, mine.runner__public_id AS public_id,
    aside.link_id AS aside_id, aside.why, aside.until, aside.about AS aside_about,
    state.closed, state.closed_at, state.closed_anew_at, state.pain_before, state.pain_from, state.pain_on,
    state.pain_at, state.pain_until, state.logged_on, state.silent_at, state.missed_at, state.ready_on, state.ready_at,
    state.ready_until, state.stale_at,
    CASE WHEN state.runner_id IS NULL THEN (SELECT intake.tier FROM intake_intake intake
      WHERE {OPEN}
      ORDER BY intake.finished_at DESC LIMIT 1) END AS referral,
    CASE WHEN state.runner_id IS NULL THEN (SELECT MAX(intake.finished_at) FROM intake_intake intake
      WHERE {OPEN}) END AS referred_at
  FROM mine
  LEFT JOIN plans_planstate state ON state.runner_id = mine.runner_id
  LEFT JOIN clinic_aside aside ON aside.link_id = mine.pk
),
ranked AS (
  SELECT known.*, CASE
    WHEN closed = 1 OR referral = '{EMERGENCY}' THEN 1
    WHEN closed = 2 OR referral = '{URGENT}' THEN 2
    WHEN shares_logs AND pain_until > given.now AND (since IS NULL OR pain_from >= since
      OR pain_before IS NULL AND pain_on >= since) THEN 3
    WHEN closed = 3 OR referral IS NOT NULL THEN 4
    WHEN shares_logs AND silent_at <= given.now
      AND (since IS NULL OR since <= given.silent_day OR logged_on >= since) THEN 5
    WHEN shares_logs AND missed_at <= given.now AND (since IS NULL OR since <= given.week_day) THEN 6
    WHEN shares_logs AND ready_at <= given.now AND ready_until > given.now
      AND (since IS NULL OR ready_on >= since) THEN 7
    WHEN stale_at <= given.now THEN 8 END AS place
  FROM known CROSS JOIN given
),
told AS (
  SELECT ranked.*,
    CASE WHEN place = 3 THEN pain_at WHEN place < 5 THEN COALESCE(closed_at, referred_at) WHEN place = 5 THEN silent_at
      WHEN place = 6 THEN missed_at WHEN place = 7 THEN ready_at ELSE stale_at END AS at,
    CASE WHEN place = 3 THEN pain_until WHEN place < 5 THEN COALESCE(closed_anew_at, referred_at)
      WHEN place = 5 THEN silent_at WHEN place = 6 THEN missed_at WHEN place = 7 THEN ready_at
      ELSE stale_at END AS about
  FROM ranked
),
listed AS (
  SELECT told.*, CASE WHEN place > 2 AND (until > given.now AND place >= why
    OR aside_id IS NOT NULL AND until IS NULL AND place = why AND about <= aside_about) THEN 1 ELSE 0 END AS is_aside
  FROM told CROSS JOIN given
),
numbered AS (
  SELECT listed.*, COUNT(*) OVER () AS everybody, SUM(is_aside) OVER () AS all_aside,
    SUM(CASE WHEN place IS NOT NULL AND is_aside = 0 THEN 1 ELSE 0 END) OVER () AS all_needing FROM listed
)
"""  # noqa: S608 put together from names of our own
COUNTED = "SELECT everybody, all_aside, all_needing FROM numbered LIMIT 1"
FOUND = "SELECT link_id, place, is_aside, COUNT(*) OVER (), everybody, all_aside, all_needing FROM numbered WHERE"
NEEDING = (
    "SELECT COUNT(*), SUM(CASE WHEN place = 7 THEN 1 ELSE 0 END) FROM listed WHERE place IS NOT NULL AND is_aside = 0"
)
PAGE_OF = " LIMIT %s OFFSET %s"
SHOWN = {
    NEEDS: f"{FOUND} place IS NOT NULL AND is_aside = 0 ORDER BY place, at, runner_id",
    ASIDE: f"{FOUND} is_aside = 1 ORDER BY until, place, at, runner_id",
    ALL: rf"{FOUND} UPPER(display_name) LIKE UPPER(%s) ESCAPE '\' ORDER BY UPPER(display_name), runner_id",
}
ONE = f"{FOUND} public_id = %s"


@dataclass(frozen=True, slots=True)
class Ranked:
    """A consent in its order: the reason (`Why`, none: on track) and whether it is put aside."""

    link: int
    rank: int | None
    is_aside: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A part of the list, how long the whole of it is, and how many runners there are of each kind."""

    ranks: list[Ranked]
    total: int
    counts: dict[str, int]


def page_of(*, therapist: User, show: str, name: str, now: datetime, limits: tuple[int, int]) -> Found:
    """So many runners from a place on (`limits`); of all, those whose name has this part."""
    for sign in ("\\", "%", "_"):
        name = name.replace(sign, f"\\{sign}")
    wanted = (f"%{name}%",) if show == ALL else ()
    rows = _read(SHOWN[show] + PAGE_OF, therapist, now, *wanted, *limits)
    (_, _, _, total, *counts) = (
        rows[0] if rows else (0, 0, 0, 0, *next(iter(_read(COUNTED, therapist, now)), (0, 0, 0)))
    )
    return Found(_ranked(rows), total, dict(zip((ALL, ASIDE, NEEDS), counts, strict=True)))


def rank_of(therapist: User, runner: UUID, now: datetime) -> Ranked | None:
    """Where one runner stands; None for anybody who does not share with this therapist."""
    key = runner if connection.features.has_native_uuid_field else runner.hex
    return next(iter(_ranked(_read(ONE, therapist, now, key))), None)


def waiting_for_word(therapist: User, now: datetime) -> tuple[int, int]:
    """How many runners need the therapist, and how many of them are ready for a word."""
    needing, ready = _read(NEEDING, therapist, now)[0]
    return needing, ready or 0


def _ranked(rows: list[Any]) -> list[Ranked]:
    return [Ranked(link, rank and Why(rank), bool(is_aside)) for link, rank, is_aside, *_ in rows]


def _read(tail: str, therapist: User, now: datetime, *more: Any) -> list[Any]:
    links, whose = links_of(therapist).values(*OF_LINKS).query.sql_with_params()
    moment = connection.ops.adapt_datetimefield_value(now)
    days = [connection.ops.adapt_datefield_value(now.date() - timedelta(days=n)) for n in (SILENT_DAYS, WEEK)]
    with connection.cursor() as cursor:
        cursor.execute(RANKED.replace("/* links */", links) + tail, [moment, *days, *whose, *more])
        return cursor.fetchall()
