"""Positions: code points to and from UTF-16 units and to and from lines and columns.

Everything inside plainletter counts Unicode code points. Word processors, editors and browsers count
UTF-16 units, and people count lines and columns; this module is the only place that converts.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass


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
