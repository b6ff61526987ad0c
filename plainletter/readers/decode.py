"""The steps that readers share: from bytes to characters, and from characters to a block.

Encodings are settled by a rule of our own: a byte order mark, else UTF-16 by its zero bytes, else UTF-8,
else Windows-1252. That is what English office programs write, and guessing by letter statistics gets
short letters wrong.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from plainletter import limits
from plainletter.errors import ReadError
from plainletter.model import BlockKind, Document, Place, Span
from plainletter.readers.directives import find_placeholders
from plainletter.sourcemap import Anchor, DocumentBuilder

NOT_TEXT = "it does not look like text; save it as .docx, .pdf or .txt"
NO_TEXT = "it holds no text; if it shows pictures of pages, ask for the text itself"

_MARKS: tuple[tuple[bytes, str], ...] = (
    # The mark of UTF-16 is the beginning of that of UTF-32, so the longer one is tried first.
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Tab, line ends, form feed and end-of-file are met in old text files; the rest are signs of a binary.
_CONTROL = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f\x7f]")
_MAX_CONTROL_SHARE = 0.01
_SAMPLE = 65536


def decode(data: bytes) -> str:
    """The characters of a text file, without byte order mark and with every line end as `"\\n"`.

    Raises `ReadError` for bytes that are no text: zero bytes outside UTF-16, more than one control
    character in a hundred, or bytes that Windows-1252 does not define.
    """
    text = characters(data).text.replace("\r\n", "\n").replace("\r", "\n")
    if "\x00" in text or len(_CONTROL.findall(text)) > len(text) * _MAX_CONTROL_SHARE:
        raise ReadError(NOT_TEXT)
    return text


@dataclass(frozen=True, slots=True)
class Characters:
    """What stands in a text file: its characters with the line ends it has, the byte order mark before
    them, and the encoding to write them in again; "" where that cannot be done without loss."""

    text: str
    mark: bytes
    encoding: str


def characters(data: bytes) -> Characters:
    """The characters of a text file as they stand in it. Raises `ReadError` as `decode` does."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return Characters(data[len(mark) :].decode(encoding), mark, encoding)
            except UnicodeDecodeError as error:
                raise ReadError(
                    "its characters are damaged; save it again as UTF-8 text"
                ) from error
    if b"\x00" in data[:_SAMPLE]:
        return _utf16(data)
    try:
        return Characters(data.decode("utf-8"), b"", "utf-8")
    except UnicodeDecodeError:
        pass
    lenient = data.decode("utf-8", "replace")
    broken = lenient.count("\ufffd")
    # One stray byte in a UTF-8 letter must not turn all its quotation marks into nonsense; in
    # Windows-1252 text, next to no bytes happen to form UTF-8 characters.
    if len(lenient) - len(lenient.encode("ascii", "ignore")) > 4 * broken:
        return Characters(lenient, b"", "")
    try:
        return Characters(data.decode("cp1252"), b"", "cp1252")
    except UnicodeDecodeError as error:
        raise ReadError(NOT_TEXT) from error


def _utf16(data: bytes) -> Characters:
    sample = data[:_SAMPLE]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    half = len(sample) / 2
    # The high byte of a Latin letter is zero, so the zeros of UTF-16 all stand on one side.
    if max(even, odd) < half * 0.4 or min(even, odd) > half * 0.05:
        raise ReadError(NOT_TEXT)
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    try:
        return Characters(data.decode(encoding), b"", encoding)
    except UnicodeDecodeError as error:
        raise ReadError(NOT_TEXT) from error


BULLETS = "•‣⁃◦▪▫■□●○◆◇➢➤✓✔·∙\uf0b7\uf0a7"
"""Characters that open a list item wherever they stand at the start of a line."""

_MARKER = re.compile(
    rf"""(?:
        (?P<bullet>[{BULLETS}])[ \t\u00a0]*
      | (?P<dash>[-–—*+]|o(?=[ \t\u00a0]+\S))[ \t\u00a0]+
      | (?P<number>
            \([1-9]\d?\) | \d{{1,3}}[.)]
          | \d{{1,2}}(?:\.\d{{1,2}}){{1,3}}[.)]?
          | \((?:[a-z]|[ivx]{{1,5}}|[A-Z])\)
          | (?:[a-z]|[ivx]{{2,5}})[.)] | [A-Z]\)
        )[ \t\u00a0]+
    )(?=\S)""",
    re.VERBOSE,
)
_CLOCK = re.compile(r"\d{1,2}\.\d\d$")


@dataclass(frozen=True, slots=True)
class Marker:
    """A bullet or number printed at the start of a line: its characters, and how many of the line it
    takes with the blanks after it. `sure` is False for a dash or number that prose might begin with."""

    text: str
    length: int
    sure: bool


def printed_marker(line: str, start: int = 0) -> Marker | None:
    """The list marker that `line` shows at `start`, or None.

    A clock time ("10.30 Break"), an initial ("J. Smith") and an area code ("(020) 7946 0177") are not
    markers.
    """
    match = _MARKER.match(line, start)
    if match is None:
        return None
    number = match["number"]
    if number and _CLOCK.match(number):
        return None
    text = match["bullet"] or match["dash"] or number
    return Marker(text, match.end() - start, match["bullet"] is not None)


@dataclass(slots=True)
class _Piece:
    text: str
    anchor: Anchor | None
    length: int | None
    bold: bool
    placeholder: bool


class Paragraph:
    """Collects the pieces of one block before it is written, for readers that learn only at its end
    what it is: blanks at its edges and a typed list marker are left out of it."""

    __slots__ = ("_pieces",)

    def __init__(self) -> None:
        self._pieces: list[_Piece] = []

    @property
    def text(self) -> str:
        """What has been collected so far."""
        return "".join(piece.text for piece in self._pieces)

    @property
    def inked(self) -> bool:
        """True when there is something to see in it."""
        return any(not piece.text.isspace() for piece in self._pieces)

    @property
    def last(self) -> str:
        """The last character, "" where there is none."""
        return self._pieces[-1].text[-1] if self._pieces else ""

    def add(
        self,
        text: str,
        anchor: Anchor | None,
        *,
        length: int | None = None,
        bold: bool = False,
        placeholder: bool = False,
    ) -> None:
        """Add characters copied from `anchor`, or standing for `length` source characters there, or (with
        no anchor) invented ones."""
        if text:
            self._pieces.append(_Piece(text, anchor, length, bold, placeholder))

    @property
    def anchor(self) -> Anchor | None:
        """Where the first visible character with a known place stands in the source."""
        return next(
            (p.anchor for p in self._pieces if p.anchor is not None and not p.text.isspace()), None
        )

    def drop_blank_end(self) -> None:
        """Take a single blank off the end, where a line break makes it invisible."""
        if self._pieces and self._pieces[-1].text in (" ", "\t"):
            self._pieces.pop()
        elif self._pieces and self._pieces[-1].text.endswith(" "):
            self._pieces[-1].text = self._pieces[-1].text[:-1]

    def rest(self, start: int) -> Paragraph:
        """The paragraph from position `start` of its text on."""
        found = Paragraph()
        found._pieces = list(self.slices(start, len(self.text)))
        return found

    def slices(self, start: int, end: int) -> Iterator[_Piece]:
        """The pieces between two positions of `text`, cut to fit."""
        position = 0
        for piece in self._pieces:
            first, last = max(start - position, 0), min(end - position, len(piece.text))
            position += len(piece.text)
            if first >= last:
                continue
            anchor = piece.anchor
            if anchor is not None and piece.length is None:
                anchor = Anchor(anchor.part, anchor.node, anchor.offset + first)
            yield replace(piece, text=piece.text[first:last], anchor=anchor)


@dataclass(frozen=True, slots=True)
class PendingBlock:
    """A block that is not written yet: its paragraph, which may still grow, and what it is."""

    paragraph: Paragraph
    kind: BlockKind
    level: int = 0
    marker: str = ""
    header: bool = False
    place: Place = Place()  # noqa: RUF009 - frozen


MARKED_KINDS: frozenset[BlockKind] = frozenset({"paragraph", "heading", "list_item", "table_cell"})


class BlockWriter:
    """Writes paragraphs into a builder and keeps to the limits of what may be read."""

    __slots__ = ("builder", "count", "inked")

    def __init__(self, builder: DocumentBuilder) -> None:
        self.builder = builder
        self.count = 0
        """Blocks written so far."""
        self.inked = False
        """True once there is a block that is not only for tools."""

    def write_pending(self, block: PendingBlock, furniture: set[str]) -> None:
        """Write a block; of headers and footers only those whose text is not yet in `furniture`.

        That set grows by what is written: the headers of first, left and right pages, or of one page style
        and the next, are mostly the same. Raises `ReadError` as `write` does.
        """
        if block.kind == "furniture":
            text = block.paragraph.text.strip()
            if text in furniture:
                return
            furniture.add(text)
        self.write(
            block.paragraph,
            block.kind,
            level=block.level,
            marker=block.marker,
            header=block.header,
            place=block.place,
        )

    def write(
        self,
        paragraph: Paragraph,
        kind: BlockKind,
        *,
        level: int = 0,
        marker: str = "",
        header: bool = False,
        place: Place = Place(),  # noqa: B008 - frozen
    ) -> Span | None:
        """Write a block and give its span; None, and nothing written, for a blank one.

        A list marker that is typed in the text is left out of it and makes a paragraph a list item.
        Raises `ReadError` when the document grows beyond the limits.
        """
        text = paragraph.text
        start, end = len(text) - len(text.lstrip()), len(text.rstrip())
        if start >= end:
            return None
        typed = printed_marker(text, start) if kind in MARKED_KINDS and not marker else None
        if typed is not None:
            marker, start = typed.text, start + typed.length
            if kind == "paragraph":
                kind, level = "list_item", level or 1
        builder = self.builder
        self.count += 1
        check_limits(self.count, builder.length + end - start)
        pieces = list(paragraph.slices(start, end))
        bold = all(piece.bold or piece.text.isspace() for piece in pieces)
        with builder.block(kind, level=level, marker=marker, bold=bold, header=header, place=place):
            first = builder.length
            heavy: tuple[int, int] | None = None
            blank: int | None = None
            blanks: list[tuple[int, int]] = []
            for piece in pieces:
                at = builder.length
                if piece.anchor is None:
                    builder.insert(piece.text)
                elif piece.length is None:
                    builder.text(piece.text, piece.anchor)
                else:
                    builder.replace(piece.text, piece.anchor, piece.length)
                if not piece.placeholder:
                    blank = None
                elif blank is None:
                    blank = len(blanks)
                    blanks.append((at, builder.length))
                else:
                    blanks[blank] = (blanks[blank][0], builder.length)
                if not piece.bold:
                    _mark_bold(builder, heavy)
                    heavy = None
                elif not piece.text.isspace():
                    heavy = (heavy[0] if heavy else at, at + len(piece.text.rstrip()))
            _mark_bold(builder, heavy)
        for found in find_placeholders(text[start:end]):
            span = (first + found.start, first + found.end)
            if all(span[1] <= low or high <= span[0] for low, high in blanks):
                blanks.append(span)
        for low, high in sorted(blanks):
            builder.placeholder(low, high)
        self.inked = self.inked or kind != "markup"
        return Span(first, builder.length)


def _mark_bold(builder: DocumentBuilder, stretch: tuple[int, int] | None) -> None:
    if stretch is not None:
        builder.bold(*stretch)


def check_limits(blocks: int, characters: int) -> None:
    """Raise `ReadError` when a document has more blocks or code points than may be read."""
    if blocks > limits.now().paragraphs:
        raise ReadError(
            f"it has more than {limits.now().paragraphs:,} paragraphs; split the document"
        )
    if characters > limits.now().characters:
        raise ReadError(
            f"it has more than {limits.now().characters:,} characters; split the document"
        )


def with_headers(document: Document) -> Document:
    """The document with the first row of a table as its header where every cell of that row is bold.

    For formats that do not say which cells are headers. A table of one row, or one bold cell above all
    others, has nothing that the row could head.
    """
    tables: dict[int, list[int]] = {}
    for index, block in enumerate(document.blocks):
        if block.kind == "table_cell" and block.place.table is not None:
            tables.setdefault(block.place.table, []).append(index)
    blocks = list(document.blocks)
    for cells in tables.values():
        top = min(blocks[index].place.row or 1 for index in cells)
        first = [index for index in cells if blocks[index].place.row == top]
        wide = len({blocks[index].place.cell for index in first}) > 1
        if wide and len(first) < len(cells) and all(blocks[index].bold for index in first):
            for index in first:
                blocks[index] = replace(blocks[index], header=True)
    return document.with_blocks(tuple(blocks))
