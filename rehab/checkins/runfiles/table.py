"""CSV: one run per row, under a header that names the columns."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator

from .cells import read_day_and_time, read_distance, read_duration_s
from .limits import MAX_RUNS
from .recorded import Parsed, Problem, Recorded
from .refusals import Refusal, Refused
from .sports import refusal_of

SEPARATORS = ",;\t"
M_PER_KM = 1000.0
M_PER_MILE = 1609.344
DATES = ("date", "start")
DISTANCES = {"distance_km": M_PER_KM, "distance_mi": M_PER_MILE}
COLUMNS = (*DATES, "time", *DISTANCES, "duration", "sport")
LONGEST_HEADER = 2_000
NOT_IN_TEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f]")


def read_table(content: bytes) -> Parsed:
    """The runs of a table and every row that is wrong; Refused where it is no table of runs."""
    text = _text(content)
    separator, columns = _header(text)
    runs: list[Recorded] = []
    problems: list[Problem] = []
    for line, row in _rows(text, separator):
        if len(runs) + len(problems) >= MAX_RUNS:
            raise Refused(Refusal.TOO_MANY_RUNS)
        try:
            runs.append(_run(line, dict(_cells(row, columns))))
        except Refused as refused:
            problems.append(Problem(line, refused.refusal))
    if not runs and not problems:
        raise Refused(Refusal.NO_RUN)
    return Parsed(tuple(runs), tuple(problems))


def _text(content: bytes) -> str:
    """UTF-8 or marked UTF-16, else the Western European set of old spreadsheets; Refused if it is no text."""
    encoding = "utf-16" if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if NOT_IN_TEXT.search(text):
        raise Refused(Refusal.UNKNOWN_KIND)
    return text


def _header(text: str) -> tuple[str, list[str]]:
    """The separator under which the first line names most columns, and the line's names."""
    lines = text.lstrip("\r\n")[:LONGEST_HEADER].splitlines()
    readings = {mark: [_plain(name) for name in next(csv.reader(lines[:1], delimiter=mark), [])] for mark in SEPARATORS}
    separator = max(readings, key=lambda mark: len(set(readings[mark]) & set(COLUMNS)))
    names = readings[separator]
    known = set(names) & set(COLUMNS)
    if not known:
        raise Refused(Refusal.UNKNOWN_KIND)
    if known >= DISTANCES.keys():
        raise Refused(Refusal.TWO_DISTANCES)
    if not (known & set(DATES) and known & DISTANCES.keys() and "duration" in known):
        raise Refused(Refusal.NO_HEADER)
    return separator, names


def _plain(name: str) -> str:
    """A column's name as we know it: "Distance (km)" is distance_km."""
    return re.sub(r"[^a-z]+", "_", name.lower()).strip("_")


def _rows(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Each row that holds something, with the line it ends on; the header left out."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        filled = ((reader.line_num, row) for row in reader if any(cell.strip() for cell in row))
        next(filled, None)
        yield from filled
    except csv.Error:
        raise Refused(Refusal.DAMAGED) from None


def _cells(row: list[str], columns: list[str]) -> Iterator[tuple[str, str]]:
    if len(row) > len(columns) and any(cell.strip() for cell in row[len(columns) :]):
        raise Refused(Refusal.CELLS)
    # The first column of a name counts; a short row lacks its last cells.
    return reversed([(name, cell.strip()) for name, cell in zip(columns, row, strict=False)])


def _run(line: int, cells: dict[str, str]) -> Recorded:
    if refusal_of(cells.get("sport")):
        raise Refused(Refusal.NOT_A_RUN)
    started, is_time_known = read_day_and_time(cells.get("date") or cells.get("start", ""), cells.get("time", ""))
    duration_s = read_duration_s(cells.get("duration", ""))
    return Recorded(started, duration_s, _distance_m(cells), is_time_known, line)


def _distance_m(cells: dict[str, str]) -> float | None:
    for name, metres in DISTANCES.items():
        if cells.get(name):
            return read_distance(cells[name]) * metres
    return None
