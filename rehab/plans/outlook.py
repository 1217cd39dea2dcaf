"""The outlook in words: the forecast as three dates with what it rests on, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from rehab.engine.progress.forecast import LEAST_DAYS, NoForecast, Unforeseen

from .foreseeing import stored_outlook
from .models import Plan
from .words import MEASURES

WHY_NOT = {
    Unforeseen.LOCKED: "Not while something is closed: a clinician comes first.",
    Unforeseen.FLARE: "Not in calm days. It comes back when they are over.",
    Unforeseen.RESTART: "Not before the plan has begun again.",
    Unforeseen.REACHED: "You have run 30 minutes already.",
    Unforeseen.FEW_DAYS: "Not yet: needs 7 days of logs.",
    Unforeseen.VALUES: "Not yet. First this has to be calmer:",
    Unforeseen.NOTHING_JUDGED: "Not yet: needs a session with the next morning answered.",
}
WORKING = "Being worked out from your last entry."


@dataclass(frozen=True, slots=True)
class OutlookCard:
    """The forecast for a page: three dates, or in `why_not` why there are none; `rests_on` says from what."""

    likely: date | None = None
    earliest: date | None = None
    late: date | None = None
    why_not: str = ""
    unmet: tuple[str, ...] = ()
    rests_on: tuple[str, ...] = ()
    as_of: date | None = None


def outlook_card(plan: Plan, day: int) -> OutlookCard:
    """The forecast in words and dates."""
    stored = stored_outlook(plan)
    if stored is None:
        return OutlookCard(why_not=WHY_NOT[Unforeseen.FEW_DAYS] if day < LEAST_DAYS else WORKING)
    as_of = plan.started_on + timedelta(days=stored.day)
    body = stored.body
    if "none" in body:
        none = NoForecast(Unforeseen(body["none"]["reason"]), tuple(body["none"].get("fields", ())))
        unmet = tuple(MEASURES.get(name, (name.replace("_", " "), ""))[0] for name in none.fields)
        return OutlookCard(why_not=WHY_NOT[none.reason], unmet=unmet, as_of=as_of)
    return _dates(plan, body["forecast"], as_of)


def _dates(plan: Plan, seen: dict[str, Any], as_of: date) -> OutlookCard:
    rests, days = seen["rests_on"], [seen[f"{name}_day"] for name in ("likely", "earliest", "late")]
    likely, earliest, late = (None if day is None else plan.started_on + timedelta(days=day) for day in days)
    why = "" if likely else "Not foreseeable within a year as things go now. A steadier week changes that."
    said = (
        f"{rests['done']} of {rests['planned']} planned sessions done in four weeks",
        f"{rests['repeat_pct']} % of {rests['judged']} sessions or runs repeated, {rests['back_pct']} % stepped back",
        "your pain, stiffness and walking stay as they are now, and every next morning is answered",
        f"your plan’s own rules, run forward {rests['paths']} times",
    )
    return OutlookCard(likely, earliest, late, why, (), said, as_of)
