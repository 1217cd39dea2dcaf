"""The shipped exercises as rows."""

from __future__ import annotations

from .models import Block, Exercise, Hint, Level
from .seeding import Citations, Row, seed

NEIGHBOURS = ("substitute", "regression", "progression")
PLAIN = (
    "id name aliases regions phases directions end_range load equipment indicated dose_unit per_side times_per_day "
    "days_per_week rest_s caution"
).split()


def load_exercises(citations: Citations) -> None:
    """All exercises with levels, blocks, cues and neighbours."""
    given = seed("exercises")
    rows = {item["id"]: citations.cite(_exercise(item), item) for item in given}
    Exercise.objects.bulk_create(rows.values())
    for item in given:
        for neighbour in NEIGHBOURS:
            setattr(rows[item["id"]], f"{neighbour}_id", item[neighbour])
    Exercise.objects.bulk_update(rows.values(), NEIGHBOURS)
    Level.objects.bulk_create(Level(exercise_id=item["id"], **level) for item in given for level in item["levels"])
    Block.objects.bulk_create(Block(exercise_id=item["id"], **block) for item in given for block in item["blocked"])
    Hint.objects.bulk_create(hint for item in given for hint in _hints(item))


def _exercise(item: Row) -> Exercise:
    fields = {name: item[name] for name in PLAIN}
    return Exercise(**fields, kind=item["category"], ladder=item["ladder"] or "")


def _hints(item: Row) -> list[Hint]:
    return [
        Hint(exercise_id=item["id"], kind=kind, position=position, text=text)
        for kind, texts in ((Hint.Kind.CUE, item["cues"]), (Hint.Kind.ERROR, item["errors"]))
        for position, text in enumerate(texts, 1)
    ]
