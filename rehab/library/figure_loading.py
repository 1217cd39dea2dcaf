"""Loading the shipped figures: new ones are added, those nobody edited follow the release, and all are kept drawn."""

from __future__ import annotations

import logging
from collections.abc import Collection

from django.db import transaction
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from rehab.figures.reading import FigureError

from .figure_drawing import redraw
from .figure_files import figure_ids, figure_text, parse_figure, shipped_solves
from .models import Exercise, Figure, FigureFile

logger = logging.getLogger(__name__)
KEPT_UP = "text description solved files drawn_key width height panels".split()


@transaction.atomic
def load_figures() -> int:
    """Bring all figures up to date and say how many were drawn. A second run draws none.

    What an administrator has published is theirs: its description stays, and is only drawn anew by a newer release.
    """
    rows = {row.pk: row for row in Figure.objects.select_for_update()}
    there = set(FigureFile.objects.values_list("pk", flat=True))
    known = set(Exercise.objects.values_list("pk", flat=True))
    changed, files, drawn = list[Figure](), list[FigureFile](), 0
    for row in (*rows.values(), *(Figure(pk=id_) for id_ in figure_ids() if id_ in known and id_ not in rows)):
        text = row.text
        made = _updated(row, there)
        if made or (row.text != text and row.pk in rows):
            changed.append(row)
            files += made
            drawn += bool(made)
    # With history: stored pages are made anew when its newest row is another.
    bulk_create_with_history([row for row in changed if row.pk not in rows], Figure)
    bulk_update_with_history([row for row in changed if row.pk in rows], Figure, KEPT_UP, batch_size=20)
    FigureFile.objects.bulk_create(files, ignore_conflicts=True, batch_size=50)
    return drawn


def _updated(row: Figure, there: Collection[str]) -> list[FigureFile]:
    """Bring a row up to date, and give the files it then has anew. One that cannot be drawn stays as it was."""
    before = row.text
    if row.edited_at is None and row.pk in figure_ids():
        row.text = figure_text(row.pk)
    if not row.text:
        return []
    if not set(row.files.values()) <= set(there):
        row.drawn_key = ""  # a file is lost: it is drawn again
    try:
        return redraw(row, parse_figure(row.pk, row.text), shipped_solves().get(row.pk, {}))
    except FigureError as error:  # written for an older release: it goes on to show what was drawn then
        logger.warning("A figure cannot be drawn any more: %s", error)
        row.text = before
        return []
