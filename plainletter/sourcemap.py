"""Where each character of a document's text came from, built while reading and never searched for.

A reader drives a `DocumentBuilder`: it appends text piece by piece and says with each piece where it
stands in the source. The builder keeps text, blocks and source map in step, so no reader can get an
offset wrong by itself.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from plainletter.model import Allowance, Block, BlockKind, Document, Place, Problem, Span

How = Literal["copied", "replaced", "inserted"]


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place in the source.

    `part` names the file inside a package ("word/document.xml") and is empty for single-part formats;
    `node` is the ordinal of the text-bearing element or page in that part, in document order, from 0;
    `offset` counts code points inside that node (or in the decoded source, where there are no nodes).
    """

    part: str
    node: int
    offset: int


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the text with one origin.

    copied: character i of the stretch is character `anchor.offset + i` of the source node;
    replaced: the whole stretch stands for `source_length` source characters (an entity, a symbol);
    inserted: the stretch has no source (a separator between two blocks); `anchor` is then None.
    """

    start: int
    length: int
    how: How
    anchor: Anchor | None
    source_length: int

    def origin(self, piece: Span) -> tuple[int, int]:
        """From and up to which character of the source node a part of this stretch stands: just its own
        where it was copied, all of it where it was replaced. `ValueError` for one without a source."""
        if self.anchor is None:
            raise ValueError("inserted text has no place in the source")
        start, length = self.anchor.offset, self.source_length
        if self.how == "copied":
            start, length = start + piece.start - self.start, len(piece)
        return start, start + length


class SourceMap:
    """Sorted segments that cover a text without gaps; look-up is a bisect."""

    __slots__ = ("_starts", "segments")

    def __init__(self, segments: tuple[Segment, ...]) -> None:
        self.segments = segments
        self._starts = [segment.start for segment in segments]

    def segment_at(self, offset: int) -> Segment:
        """The segment that holds the character at `offset`; `IndexError` outside the text."""
        index = bisect_right(self._starts, offset) - 1
        if index < 0:
            raise IndexError(f"position {offset} is not in the text")
        segment = self.segments[index]
        if offset >= segment.start + segment.length:
            raise IndexError(f"position {offset} is not in the text")
        return segment

    def anchor(self, offset: int) -> Anchor | None:
        """The source place of the character at `offset`; None for inserted characters."""
        segment = self.segment_at(offset)
        if segment.anchor is None or segment.how == "replaced":
            return segment.anchor
        moved = segment.anchor.offset + offset - segment.start
        return Anchor(segment.anchor.part, segment.anchor.node, moved)

    def pieces(self, span: Span) -> tuple[tuple[Span, Segment], ...]:
        """The parts of `span` that share a segment, in order, each with its segment."""
        found = []
        index = max(bisect_right(self._starts, span.start) - 1, 0)
        for segment in islice(self.segments, index, None):
            if segment.start >= span.end:
                break
            start, end = (
                max(span.start, segment.start),
                min(span.end, segment.start + segment.length),
            )
            if start < end:
                found.append((Span(start, end), segment))
        return tuple(found)


class DocumentBuilder:
    """Collects text, blocks and origins; `build` makes the `Document`.

    Three verbs add text: `text` copies source characters, `replace` puts other characters in the place
    of source characters, `insert` adds characters that the source does not have. What a reader does not
    add is skipped.
    """

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._segments: list[Segment] = []
        self._blocks: list[Block] = []
        self._placeholders: list[Span] = []
        self._bold: list[Span] = []
        self._allowances: list[Allowance] = []
        self._problems: list[Problem] = []
        self._length = 0

    @property
    def length(self) -> int:
        """Code points added so far."""
        return self._length

    def text(self, copied: str, anchor: Anchor) -> None:
        """Add characters that stand in the source just so, from `anchor` on."""
        self._add(copied, "copied", anchor, len(copied))

    def replace(self, replacement: str, anchor: Anchor, source_length: int) -> None:
        """Add characters that stand for `source_length` other ones in the source."""
        self._add(replacement, "replaced", anchor, source_length)

    def insert(self, invented: str) -> None:
        """Add characters that the source does not have, such as the break between two blocks."""
        self._add(invented, "inserted", None, 0)

    def _add(self, piece: str, how: How, anchor: Anchor | None, source_length: int) -> None:
        if not piece:
            return
        self._pieces.append(piece)
        last = self._segments[-1] if self._segments else None
        if last is not None and how == last.how == "copied" and _follows(last, anchor):
            self._segments[-1] = Segment(
                last.start, last.length + len(piece), "copied", last.anchor,
                last.source_length + source_length,
            )  # fmt: skip
        elif last is not None and how == last.how == "inserted":
            self._segments[-1] = Segment(last.start, last.length + len(piece), how, None, 0)
        else:
            self._segments.append(Segment(self._length, len(piece), how, anchor, source_length))
        self._length += len(piece)

    @contextmanager
    def block(
        self,
        kind: BlockKind,
        *,
        level: int = 0,
        marker: str = "",
        bold: bool = False,
        header: bool = False,
        place: Place = Place(),  # noqa: B008 - frozen
        separator: str = "\n",
    ) -> Iterator[None]:
        """Everything added inside becomes one block; `separator` is inserted before it where text precedes.

        A block that stays empty or blank is not recorded, and its separator is then not wanted either:
        it stays in the text, which is harmless, since no block covers it.
        """
        if self._length and separator:
            self.insert(separator)
        start = self._length
        yield
        if "".join(self._since(start)).strip():
            span = Span(start, self._length)
            self._blocks.append(
                Block(kind, span, level=level, marker=marker, bold=bold, header=header, place=place)
            )

    def _since(self, start: int) -> Iterator[str]:
        position = self._length
        found = []
        for piece in reversed(self._pieces):
            if position <= start:
                break
            found.append(piece)
            position -= len(piece)
        return reversed(found)

    def add_block(self, block: Block) -> None:
        """Record a block over text already added, for readers that know spans first."""
        self._blocks.append(block)

    def set_last_block(self, block: Block) -> None:
        """Put `block` in the place of the last one, when something about it is known only at its end."""
        self._blocks[-1] = block

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks so far, in order of recording."""
        return tuple(self._blocks)

    def placeholder(self, start: int, end: int) -> None:
        """Mark `start` to `end` of the text as a merge field or other blank that a system fills in."""
        if start < end:
            self._placeholders.append(Span(start, end))

    def bold(self, start: int, end: int) -> None:
        """Mark a stretch of the text as bold."""
        if start < end:
            self._bold.append(Span(start, end))

    def allow(self, allowance: Allowance) -> None:
        """Record a suppression found in the source."""
        self._allowances.append(allowance)

    def problem(self, message: str, where: str) -> None:
        """Record something that could not be read; the rest goes on."""
        self._problems.append(Problem("read", message, where))

    def build(self, *, format: str, path: str = "", title: str = "") -> Document:
        """The finished document, its blocks in the order of the text."""
        return Document(
            text="".join(self._pieces),
            blocks=tuple(sorted(self._blocks, key=lambda block: block.span)),
            source=SourceMap(tuple(self._segments)),
            format=format,
            path=path,
            title=title,
            placeholders=tuple(self._placeholders),
            bold=tuple(self._bold),
            allowances=tuple(self._allowances),
            problems=tuple(self._problems),
        )


def _follows(last: Segment, anchor: Anchor | None) -> bool:
    before = last.anchor
    return (
        before is not None
        and anchor is not None
        and (before.part, before.node) == (anchor.part, anchor.node)
        and before.offset + last.source_length == anchor.offset
    )
