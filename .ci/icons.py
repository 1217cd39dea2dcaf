#!/usr/bin/env python3
"""The icons of the home screen, drawn from static/img/mark.svg by a browser; run by hand when it changes."""

import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).resolve().parent.parent / "static" / "img"
GROUND = "#f1f5f6"  # --page by day
# Name, edge in pixels, the mark's share of it, ground. A maskable icon may be cut to a circle of 80 %.
ICONS = (
    ("icon-192.png", 192, 0.82, "transparent"),
    ("icon-512.png", 512, 0.82, "transparent"),
    ("icon-maskable-512.png", 512, 0.56, GROUND),
    ("apple-touch-icon.png", 180, 0.7, GROUND),
)


def draw() -> None:
    """Each as a page of its size."""
    mark = (FOLDER / "mark.svg").read_text(encoding="utf-8")
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("chromium-headless-shell"), args=["--no-sandbox"]
        )
        for name, edge, share, ground in ICONS:
            page = browser.new_page(viewport={"width": edge, "height": edge})
            style = f"margin:0;height:100vh;display:grid;place-items:center;background:{ground}"
            page.set_content(f'<body style="{style}"><div style="width:{share:.0%}">{mark}</div>')
            page.screenshot(path=FOLDER / name, omit_background=True)
        browser.close()


if __name__ == "__main__":
    draw()
