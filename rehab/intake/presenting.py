"""Answers as a person reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from rehab.library.models import Question

from .steps import PARTS
from .wizard import Wizard

FLAGS = {True: "Yes", False: "No"}
WORDS = {"yes": "Yes", "no": "No", "not_sure": "Not sure"}


def parts_of(rows: Mapping[str, Question]) -> dict[str, str]:
    """The part each question belongs to."""
    return {key: row.screen for key, row in rows.items()}


def answer_words(row: Question, raw: Any) -> str:
    """An answer by its label or with its unit."""
    if raw is None or raw == []:
        return "Not answered"
    if isinstance(raw, bool):
        return FLAGS[raw]
    if isinstance(raw, list):
        return "; ".join(str(row.labels.get(str(item), item)) for item in raw)
    if row.kind == "yes_no_unsure":
        return WORDS.get(str(raw), str(raw))
    if row.kind == "date":
        return f"{date.fromisoformat(raw):%-d %B %Y}"
    if row.kind == "scale":
        return f"{raw} of 10"
    label = row.labels.get(str(raw))
    return str(label) if label else f"{raw} {row.unit}".strip()


def answer_rows(wizard: Wizard, rows: Mapping[str, Question], *, open_too: bool = True) -> list[dict[str, Any]]:
    """All answers by part, each with the number of its screen; with or without the questions left open."""
    numbers = {name: number for number in wizard.path for name in wizard.steps[number - 1].questions}
    sections = []
    for part, heading in PARTS.items():
        lines = [
            {
                "name": name,
                "question": rows[name].text,
                "answer": answer_words(rows[name], wizard.raw.get(name)),
                "number": number,
            }
            for name, number in numbers.items()
            if name in rows and rows[name].screen == part and wizard.is_asked(name) and (open_too or name in wizard.raw)
        ]
        if lines:
            sections.append({"heading": heading, "lines": lines})
    return sections


def without_noes(sections: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same with all safety questions answered no in one line, so that a clinician sees the others at a glance."""
    found = []
    for section in sections:
        lines = section["lines"]
        if section["heading"] == PARTS["safety"]:
            rest = [line for line in lines if line["answer"] != WORDS["no"]]
            noes = len(lines) - len(rest)
            all_others = {"question": f"All {'other ' if rest else ''}{noes} safety questions", "answer": "No"}
            lines = [*rest, all_others] if noes else rest
        found.append({**section, "lines": lines})
    return found


@dataclass(frozen=True, slots=True)
class Told:
    """The answers behind a result: safety questions that were not answered no, and other answers in words."""

    asked: tuple[str, ...]
    said: tuple[str, ...]


def told_by_runner(told: list[tuple[str, Any]], rows: Mapping[str, Question]) -> Told:
    """The answers behind a result, in the order of the questions; a question that is gone is left out."""
    known = [(rows[name], value) for name, value in told if name in rows]
    asked = tuple(row.text for row, _ in known if row.kind == "yes_no_unsure")
    said = tuple(f"{row.text} {answer_words(row, value)}" for row, value in known if row.kind != "yes_no_unsure")
    return Told(asked, said)
