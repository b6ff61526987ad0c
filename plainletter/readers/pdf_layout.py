"""The layout of a PDF: which lines make a paragraph, a heading, a list item or the cell of a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from plainletter.model import BlockKind, Place
from plainletter.readers.decode import BlockWriter
from plainletter.readers.from_txt import (
    LABEL,
    SENTENCE_END,
    begins_small,
    ends_open,
    stands_alone,
)
from plainletter.readers.pdf_lines import (
    LINE_END_HYPHEN,
    NEXT_LINE,
    SOFT_HYPHEN,
    Group,
    Line,
    Page,
    column_of,
    columns_agree,
    columns_of,
    groups_of,
    lines_of,
    mark_furniture,
    merged,
)
from plainletter.readers.pdf_words import Hyphenation, joined

# These are shares of the size of the type.
_INDENT = 0.8
_OTHER_SIZE = 0.08
_HEADING_SIZE = 1.15
# A gap between lines this much above the usual one parts paragraphs.
_PARAGRAPH_GAP = 1.25
# Larger type that runs on for more characters than this is text.
_LONGEST_HEADING = 150


@dataclass(slots=True)
class _Found:
    """A block: its lines, and what it is."""

    kind: BlockKind
    lines: list[Line]
    place: Place
    marker: str = ""
    level: int = 0


class Layout:
    """Turns the lines of all pages into blocks: from distance, indent and size, and from lines that end
    early."""

    def __init__(self, pages: list[Page]) -> None:
        self._pages = pages
        self._by_page = {page.number: lines_of(page) for page in pages}
        mark_furniture(pages, self._by_page)
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
        self._hyphens = Hyphenation(shown)
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
            self._body(groups_of([line for line in lines if not line.furniture]))
            self._furniture(line for line in furniture if line.base < middle)
            if page.rotated:
                line = Line(page.number, page.rotated, 0.0, page.rotated[0].size)
                self._furniture([line])
        self._end()
        self._found += self._held
        for block in self._found:
            writer.write(
                joined(block.lines, self._hyphens, marked=bool(block.marker)),
                block.kind,
                level=block.level,
                marker=block.marker,
                place=block.place,
            )

    def _furniture(self, lines: Iterable[Line]) -> None:
        # Held back while a paragraph may go on over the page.
        self._held += [_Found("furniture", [line], Place(page=line.page + 1)) for line in lines]

    def _end(self) -> None:
        if self._open is not None:
            self._found.append(self._open)
            self._open = None

    def _body(self, groups: list[Group]) -> None:
        index = 0
        while index < len(groups):
            group = groups[index]
            last = index
            if len(group.stacks) > 1:
                while (
                    last + 1 < len(groups)
                    and len(groups[last + 1].stacks) > 1
                    and columns_agree(groups[last], groups[last + 1])
                ):
                    last += 1
            if last > index:
                self._table(groups[index : last + 1])
            elif len(group.stacks) > 1 and all(len(stack.lines) == 1 for stack in group.stacks):
                # One line with a gap in it, such as a label and its value.
                self._flow([merged([stack.lines[0] for stack in group.stacks])], fresh=False)
            else:
                for stack in group.stacks:
                    self._flow(stack.lines, fresh=len(group.stacks) > 1)
            index = last + 1

    def _flow(self, lines: list[Line], *, fresh: bool) -> None:
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

    def _add(self, line: Line) -> None:
        if self._open is not None:
            # What looks like a marker within a paragraph is part of its words.
            line.body = 0
            self._open.lines.append(line)

    def _begin(self, line: Line) -> None:
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

    def _depth(self, line: Line) -> int:
        """The level of a list item, from how far in its marker stands."""
        while self._indents and self._indents[-1] > line.left + _INDENT * line.size:
            self._indents.pop()
        if not self._indents or self._indents[-1] < line.left - _INDENT * line.size:
            self._indents.append(line.left)
        return len(self._indents)

    def _table(self, rows: list[Group]) -> None:
        self._end()
        self._found += self._held
        self._held = []
        self._tables += 1
        columns = columns_of(rows)
        for row, group in enumerate(rows, 1):
            for stack in group.stacks:
                cell = column_of(columns, stack)
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
        self, first: Line, before: Line, line: Line, margin: float, *, in_cell: bool = False
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
        if before.chars[-1].text in (SOFT_HYPHEN, LINE_END_HYPHEN):
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

    def _right_aligned(self, before: Line, line: Line) -> bool:
        """True for lines that share their right edge and nothing else, such as a sender's address."""
        return (
            abs(before.right - line.right) < 0.3 * line.size
            and abs(before.left - line.left) > _INDENT * line.size
            and line.left > self._edges[line.page] + 4 * line.size
        )


def _leading(lines: list[Line]) -> dict[int, float]:
    """The usual distance of baselines for each size of type, from lines that are wrapped for certain."""
    gaps: dict[int, list[float]] = {}
    for before, line in pairwise(lines):
        gap = before.base - line.base
        if (
            before.page == line.page
            and 0 < gap < NEXT_LINE * before.size
            and abs(before.size - line.size) < _OTHER_SIZE * before.size
            and begins_small(line.text)
            and not line.marker
            and not SENTENCE_END.search(before.whole)
        ):
            gaps.setdefault(round(before.size), []).append(gap)
    return {size: median(found) for size, found in gaps.items()}


def _right_margin(lines: list[Line]) -> float:
    """How far lines of running text reach on a page: those that were wrapped for certain, and those that
    begin at the left margin."""
    reach = [0.0]
    edge = _left_margin(lines)
    for line in lines:
        if not line.furniture and line.left < edge + 3 * line.size:
            reach.append(line.right)
    for before, line in pairwise(lines):
        if (
            0 < before.base - line.base < NEXT_LINE * before.size
            and begins_small(line.text)
            and not SENTENCE_END.search(before.whole)
        ):
            reach.append(before.right)
    return max(reach)


def _left_margin(lines: list[Line]) -> float:
    return min((line.left for line in lines if not line.furniture), default=0.0)
