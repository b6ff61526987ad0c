"""A document as a page of lines: what each line is, which block it belongs to, what comes after it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from plainletter.letter import lines
from plainletter.model import Block, BlockKind, Document, Label

FIXED: frozenset[BlockKind] = frozenset({"quote", "note", "furniture", "markup"})
"""Kinds of block whose label is settled; the other lines are read as if these were not there."""
LOOK = 2 * lines.LONGEST
"""Code points of a line that are looked at: enough to tell a short line, indented or not, from a long one."""
LAYOUT_LINES = 60
"""Lines of a table that may still be a letterhead or signatures laid out side by side."""

_DATA_CELL = re.compile(r"birth|\bd\.?o\.?b\b|\bchild\b|\bage\b", re.IGNORECASE)


@dataclass(slots=True)
class Line:
    """A line of a short block, or a run of lines of a long one."""

    block: int
    start: int
    end: int
    text: str
    prose: bool
    label: Label | None = None


class Page:
    """The lines of a document in order. Labels are written into the lines as they are found."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.lines = list(_lines(document))
        self.data_tables = self._data_tables()

    def block(self, index: int) -> Block:
        """The block that line `index` is part of."""
        return self.document.blocks[self.lines[index].block]

    def next(self, index: int) -> int | None:
        """The next line that is no note, header or footer; None when there is none close by."""
        for after in range(index + 1, min(index + 12, len(self.lines))):
            if self.block(after).kind not in FIXED:
                return after
        return None

    def look(self, index: int) -> lines.Look:
        """What the line could be; of columns set side by side with tabs, the first that says something."""
        line = self.lines[index]
        if line.prose:
            return "prose"
        head = lines.squeeze(self.document.text[line.start : line.end].split("\t", 1)[0])
        look = lines.look(head) if head else "other"
        return lines.look(line.text) if look == "other" else look

    def is_title(self, index: int) -> bool:
        """True for a line set apart as a title: a heading, a short bold line, capitals."""
        block, text = self.block(index), self.lines[index].text
        if lines.is_sentence(text):
            return False
        if block.kind == "heading":
            return True
        bold = block.bold and text[-1:] != ":" and lines.could_be_heading(text, marked=True)
        return bold or (lines.is_capitals(text) and len(text.split()) > 2)

    def _data_tables(self) -> frozenset[int]:
        """Blocks of tables that hold data, not the letterhead or the signatures laid out side by side."""
        data: set[int] = set()
        group: list[int] = []
        for index in range(len(self.lines) + 1):
            inside = index < len(self.lines) and self.block(index).kind == "table_cell"
            if inside and (
                not group or self.block(index).place.table == self.block(group[-1]).place.table
            ):
                group.append(index)
                continue
            if group and self._holds_data(group):
                data.update(self.lines[cell].block for cell in group)
            group = [index] if inside else []
        return frozenset(data)

    def _holds_data(self, group: list[int]) -> bool:
        if len(group) > LAYOUT_LINES:
            return True
        firm = False
        for index in group:
            line = self.lines[index]
            if self.block(index).header or line.prose or _DATA_CELL.search(line.text):
                return True
            firm = (
                firm
                or self.look(index) in ("contact", "reference", "organisation")
                or bool(lines.POSTCODE.search(line.text))
                or lines.closing(line.text) == "strong"
            )
        return not firm


def _lines(document: Document) -> Iterator[Line]:
    text = document.text
    for index, block in enumerate(document.blocks):
        start, end = block.span.start, block.span.end
        whole = Line(index, start, end, lines.squeeze(text[start : min(end, start + LOOK)]), False)
        if block.kind in FIXED:
            yield whole
            continue
        prose = lines.is_prose(text[start:end])
        if "\n" not in text[start:end]:
            whole.prose = prose
            yield whole
            continue
        run: Line | None = None
        closed = False
        for line in _split(text, index, start, end):
            ends = lines.closing(line.text) == "strong" or lines.is_clear_enclosure(line.text)
            special = ends or lines.closing(line.text) or lines.salutation(line.text) is not None
            closed = closed or ends
            if prose and not special and not closed:
                if run is None:
                    run = line
                    run.prose = True
                else:
                    run.end = line.end
                continue
            if run is not None:
                yield run
                run = None
            line.prose = lines.is_prose(line.text)
            yield line
        if run is not None:
            yield run


def _split(text: str, index: int, start: int, end: int) -> Iterator[Line]:
    """The lines of a block without the space around them; empty ones are left out."""
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        first, last = start, stop
        while first < last and text[first].isspace():
            first += 1
        while last > first and text[last - 1].isspace():
            last -= 1
        if first < last:
            yield Line(
                index, first, last, lines.squeeze(text[first : min(last, first + LOOK)]), False
            )
        start = stop + 1
