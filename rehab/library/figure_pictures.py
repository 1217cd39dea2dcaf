"""What pages show of figures: addresses of files drawn before, sizes, and words for those who cannot see them."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from .models import Figure, FigureFile

KINDS = ("still", "strip", "animation")


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure on a page. Addresses are by day and by night; those of the animation are empty where nothing moves."""

    alt: str
    still: str
    still_night: str
    strip: str
    strip_night: str
    animation: str
    animation_night: str
    width: int
    height: int
    strip_width: int


def figures_of(exercise_ids: Iterable[str]) -> dict[str, Shown]:
    """The figures of some exercises, by id; one that has none is left out. One query."""
    rows = Figure.objects.filter(pk__in=set(exercise_ids)).exclude(files={})
    fields = ("pk", "description", "files", "width", "height", "panels")
    return {pk: _shown(*rest) for pk, *rest in rows.values_list(*fields)}


def _shown(alt: str, files: dict[str, str], width: int, height: int, panels: int) -> Shown:
    addresses = {kind: _address(files, kind) for name in KINDS for kind in (name, f"{name}_night")}
    return Shown(alt=alt, **addresses, width=width, height=height, strip_width=width * panels)


@dataclass(frozen=True, slots=True)
class Strip:
    """A figure's poses side by side for the handout: the document itself, and the words for it."""

    svg: str
    alt: str


def strips_of(exercise_ids: Iterable[str]) -> dict[str, Strip]:
    """The strips of some exercises, by id; one that has none is left out. Two queries."""
    rows = Figure.objects.filter(pk__in=set(exercise_ids)).exclude(files={})
    names = {row.pk: row.files.get("paper", row.files["strip"]) for row in rows}  # one of an older release has no paper
    packed = FigureFile.objects.in_bulk(names.values())
    return {row.pk: Strip(_unpacked(file), row.description) for row in rows if (file := packed.get(names[row.pk]))}


def _unpacked(file: FigureFile) -> str:
    return gzip.decompress(bytes(file.content)).decode()


def address_of(figure: Figure, kind: str) -> str:
    """Where one document of a figure is; empty when there is none."""
    return _address(figure.files, kind)


def _address(files: dict[str, str], kind: str) -> str:
    return reverse("library:figure", args=[files[kind]]) if kind in files else ""


def packed_file(name: str) -> bytes | None:
    """The document of a name as it is kept, compressed by gzip; none of that name may be there."""
    content = FigureFile.objects.filter(pk=name).values_list("content", flat=True).first()
    return None if content is None else bytes(content)
