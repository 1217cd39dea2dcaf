"""Printing: finished values to a PDF. Every text goes to typst as data, so that none is read as markup."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any

from .handout import Handout

SOURCE = Path(__file__).with_name("handout.typ")
UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})  # controls, turns of direction, and what has no shape
LONG_WORD, PIECE = re.compile(r"[^\s-]{17,}"), re.compile(r".{8}(?=.)")
BREAK = "\u200b"  # a place where a line may end, unseen
# What the font has for certain: Latin, Greek and Cyrillic letters, and the marks of ordinary text.
SURE = re.compile(r"[^ -~\u00a0-\u017f\u0386\u0388-\u038a\u038c\u038e-\u03a1\u03a3-\u03ce\u0400-\u045f–—‘’“”…€−×]")


def pdf_of(handout: Handout) -> bytes:
    """The handout as a tagged PDF with its fonts inside; equal values give equal bytes."""
    from typst import TypstError

    values = asdict(handout)
    stamp = int(datetime.combine(values.pop("printed_on"), time(), UTC).timestamp())
    # A picture is no text to be shown: it goes as it is.
    fixed = {name: values.pop(name) for name in ("address", "strips")} | {"code": qr_svg(handout.address)}
    try:
        return _compiled(_each_text(values, _shown) | fixed, stamp)
    except TypstError:  # a sign that no font at hand has: the tagged form allows none without a shape
        return _compiled(_each_text(values, _surely_shown) | fixed, stamp)


def _compiled(values: dict[str, Any], stamp: int) -> bytes:
    """Fonts are those that come with typst alone, so that the page is the same on every machine."""
    import typst

    return typst.compile(
        SOURCE.read_bytes(),
        format="pdf",
        sys_inputs={"data": json.dumps(values)},
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
        timestamp=stamp,
    )


def qr_svg(address: str) -> str:
    """An address as a QR code, drawn with its quiet zone."""
    import segno

    drawn = BytesIO()
    segno.make_qr(address, error="m").save(drawn, kind="svg", border=4, svgns=True, xmldecl=False)
    return drawn.getvalue().decode()


def _shown(text: str) -> str:
    """A text without what cannot be seen; a word without an end may be broken."""
    seen = "".join(sign for sign in text if unicodedata.category(sign) not in UNSEEN)
    return LONG_WORD.sub(lambda word: PIECE.sub(rf"\g<0>{BREAK}", word[0]), seen)


def _surely_shown(text: str) -> str:
    return SURE.sub("", _shown(text)).strip()


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: _each_text(item, change) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_each_text(item, change) for item in value]
    return value
