"""What the styles of a Word file say: bold, hidden, headings, lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from plainletter.readers.wordnames import attribute, child, children, is_on

if TYPE_CHECKING:
    from lxml.etree import _Element

_HEADING = re.compile(r"heading ([1-9])$")
_MAX_STYLE_CHAIN = 20
"""Styles in a row that are followed: Word itself allows fewer, and a hostile file any number."""


@dataclass(frozen=True, slots=True)
class Look:
    """What the styles say about characters before their own settings: bold and hidden."""

    bold: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class _Style:
    """One style as far as it matters here; None where it says nothing."""

    identity: str
    name: str
    based: str
    bold: bool | None
    hidden: bool | None
    outline: int | None
    number: str
    depth: int | None
    bold_first_row: bool | None


class Styles:
    """Styles by id, with what a chain of styles comes to worked out once for each style."""

    def __init__(self, root: _Element | None) -> None:
        self._by_id: dict[str, _Style] = {}
        self._default = ""
        self._names: dict[str, tuple[str, ...]] = {}
        self._looks: dict[str, Look] = {}
        self._headings: dict[str, int] = {}
        self._numbers: dict[str, tuple[str, int | None, str]] = {}
        self._base = Look()
        if root is None:
            return
        for element in children(root, "w:style"):
            style = _style(element)
            self._by_id.setdefault(style.identity, style)
            default = attribute(element, "default") in ("1", "true", "on")
            if default and attribute(element, "type") == "paragraph":
                self._default = style.identity
        defaults = child(root, "w:docDefaults")
        holder = child(defaults, "w:rPrDefault") if defaults is not None else None
        run = child(holder, "w:rPr") if holder is not None else None
        self._base = Look(bool(_switch(run, "w:b")), bool(_switch(run, "w:vanish")))

    def _chain(self, identity: str) -> Iterator[_Style]:
        """The style and those it is based on, nearest first."""
        for _ in range(_MAX_STYLE_CHAIN):
            style = self._by_id.get(identity)
            if style is None:
                return
            yield style
            identity = style.based

    def paragraph_style(self, properties: _Element | None) -> str:
        """Id of the style of a paragraph with these properties."""
        named = child(properties, "w:pStyle") if properties is not None else None
        return attribute(named, "val") if named is not None else self._default

    def names(self, identity: str) -> tuple[str, ...]:
        """Names of a style and those it is based on, small letters; the id where the style is missing."""
        if identity not in self._names:
            found = tuple(style.name for style in self._chain(identity))
            self._names[identity] = found or ((identity.casefold(),) if identity else ())
        return self._names[identity]

    def _own_look(self, identity: str) -> Look:
        if identity not in self._looks:
            chain = tuple(self._chain(identity))
            self._looks[identity] = Look(
                next((style.bold for style in chain if style.bold is not None), False),
                next((style.hidden for style in chain if style.hidden is not None), False),
            )
        return self._looks[identity]

    def look(self, paragraph: str, character: str, table_bold: bool) -> Look:
        """Bold and hidden by style alone.

        Each is a toggle: set by two kinds of style at once, it is off again (ECMA-376 part 1, 17.7.3).
        """
        one, other = self._own_look(paragraph), self._own_look(character)
        bold = one.bold ^ other.bold ^ table_bold
        hidden = one.hidden ^ other.hidden
        return Look(self._base.bold or bold, self._base.hidden or hidden)

    def heading(self, identity: str) -> int:
        """Level of a heading style, from 1; 0 for other styles. Title is 1, Subtitle 2."""
        if identity not in self._headings:
            self._headings[identity] = self._find_heading(identity)
        return self._headings[identity]

    def _find_heading(self, identity: str) -> int:
        if identity and identity not in self._by_id:
            # No definition: the ids of an English Word speak for themselves.
            return _named_heading(re.sub(r"(\d)$", r" \1", identity.casefold()))
        for style in self._chain(identity):
            level = _named_heading(style.name)
            if level:
                return level
            if style.outline is not None:
                return style.outline
        return 0

    def numbering(self, identity: str) -> tuple[str, int | None, str]:
        """(numbering instance, level or None, style that names it) of a paragraph style; "" where none."""
        if identity not in self._numbers:
            found: tuple[str, int | None, str] = ("", None, "")
            for style in self._chain(identity):
                if style.number:
                    found = (style.number, style.depth, style.identity)
                    break
            self._numbers[identity] = found
        return self._numbers[identity]

    def number_of(self, identity: str) -> str:
        """The numbering instance a list style names."""
        return self.numbering(identity)[0]

    def bold_first_row(self, identity: str) -> bool:
        """Whether a table style prints the first row bold."""
        chain = self._chain(identity)
        return next((s.bold_first_row for s in chain if s.bold_first_row is not None), False)


def _style(element: _Element) -> _Style:
    based, run, paragraph = (child(element, name) for name in ("w:basedOn", "w:rPr", "w:pPr"))
    number, depth = number_settings(paragraph)
    first_row = None
    for part in children(element, "w:tblStylePr"):
        if attribute(part, "type") == "firstRow":
            first_row = _switch(child(part, "w:rPr"), "w:b")
    return _Style(
        identity=attribute(element, "styleId"),
        name=_name_of(element),
        based=attribute(based, "val") if based is not None else "",
        bold=_switch(run, "w:b"),
        hidden=_switch(run, "w:vanish"),
        outline=outline(paragraph),
        number=number,
        depth=depth,
        bold_first_row=first_row,
    )


def _switch(properties: _Element | None, name: str) -> bool | None:
    found = child(properties, name) if properties is not None else None
    return None if found is None else is_on(found)


def _name_of(style: _Element) -> str:
    name = child(style, "w:name")
    return attribute(name, "val").strip().casefold() if name is not None else ""


def _named_heading(name: str) -> int:
    if name in ("title", "toc heading"):
        return 1
    if name == "subtitle":
        return 2
    found = _HEADING.match(name)
    return int(found[1]) if found else 0


def outline(properties: _Element | None) -> int | None:
    """Heading level from the outline setting: 0 where it says body text, None where it says nothing."""
    found = child(properties, "w:outlineLvl") if properties is not None else None
    if found is None:
        return None
    value = attribute(found, "val")
    return int(value) + 1 if value in "012345678" and len(value) == 1 else 0


def number_settings(properties: _Element | None) -> tuple[str, int | None]:
    """(numbering instance, level from 0) set in paragraph properties; "" and None where not set."""
    settings = child(properties, "w:numPr") if properties is not None else None
    if settings is None:
        return "", None
    number, level = child(settings, "w:numId"), child(settings, "w:ilvl")
    depth = attribute(level, "val") if level is not None else ""
    return (
        attribute(number, "val") if number is not None else "",
        int(depth) if depth in "012345678" and len(depth) == 1 else None,
    )
