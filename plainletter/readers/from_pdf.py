"""Reads PDF. A PDF says where each character is drawn and nothing of paragraphs, so those are worked out
from the page: lines from baselines, cells from wide gaps, paragraphs from distance, indent, size and
lines that end early.

PDFium does the parsing. It is not safe to use from several threads at once, not even for different files,
so one lock stands around all calls to it. `Anchor.node` is the page, from 0, and `Anchor.offset` the number
of the character on it, as PDFium counts them.
"""

from __future__ import annotations

import math
import re
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Any

from plainletter.errors import ReadError
from plainletter.model import BlockKind, Document, Place
from plainletter.readers import limits
from plainletter.readers.decode import (
    NO_TEXT,
    BlockWriter,
    Paragraph,
    printed_marker,
    with_headers,
)
from plainletter.readers.directives import find_placeholders
from plainletter.readers.from_txt import (
    LABEL,
    SENTENCE_END,
    begins_small,
    ends_open,
    stands_alone,
)
from plainletter.readers.numbering import symbol
from plainletter.sourcemap import Anchor, DocumentBuilder

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage, PdfTextPage

_PDFIUM = threading.Lock()

# All of these are shares of the size of the type.
_SAME_LINE = 0.45
_CELL_GAP = 1.5
_MARKER_GAP = 0.6
_NEXT_LINE = 2.2
_INDENT = 0.8
_ALIGNED = 1.5
# A gap between lines this much above the usual one parts paragraphs.
_PARAGRAPH_GAP = 1.25
_OTHER_SIZE = 0.08
_HEADING_SIZE = 1.15
_LONGEST_HEADING = 150
# Headers and footers stand in these outer shares of the page's height.
_MARGIN = 0.13
_SAME_HEIGHT = 3.0
_MOST_CELL_LINES = 14
_ROTATED = 0.05
_UNREADABLE_SHARE = 0.2
_MANY_PATHS = 20
# A page sets out to break words when more of its lines than this end in a hyphen.
_HYPHENATED_SHARE = 0.04

_BOLD_NAME = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
_NAMELESS = re.compile(r"(?:[A-Z]{6}\+)?(?:CIDFont\+)?[A-Z]{1,3}\d+$")
_FORCE_BOLD = 1 << 18
_PAGE_NUMBER = re.compile(
    r"(?:page|p\.)\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?|\d{1,4}\s*(?:of|/)\s*\d{1,4}"
    r"|[-–—]?\s*\d{1,3}\s*[-–—]?",
    re.IGNORECASE,
)
_LONE_MARKER = re.compile(
    r"[^\w\s]|o|\(?[a-z]\)|\(?[ivx]{1,5}[.)]|\(?\d{1,3}[.)]?|\d{1,2}(?:\.\d{1,2})+\.?"
)
_DIGITS = re.compile(r"\d+")
_LIGATURES = {
    "\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st",
    "\ufb06": "st",
}  # fmt: skip
_SOFT = "\u00ad"
_LINE_END_HYPHEN = "\ufffe"
_HYPHENS = frozenset({"-", "\u2010", _SOFT, _LINE_END_HYPHEN})
# First parts of compounds that keep their hyphen when a line ends there.
_COMPOUND = frozenset(
    [
        "self",
        "well",
        "non",
        "co",
        "ex",
        "part",
        "full",
        "long",
        "short",
        "half",
        "high",
        "low",
        "mid",
        "follow",
        "step",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "twenty",
        "thirty",
        "forty",
        "fifty",
        "sixty",
        "seventy",
        "eighty",
        "ninety",
        "pre",
        "post",
        "anti",
        "inter",
        "multi",
        "cross",
        "drop",
        "day",
        "face",
        "hand",
        "in",
        "on",
        "off",
        "out",
        "up",
        "over",
        "under",
        "e",
        "by",
        "ill",
        "inner",
        "semi",
        "vice",
        "sub",
    ]
)
# Second halves that are no words by themselves.
_ENDINGS = re.compile(
    r"(?:[bcdfghlmnprstv]{0,2}(?:ing|ings|tion|tions|sion|sions|ment|ments|ness|ity|ance|ence|able|ible"
    r"|ally|ately|edly|ation|ations|ceedings?|ture|tures|tive|ical|ous|ful|less|ship|hood))"
)
_WORD_END = re.compile(r"[^\W\d_]+$")
_WORD_START = re.compile(r"[^\W\d_]+")
# What programs write where nobody gave a title.
_NO_TITLES = frozenset({"(anonymous)", "untitled", "untitled document"})
_SPACE = re.compile(r"\s+")


def read(data: bytes, path: str) -> Document:
    """Read a PDF held in memory; blocks carry their page.

    A page that shows a picture and no text, a damaged page and text typed over the page in annotations
    are problems of the document; a scan as a whole gives a document without text and a problem for each
    page. Raises `ReadError` for a file that is damaged, protected with a password, has too many pages, or
    is empty.
    """
    builder = DocumentBuilder()
    pages: list[_Page] = []
    problems: list[tuple[str, str]] = []
    with _PDFIUM:
        title = _read_pages(data, pages, problems)
    _Layout(pages).write(BlockWriter(builder))
    for message, where in problems:
        builder.problem(message, where)
    if not problems and not builder.blocks:
        raise ReadError(NO_TEXT)
    return with_headers(builder.build(format="pdf", path=path, title=title))


# -- PDFium ---------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Char:
    """A character as drawn: its number on the page, edges, baseline, size and font."""

    text: str
    index: int
    left: float
    right: float
    base: float
    size: float
    font: int
    bold: bool = False


@dataclass(slots=True)
class _Page:
    """What is drawn on a page: runs of characters as PDFium gives them, parted by line ends."""

    number: int
    height: float
    runs: list[list[_Char]] = field(default_factory=list)
    rotated: list[_Char] = field(default_factory=list)


def _read_pages(data: bytes, pages: list[_Page], problems: list[tuple[str, str]]) -> str:
    """Fill `pages` and `problems` and give the title."""
    import pypdfium2
    from pypdfium2 import raw

    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            raise ReadError("it is protected with a password; save a copy without one") from error
        raise ReadError("it is damaged or only part of a file; ask for the file again") from error
    try:
        if len(pdf) > limits.MAX_PDF_PAGES:
            raise ReadError(
                f"it has {len(pdf):,} pages, more than the {limits.MAX_PDF_PAGES:,} allowed; split it"
            )
        fonts = _Fonts()
        characters = 0
        for number in range(len(pdf)):
            where = f"page {number + 1}"
            try:
                page = _read_page(pdf, number, fonts, problems)
            except pypdfium2.PdfiumError:
                problems.append((f"{where} is damaged and was not checked", where))
                continue
            characters += sum(len(run) for run in page.runs)
            if characters > limits.MAX_CHARACTERS:
                raise ReadError(
                    f"it has more than {limits.MAX_CHARACTERS:,} characters; split the document"
                )
            pages.append(page)
        fonts.settle(pages)
        title = " ".join((pdf.get_metadata_value("Title") or "").split())
        return "" if title.lower() in _NO_TITLES else title
    finally:
        pdf.close()


def _read_page(
    pdf: PdfDocument, number: int, fonts: _Fonts, problems: list[tuple[str, str]]
) -> _Page:
    page = pdf[number]
    try:
        text_page = page.get_textpage()
        try:
            found = _Page(number, page.get_height())
            unreadable, total = _read_characters(text_page, found, fonts)
        finally:
            text_page.close()
        where = f"page {number + 1}"
        if not total:
            drawn = _what_is_drawn(page)
            if drawn:
                problems.append(
                    (
                        f"{where} holds {drawn} and no text, so it was not checked; "
                        "ask for the text itself, or run text recognition on it",
                        where,
                    )
                )
        elif unreadable > total * _UNREADABLE_SHARE:
            problems.append(
                (
                    f"{where} has text whose letters cannot be told from its font, so it was not "
                    "checked fully; ask for the Word file",
                    where,
                )
            )
        if _typed_over(page):
            problems.append(
                (
                    f"{where} has form fields or notes with text typed into them, which was not "
                    "checked; print it to a new PDF and check that",
                    where,
                )
            )
        return found
    finally:
        page.close()


def _read_characters(text_page: PdfTextPage, page: _Page, fonts: _Fonts) -> tuple[int, int]:
    """Fill the runs of a page; (characters without a known letter, visible characters)."""
    import ctypes

    from pypdfium2 import raw

    x, y = ctypes.c_double(), ctypes.c_double()
    box = raw.FS_RECTF()
    count = text_page.count_chars()
    angles = [raw.FPDFText_GetCharAngle(text_page, index) for index in range(count)]
    turn = _main_angle(angles)
    # PDFium counts angles clockwise.
    cosine, sine = math.cos(turn), -math.sin(turn)
    unreadable = total = 0
    run: list[_Char] = []
    high = 0
    for index in range(count):
        code = raw.FPDFText_GetUnicode(text_page, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
        high = 0
        if code == 2 and raw.FPDFText_IsHyphen(text_page, index) == 1:
            code = ord(_LINE_END_HYPHEN)
        if code in (10, 13):
            if run:
                page.runs.append(run)
                run = []
            continue
        char = chr(code) if 0 < code < 0x110000 else "\ufffd"
        blank = char.isspace()
        total += not blank
        if char == "\ufffd" or (code < 32 and not blank) or 0xE000 <= code < 0xF000:
            unreadable += 1
            if code < 32:
                continue
        raw.FPDFText_GetCharOrigin(text_page, index, x, y)
        if not raw.FPDFText_GetLooseCharBox(text_page, index, box):
            continue
        left, right, base = box.left, box.right, y.value
        if turn:
            along = [
                across * cosine + up * sine
                for across in (box.left, box.right)
                for up in (box.bottom, box.top)
            ]
            left, right = min(along), max(along)
            base = y.value * cosine - x.value * sine
        generated = raw.FPDFText_IsGenerated(text_page, index) == 1
        size = raw.FPDFText_GetFontSize(text_page, index)
        height = box.top - box.bottom
        if not generated and not turn and height > 0 and not 0.5 < size / height < 2:
            # The size may be scaled once more by the matrix of the text.
            size = height * 0.9
        made = _Char(char, index, left, right, base, max(size, 0.1), fonts.number(text_page, index))
        if not generated and abs(_difference(angles[index], turn)) > _ROTATED:
            page.rotated.append(made)
        else:
            run.append(made)
    if run:
        page.runs.append(run)
    return unreadable, total


def _main_angle(angles: list[float]) -> float:
    """The direction most characters of a page run in, in radians; 0 for upright pages."""
    counts = Counter(round(angle, 2) for angle in angles if angle >= 0)
    if not counts:
        return 0.0
    common = counts.most_common(1)[0][0]
    return 0.0 if abs(_difference(common, 0.0)) <= _ROTATED else common


def _difference(one: float, other: float) -> float:
    return (one - other + math.pi) % math.tau - math.pi


def _what_is_drawn(page: PdfPage) -> str:
    from pypdfium2 import raw

    paths = 0
    for item in page.get_objects(max_depth=4):
        if item.type == raw.FPDF_PAGEOBJ_IMAGE:
            return "a picture"
        paths += item.type == raw.FPDF_PAGEOBJ_PATH
        if paths > _MANY_PATHS:
            return "a drawing"
    return ""


def _typed_over(page: PdfPage) -> bool:
    """True when form fields or free notes on the page hold text, which is no part of the page's own."""
    from pypdfium2 import raw

    for index in range(raw.FPDFPage_GetAnnotCount(page)):
        note = raw.FPDFPage_GetAnnot(page, index)
        if not note:
            continue
        try:
            kind = raw.FPDFAnnot_GetSubtype(note)
            key = {raw.FPDF_ANNOT_WIDGET: b"V", raw.FPDF_ANNOT_FREETEXT: b"Contents"}.get(kind)
            # The answer is the length in bytes with two for the end sign.
            if key and raw.FPDFAnnot_GetStringValue(note, key, None, 0) > 2:
                return True
        finally:
            raw.FPDFPage_CloseAnnot(note)
    return False


class _Fonts:
    """The fonts met so far, by number, and which of them are bold."""

    def __init__(self) -> None:
        import ctypes

        self._numbers: dict[tuple[str, int, int], int] = {}
        self._name: Any = ctypes.create_string_buffer(256)
        self._flags: Any = ctypes.c_int()

    def number(self, text_page: PdfTextPage, index: int) -> int:
        """The number of the font of a character."""
        from pypdfium2 import raw

        size = raw.FPDFText_GetFontInfo(text_page, index, self._name, 256, self._flags)
        name = self._name.value.decode("utf-8", "replace") if 0 < size <= 256 else ""
        weight = raw.FPDFText_GetFontWeight(text_page, index)
        return self._numbers.setdefault((name, self._flags.value, weight), len(self._numbers))

    def settle(self, pages: list[_Page]) -> None:
        """Mark the bold characters, now that the font of most text is known."""
        chars = [char for page in pages for run in page.runs for char in run]
        counts = Counter(char.font for char in chars if not char.text.isspace())
        if not counts:
            return
        known = {number: key for key, number in self._numbers.items()}
        usual = known[counts.most_common(1)[0][0]][2]
        bold = {
            number
            for number, (name, flags, weight) in known.items()
            if _BOLD_NAME.search(name)
            or flags & _FORCE_BOLD
            # Weights are guessed from stems and only tell something beside each other.
            or (_NAMELESS.match(name) and weight > 500 and weight > usual * 1.25)
        }
        for char in chars:
            char.bold = char.font in bold


# -- lines ----------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Line:
    """Characters on one baseline without a wide gap among them, and the list marker they begin with."""

    page: int
    chars: list[_Char]
    base: float
    size: float
    marker: str = ""
    body: int = 0
    sure: bool = False
    furniture: bool = False

    @property
    def left(self) -> float:
        return self.chars[0].left

    @property
    def right(self) -> float:
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
        return all(char.bold or char.text.isspace() for char in self.chars[self.body :])


def _text(chars: Iterable[_Char]) -> str:
    return _SPACE.sub(" ", "".join(char.text for char in chars)).strip()


def _lines(page: _Page) -> list[_Line]:
    """The lines of a page in the order they were written."""
    found: list[_Line] = []
    for run in page.runs:
        for chars in _split(run):
            size = median(char.size for char in chars if not char.text.isspace())
            base = median(char.base for char in chars if not char.text.isspace())
            line = _Line(page.number, chars, base, size)
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


def _marks(marker: _Line, line: _Line) -> bool:
    """True when `marker` is nothing but the list marker of `line`."""
    return (
        not marker.body
        and abs(marker.base - line.base) < _SAME_LINE * line.size
        and 0 <= line.left - marker.right < 5 * line.size
        and _LONE_MARKER.fullmatch(_text(marker.chars)) is not None
    )


def _split(run: list[_Char]) -> Iterator[list[_Char]]:
    """A run of characters, cut where the baseline changes, the pen goes back, or a wide gap opens.

    Blanks at the ends are left out; each piece has something visible.
    """
    piece: list[_Char] = []
    last: _Char | None = None
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
            back = char.left < last.left - _SAME_LINE * size
            if far or back or abs(char.base - last.base) > _SAME_LINE * size:
                yield _trimmed(piece)
                piece = []
        piece.append(char)
        last = char
    if piece:
        yield _trimmed(piece)


def _trimmed(chars: list[_Char]) -> list[_Char]:
    end = len(chars)
    while chars[end - 1].text.isspace():
        end -= 1
    return chars[:end]


def _find_marker(line: _Line) -> None:
    text = "".join(char.text for char in line.chars)
    if len(text) != len(line.chars):
        return
    marker = printed_marker(text)
    if marker is not None:
        line.marker, line.body, line.sure = marker.text, marker.length, marker.sure


def _mark_furniture(pages: list[_Page], lines: dict[int, list[_Line]]) -> None:
    """Find headers, footers and page numbers: what stands in the margins of several pages at the same
    height with the same words, whatever the numbers in it, or looks like a page number."""
    seen: dict[tuple[bool, str], list[_Line]] = {}
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
class _Stack:
    """Lines one below the other: a table cell, or running text."""

    lines: list[_Line]

    @property
    def left(self) -> float:
        return min(line.left for line in self.lines[-_MOST_CELL_LINES:])

    def takes(self, line: _Line) -> bool:
        """True when `line` is the next line of a table cell."""
        last = self.lines[-1]
        down = last.base - line.base
        return (
            _SAME_LINE * line.size < down <= _NEXT_LINE * max(line.size, last.size)
            and line.left >= self.left - 0.5 * line.size
            and line.left - min(last.left, last.text_left) < 3 * line.size
        )


@dataclass(slots=True)
class _Group:
    """What stands side by side on a page: one stack is running text, more are cells of a row."""

    stacks: list[_Stack]


def _groups(lines: list[_Line]) -> list[_Group]:
    """Lines in their order, with those that stand side by side put together."""
    found: list[_Group] = []
    for line in lines:
        group = found[-1] if found else None
        if group is None:
            found.append(_Group([_Stack([line])]))
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
                group.stacks = [_Stack(last.lines[:-beside])]
                group = _Group([_Stack(last.lines[-beside:])])
                found.append(group)
            group.stacks.append(_Stack([line]))
        elif len(group.stacks) == 1:
            if line.base < last.lines[-1].base:
                last.lines.append(line)
            else:
                found.append(_Group([_Stack([line])]))
        elif last.takes(line):
            last.lines.append(line)
        else:
            found.append(_Group([_Stack([line])]))
    return found


def _beside(stack: _Stack, line: _Line) -> int:
    """How many of the last lines of `stack` form a cell with `line` beginning the next; 0 when it does not.

    The cell begins on the same baseline, or, where cells are centred, as far above it as it ends below.
    """
    last = stack.lines[-1]
    slack = _SAME_LINE * line.size
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


def _merged(lines: list[_Line]) -> _Line:
    """Pieces of one line put together again, a blank in each gap."""
    first = lines[0]
    chars = list(first.chars)
    for line in lines[1:]:
        last = chars[-1]
        chars.append(replace(last, text="\t", index=last.index + 1, left=last.right))
        chars += line.chars
    return replace(first, chars=chars)


def _columns_agree(row: _Group, other: _Group) -> bool:
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


# -- paragraphs -----------------------------------------------------------------------------------


@dataclass(slots=True)
class _Found:
    """A block: its lines, and what it is."""

    kind: BlockKind
    lines: list[_Line]
    place: Place
    marker: str = ""
    level: int = 0


class _Layout:
    """Turns the lines of all pages into blocks."""

    def __init__(self, pages: list[_Page]) -> None:
        self._pages = pages
        self._by_page = {page.number: _lines(page) for page in pages}
        _mark_furniture(pages, self._by_page)
        lines = [line for page in pages for line in self._by_page[page.number]]
        shown = [line for line in lines if not line.furniture]
        sizes: Counter[float] = Counter()
        for line in shown:
            sizes[round(line.size, 1)] += len(line.chars)
        self._body_size = sizes.most_common(1)[0][0] if sizes else 0.0
        larger = {size for size in sizes if size > self._body_size * _HEADING_SIZE}
        self._ranks = {size: rank for rank, size in enumerate(sorted(larger, reverse=True), 1)}
        self._leading = _leading(shown)
        reach = {page.number: _right_margin(self._by_page[page.number]) for page in pages}
        # A page with few lines says little of how far they may reach.
        usual = median(reach.values()) if reach else 0.0
        self._margins = {number: max(right, usual) for number, right in reach.items()}
        self._edges = {page.number: _left_margin(self._by_page[page.number]) for page in pages}
        self._hyphens = _Hyphenation(shown)
        self._found: list[_Found] = []
        self._held: list[_Found] = []
        self._open: _Found | None = None
        self._indents: list[float] = []
        self._tables = 0

    def write(self, writer: BlockWriter) -> None:
        """Write all blocks, page by page; furniture comes before and after what stands between."""
        for page in self._pages:
            lines = self._by_page[page.number]
            middle = page.height / 2
            furniture = [line for line in lines if line.furniture]
            self._furniture(line for line in furniture if line.base >= middle)
            self._body(_groups([line for line in lines if not line.furniture]))
            self._furniture(line for line in furniture if line.base < middle)
            if page.rotated:
                line = _Line(page.number, page.rotated, 0.0, page.rotated[0].size)
                self._furniture([line])
        self._end()
        self._found += self._held
        for block in self._found:
            paragraph = self._joined(block)
            writer.write(
                paragraph,
                block.kind,
                level=block.level,
                marker=block.marker,
                place=block.place,
            )

    def _furniture(self, lines: Iterable[_Line]) -> None:
        # Held back while a paragraph may go on over the page.
        self._held += [_Found("furniture", [line], Place(page=line.page + 1)) for line in lines]

    def _end(self) -> None:
        if self._open is not None:
            self._found.append(self._open)
            self._open = None

    def _body(self, groups: list[_Group]) -> None:
        index = 0
        while index < len(groups):
            group = groups[index]
            last = index
            if len(group.stacks) > 1:
                while (
                    last + 1 < len(groups)
                    and len(groups[last + 1].stacks) > 1
                    and _columns_agree(groups[last], groups[last + 1])
                ):
                    last += 1
            if last > index:
                self._table(groups[index : last + 1])
            elif len(group.stacks) > 1 and all(len(stack.lines) == 1 for stack in group.stacks):
                # One line with a gap in it, such as a label and its value.
                self._flow([_merged([stack.lines[0] for stack in group.stacks])], fresh=False)
            else:
                for stack in group.stacks:
                    self._flow(stack.lines, fresh=len(group.stacks) > 1)
            index = last + 1

    def _flow(self, lines: list[_Line], *, fresh: bool) -> None:
        for number, line in enumerate(lines):
            before = self._open.lines[-1] if self._open is not None else None
            first = self._open.lines[0] if self._open is not None else None
            goes_on = (
                before is not None
                and first is not None
                and not (fresh and number == 0)
                and self._open is not None
                and self._open.kind != "table_cell"
                and self._goes_on(first, before, line, self._margins[before.page])
            )
            if goes_on:
                self._add(line)
            else:
                self._begin(line)

    def _add(self, line: _Line) -> None:
        if self._open is not None:
            # What looks like a marker within a paragraph is part of its words.
            line.body = 0
            self._open.lines.append(line)

    def _begin(self, line: _Line) -> None:
        self._end()
        if self._held:
            self._found += self._held
            self._held = []
        kind: BlockKind = "list_item" if line.marker else "paragraph"
        level = 0
        rank = self._ranks.get(round(line.size, 1), 0)
        if rank and len(line.text) <= _LONGEST_HEADING:
            kind, level = "heading", rank
        if kind == "list_item":
            level = self._depth(line)
        else:
            self._indents.clear()
        self._open = _Found(kind, [line], Place(page=line.page + 1), line.marker, level)

    def _depth(self, line: _Line) -> int:
        """The level of a list item, from how far in its marker stands."""
        while self._indents and self._indents[-1] > line.left + _INDENT * line.size:
            self._indents.pop()
        if not self._indents or self._indents[-1] < line.left - _INDENT * line.size:
            self._indents.append(line.left)
        return len(self._indents)

    def _table(self, rows: list[_Group]) -> None:
        self._end()
        self._found += self._held
        self._held = []
        self._tables += 1
        columns = _columns(rows)
        for row, group in enumerate(rows, 1):
            for stack in group.stacks:
                cell = _column(columns, stack)
                place = Place(page=stack.lines[0].page + 1, table=self._tables, row=row, cell=cell)
                width = max(line.right for line in stack.lines)
                block: _Found | None = None
                for line in stack.lines:
                    if block is not None and self._goes_on(
                        block.lines[0], block.lines[-1], line, width, in_cell=True
                    ):
                        line.body = 0
                        block.lines.append(line)
                        continue
                    block = _Found("table_cell", [line], place, line.marker)
                    self._found.append(block)

    def _goes_on(
        self, first: _Line, before: _Line, line: _Line, margin: float, *, in_cell: bool = False
    ) -> bool:
        """True when `line` continues the paragraph of `first` that ended with `before` so far."""
        size = before.size
        if abs(line.size - size) > _OTHER_SIZE * size:
            return False
        finished = SENTENCE_END.search(before.whole) is not None
        small = begins_small(line.text)
        if line.page != before.page:
            return not finished and small and not line.marker
        gap = before.base - line.base
        if not 0 < gap <= self._leading.get(round(size), 1.25 * size) * _PARAGRAPH_GAP + 1:
            return False
        if before.chars[-1].text in (_SOFT, _LINE_END_HYPHEN):
            return True
        if self._right_aligned(before, line):
            return small and not finished
        room = margin - before.right - 0.2 * size
        full = line.first_word > room - 0.25 * size
        wrapped = full and not finished
        if line.marker and (line.sure or not wrapped):
            return False
        if stands_alone(before.whole) or (stands_alone(line.text) and not ends_open(before.whole)):
            return False
        if wrapped and (before.is_bold() == line.is_bold() or small):
            return True
        if before.is_bold() != line.is_bold() and not full:
            return False
        if in_cell:
            return True
        if LABEL.match(line.text) and len(line.text) < 90:
            return False
        edge = first.text_left if first.marker else before.left
        if before is first and not first.marker:
            # The first line may be indented, the others then begin further left.
            indented = line.left - edge > _INDENT * size
        else:
            indented = abs(line.left - edge) > _INDENT * size
        if first.marker and not indented and not finished:
            return True
        if indented and not small:
            return False
        return full or (not finished and (small or ends_open(before.whole)))

    def _right_aligned(self, before: _Line, line: _Line) -> bool:
        """True for lines that share their right edge and nothing else, such as a sender's address."""
        return (
            abs(before.right - line.right) < 0.3 * line.size
            and abs(before.left - line.left) > _INDENT * line.size
            and line.left > self._edges[line.page] + 4 * line.size
        )

    # -- words ------------------------------------------------------------------------------------

    def _joined(self, block: _Found) -> Paragraph:
        """The words of a block, its line ends undone."""
        paragraph = Paragraph()
        for number, line in enumerate(block.lines):
            start = line.body if number == 0 and block.marker else 0
            chars = line.chars[start:]
            following = block.lines[number + 1] if number + 1 < len(block.lines) else None
            joint = None if following is None else self._hyphens.joint(line, following)
            if joint is not None:
                chars = chars[:-1]
            _add_chars(paragraph, line.page, chars)
            if following is None:
                continue
            anchor = Anchor("", line.page, line.chars[-1].index)
            if joint is None:
                after = line.chars[-1].index + 1
                gap = following.chars[0].index - after
                beside = following.page == line.page and 0 < gap <= 6
                side = abs(following.base - line.base) < _SAME_LINE * line.size
                blank = "\t" if side else " "
                if beside:
                    paragraph.add(blank, Anchor("", line.page, after), length=gap)
                else:
                    paragraph.add(blank, None)
            elif joint:
                bold = line.chars[-1].bold
                paragraph.add("-", anchor, length=1, bold=bold)
        return paragraph


def _add_chars(paragraph: Paragraph, page: int, chars: list[_Char]) -> None:
    """Add drawn characters, runs of those that follow each other on the page in one piece."""
    piece: list[_Char] = []

    def flush() -> None:
        if piece:
            text = "".join(char.text for char in piece)
            anchor = Anchor("", page, piece[0].index)
            paragraph.add(text, anchor, bold=piece[0].bold)
            piece.clear()

    for char in chars:
        text = char.text
        anchor = Anchor("", page, char.index)
        if text.isspace() and text != "\u00a0":
            if piece and piece[-1].text.isspace():
                continue
            if text != " ":
                flush()
                paragraph.add(" ", anchor, length=1, bold=char.bold)
                continue
        elif text == _SOFT:
            flush()
            continue
        elif text == _LINE_END_HYPHEN or text in _LIGATURES or "\ue000" <= text <= "\uf8ff":
            flush()
            shown = _LIGATURES.get(text) or symbol(ord(text), "") or "\ufffd"
            shown = "-" if text == _LINE_END_HYPHEN else shown
            paragraph.add(shown, anchor, length=1, bold=char.bold)
            continue
        if piece and (
            char.index != piece[-1].index + 1 or (char.bold != piece[0].bold and not text.isspace())
        ):
            flush()
        piece.append(char)
    flush()


def _leading(lines: list[_Line]) -> dict[int, float]:
    """The usual distance of baselines for each size of type, from lines that are wrapped for certain."""
    gaps: dict[int, list[float]] = {}
    for before, line in pairwise(lines):
        gap = before.base - line.base
        if (
            before.page == line.page
            and 0 < gap < _NEXT_LINE * before.size
            and abs(before.size - line.size) < _OTHER_SIZE * before.size
            and begins_small(line.text)
            and not line.marker
            and not SENTENCE_END.search(before.whole)
        ):
            gaps.setdefault(round(before.size), []).append(gap)
    return {size: median(found) for size, found in gaps.items()}


def _right_margin(lines: list[_Line]) -> float:
    """How far lines of running text reach on a page: those that were wrapped for certain, and those that
    begin at the left margin."""
    reach = [0.0]
    edge = _left_margin(lines)
    for line in lines:
        if not line.furniture and line.left < edge + 3 * line.size:
            reach.append(line.right)
    for before, line in pairwise(lines):
        if (
            0 < before.base - line.base < _NEXT_LINE * before.size
            and begins_small(line.text)
            and not SENTENCE_END.search(before.whole)
        ):
            reach.append(before.right)
    return max(reach)


def _left_margin(lines: list[_Line]) -> float:
    return min((line.left for line in lines if not line.furniture), default=0.0)


def _columns(rows: list[_Group]) -> list[float]:
    """The left edges of the columns of a table, from its row with most cells."""
    widest = max(rows, key=lambda row: len(row.stacks))
    return [stack.left for stack in widest.stacks]


def _column(columns: list[float], stack: _Stack) -> int:
    """The number, from 1, of the column a cell stands in: the one whose edge is nearest."""
    nearest = min(range(len(columns)), key=lambda index: abs(columns[index] - stack.left))
    return nearest + 1


# -- hyphens --------------------------------------------------------------------------------------


class _Hyphenation:
    """Tells hyphens that part a word at a line end from those that belong to it."""

    def __init__(self, lines: list[_Line]) -> None:
        text = " ".join(line.whole for line in lines).lower()
        self._words = frozenset(re.findall(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*", text))
        broken = sum(line.chars[-1].text in _HYPHENS for line in lines)
        self._usual = broken > 2 and broken > _HYPHENATED_SHARE * len(lines)

    def joint(self, line: _Line, following: _Line) -> str | None:
        """What stands between two lines whose first ends in a hyphen: "-" or nothing; None for a blank
        after all, where the sign is no hyphen."""
        last = line.chars[-1].text
        if last not in _HYPHENS or abs(line.base - following.base) < _SAME_LINE * line.size:
            return None
        before = _WORD_END.search("".join(char.text for char in line.chars[:-1]))
        after = _WORD_START.match(following.whole)
        if last == _SOFT:
            return ""
        if before is None:
            # A dash with a blank before it.
            return None if line.chars[-2:-1] and line.chars[-2].text.isspace() else "-"
        if after is None or not after[0][0].islower():
            return "-"
        first, second = before[0].lower(), after[0].lower()
        if f"{first}-{second}" in self._words:
            return "-"
        if first + second in self._words:
            return ""
        if first in _COMPOUND:
            return "-"
        return "" if self._usual or _is_ending(second) else "-"


def _is_ending(text: str) -> bool:
    """True for the second half of a broken word, which is no word by itself."""
    return _ENDINGS.fullmatch(text) is not None
