"""Walks an XML file once, element by element, and keeps none of it. Which format it is, its first element says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, XMLParser

from .limits import MAX_DEPTH
from .recorded import Recorded
from .refusals import Refusal, Refused

MAX_PIECES = 8  # of an element's text; a time or a number comes in one


class Format(Protocol):
    """One XML format: is told of each element, with the path that leads to it, and gathers runs."""

    def opened(self, path: list[str], attributes: Mapping[str, str]) -> None:
        """An element begins; its name is the path's last."""

    def closed(self, path: list[str], text: str) -> None:
        """An element ends; its text comes with it."""

    def runs(self) -> tuple[Recorded, ...]:
        """What was found, or Refused."""


class _Walk:
    """The parser's target: keeps the path, names without their namespace, and how deep it goes."""

    def __init__(self, formats: Mapping[str, Callable[[], Format]]) -> None:
        self.format: Format | None = None
        self._formats = formats
        self._path: list[str] = []
        self._pieces: list[str] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        path = self._path
        if len(path) >= MAX_DEPTH:
            raise Refused(Refusal.DAMAGED)
        path.append(tag.rpartition("}")[2])
        if self.format is None:
            self.format = self._format_named(path[0])
        self._pieces = []
        self.format.opened(path, attributes)

    def data(self, text: str) -> None:
        if len(self._pieces) < MAX_PIECES:
            self._pieces.append(text)

    def end(self, _tag: str) -> None:
        if self.format:
            self.format.closed(self._path, "".join(self._pieces).strip())
        self._path.pop()
        self._pieces = []

    def _format_named(self, root: str) -> Format:
        if root not in self._formats:
            raise Refused(Refusal.UNKNOWN_KIND)
        return self._formats[root]()


def read_xml(content: bytes, formats: Mapping[str, Callable[[], Format]]) -> tuple[Recorded, ...]:
    """The runs of an XML file, read by the format that its first element names."""
    walk = _Walk(formats)
    parser = XMLParser(target=walk, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    try:
        parser.feed(content)
        parser.close()
    except (ParseError, DefusedXmlException):
        raise Refused(Refusal.DAMAGED) from None
    if walk.format is None:
        raise Refused(Refusal.DAMAGED)
    return walk.format.runs()
