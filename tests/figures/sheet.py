"""Contact sheets of the figures, drawn by Chromium into var/figures: `make figures-sheet`, all or those named.

Sheets are made to be looked at: strips large, stills at the 160 px of a list (by which one must know the exercise), the
animation at seven instants, the other people and the dark page.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from rehab.figures.document import documents
from rehab.figures.palette import PEOPLE
from rehab.library.figure_files import figure_ids, read_figure
from tests.chromium import MISSING, find_chromium

from .drawn import drawn, picture, picture_of

FOLDER = Path(__file__).resolve().parents[2] / "var" / "figures"
INSTANTS = (0.0, 0.25, 0.4, 0.55, 0.7, 0.85, 1.0)
WAY = 2.1  # seconds from the beginning to the last pose of a movement of two poses
STYLE = (
    "body{margin:8px;font:14px sans-serif;background:#e8eef2;display:grid;gap:8px}"
    "body{grid-template-columns:repeat(%d,minmax(0,1fr))}"
    "div{background:#fff;padding:6px;overflow:hidden}.night{background:#a5bcc8}svg{width:100%%;height:auto}"
    ".small svg{width:160px;height:120px}.small b{display:block;font-size:11px}"
)


def _page(columns: int, cells: list[str]) -> str:
    return f"<!doctype html><meta charset=utf-8><style>{STYLE % columns}</style>{''.join(cells)}"


def _cell(name: str, svg: str, kind: str = "") -> str:
    return f'<div class="{kind}"><b>{name}</b>{svg}</div>'


def _people(names: list[str]) -> Iterator[str]:
    for name in names:
        for who, person in PEOPLE.items():
            by_day = picture_of(read_figure(name), person)
            for night in (False, True):
                made = by_day.at_night() if night else by_day
                prefix = f"{name}{who}{night}"
                yield _cell(f"{name}, {who}", documents(made, prefix).still, "night" if night else "")


def _shoot(page: Page, name: str, html: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 400})
    page.set_content(html)
    page.screenshot(path=FOLDER / f"{name}.png", full_page=True)
    print(FOLDER / f"{name}.png")


def _film(page: Page, names: list[str]) -> None:
    """Each animation at seven instants, all documents seeked together."""
    cells: list[str] = []
    for name in names:
        duration = picture(name).movement.exercise.cycle_s or WAY
        for instant in INSTANTS:
            svg = drawn(name).animation.replace("<svg ", f'<svg data-at="{instant * duration:.2f}" ', 1)
            cells.append(_cell("", svg))
    page.set_viewport_size({"width": 1700, "height": 400})
    page.set_content(_page(len(INSTANTS), cells))
    page.evaluate(
        "document.querySelectorAll('svg').forEach(s => {s.pauseAnimations(); s.setCurrentTime(+s.dataset.at)})"
    )
    page.screenshot(path=FOLDER / "film.png", full_page=True)
    print(FOLDER / "film.png")


def main(names: list[str]) -> None:
    """Draw the sheets."""
    chosen = names or figure_ids()
    FOLDER.mkdir(parents=True, exist_ok=True)
    moving = [name for name in chosen if drawn(name).animation]
    chromium = find_chromium() or sys.exit(MISSING)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        for number in range(0, len(chosen), 12):
            cells = [_cell(name, drawn(name).strip) for name in chosen[number : number + 12]]
            _shoot(page, f"strips-{number // 12 + 1}", _page(2, cells), 1600)
        small = [_cell(name, drawn(name).still, "small") for name in chosen]
        _shoot(page, "small", _page(8, small), 8 * 172 + 70)
        _film(page, moving[:12])
        _shoot(page, "people", _page(6, list(_people(chosen[:6]))), 1800)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
