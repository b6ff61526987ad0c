"""Element and attribute names of Word's XML, the same for Transitional and Strict files."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
WORD_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"

_PREFIXES = {
    WORD: "w",
    WORD_STRICT: "w",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": "r",
    "http://schemas.openxmlformats.org/drawingml/2006/main": "a",
    "http://purl.oclc.org/ooxml/drawingml/main": "a",
    "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing": "wp",
    "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing": "wp",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "urn:schemas-microsoft-com:vml": "v",
}
_RELATION_IDS = tuple(f"{{{uri}}}id" for uri, prefix in _PREFIXES.items() if prefix == "r")


@lru_cache(maxsize=1024)
def short_name(tag: str) -> str:
    """A tag in lxml's form as prefix and name ("w:p"); the bare name in a namespace not listed here."""
    uri, _, local = tag[1:].rpartition("}") if tag.startswith("{") else ("", "", tag)
    prefix = _PREFIXES.get(uri)
    return f"{prefix}:{local}" if prefix else local


def attribute(element: _Element, name: str) -> str:
    """The value of a `w:` attribute, "" when it is missing."""
    value = element.get(f"{{{WORD}}}{name}")
    if value is None:
        value = element.get(f"{{{WORD_STRICT}}}{name}")
    return value or ""


def relation_id(element: _Element) -> str:
    """The value of the `r:id` attribute, "" when it is missing."""
    return next((value for name in _RELATION_IDS if (value := element.get(name))), "")


def children(element: _Element, name: str) -> Iterator[_Element]:
    """The children with a short name, in order."""
    return (found for found in element if short_name(found.tag) == name)


def child(element: _Element, name: str) -> _Element | None:
    """The first child with a short name."""
    return next(children(element, name), None)


def is_on(element: _Element | None) -> bool:
    """Whether a switch such as `w:b` is there and not set to off."""
    return element is not None and attribute(element, "val") not in ("0", "false", "off")
