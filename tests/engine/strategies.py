"""Random intakes: every answer the questions allow, boundaries included."""

from __future__ import annotations

import os
from datetime import date, timedelta
from functools import cache
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from rehab.engine.catalog import Kind, Question

from .cases import TODAY
from .seeded import shipped_catalog

ALONE = ("none", "nothing")
# The same examples in each run; `make test-fast` is content with fewer.
often = settings(
    max_examples=int(os.environ.get("EXAMPLES", "150")),
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


@cache  # a strategy is costly to make and can be drawn from again and again
def answers_to(question: Question) -> st.SearchStrategy[Any]:
    """Any answer a form would accept for a question."""
    low, high = question.minimum, question.maximum
    match question.kind:
        case Kind.WHOLE | Kind.SCALE:
            return st.integers(int(low or 0), int(high or 0))
        case Kind.NUMBER:
            return st.one_of(
                st.sampled_from([low, high]), st.integers(0, int((high or 0) * 10)).map(lambda n: max(low or 0, n / 10))
            )
        case Kind.CHOICE:
            return st.sampled_from(question.values)
        case Kind.CHOICES:
            return _choices(question)
        case Kind.YES_NO:
            return st.booleans()
        case Kind.YES_NO_UNSURE:
            return st.sampled_from(["no"] * 40 + ["yes", "not_sure"])
        case Kind.DATE:
            return st.integers(0, 400).map(lambda days: (TODAY + timedelta(days=days)).isoformat())
        case Kind.TEXTS:
            return st.lists(st.text(max_size=20, alphabet="abc run"), min_size=1, max_size=3)
        case _:
            return st.sampled_from(["", "hurts after long runs", "no numbness", "leak", "week"])


def _choices(question: Question) -> st.SearchStrategy[list[str]]:
    others = [str(value) for value in question.values if value not in ALONE]
    some = st.lists(st.sampled_from(others), max_size=4, unique=True)
    alone = [[str(value)] for value in question.values if value in ALONE]
    return st.one_of(st.sampled_from(alone), some) if alone else some


@st.composite
def intakes(draw: st.DrawFn, mostly_well: bool = True) -> dict[str, Any]:
    """A whole intake; `mostly_well` keeps most health questions quiet, so that plans are common."""
    given: dict[str, Any] = {}
    for question in shipped_catalog().questions:
        if question.required or draw(st.booleans()):
            given[question.id] = draw(answers_to(question))
    if mostly_well and draw(st.integers(0, 3)):
        given |= {"medical": ["none"], "radiation": "none", "pregnancy_status": "not_pregnant"}
        given |= {"nprs_now": min(given["nprs_now"], 6), "age_years": max(given["age_years"], 25)}
    if given["nprs_now"] >= 7:
        given["nprs_worst7"] = max(given["nprs_worst7"], 7)  # C5 refuses anything else
    return given


def dates() -> st.SearchStrategy[date]:
    """Days to assess on."""
    return st.dates(date(2026, 1, 1), date(2030, 12, 31))
