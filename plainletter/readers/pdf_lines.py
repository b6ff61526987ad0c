"""The lines of a PDF page: cut from the characters as they are drawn, told from headers and footers, and
put together where they stand side by side, as the cells of a table do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from statistics import median

from plainletter.readers.decode import printed_marker
from plainletter.readers.directives import find_placeholders

SAME_LINE = 0.45
"""How far baselines on one line may differ, as a share of the size of the type."""

NEXT_LINE = 2.2
"""How far apart the baselines of two lines of one text may be, as a share of the size of the type."""

SOFT_HYPHEN = "\u00ad"
"""A hyphen that a program put where the word may be parted, drawn only at the end of a line."""

LINE_END_HYPHEN = "\ufffe"
"""What stands for a hyphen that PDFium takes to part a word at the end of a line."""

# These are shares of the size of the type.
_CELL_GAP = 1.5
_MARKER_GAP = 0.6
_ALIGNED = 1.5
# A longer stack is running text.
_MOST_CELL_LINES = 14
# Headers and footers stand in these outer shares of the page's height, and at one height, in points, on
# every page.
_MARGIN = 0.13
_SAME_HEIGHT = 3.0

_PAGE_NUMBER = re.compile(
    r"(?:page|p\.)\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?|\d{1,4}\s*(?:of|/)\s*\d{1,4}"
    r"|[-–—]?\s*\d{1,3}\s*[-–—]?",
    re.IGNORECASE,
)
_LONE_MARKER = re.compile(
    r"[^\w\s]|o|\(?[a-z]\)|\(?[ivx]{1,5}[.)]|\(?\d{1,3}[.)]?|\d{1,2}(?:\.\d{1,2})+\.?"
)
_DIGITS = re.compile(r"\d+")
_SPACE = re.compile(r"\s+")


@dataclass(slots=True)
class Char:
    """A character as drawn: its number on the page, edges, baseline, size and font.

    All lengths are in points, along the direction most text of the page runs in and across it.
    """

    text: str
    index: int
    left: float
    right: float
    base: float
    size: float
    font: int
    bold: bool = False


@dataclass(slots=True)
class Page:
    """What is drawn on a page: runs of characters as PDFium gives them, parted by line ends.

    `number` counts from 0, `height` is in points, and `rotated` are the characters that run in another
    direction than the rest.
    """

    number: int
    height: float
    runs: list[list[Char]] = field(default_factory=list)
    rotated: list[Char] = field(default_factory=list)


@dataclass(slots=True)
class Line:
    """Characters on one baseline without a wide gap among them, and the list marker they begin with.

    `body` is the number of characters before the text, and `sure` says that the marker is one beyond doubt.
    """

    page: int
    chars: list[Char]
    base: float
    size: float
    marker: str = ""
    body: int = 0
    sure: bool = False
    furniture: bool = False

    @property
    def left(self) -> float:
        """The left edge of the first character, a marker included."""
        return self.chars[0].left

    @property
    def right(self) -> float:
        """The right edge of the last character."""
        return self.chars[-1].right

    @property
    def text_left(self) -> float:
        """Where the text begins, after a marker."""
        return self.chars[self.body].left if self.body < len(self.chars) else self.left

    @property
    def text(self) -> str:
        """The characters, single blanks between words, without the marker."""
        return _text(self.chars[self.body :])

    @property
    def whole(self) -> str:
        """The same with the marker."""
        return _text(self.chars)

    @property
    def first_word(self) -> float:
        """The width of the first word or placeholder, marker aside."""
        chars = self.chars[self.body :]
        blank = next(iter(find_placeholders("".join(char.text for char in chars))), None)
        whole = blank.end if blank is not None and blank.start == 0 else 0
        end = self.text_left
        for index, char in enumerate(chars):
            if char.text.isspace() and index >= whole:
                break
            end = char.right
        return end - self.text_left

    def is_bold(self) -> bool:
        """True when all that can be seen of the text is bold, the marker aside."""
        return all(char.bold or char.text.isspace() for char in self.chars[self.body :])


def _text(chars: Iterable[Char]) -> str:
    return _SPACE.sub(" ", "".join(char.text for char in chars)).strip()


def lines_of(page: Page) -> list[Line]:
    """The lines of a page in the order they were written."""
    found: list[Line] = []
    for run in page.runs:
        for chars in _split(run):
            size = median(char.size for char in chars if not char.text.isspace())
            base = median(char.base for char in chars if not char.text.isspace())
            line = Line(page.number, chars, base, size)
            last = found[-1] if found else None
            if last is not None and _marks(last, line):
                last.body = len(last.chars)
                last.marker = last.marker or _text(last.chars)
                last.chars += chars
                last.sure = True
                last.size, last.base = line.size, line.base
                continue
            found.append(line)
    for line in found:
        if not line.body:
            _find_marker(line)
    return found


def _marks(marker: Line, line: Line) -> bool:
    """True when `marker` is nothing but the list marker of `line`."""
    return (
        not marker.body
        and abs(marker.base - line.base) < SAME_LINE * line.size
        and 0 <= line.left - marker.right < 5 * line.size
        and _LONE_MARKER.fullmatch(_text(marker.chars)) is not None
    )


def _split(run: list[Char]) -> Iterator[list[Char]]:
    """A run of characters, cut where the baseline changes, the pen goes back, or a wide gap opens.

    Blanks at the ends are left out; each piece has something visible.
    """
    piece: list[Char] = []
    last: Char | None = None
    for char in run:
        if char.text.isspace():
            if piece:
                piece.append(char)
            continue
        if last is not None:
            size = max(last.size, char.size)
            gap = char.left - last.right
            far = gap > _CELL_GAP * size or (
                gap > _MARKER_GAP * size
                and len(piece) <= 8
                and _LONE_MARKER.fullmatch(_text(piece)) is not None
            )
            # The letters of a ligature share a box; only a pen before it has gone back.
            back = char.left < last.left - SAME_LINE * size
            if far or back or abs(char.base - last.base) > SAME_LINE * size:
                yield _trimmed(piece)
                piece = []
        piece.append(char)
        last = char
    if piece:
        yield _trimmed(piece)


def _trimmed(chars: list[Char]) -> list[Char]:
    end = len(chars)
    while chars[end - 1].text.isspace():
        end -= 1
    return chars[:end]


def _find_marker(line: Line) -> None:
    text = "".join(char.text for char in line.chars)
    if len(text) != len(line.chars):
        return
    marker = printed_marker(text)
    if marker is not None:
        line.marker, line.body, line.sure = marker.text, marker.length, marker.sure


def mark_furniture(pages: list[Page], lines: dict[int, list[Line]]) -> None:
    """Find headers, footers and page numbers: what stands in the margins of several pages at the same
    height with the same words, whatever the numbers in it, or looks like a page number."""
    seen: dict[tuple[bool, str], list[Line]] = {}
    for page in pages:
        for line in lines[page.number]:
            low = line.base < page.height * _MARGIN
            if not low and line.base < page.height * (1 - _MARGIN):
                continue
            text = line.whole
            number = _PAGE_NUMBER.fullmatch(text)
            if number is not None and (low or not text.strip("-–— ").isdigit()):
                line.furniture = True
            seen.setdefault((low, _DIGITS.sub("#", text)), []).append(line)
    for same in seen.values():
        height = median(line.base for line in same)
        level = [line for line in same if abs(line.base - height) <= _SAME_HEIGHT]
        on = {line.page for line in level}
        if len(on) > 1 and len(on) >= 0.4 * len(pages):
            for line in level:
                line.furniture = True


# -- rows and tables ------------------------------------------------------------------------------


@dataclass(slots=True)
class Stack:
    """Lines one below the other: a table cell, or running text."""

    lines: list[Line]

    @property
    def left(self) -> float:
        """The left edge of its last lines, as many as a cell may have."""
        return min(line.left for line in self.lines[-_MOST_CELL_LINES:])

    def takes(self, line: Line) -> bool:
        """True when `line` is the next line of a table cell."""
        last = self.lines[-1]
        down = last.base - line.base
        return (
            SAME_LINE * line.size < down <= NEXT_LINE * max(line.size, last.size)
            and line.left >= self.left - 0.5 * line.size
            and line.left - min(last.left, last.text_left) < 3 * line.size
        )


@dataclass(slots=True)
class Group:
    """What stands side by side on a page: one stack is running text, more are cells of a row."""

    stacks: list[Stack]


def groups_of(lines: list[Line]) -> list[Group]:
    """Lines in their order, with those that stand side by side put together."""
    found: list[Group] = []
    for line in lines:
        group = found[-1] if found else None
        if group is None:
            found.append(Group([Stack([line])]))
            continue
        last = group.stacks[-1]
        beside = _beside(last, line)
        if beside and len(found) > 1 and len(found[-2].stacks) > 1:
            # Below a row of cells this is the next row, even where its cells end on the same line.
            clear = all(before.right < line.left for before in last.lines)
            if clear and len(last.lines) <= _MOST_CELL_LINES:
                beside = len(last.lines)
        if beside:
            if len(group.stacks) == 1 and beside < len(last.lines):
                # Running text came before the first cell.
                group.stacks = [Stack(last.lines[:-beside])]
                group = Group([Stack(last.lines[-beside:])])
                found.append(group)
            group.stacks.append(Stack([line]))
        elif len(group.stacks) == 1:
            if line.base < last.lines[-1].base:
                last.lines.append(line)
            else:
                found.append(Group([Stack([line])]))
        elif last.takes(line):
            last.lines.append(line)
        else:
            found.append(Group([Stack([line])]))
    return found


def _beside(stack: Stack, line: Line) -> int:
    """How many of the last lines of `stack` form a cell with `line` beginning the next; 0 when it does not.

    The cell begins on the same baseline, or, where cells are centred, as far above it as it ends below.
    """
    last = stack.lines[-1]
    slack = SAME_LINE * line.size
    if line.left <= last.right or line.base < last.base - slack:
        return 0
    above = 2 * line.base - last.base + slack
    count = 0
    for candidate in reversed(stack.lines[-_MOST_CELL_LINES:]):
        if candidate.right >= line.left or candidate.base > above:
            break
        count += 1
        if abs(candidate.base - line.base) < slack:
            return count
    # Nothing on the same baseline: only an odd and an even number of lines beside each other do that.
    return (
        count
        if count > 1 and abs(stack.lines[-count].base + last.base - 2 * line.base) < (2 * slack)
        else 0
    )


def merged(lines: list[Line]) -> Line:
    """Pieces of one line put together again, a blank in each gap."""
    first = lines[0]
    chars = list(first.chars)
    for line in lines[1:]:
        last = chars[-1]
        chars.append(replace(last, text="\t", index=last.index + 1, left=last.right))
        chars += line.chars
    return replace(first, chars=chars)


def columns_agree(row: Group, other: Group) -> bool:
    """True when two rows of cells share a column beside the first."""
    for stack in row.stacks[1:]:
        line = stack.lines[0]
        for second in other.stacks[1:]:
            match = second.lines[0]
            slack = _ALIGNED * line.size
            middle = (line.left + line.right - match.left - match.right) / 2
            if (
                abs(line.left - match.left) < slack
                or abs(line.right - match.right) < slack
                or abs(middle) < slack
            ):
                return True
    return False


def columns_of(rows: list[Group]) -> list[float]:
    """The left edges of the columns of a table, from its row with most cells."""
    widest = max(rows, key=lambda row: len(row.stacks))
    return [stack.left for stack in widest.stacks]


def column_of(columns: list[float], stack: Stack) -> int:
    """The number, from 1, of the column a cell stands in: the one whose edge is nearest."""
    nearest = min(range(len(columns)), key=lambda index: abs(columns[index] - stack.left))
    return nearest + 1
