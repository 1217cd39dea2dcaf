"""allauth's own sentences, read from the installed package: none of them may reach a person."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import allauth
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter

from .people import HEALTH

PACKAGE = Path(allauth.__file__).parent
QUOTED = re.compile(r"""{%\s*trans(?:late)?\s+(?:"([^"]+)"|'([^']+)')""")
BLOCK = re.compile(r"{%\s*blocktrans(?:late)?[^%]*%}(.*?){%\s*endblocktrans", re.DOTALL)
CUT = re.compile(r"{{.*?}}|{%.*?%}|<[^>]*>|%[sd]|[.!?:]\s", re.DOTALL)
IN_CODE = ("Forgot your password?", "You must type the same password each time", "Email address", "Password (again)")


def _pieces(text: str) -> set[str]:
    found = {" ".join(piece.split()) for piece in CUT.split(text)}
    found -= {"There is", "There are"}  # what is left of a sentence that begins with a number
    return {piece for piece in found if len(piece.split()) > (1 if piece[:1].isupper() else 2)}


def stock_sentences() -> set[str]:
    """Titles of two words and phrases of three from allauth's templates, errors and labels, cut at values and stops."""
    errors = [*DefaultAccountAdapter.error_messages.values(), *DefaultMFAAdapter.error_messages.values()]
    texts = [str(error) for error in errors] + list(IN_CODE)
    for path in (path for app in ("account", "mfa") for path in (PACKAGE / "templates" / app).rglob("*.*")):
        source = path.read_text()
        texts += ["".join(pair) for pair in QUOTED.findall(source)] + BLOCK.findall(source)
    return {piece for text in texts for piece in _pieces(text)}


STOCK = stock_sentences()


def heading_of(response: Any) -> str:
    """Check what every page owes, and return its one heading."""
    assert response.status_code == 200
    html = response.content.decode()
    headings = re.findall(r"<h1[^>]*>(.*?)</h1>", html, re.DOTALL)
    assert len(headings) == 1
    title = re.search(r"<title>(.*?) · Backstride</title>", html)
    assert title is not None
    assert not HEALTH.search(title[1])
    assert {sentence for sentence in STOCK if sentence in " ".join(html.split())} == set()
    assert "style=" not in html
    assert set(re.findall(r"<script[^>]*>", html)) == {
        tag for tag in re.findall(r"<script[^>]*>", html) if "src=" in tag or 'type="application/json"' in tag
    }
    used = {str(template.origin) for template in response.templates if getattr(template, "origin", None)}
    assert [name for name in used if name.startswith(str(PACKAGE))] == []
    return headings[0]
