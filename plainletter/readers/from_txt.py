"""Reads plain text. The document's text is the decoded file, so its spans point into the file itself.

The work is to find the blocks in it. Blank lines part paragraphs; a single line end may be a hard wrap
inside a sentence or the end of an address line, a list item or a label. `find_blocks` tells these apart by
what the lines look like, and serves the text of mails as well.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from plainletter.errors import ReadError
from plainletter.model import Block, Document, Place, Span
from plainletter.positions import Positions
from plainletter.readers.decode import (
    NO_TEXT,
    Marker,
    check_limits,
    decode,
    printed_marker,
)
from plainletter.readers.directives import Suppressions, find_placeholders
from plainletter.sourcemap import Anchor, DocumentBuilder

# A line this long may have been wrapped by an editor; shorter lines end where the writer ended them,
# unless the sentence plainly goes on.
_SHORTEST_WRAP = 45
# No editor wraps beyond this: longer lines are whole paragraphs.
_LONGEST_WRAP = 132
_LONGEST_HEADING = 80
_LONGEST_LABEL_LINE = 90
_UNDERLINE_SLACK = 2

_RULER = re.compile(r"(=+|-+|_+|\*+|~+|#+|(?:- ?){3,}|(?:\* ?){3,})$")
_UNDERLINE = re.compile(r"(={3,}|-{3,}|~{3,})$")
_HASHES = re.compile(r"(#{1,6})[ \t]+(?=\S)")
_QUOTED = re.compile(r">[> \t]*")
_SALUTATION = re.compile(
    r"(?:dear|hello|hi|good (?:morning|afternoon|evening)|to whom it may concern)\b", re.IGNORECASE
)
_SIGN_OFF = re.compile(
    r"""(?:yours\s+(?:sincerely|faithfully|truly)|(?:with\s+)?(?:very\s+)?(?:kind|kindest|best|warm|warmest)
    \s+(?:regards|wishes)|regards|many\s+thanks|thank\s+you|sincerely)\s*[,.!]?$""",
    re.IGNORECASE | re.VERBOSE,
)
LABEL = re.compile(r"[A-Z][\w’'/&()-]*(?: [\w’'/&()-]+){0,3} ?:(?:[ \t]|$)")
SENTENCE_END = re.compile(r"[.!?:;…][\"'”’)\]]*$")
_WORD = re.compile(r"\S+")
_TABLE_RULE = re.compile(r"\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)*\|?$")
_FRONT_MATTER = re.compile(r"---[ \t]*\n((?:[^\n]*\n){0,200}?)(?:---|\.\.\.)[ \t]*(?:\n|$)")
_FRONT_TITLE = re.compile(r"(?:title|subject)[ \t]*:[ \t]*(.*\S)", re.IGNORECASE)
_KEYED = re.compile(r"\s*#|\s*$|[ \t]+\S|[\w-]+[ \t]*:|-[ \t]")


def read(data: bytes, path: str) -> Document:
    """Read a plain-text letter; anchors count code points in the decoded file.

    Raises `ReadError` for bytes that are not text and for a file with no words in it.
    """
    text = decode(data)
    builder = DocumentBuilder()
    builder.text(text, Anchor("", 0, 0))
    front = front_matter(text)
    write_blocks(builder, text, start=front.end if front else 0)
    if front is not None:
        builder.add_block(Block("markup", Span(0, front.end), place=Place(line=1, column=1)))
    if not any(block.kind != "markup" for block in builder.blocks):
        raise ReadError(NO_TEXT)
    return builder.build(format="txt", path=path, title=front.title if front else "")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """Settings at the head of a file between two lines of `---`: where they end, and the title there."""

    end: int
    title: str


def front_matter(text: str) -> FrontMatter | None:
    """The front matter of a text or Markdown file, or None."""
    match = _FRONT_MATTER.match(text)
    if match is None or not match[1].strip():
        return None
    lines = match[1].split("\n")
    if not all(_KEYED.match(line) for line in lines):
        # Two rulers with prose between them.
        return None
    title = ""
    for line in lines:
        found = _FRONT_TITLE.match(line)
        if found and not title:
            title = found[1].strip("\"'")
    end = match.end() - match[0].endswith("\n")
    return FrontMatter(end, title)


def write_blocks(builder: DocumentBuilder, text: str, *, start: int = 0, base: int = 0) -> None:
    """Record the blocks, suppressions and placeholders of plain text that `builder` already holds.

    `base` is where `text` begins in the builder, `start` where in `text` the letter begins. Raises `ReadError` beyond the limits.
    """
    check_limits(0, base + len(text))
    lines = _Lines(text)
    comments = _comments(text, start)
    masked = _masked(text, start, comments)
    blocks = find_blocks(masked)
    check_limits(len(blocks), base + len(text))
    suppressions = Suppressions(builder)
    starts = [block.span.start for block in blocks]
    for comment in comments:
        place = lines.place(comment.span.start)
        around = _around(comment, blocks, starts)
        suppressions.comment(
            text[comment.span.start + 4 : comment.span.end - 3],
            f"line {place.line}",
            at=base + comment.span.end,
            span=around and _moved(around, base),
        )
        builder.add_block(Block("markup", _moved(comment.span, base), place=place))
    for block in _without_comments(blocks, comments, masked):
        known = lines.place(block.span.start)
        place = replace(block.place, line=known.line, column=known.column)
        builder.add_block(replace(block, span=_moved(block.span, base), place=place))
    suppressions.settle()
    for span in find_placeholders(masked):
        builder.placeholder(base + span.start, base + span.end)


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


# -- comments -----------------------------------------------------------------------------------------


class _Lines:
    """Lines and columns of a text."""

    __slots__ = ("_positions",)

    def __init__(self, text: str) -> None:
        self._positions = Positions(text)

    def place(self, offset: int) -> Place:
        found = self._positions.line_column(offset)
        return Place(line=found.line, column=found.column)


@dataclass(frozen=True, slots=True)
class _Comment:
    """An HTML comment; `alone` when nothing else stands on its lines, which `line` covers."""

    span: Span
    line: Span
    alone: bool


def _comments(text: str, start: int) -> list[_Comment]:
    found: list[_Comment] = []
    position = text.find("<!--", start)
    while position >= 0:
        end = text.find("-->", position + 4)
        if end < 0:
            break
        end += 3
        first = text.rfind("\n", 0, position) + 1
        last = text.find("\n", end)
        last = len(text) if last < 0 else last
        # Comments side by side on one line are alone together.
        before = found[-1] if found and found[-1].span.end > first else None
        gap = text[before.span.end if before else first : position]
        alone = not gap.strip() and (before is None or before.alone)
        found.append(_Comment(Span(position, end), Span(first, last), alone))
        position = text.find("<!--", end)
        if position < 0 or position > last:
            _settle_line(found, text, last)
    if found:
        _settle_line(found, text, found[-1].line.end)
    return found


def _settle_line(found: list[_Comment], text: str, last: int) -> None:
    """Text after the last comment of a line means that none of the comments there is alone."""
    if not text[found[-1].span.end : last].strip():
        return
    first = found[-1].line.start
    for index in range(len(found) - 1, -1, -1):
        if found[index].span.end <= first:
            break
        found[index] = replace(found[index], alone=False)


def _masked(text: str, start: int, comments: list[_Comment]) -> str:
    """The text with what is not the letter's own made blank, length and line ends unchanged, so that a
    comment within a sentence does not part its lines."""
    pieces = [_blank(text[:start])]
    position = start
    for comment in comments:
        inside = text[comment.span.start : comment.span.end]
        pieces.append(text[position : comment.span.start])
        pieces.append(_blank(inside) if comment.alone else " " * len(inside))
        position = comment.span.end
    pieces.append(text[position:])
    return "".join(pieces)


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def _around(comment: _Comment, blocks: list[Block], starts: list[int]) -> Span | None:
    """The block that a comment stands in, or beside on its line; the next one where it is alone."""
    if comment.alone:
        following = bisect_left(starts, comment.span.end)
        return blocks[following].span if following < len(blocks) else None
    index = bisect_right(starts, comment.span.start) - 1
    if index >= 0 and blocks[index].span.end >= comment.line.start:
        return blocks[index].span
    if index + 1 < len(blocks) and blocks[index + 1].span.start <= comment.line.end:
        return blocks[index + 1].span
    return None


def _without_comments(
    blocks: list[Block], comments: list[_Comment], masked: str
) -> Iterator[Block]:
    """The blocks, each cut around the comments inside it."""
    waiting = iter(comments)
    comment = next(waiting, None)
    for block in blocks:
        start, end = block.span.start, block.span.end
        while comment is not None and comment.span.end <= start:
            comment = next(waiting, None)
        marker = block.marker
        while comment is not None and comment.span.start < end:
            piece = _trimmed(masked, start, comment.span.start)
            if piece is not None:
                yield replace(block, span=piece, marker=marker)
                marker = ""
            start = comment.span.end
            comment = next(waiting, None)
        rest = _trimmed(masked, start, end)
        if rest is not None:
            yield replace(block, span=rest, marker=marker)


def _trimmed(text: str, start: int, end: int) -> Span | None:
    piece = text[start:end]
    first = start + len(piece) - len(piece.lstrip())
    last = start + len(piece.rstrip())
    return Span(first, last) if first < last else None


# -- blocks -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Line:
    """A line without the blanks at its ends: where it stands, and the column of its last character."""

    start: int
    text: str
    indent: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def width(self) -> int:
        return self.indent + len(self.text)


def find_blocks(text: str) -> list[Block]:
    """The blocks of plain text, in order; spans leave out list markers, quotation signs and rulers.

    Takes time in proportion to the text.
    """
    return list(_Finder(text).blocks())


class _Finder:
    """Goes through the runs of lines between blank lines."""

    def __init__(self, text: str) -> None:
        self._runs: list[list[_Line]] = [[]]
        position = 0
        for raw in text.split("\n"):
            shown = raw.strip()
            if shown:
                indent = len(raw) - len(raw.lstrip())
                self._runs[-1].append(_Line(position + indent, shown, indent))
            elif self._runs[-1]:
                self._runs.append([])
            position += len(raw) + 1
        self._wrap = max((width for run in self._runs for width in _wrapped_widths(run)), default=0)
        self._tables = 0
        self._indents: list[int] = []

    def blocks(self) -> Iterator[Block]:
        for run in self._runs:
            width = max((line.width for line in run), default=0)
            yield from self._run(run, max(self._wrap, width))

    def _run(self, run: list[_Line], wrap: int) -> Iterator[Block]:
        index = 0
        while index < len(run):
            line = run[index]
            if _RULER.fullmatch(line.text) and len(line.text) > 1:
                index += 1
                continue
            quote = _QUOTED.match(line.text)
            if quote is not None:
                index += 1
                if quote.end() < len(line.text):
                    yield Block("quote", Span(line.start + quote.end(), line.end))
                continue
            rows = _table_rows(run, index)
            if rows:
                yield from self._table(run[index : index + rows])
                index += rows
                continue
            hashes = _HASHES.match(line.text)
            under = _underline(run, index)
            if hashes is not None or under:
                start = line.start + (hashes.end() if hashes else 0)
                level = len(hashes[1]) if hashes else under
                self._indents.clear()
                yield Block("heading", Span(start, line.end), level=level)
                index += 1
                continue
            last = index
            marker = printed_marker(line.text)
            while (
                last + 1 < len(run)
                and not _special(run, last + 1)
                and _goes_on(run[last], run[last + 1], line if marker else None, wrap)
            ):
                last += 1
            yield self._prose(line, run[last], marker)
            index = last + 1

    def _prose(self, first: _Line, last: _Line, marker: Marker | None) -> Block:
        if marker is None:
            self._indents.clear()
            return Block("paragraph", Span(first.start, last.end))
        while self._indents and self._indents[-1] > first.indent + 1:
            self._indents.pop()
        if not self._indents or first.indent > self._indents[-1] + 1:
            self._indents.append(first.indent)
        return Block(
            "list_item",
            Span(first.start + marker.length, last.end),
            level=len(self._indents),
            marker=marker.text,
        )

    def _table(self, lines: list[_Line]) -> Iterator[Block]:
        self._tables += 1
        self._indents.clear()
        piped = "|" in lines[0].text
        headed = len(lines) > 1 and piped and _TABLE_RULE.fullmatch(lines[1].text) is not None
        row = 0
        for line in lines:
            if _TABLE_RULE.fullmatch(line.text) or _RULER.fullmatch(line.text):
                continue
            row += 1
            for cell, span in enumerate(_cells(line, piped), 1):
                if len(span):
                    place = Place(table=self._tables, row=row, cell=cell)
                    yield Block("table_cell", span, header=headed and row == 1, place=place)


def _cells(line: _Line, piped: bool) -> Iterator[Span]:
    """The cells of a table line, empty ones too, without the blanks around their text."""
    text = line.text
    first, last = 0, len(text)
    if piped:
        first = 1 if text.startswith("|") else 0
        last = last - 1 if text.endswith("|") and last > first else last
    pattern = r"\|" if piped else r"\t+"
    edges = [first]
    for match in re.finditer(pattern, text[:last]):
        if match.start() >= first:
            edges += [match.start(), match.end()]
    edges.append(last)
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        found = _trimmed(text, start, end)
        where = Span(start, start) if found is None else found
        yield Span(line.start + where.start, line.start + where.end)


def _table_rows(run: list[_Line], index: int) -> int:
    """How many lines from `index` on are the rows of one table; 0 where none begins.

    A lone line with a tab or a bar in it is an ordinary line.
    """
    sign = next((sign for sign in ("|", "\t") if _is_row(run[index], sign)), "")
    if not sign:
        return 0
    last = index + 1
    rows = 1
    while last < len(run):
        rule = bool(_TABLE_RULE.fullmatch(run[last].text))
        if not rule and not _is_row(run[last], sign):
            break
        rows += not rule
        last += 1
    return last - index if rows > 1 or (sign == "|" and last - index > 1) else 0


def _is_row(line: _Line, sign: str) -> bool:
    return sign in line.text and printed_marker(line.text) is None


def _underline(run: list[_Line], index: int) -> int:
    """The level of the heading that the line is by virtue of signs under it, else 0."""
    if index + 1 >= len(run) or not 1 <= len(run[index].text) <= _LONGEST_HEADING:
        return 0
    match = _UNDERLINE.fullmatch(run[index + 1].text)
    if match is None:
        return 0
    first = index == 0 or _RULER.fullmatch(run[index - 1].text) is not None
    if not first and abs(len(match[1]) - len(run[index].text)) > _UNDERLINE_SLACK:
        # Below several lines, signs of another length part them from what follows.
        return 0
    return 1 if match[1][0] == "=" else 2


def _special(run: list[_Line], index: int) -> bool:
    """True for a line that begins or is something of its own whatever stands before it."""
    text = run[index].text
    return bool(
        (_RULER.fullmatch(text) and len(text) > 1)
        or text.startswith(">")
        or _HASHES.match(text)
        or _underline(run, index)
        or _table_rows(run, index)
    )


def _wrapped_widths(run: list[_Line]) -> Iterator[int]:
    """The widths of lines that were wrapped for certain: long, unfinished, and the next goes on small."""
    for line, following in pairwise(run):
        if (
            _SHORTEST_WRAP <= line.width <= _LONGEST_WRAP
            and not SENTENCE_END.search(line.text)
            and begins_small(following.text)
            and printed_marker(following.text) is None
        ):
            yield line.width


def _goes_on(line: _Line, following: _Line, item: _Line | None, wrap: int) -> bool:
    """True when a line end is a wrap inside a paragraph and not the end of one.

    `item` is the first line of the list item that `line` belongs to, if it does.
    """
    if stands_alone(line.text) or (stands_alone(following.text) and not ends_open(line.text)):
        return False
    finished = SENTENCE_END.search(line.text) is not None
    word = _WORD.match(following.text)
    length = len(word[0]) if word else 0
    full = line.width >= _SHORTEST_WRAP and line.width + 1 + length > wrap
    marker = printed_marker(following.text)
    if marker is not None:
        return not marker.sure and item is None and full and not finished
    if item is not None and following.indent > item.indent:
        return True
    if LABEL.match(following.text) and len(following.text) <= _LONGEST_LABEL_LINE:
        return full and not finished
    if finished:
        return full and wrap <= _LONGEST_WRAP and not line.text.endswith(":")
    return full or begins_small(following.text) or ends_open(line.text)


def stands_alone(text: str) -> bool:
    """True for salutations, closings, and lines that are an address of mail or web."""
    if len(text) > _LONGEST_HEADING:
        return False
    if _SIGN_OFF.match(text) or (_SALUTATION.match(text) and text.endswith((",", ":"))):
        return True
    words = text.split()
    if text.lower().startswith("dear ") and len(words) <= 8 and not SENTENCE_END.search(text):
        return True
    return len(words) <= 3 and any("@" in word or "://" in word for word in words)


_OPEN_WORDS = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "to",
        "and",
        "or",
        "with",
        "by",
        "for",
        "in",
        "on",
        "at",
        "from",
        "your",
        "our",
        "their",
        "his",
        "her",
        "my",
        "its",
        "this",
        "that",
        "these",
        "those",
        "as",
        "but",
        "if",
        "about",
        "into",
        "is",
        "are",
        "was",
        "were",
        "will",
        "be",
        "been",
        "has",
        "have",
        "had",
        "not",
        "no",
    ]
)


def ends_open(text: str) -> bool:
    """True when the last word cannot be the last of anything."""
    return text.rpartition(" ")[2].lower() in _OPEN_WORDS and " " in text


def begins_small(text: str) -> bool:
    """True when the first letter is a small one."""
    first = text.lstrip("\"'“‘(*_")[:1]
    return first.islower()
