"""Positions: code points to and from UTF-16 units and to and from lines and columns.

Everything inside plainletter counts Unicode code points. Word processors, editors and browsers count
UTF-16 units, and people count lines and columns; this module is the only place that converts.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class LineColumn:
    """A place in a text as people name it: line and column both start at 1, columns in code points."""

    line: int
    column: int


class Positions:
    """Converts positions within one text.

    Built in one pass; each look-up is a bisect. Lines end at `"\\n"` only, which is what a document's
    text holds. Offsets run from 0 to `len(text)` inclusive; anything outside raises `IndexError`.
    """

    __slots__ = ("_astral", "_astral_utf16", "_line_starts", "_utf16_length", "length")

    def __init__(self, text: str) -> None:
        self.length = len(text)
        self._line_starts = [0, *(i + 1 for i, char in enumerate(text) if char == "\n")]
        # Only characters beyond the basic plane take two UTF-16 units, and letters hold few of them.
        self._astral = [] if text.isascii() else [i for i, c in enumerate(text) if ord(c) > 0xFFFF]
        self._astral_utf16 = [offset + k for k, offset in enumerate(self._astral)]
        self._utf16_length = self.length + len(self._astral)

    def line_column(self, offset: int) -> LineColumn:
        """Line and column of a code-point offset."""
        self._check(offset, self.length)
        line = bisect_right(self._line_starts, offset)
        return LineColumn(line, offset - self._line_starts[line - 1] + 1)

    def offset(self, place: LineColumn) -> int:
        """Code-point offset of a line and column; a column past the end of its line is an `IndexError`."""
        if not 1 <= place.line <= len(self._line_starts):
            raise IndexError(f"line {place.line} is not in the text")
        start = self._line_starts[place.line - 1]
        last = place.line == len(self._line_starts)
        end = self.length if last else self._line_starts[place.line] - 1
        offset = start + place.column - 1
        if not start <= offset <= end:
            raise IndexError(f"column {place.column} is not in line {place.line}")
        return offset

    def utf16(self, offset: int) -> int:
        """UTF-16 offset of a code-point offset."""
        self._check(offset, self.length)
        return offset + bisect_right(self._astral, offset - 1)

    def from_utf16(self, units: int) -> int:
        """Code-point offset of a UTF-16 offset; one inside a surrogate pair gives the pair's start."""
        self._check(units, self._utf16_length)
        passed = bisect_right(self._astral_utf16, units - 1)
        if passed and self._astral_utf16[passed - 1] == units - 1:
            # The unit before is a high surrogate: we stand between the halves of one character.
            return self._astral[passed - 1]
        return units - passed

    @staticmethod
    def _check(offset: int, limit: int) -> None:
        if not 0 <= offset <= limit:
            raise IndexError(f"position {offset} is outside 0 to {limit}")


Encoding = Literal["utf-8", "utf-16", "utf-32"]
"""What an editor counts characters in: the bytes, the UTF-16 units or the code points of a line."""

_LINE_END = re.compile(r"\r\n?|\n")
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_INNER_BYTES = bytes(range(0x80, 0xC0))
"""The bytes of UTF-8 that do not begin a character."""


@dataclass(frozen=True, slots=True, order=True)
class EditorPlace:
    """A place in a text as editors name it: line and character start at 0, and the character counts units
    of an encoding within the line."""

    line: int
    character: int


class EditorPositions:
    """Converts positions within one text as an editor holds it, whose lines end at "\\n", "\\r\\n" or "\\r".

    No place is wrong: one beyond the end of its line is that end, one beyond the last line the end of the
    text, one below 0 the start, and one inside a character the start of that character. Lone surrogates
    count as the characters they are.
    """

    __slots__ = ("_astral", "_encoding", "_ends", "_starts", "_text")

    def __init__(self, text: str, encoding: Encoding = "utf-16") -> None:
        self._text = text
        self._encoding = "utf-32" if text.isascii() else encoding
        ends = [match.span() for match in _LINE_END.finditer(text)]
        self._starts = [0, *(end for _, end in ends)]
        self._ends = [*(start for start, _ in ends), len(text)]
        self._astral: list[int] = []
        if self._encoding == "utf-16":
            self._astral = [match.start() for match in _ASTRAL.finditer(text)]

    @property
    def lines(self) -> int:
        """How many lines there are; an empty text has one."""
        return len(self._starts)

    def line_span(self, line: int) -> tuple[int, int]:
        """From and up to which code point a line stands, without its end; `IndexError` where there is none."""
        if not 0 <= line < len(self._starts):
            raise IndexError(f"line {line} is not in the text")
        return self._starts[line], self._ends[line]

    def place(self, offset: int) -> EditorPlace:
        """The place of a code-point offset from 0 to the length of the text; `IndexError` outside. Between
        the two characters of a line end it is the end of the line."""
        if not 0 <= offset <= len(self._text):
            raise IndexError(f"position {offset} is outside 0 to {len(self._text)}")
        line = bisect_right(self._starts, offset) - 1
        start = self._starts[line]
        return EditorPlace(line, self._units(start, min(offset, self._ends[line])))

    def offset(self, place: EditorPlace) -> int:
        """The code-point offset of a place."""
        if place.line < 0:
            return 0
        if place.line >= len(self._starts):
            return len(self._text)
        start, end = self._starts[place.line], self._ends[place.line]
        if place.character <= 0:
            return start
        # No character takes more than four units.
        return min(self._after(start, end, min(place.character, 4 * (end - start))), end)

    def _units(self, start: int, end: int) -> int:
        """How many units the characters from `start` to `end` take."""
        if self._encoding == "utf-8":
            return len(self._text[start:end].encode("utf-8", "surrogatepass"))
        return end - start + bisect_left(self._astral, end) - bisect_left(self._astral, start)

    def _after(self, start: int, end: int, units: int) -> int:
        """The offset that many units behind `start`, which may lie beyond `end`."""
        if self._encoding == "utf-32":
            return start + units
        if self._encoding == "utf-8":
            data = self._text[start:end].encode("utf-8", "surrogatepass")
            begun = len(data[:units].translate(None, _INNER_BYTES))
            inside = data[units : units + 1].translate(None, _INNER_BYTES) == b"" and units < len(
                data
            )
            return start + begun - inside
        # Each character of two units that begins before the place takes one off.
        offset = start
        astral = bisect_left(self._astral, start)
        while astral < len(self._astral):
            ahead = self._astral[astral] - offset
            if ahead >= units:
                break
            if ahead + 1 == units:
                return self._astral[astral]
            offset, units = self._astral[astral] + 1, units - ahead - 2
            astral += 1
        return offset + units
