"""What the intake reads."""

from __future__ import annotations

from rehab.library.models import Question, Rule, Source, Tier

SAFETY_KIND = "yes_no_unsure"


def safety_questions() -> list[tuple[str, str]]:
    """The safety questions of the published protocol, in order: id and wording."""
    published = Question.objects.filter(protocol__status="published", kind=SAFETY_KIND)
    return list(published.order_by("position").values_list("key", "text"))


def tier_row(key: str) -> Tier:
    """A tier of the published protocol."""
    return Tier.objects.get(protocol__status="published", key=key)


def sources_of(flags: tuple[str, ...]) -> list[Source]:
    """The sources of red flags, each once."""
    rules = Rule.objects.filter(protocol__status="published", key__in=flags)
    return list(Source.objects.filter(rule__in=rules).distinct().order_by("id"))
