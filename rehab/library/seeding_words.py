"""The words of the shipped protocol: tiers, guidance, check-in questions."""

from __future__ import annotations

from collections.abc import Iterable

from .models import CheckinQuestion, Guidance, Protocol, Tier
from .seeding import Citations, Row, seed


def load_words(protocol: Protocol, citations: Citations) -> None:
    """Tiers, guidance and the questions of check-ins."""
    Tier.objects.bulk_create(
        Tier(protocol=protocol, key=item["id"], **{name: item[name] for name in item if name != "id"})
        for item in seed("red_flags")["tiers"]
    )
    Guidance.objects.bulk_create(
        citations.cite(
            Guidance(
                protocol=protocol,
                topic=item["topic"],
                key=item["key"],
                position=number,
                text=item["text"],
                evidence=item.get("evidence", ""),
            ),
            item,
        )
        for number, item in enumerate([*seed("progression")["guidance"], *_guidance_of_checkins()], 1)
    )
    CheckinQuestion.objects.bulk_create(
        _checkin_question(protocol, moment, number, item)
        for moment in ("daily", "session_log", "weekly")
        for number, item in enumerate(seed("checkin")[moment], 1)
    )


def _guidance_of_checkins() -> Iterable[Row]:
    for item in seed("checkin")["reminders"]:
        text = "; ".join(item["content"])
        yield {"topic": "reminder", "key": f"phase {item['phase']}", "text": text, "source": ["expert"]}
    for item in seed("checkin")["outcome_measures"]:
        text = (
            f"{item['name']}. Shipped: {item['ship']}. Licence: {item['licence']}. Change that matters: {item['mic']}"
        )
        yield {"topic": "measure", "key": item["id"], "text": text, **{k: item[k] for k in ("source", "confidence")}}


def _checkin_question(protocol: Protocol, moment: str, position: int, item: Row) -> CheckinQuestion:
    return CheckinQuestion(
        protocol=protocol,
        moment=moment,
        key=item["id"],
        position=position,
        text=item["text"],
        kind=item["type"],
        unit=item.get("unit", ""),
        values=item.get("values", []),
        minimum=item.get("min"),
        maximum=item.get("max"),
        every_days=item.get("every_days"),
        feeds=item["feeds"],
    )
