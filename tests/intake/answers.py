"""Posted answers for tests."""

from __future__ import annotations

from tests.engine.seeded import read


def quiet(**changes: str) -> dict[str, str]:
    """A 35-year-old who answers no to everything, with some answers changed."""
    return {"age_years": "35", **{q["id"]: "no" for q in read("questions")["safety_questions"]}, **changes}
