"""The style sheets and the pages know the same classes; of Bootstrap only a part is served."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHEETS = [*(ROOT / "static" / "css").glob("*.css"), *(ROOT / "static" / "vendor").glob("*.css")]
# Mails carry their styles themselves, and the administration has Django's.
ELSEWHERE = ("emails", "admin")
TAGS = re.compile(r"[\w-]*\{\{.*?\}\}[\w-]*|\{%.*?%\}", re.DOTALL)
IN_HTML = re.compile(r'class="((?:\{%.*?%\}|\{\{.*?\}\}|[^"])*)"', re.DOTALL)
IN_PYTHON = re.compile(r'(?:css_class=|wrapper_class=|"class": ?)"([^"{.]*)"')


def _classes_with_a_rule() -> set[str]:
    text = "".join(sheet.read_text() for sheet in SHEETS)
    return set(re.findall(r"\.([A-Za-z][\w-]*)", re.sub(r"/\*.*?\*/|url\([^)]*\)", "", text, flags=re.DOTALL)))


def _used(files: list[Path], pattern: re.Pattern[str]) -> dict[str, Path]:
    return {
        name: file
        for file in files
        for named in pattern.findall(file.read_text())
        for name in TAGS.sub(" ", named).split()
    }


def test_every_class_of_a_page_has_a_rule() -> None:
    """One without is misspelt, or of a family of Bootstrap's that .ci/slim.py leaves out: add it there."""
    templates = [
        file
        for file in (ROOT / "templates").rglob("*.html")
        if file.relative_to(ROOT / "templates").parts[0] not in ELSEWHERE
    ]
    forms = [file for app in ("rehab", "accounts") for file in (ROOT / app).rglob("*.py") if "admin" not in file.parts]
    used = _used(templates, IN_HTML) | _used(forms, IN_PYTHON)
    assert len(used) > 100
    known = _classes_with_a_rule()
    assert {name: str(file) for name, file in used.items() if name not in known} == {}


@pytest.fixture
def slim(monkeypatch: pytest.MonkeyPatch):
    """The script that reduces Bootstrap, found as it is by `make vendor`."""
    monkeypatch.syspath_prepend(str(ROOT / ".ci"))
    import slim

    yield slim
    del sys.modules["slim"]


@pytest.mark.parametrize(
    ("rule", "left"),
    [
        (".btn{color:red}", ".btn{color:red}"),
        (".carousel{color:red}", ""),
        ("a:hover{color:red}", "a:hover{color:red}"),
        (".btn,.carousel{color:red}", ".btn{color:red}"),
        (":not(.btn-check)+.btn:active{color:red}", ":not(.btn-check)+.btn:active{color:red}"),
        (".carousel .btn{color:red}", ""),
        ("@media (min-width:1px){.carousel{color:red}}", ""),
        ("@media print{.btn,.toast{color:red}}", "@media print{.btn{color:red}}"),
        (":root,[data-bs-theme=light]{--a:1}", ":root{--a:1}"),
        ("@keyframes spinner{to{color:red}}", ""),
    ],
)
def test_a_rule_stays_if_all_its_classes_are_used(slim, rule: str, left: str) -> None:
    """What is left out could match nothing on our pages."""
    licence = b"/*! Licence */"
    reduced = slim.slimmed(licence + b":root{--b:2}" + rule.encode())
    assert reduced.decode() == f"{licence.decode()}{slim.NOTE}:root{{--b:2}}{left}\n"
