"""Reading a handout: its words, its pages, its structure, and the dots of its QR code."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from accounts.models import User
from rehab.clinic.handout import WEEK, Handout, handout_of
from tests.checkins.days import standing_now

ADDRESS = "https://backstride.example/check-in/"
MM = 72 / 25.4
CODE_AT = (150, 11, 196, 38)  # in mm from the left and the top: the column of the QR code, above its words


def handout_now(user: User, span: str = WEEK) -> Handout:
    """The handout of the runner's plan as it stands."""
    return handout_of(standing=standing_now(user), span=span, address=ADDRESS)


def pages_of(pdf: bytes) -> list[str]:
    """The words of each page, lines kept."""
    return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in pypdfium2.PdfDocument(pdf)]


def words_of(pdf: bytes) -> str:
    """The words of all pages in one line; a hyphen at a line's end stays one, places to break a word go."""
    return re.sub(r"\s+", " ", " ".join(pages_of(pdf)).replace("\ufffe", "-").replace("\u200b", ""))


def boxes_of(pdf: bytes, depth: int = 5) -> Iterator[tuple[Any, tuple[float, float, float, float]]]:
    """Each page with the box of each thing on it: left, bottom, right, top in points. At depth 1 a picture is one."""
    for page in pypdfium2.PdfDocument(pdf):
        for thing in page.get_objects(max_depth=depth):
            yield page, thing.get_bounds()


def sizes_in_pictures(pdf: bytes) -> list[float]:
    """The size in points of each letter or digit in the first page's pictures: text that is scaled where it stands."""
    text, found, matrix = pypdfium2.PdfDocument(pdf)[0].get_textpage(), [], pdfium.FS_MATRIX()
    for number in range(text.count_chars()):
        pdfium.FPDFText_GetMatrix(text, number, matrix)
        if chr(pdfium.FPDFText_GetUnicode(text, number)).isalnum() and abs(matrix.a - 1) > 1e-3:
            found.append(pdfium.FPDFText_GetFontSize(text, number) * matrix.a)
    return found


def structure_of(pdf: bytes) -> list[tuple[str, str]]:
    """The first page's structure in its order of reading: kinds with their alternative texts."""
    page = pypdfium2.PdfDocument(pdf)[0]
    tree = pdfium.FPDF_StructTree_GetForPage(page)
    found: list[tuple[str, str]] = []
    for number in range(pdfium.FPDF_StructTree_CountChildren(tree)):
        _walk(pdfium.FPDF_StructTree_GetChildAtIndex(tree, number), found)
    return found


def _walk(element: Any, found: list[tuple[str, str]]) -> None:
    if not element:
        return
    found.append(
        (_text(pdfium.FPDF_StructElement_GetType, element), _text(pdfium.FPDF_StructElement_GetAltText, element))
    )
    for number in range(pdfium.FPDF_StructElement_CountChildren(element)):
        _walk(pdfium.FPDF_StructElement_GetChildAtIndex(element, number), found)


def _text(ask: Any, element: Any) -> str:
    size = ask(element, None, 0)
    buffer = ctypes.create_string_buffer(size)
    ask(element, buffer, size)
    return buffer.raw[: max(0, size - 2)].decode("utf-16-le")


def code_of(pdf: bytes, size: int) -> list[list[bool]]:
    """The dots of the QR code as they are drawn on the first page, dark ones true."""
    scale = 6
    drawn = pypdfium2.PdfDocument(pdf)[0].render(scale=scale, grayscale=True)
    left, top, right, bottom = (int(edge * MM * scale) for edge in CODE_AT)
    shades = bytes(drawn.buffer)

    def is_dark(x: int, y: int) -> bool:
        return shades[y * drawn.stride + x] < 128

    dark = [(x, y) for y in range(top, bottom) for x in range(left, right) if is_dark(x, y)]
    first_x, last_x = min(x for x, _ in dark), max(x for x, _ in dark)
    first_y, last_y = min(y for _, y in dark), max(y for _, y in dark)
    step_x, step_y = (last_x + 1 - first_x) / size, (last_y + 1 - first_y) / size
    middles = [number + 0.5 for number in range(size)]
    return [[is_dark(int(first_x + x * step_x), int(first_y + y * step_y)) for x in middles] for y in middles]
