"""Reads Markdown (CommonMark with tables and strikethrough). The document's text is what is read, without
the signs that make it bold or a list.

markdown-it says on which lines a block stands but not where its words do. Each line of a block's content
is found in its source line, and the inline pieces are then followed through it from left to right, so
every word keeps its place in the file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from plainletter.errors import ReadError
from plainletter.model import BlockKind, Document, Place
from plainletter.positions import Positions
from plainletter.readers.decode import NO_TEXT, BlockWriter, Paragraph, decode
from plainletter.readers.directives import Suppressions
from plainletter.readers.from_html import HtmlFragment
from plainletter.readers.from_txt import front_matter
from plainletter.sourcemap import Anchor, DocumentBuilder

if TYPE_CHECKING:
    from markdown_it.token import Token

_COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
_NOTE = re.compile(r"\[\^([^\]\s]{1,40})\]:[ \t]*")
_BREAK = re.compile(r"<br\s*/?>$", re.IGNORECASE)
_BOLD_TAG = re.compile(r"<(/?)(?:b|strong)\b", re.IGNORECASE)
_UNKNOWN = -1


def read(data: bytes, path: str) -> Document:
    """Read a Markdown file; anchors count code points in the decoded file. Front matter is skipped; its
    title, if any, becomes the document's.

    Raises `ReadError` for bytes that are not text and for a file with no words in it.
    """
    source = decode(data)
    builder = DocumentBuilder()
    front = front_matter(source)
    start = front.end if front is not None else 0
    _Reader(builder, source, start).read()
    if not any(block.kind != "markup" for block in builder.blocks):
        raise ReadError(NO_TEXT)
    return builder.build(format="md", path=path, title=front.title if front is not None else "")


@dataclass(slots=True)
class _Cells:
    """The table that is open and where in it we are; `cursor` is how far its source line is read."""

    number: int
    row: int = 0
    cell: int = 0
    header: bool = False
    cursor: int = 0


@dataclass(slots=True)
class _State:
    """The blocks around the one that is read."""

    items: list[str] = field(default_factory=list)
    quotes: int = 0
    heading: int = 0
    cells: _Cells | None = None


class _Reader:
    """Goes through the tokens of one file."""

    def __init__(self, builder: DocumentBuilder, source: str, start: int) -> None:
        self._source = source
        self._writer = BlockWriter(builder)
        self._suppressions = Suppressions(builder)
        self._positions = Positions(source)
        self._html = HtmlFragment(self._writer, self._suppressions, self._positions)
        # Blank lines in the place of the front matter keep the line numbers.
        self._text = "\n" * source.count("\n", 0, start) + source[start:]
        self._lines = source.split("\n")
        self._line_starts = [0]
        for line in self._lines:
            self._line_starts.append(self._line_starts[-1] + len(line) + 1)
        self._state = _State()
        self._tables = 0

    def read(self) -> None:
        from markdown_it import MarkdownIt

        parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
        # With its joining off, entities and escapes stay tokens of their own that say what was written.
        parser.disable("text_join")
        for token in parser.parse(self._text):
            self._token(token)
        self._suppressions.settle()

    def _token(self, token: Token) -> None:
        kind, state = token.type, self._state
        if kind == "list_item_open":
            state.items.append(token.info + token.markup)
        elif kind == "list_item_close":
            state.items.pop()
        elif kind == "blockquote_open":
            state.quotes += 1
        elif kind == "blockquote_close":
            state.quotes -= 1
        elif kind == "heading_open":
            state.heading = int(token.tag[1])
        elif kind == "heading_close":
            state.heading = 0
        elif kind == "table_open":
            self._tables += 1
            state.cells = _Cells(self._tables)
        elif kind == "table_close":
            state.cells = None
        elif kind == "tr_open" and state.cells is not None:
            state.cells.row += 1
            state.cells.cell = state.cells.cursor = 0
        elif kind in ("td_open", "th_open") and state.cells is not None:
            state.cells.cell += 1
            state.cells.header = kind == "th_open"
        elif kind == "inline":
            self._inline(token)
        elif kind in ("fence", "code_block"):
            self._code(token)
        elif kind == "html_block":
            self._html_block(token)

    # -- blocks -----------------------------------------------------------------------------------

    def _inline(self, token: Token) -> None:
        first = token.map[0] if token.map else 0
        origins = self._origins(token.content, first)
        inline = _Inline(token.content, origins)
        inline.read(token.children or [])
        paragraph = inline.paragraph
        state = self._state
        kind: BlockKind = "paragraph"
        level, marker, header = 0, "", False
        place = self._place(paragraph, first)
        note = _NOTE.match(paragraph.text)
        if state.cells is not None:
            kind, header = "table_cell", state.cells.header
            place = Place(
                line=place.line,
                column=place.column,
                table=state.cells.number,
                row=state.cells.row,
                cell=state.cells.cell,
            )
        elif state.quotes:
            kind = "quote"
        elif state.heading:
            kind, level = "heading", state.heading
        elif note is not None:
            kind, marker = "note", note[1]
            paragraph = paragraph.rest(note.end())
        elif state.items:
            kind, level, marker = "list_item", len(state.items), state.items[-1]
            # A second paragraph of the same item has no marker of its own.
            state.items[-1] = ""
        span = self._writer.write(
            paragraph, kind, level=level, marker=marker, header=header, place=place
        )
        for inner, at in inline.comments:
            line = first + 1 if at == _UNKNOWN else self._positions.line_column(at).line
            self._suppressions.comment(
                inner, f"line {line}", at=self._writer.builder.length, span=span
            )

    def _place(self, paragraph: Paragraph, line: int) -> Place:
        anchor = paragraph.anchor
        if anchor is None:
            return Place(line=line + 1)
        found = self._positions.line_column(anchor.offset)
        return Place(line=found.line, column=found.column)

    def _origins(self, content: str, first: int) -> list[int]:
        """For each character of a block's content, its place in the source, or `_UNKNOWN`."""
        origins: list[int] = []
        cells = self._state.cells
        for number, line in enumerate(content.split("\n"), first):
            source = self._lines[number] if number < len(self._lines) else ""
            start = self._line_starts[min(number, len(self._line_starts) - 1)]
            if origins:
                # The line end itself, which closes the line before.
                origins.append(start - 1)
            if cells is not None:
                origins += _in_cell(source, line, start, cells)
                continue
            found = _found(source, line)
            if found < 0:
                origins += [_UNKNOWN] * len(line)
            else:
                origins += range(start + found, start + found + len(line))
        return origins

    def _code(self, token: Token) -> None:
        first = token.map[0] if token.map else 0
        first += token.type == "fence"
        paragraph = Paragraph()
        for number, line in enumerate(token.content.rstrip("\n").split("\n"), first):
            start = self._line_starts[min(number, len(self._line_starts) - 1)]
            if number > first:
                paragraph.add("\n", Anchor("", 0, start - 1))
            source = self._lines[number] if number < len(self._lines) else ""
            found = _found(source, line)
            paragraph.add(line, Anchor("", 0, start + found) if found >= 0 else None)
        place = self._place(paragraph, first)
        self._writer.write(paragraph, "markup", place=place)

    def _html_block(self, token: Token) -> None:
        if token.map is None:
            return
        start, end = self._line_starts[token.map[0]], self._line_starts[token.map[1]]
        self._html.write(self._source[start : end - 1], start)


def _found(source: str, line: str) -> int:
    """Where a line of content stands in its source line, -1 where it does not stand there as it is.

    What comes before it is the indent and signs of the blocks around, so it stands at the end.
    """
    if source.endswith(line):
        return len(source) - len(line)
    shown = source.rstrip(" \t")
    if shown.endswith(line):
        return len(shown) - len(line)
    return source.find(line)


def _in_cell(source: str, text: str, start: int, cells: _Cells) -> list[int]:
    """Places of a table cell's characters; cells of a row are met from left to right."""
    written = text
    found = source.find(text, cells.cursor)
    if found < 0 or "|" in text:
        written = text.replace("|", "\\|")
        found = source.find(written, cells.cursor)
    if found < 0:
        return [_UNKNOWN] * len(text)
    cells.cursor = found + len(written)
    origins = []
    position = start + found
    for char in text:
        if char == "|":
            position += 1
        origins.append(position)
        position += 1
    return origins


# -- inline ---------------------------------------------------------------------------------------


class _Inline:
    """Follows the inline tokens of one block through its content."""

    def __init__(self, content: str, origins: list[int]) -> None:
        self.paragraph = Paragraph()
        self.comments: list[tuple[str, int]] = []
        """The insides of HTML comments and where they stand in the source."""
        self._content = content
        self._flat = content.replace("\n", " ")
        self._origins = origins
        self._cursor = 0
        self._bold = 0

    def read(self, tokens: list[Token]) -> None:
        for token in tokens:
            kind = token.type
            if kind == "text":
                self._copy(token.content)
            elif kind == "text_special":
                self._special(token.content, token.markup)
            elif kind in ("softbreak", "hardbreak"):
                self._break()
            elif kind == "code_inline":
                self._cursor = max(self._content.find(token.markup, self._cursor), self._cursor)
                self._cursor += len(token.markup)
                self._code(token.content)
                self._cursor = max(self._content.find(token.markup, self._cursor), self._cursor)
                self._cursor += len(token.markup)
            elif kind in ("strong_open", "strong_close"):
                self._bold += 1 if kind == "strong_open" else -1
                self._pass(token.markup)
            elif kind in ("em_open", "em_close", "s_open", "s_close"):
                self._pass(token.markup)
            elif kind == "link_open":
                self._pass("<" if token.markup == "autolink" else "[")
            elif kind == "link_close":
                self._link_end(token.markup == "autolink")
            elif kind == "image":
                self._image()
            elif kind == "html_inline":
                self._html(token.content)

    def _at(self, index: int) -> int:
        return self._origins[index] if 0 <= index < len(self._origins) else _UNKNOWN

    def _pass(self, signs: str) -> None:
        if self._content.startswith(signs, self._cursor):
            self._cursor += len(signs)

    def _add(self, text: str, index: int, length: int | None = None) -> None:
        origin = self._at(index)
        self.paragraph.add(
            text,
            None if origin == _UNKNOWN else Anchor("", 0, origin),
            length=length,
            bold=self._bold > 0,
        )

    def _copy(self, text: str) -> None:
        if not text:
            return
        found = self._content.find(text, self._cursor)
        if found < 0:
            self.paragraph.add(text, None, bold=self._bold > 0)
            return
        self._cursor = found + len(text)
        # What was passed over (a comment, a picture) may leave two blanks side by side.
        shown = text.lstrip(" ") if self.paragraph.last in (" ", "\n") else text
        self._run(shown, found + len(text) - len(shown))

    def _run(self, text: str, index: int) -> None:
        """Add content as it stands, in pieces that are unbroken in the source."""
        start = 0
        for position in range(1, len(text) + 1):
            origin = self._at(index + position - 1)
            whole = position < len(text) and (
                self._at(index + position) == (origin if origin == _UNKNOWN else origin + 1)
            )
            if not whole:
                self._add(text[start:position], index + start)
                start = position

    def _special(self, text: str, written: str) -> None:
        found = self._content.find(written, self._cursor)
        if found < 0:
            self.paragraph.add(text, None, bold=self._bold > 0)
            return
        if text != "\u00ad":
            self._add(text, found, len(written))
        self._cursor = found + len(written)

    def _code(self, text: str) -> None:
        # Line ends within code are shown as blanks, and one blank at each side is taken off.
        index = self._cursor
        if not self._flat.startswith(text, index):
            index += 1
        for piece in re.split("( )", text):
            if piece == " " and self._content.startswith("\n", index):
                self._add(" ", index, 1)
            elif self._content.startswith(piece, index):
                self._run(piece, index)
            else:
                self.paragraph.add(piece, None, bold=self._bold > 0)
            index += len(piece)
        self._cursor = index

    def _break(self) -> None:
        found = self._content.find("\n", self._cursor)
        if found < 0:
            self.paragraph.add("\n", None)
            return
        self.paragraph.drop_blank_end()
        self._add("\n", found)
        self._cursor = found + 1

    def _link_end(self, automatic: bool) -> None:
        self._cursor = _after_link(self._content, self._cursor, ">" if automatic else "]")

    def _image(self) -> None:
        found = self._content.find("![", self._cursor)
        if found < 0:
            return
        end = _closing(self._content, found + 1, "[", "]")
        self._cursor = _after_link(self._content, end, "]")

    def _html(self, written: str) -> None:
        found = self._content.find(written, self._cursor)
        if found < 0:
            return
        self._cursor = found + len(written)
        comment = _COMMENT.match(written)
        bold = _BOLD_TAG.match(written)
        if comment is not None:
            self.comments.append((comment[1], self._at(found)))
        elif bold is not None:
            self._bold = max(self._bold + (-1 if bold[1] else 1), 0)
        elif _BREAK.match(written) and self.paragraph.inked and self.paragraph.last != "\n":
            self.paragraph.drop_blank_end()
            self._add("\n", found, len(written))


def _after_link(content: str, cursor: int, sign: str) -> int:
    """The position after the end of a link or image, whose text ends at `cursor` or soon after."""
    end = content.find(sign, cursor)
    if end < 0:
        return cursor
    end += 1
    if sign == "]" and content.startswith("(", end):
        return _closing(content, end, "(", ")") + 1
    if sign == "]" and content.startswith("[", end):
        return max(content.find("]", end), end) + 1
    return end


_PAIRS: Mapping[str, str] = {'"': '"', "'": "'", "<": ">"}


def _closing(content: str, start: int, opening: str, closing: str) -> int:
    """The position of the sign that closes the one at `start`; the end of the content without one."""
    depth = 0
    index = start
    while index < len(content):
        char = content[index]
        if char == "\\":
            index += 1
        elif char == opening:
            depth += 1
        elif char == closing:
            depth -= 1
            if not depth:
                return index
        elif opening == "(" and char in _PAIRS and content[index - 1] in " \t\n(":
            # A title or an address in brackets may hold parentheses.
            index = max(content.find(_PAIRS[char], index + 1), index)
        index += 1
    return len(content)
