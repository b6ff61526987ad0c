"""Reads PDF. A PDF says where each character is drawn and nothing of paragraphs, so those are worked out
from the page: `pdf_lines` puts the characters into lines, `pdf_layout` the lines into blocks, and
`pdf_words` undoes the line ends. Here the file is opened and its characters are taken from it.

PDFium does the parsing. It is not safe to use from several threads at once, not even for different files,
so one lock stands around all calls to it. `Anchor.node` is the page, from 0, and `Anchor.offset` the number
of the character on it, as PDFium counts them.
"""

from __future__ import annotations

import math
import re
import threading
from collections import Counter
from typing import TYPE_CHECKING, Any

from plainletter import limits
from plainletter.errors import ReadError
from plainletter.model import Document
from plainletter.readers.decode import NO_TEXT, BlockWriter, check_limits, with_headers
from plainletter.readers.pdf_bombs import refuse_bombs
from plainletter.readers.pdf_layout import Layout
from plainletter.readers.pdf_lines import LINE_END_HYPHEN, Char, Page
from plainletter.sourcemap import DocumentBuilder

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage, PdfTextPage

_PDFIUM = threading.Lock()

# Radians that a character may lean away from the rest of its page.
_ROTATED = 0.05
# A page with more than this share of characters that its font does not name cannot be read.
_UNREADABLE_SHARE = 0.2
# A page without text and with more lines and curves than this is a drawing.
_MANY_PATHS = 20

_BOLD_NAME = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
_NAMELESS = re.compile(r"(?:[A-Z]{6}\+)?(?:CIDFont\+)?[A-Z]{1,3}\d+$")
_FORCE_BOLD = 1 << 18
# What programs write where nobody gave a title.
_NO_TITLES = frozenset({"(anonymous)", "untitled", "untitled document"})


def read(data: bytes, path: str) -> Document:
    """Read a PDF held in memory; blocks carry their page.

    A page that shows a picture and no text, a damaged page and text typed over the page in annotations
    are problems of the document; a scan as a whole gives a document without text and a problem for each
    page. Raises `ReadError` for a file that is damaged, protected with a password, has too many pages, or
    is empty.
    """
    builder = DocumentBuilder()
    pages: list[Page] = []
    problems: list[tuple[str, str]] = []
    with _PDFIUM:
        title = _read_pages(data, pages, problems)
    Layout(pages).write(BlockWriter(builder))
    for message, where in problems:
        builder.problem(message, where)
    if not problems and not builder.blocks:
        raise ReadError(NO_TEXT)
    return with_headers(builder.build(format="pdf", path=path, title=title))


def _read_pages(data: bytes, pages: list[Page], problems: list[tuple[str, str]]) -> str:
    """Fill `pages` and `problems` and give the title."""
    import pypdfium2
    from pypdfium2 import raw

    refuse_bombs(data)
    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            raise ReadError("it is protected with a password; save a copy without one") from error
        raise ReadError("it is damaged or only part of a file; ask for the file again") from error
    try:
        if len(pdf) > limits.now().pages:
            raise ReadError(
                f"it has {len(pdf):,} pages, more than the {limits.now().pages:,} allowed; split it"
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
            check_limits(0, characters)
            pages.append(page)
        fonts.settle(pages)
        title = " ".join((pdf.get_metadata_value("Title") or "").split())
        return "" if title.lower() in _NO_TITLES else title
    finally:
        pdf.close()


def _read_page(
    pdf: PdfDocument, number: int, fonts: _Fonts, problems: list[tuple[str, str]]
) -> Page:
    page = pdf[number]
    try:
        text_page = page.get_textpage()
        try:
            found = Page(number, page.get_height())
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


def _read_characters(text_page: PdfTextPage, page: Page, fonts: _Fonts) -> tuple[int, int]:
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
    run: list[Char] = []
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
            code = ord(LINE_END_HYPHEN)
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
        made = Char(char, index, left, right, base, max(size, 0.1), fonts.number(text_page, index))
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

    def settle(self, pages: list[Page]) -> None:
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
