"""Gives every block its place in the anatomy of a letter.

The greeting and the closing words are the fixed points. What stands before the greeting is the head,
read line by line; what stands right after it may be the subject; under the closing words follow names,
posts and contacts, then enclosures. All else is body, and in doubt a line is body too: a fault in a line
that was taken for a letterhead would never be found.

A block whose lines belong to different parts ("Dear Jo" and the first paragraph, kept apart only by a
line break) is split at that break; text and spans of characters never change.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from plainletter.letter import lines
from plainletter.model import Block, BlockKind, Document, Label, Span

_BY_KIND: dict[BlockKind, Label] = {
    "paragraph": "body", "heading": "heading", "list_item": "list", "table_cell": "table",
    "quote": "quotation", "note": "note", "furniture": "furniture", "markup": "markup",
}  # fmt: skip
_FIXED: frozenset[BlockKind] = frozenset({"quote", "note", "furniture", "markup"})

_LOOK = 2 * lines.LONGEST
"""Code points of a line that are looked at: enough to tell a short line, indented or not, from a long one."""
_HEAD_LINES = 60
"""Lines before a greeting that may belong to the letter's head: a page of very short lines."""
_HEAD_PROSE = 2
"""Paragraphs that may stand within the head, such as "Please show this letter to a solicitor"."""
_SUBJECT_LINES = 5
_SIGNOFF_LINES = 40
_TRAILING_LINES = 6

_SUBJECT_TOPIC = re.compile(
    r"letter before proceedings|letter of issue|pre-?proceedings|care proceedings|public law outline"
    r"|children act|\bd\.?o\.?b\b|\bborn\b",
    re.IGNORECASE,
)
_DATA_CELL = re.compile(r"birth|\bd\.?o\.?b\b|\bchild\b|\bage\b", re.IGNORECASE)
_SENTENCE_OPENER = re.compile(
    r"(?:i|i['’]\w+|we|we['’]\w+|he|she|they|it|it['’]s|please|thanks?|if|there|this is|sorry|as|since|when|on|in|at)\b",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Line:
    """A line of a short block, or a run of lines of a long one."""

    block: int
    start: int
    end: int
    text: str
    prose: bool
    label: Label | None = None


@dataclass(slots=True)
class _Piece:
    """A whole block, or the lines of one that share a label."""

    block: Block
    label: Label | None
    after_closing: bool


def label_blocks(document: Document) -> tuple[Block, ...]:
    """The document's blocks with labels, some split in two or more; in the order of the text."""
    found = list(_lines(document))
    labeller = _Labeller(document, found)
    labeller.label_parts()
    pieces = labeller.pieces()
    _label_rest(document, pieces)
    return tuple(replace(piece.block, label=piece.label or "body") for piece in pieces)


def _lines(document: Document) -> Iterator[_Line]:
    text = document.text
    for index, block in enumerate(document.blocks):
        start, end = block.span.start, block.span.end
        whole = _Line(
            index, start, end, lines.squeeze(text[start : min(end, start + _LOOK)]), False
        )
        if block.kind in _FIXED:
            yield whole
            continue
        prose = lines.is_prose(text[start:end])
        if "\n" not in text[start:end]:
            whole.prose = prose
            yield whole
            continue
        run: _Line | None = None
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


def _split(text: str, index: int, start: int, end: int) -> Iterator[_Line]:
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
            yield _Line(
                index, first, last, lines.squeeze(text[first : min(last, first + _LOOK)]), False
            )
        start = stop + 1


class _Labeller:
    """Finds the parts of one letter (or of several in one document) over its lines."""

    def __init__(self, document: Document, found: list[_Line]) -> None:
        self.document = document
        self.lines = found
        self.data_tables = self._data_tables()
        self.closings: list[int] = []

    def block(self, index: int) -> Block:
        """The block that line `index` is part of."""
        return self.document.blocks[self.lines[index].block]

    def label_parts(self) -> None:
        """Label greeting, head, subject, sign-off, enclosures and older mail; leave the rest unlabelled."""
        greetings = self._greetings()
        for index in greetings:
            self.lines[index].label = "salutation"
            self._subject(index + 1)
        if greetings:
            self._closings(greetings[0] + 1)
        else:
            self._closings(0)
        for index in greetings:
            self._head(self._head_start(index), index, greeting=index)
        if not greetings:
            self._head_without_greeting()
        elif not self.closings:
            self._trailing_signature(greetings[-1] + 1)
        self._older_mail(greetings[0] if greetings else len(self.lines))

    # --- greeting ---------------------------------------------------------------------------

    def _greetings(self) -> list[int]:
        found: list[int] = []
        closed = True
        for index, line in enumerate(self.lines):
            kind = self.block(index).kind
            if kind in _FIXED or kind == "list_item":
                continue
            if closed and self._greets(index):
                found.append(index)
                closed = False
            elif found and lines.closing(line.text) == "strong":
                closed = True
        if found:
            return found
        for index, line in enumerate(self.lines[:_HEAD_LINES]):
            if line.prose or self.block(index).kind != "paragraph":
                continue
            after = self._next(index)
            if (
                lines.salutation(line.text, addressed=True) is not None
                and line.text.lower().startswith("to ")
                and after is not None
                and self.lines[after].prose
                and self.lines[after].block != line.block
            ):
                return [index]
        return []

    def _greets(self, index: int) -> bool:
        line, kind = self.lines[index], self.block(index).kind
        if lines.salutation(line.text) is None:
            return False
        if kind in ("heading", "table_cell") or (kind == "paragraph" and self.block(index).bold):
            return line.text.lower().startswith(("dear", "annwyl"))
        return True

    def _next(self, index: int) -> int | None:
        for after in range(index + 1, min(index + 12, len(self.lines))):
            if self.block(after).kind not in _FIXED:
                return after
        return None

    # --- head -------------------------------------------------------------------------------

    def _head_start(self, greeting: int) -> int:
        start, prose = greeting, 0
        for index in range(greeting - 1, max(greeting - _HEAD_LINES, 0) - 1, -1):
            line, kind = self.lines[index], self.block(index).kind
            if line.label is not None or kind == "list_item":
                break
            if kind in _FIXED or line.block in self.data_tables:
                continue
            if line.prose and not self._is_title(index):
                prose += 1
                if prose > _HEAD_PROSE or len(line.text) > lines.LONGEST:
                    break
                continue
            start = index
        return start

    def _head_without_greeting(self) -> None:
        end, evidence = 0, set()
        for index, line in enumerate(self.lines[:_HEAD_LINES]):
            kind = self.block(index).kind
            if kind in _FIXED:
                continue
            look = self._look(index)
            stop = line.label is not None or line.prose or kind == "list_item"
            if (
                stop
                or line.block in self.data_tables
                or (look == "other" and self._is_title(index))
            ):
                break
            evidence.add("place" if look == "contact" else look)
            end = index + 1
        firm = evidence & {"date", "reference", "place"}
        if firm and len(evidence & {"date", "reference", "place", "organisation", "person"}) >= 2:
            self._head(0, end, greeting=None)

    def _look(self, index: int) -> lines.Look:
        line = self.lines[index]
        if line.prose:
            return "prose"
        head = lines.squeeze(self.document.text[line.start : line.end].split("\t", 1)[0])
        look = lines.look(head) if head else "other"
        return lines.look(line.text) if look == "other" else look

    def _is_title(self, index: int) -> bool:
        block, text = self.block(index), self.lines[index].text
        if lines.is_sentence(text):
            return False
        if block.kind == "heading":
            return True
        bold = block.bold and text[-1:] != ":" and lines.could_be_heading(text, marked=True)
        return bold or (lines.is_capitals(text) and len(text.split()) > 2)

    def _head(self, start: int, end: int, *, greeting: int | None) -> None:
        greeted = set()
        if greeting is not None:
            greeted = {
                word
                for word in _name_words(self.lines[greeting].text)
                if word not in ("dear", "hi")
            }
        looks = {index: self._look(index) for index in range(start, end)}
        current: Label | None = None
        seen_letterhead = False
        waiting: Label | None = None
        for index in range(start, end):
            line = self.lines[index]
            if (
                line.label is not None
                or self.block(index).kind in _FIXED
                or line.block in self.data_tables
            ):
                continue
            look = looks[index]
            after = self._next(index)
            next_look = looks.get(after, "prose") if after is not None else "prose"
            value = waiting if look in ("other", "person", "place") else None
            waiting = None
            if look == "prose" and greeting is not None and self._is_title(index):
                line.label = "subject"
                current = None
                continue
            if look == "prose":
                current = None
                continue
            if look in ("date", "reference", "subject"):
                line.label = (
                    "date" if look == "date" else "reference" if look == "reference" else "subject"
                )
                if (
                    look != "subject"
                    and not any(char.isdigit() for char in line.text)
                    and line.text[-1] in ":."
                ):
                    waiting = line.label
                current = None
                continue
            if value is not None and self.block(index).kind == "table_cell":
                line.label = value
                continue
            if look == "person":
                current = self._person(index, after, next_look, current, greeted)
            elif look in ("contact", "organisation", "role"):
                same = current == "address" and self.lines[index - 1].block == line.block
                if not (same and look != "contact"):
                    current = "letterhead"
            elif (
                look == "other"
                and greeting is not None
                and self._is_title(index)
                and not (current is not None and next_look == "place")
            ):
                line.label = "subject"
                current = None
                continue
            elif current is None:
                current = "address" if seen_letterhead else "letterhead"
            line.label = current
            seen_letterhead = seen_letterhead or current == "letterhead"

    def _person(
        self,
        index: int,
        after: int | None,
        next_look: str,
        current: Label | None,
        greeted: set[str],
    ) -> Label:
        text = self.lines[index].text
        if greeted & set(_name_words(text)):
            return "address"
        if next_look in ("role", "organisation") or lines.is_role(text):
            return "letterhead"
        titled = _name_words(text)[:1] and _name_words(text)[0] in lines.TITLES
        following = self.lines[after].text if after is not None else ""
        numbered = next_look == "place" and following[:1].isdigit()
        if current is None or titled or (numbered and current == "letterhead"):
            return "address"
        return current

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
        if len(group) > _HEAD_LINES:
            return True
        firm = False
        for index in group:
            line = self.lines[index]
            if self.block(index).header or line.prose or _DATA_CELL.search(line.text):
                return True
            firm = (
                firm
                or self._look(index) in ("contact", "reference", "organisation")
                or bool(lines.POSTCODE.search(line.text))
                or lines.closing(line.text) == "strong"
            )
        return not firm

    # --- subject ----------------------------------------------------------------------------

    def _subject(self, start: int) -> None:
        for index in range(start, min(start + _SUBJECT_LINES, len(self.lines))):
            line, block = self.lines[index], self.block(index)
            if block.kind in _FIXED:
                continue
            if (
                block.kind not in ("paragraph", "heading")
                or lines.list_marker(line.text) == "bullet"
            ):
                return
            if lines.is_subject(line.text):
                line.label = "subject"
                continue
            # "Dear Jo" and the rest in one block: a line of it is no title unless it says so itself.
            marked = block.kind == "heading" or block.bold or lines.is_capitals(line.text)
            topic = (
                not line.prose
                and _SUBJECT_TOPIC.search(line.text) is not None
                and line.text[-1] not in ":;,"
            )
            title = (marked or topic) and not lines.is_sentence(line.text)
            if not title or lines.opens_section(line.text):
                return
            line.label = "subject"

    # --- sign-off ---------------------------------------------------------------------------

    def _closings(self, start: int) -> None:
        index = start
        while index < len(self.lines):
            if self._closes(index):
                self.closings.append(index)
                index = self._signoff(index)
            else:
                index += 1

    def _closes(self, index: int) -> bool:
        line, block = self.lines[index], self.block(index)
        if line.label is not None or block.kind in _FIXED or block.kind == "heading":
            return False
        if line.block in self.data_tables:
            return False
        kind = lines.closing(line.text)
        if kind != "weak":
            return kind == "strong"
        after = self._next(index)
        if after is None or block.kind != "paragraph":
            return False
        name = self.lines[after].text
        if self.lines[after].prose or self.block(after).kind != "paragraph" or name[-1] in ".?!:":
            return False
        if lines.is_person(name):
            return True
        # "Thank you, / Priya": one short name, and either a comma before it or nothing after it.
        short = len(name.split()) <= 3 and name[0].isupper() and not lines.list_marker(name)
        return short and (line.text[-1] == "," or self._next(after) is None)

    def _signoff(self, start: int) -> int:
        """Label from the closing words on; return the first line that is not part of it."""
        label: Label = "signoff"
        for index in range(start, min(start + _SIGNOFF_LINES, len(self.lines))):
            line, block = self.lines[index], self.block(index)
            if block.kind in _FIXED or line.label is not None:
                if line.label == "salutation":
                    return index
                continue
            text = line.text
            if lines.is_page_furniture(text):
                line.label = "furniture"
                continue
            if index == start or (lines.closing(text) == "strong" and label == "signoff"):
                line.label = label
                continue
            if (
                block.kind == "heading"
                or line.block in self.data_tables
                or lines.starts_older_mail(text)
            ):
                return index
            if lines.is_enclosure(text):
                label = "enclosure"
            elif label == "enclosure":
                if not self._continues_enclosures(index):
                    return index
            elif (
                block.kind == "list_item"
                or self._heads_what_follows(index, start)
                or not (lines.is_signature_part(text) or self._signs_alone(index, start))
            ):
                return index
            line.label = label
        return min(start + _SIGNOFF_LINES, len(self.lines))

    def _signs_alone(self, index: int, start: int) -> bool:
        """True for a word or two right under the closing words, whatever they are."""
        text = self.lines[index].text
        first = self._next(start) == index and len(text.split()) <= 3
        return first and not lines.list_marker(text) and not lines.is_postscript(text)

    def _continues_enclosures(self, index: int) -> bool:
        line = self.lines[index]
        if line.prose or lines.is_postscript(line.text):
            return False
        if line.block == self.lines[index - 1].block or self.block(index).kind == "list_item":
            return True
        if lines.list_marker(line.text):
            return True
        after = self._next(index)
        if after is not None and (self.lines[after].prose or self.block(after).kind == "list_item"):
            return False
        return len(line.text.split()) <= 14 and not self.block(index).bold

    def _heads_what_follows(self, index: int, start: int) -> bool:
        """True for a title further down the page that body text follows, not a name or a post."""
        line = self.lines[index]
        after = self._next(index)
        if after is None or line.block == self.lines[start].block or index - start < 2:
            return False
        marked = self.block(index).bold or (
            lines.is_capitals(line.text) and len(line.text.split()) > 1
        )
        look = self._look(index)
        follows = self.lines[after].prose or self.block(after).kind == "list_item"
        return follows and (marked or look == "other") and look not in ("person", "role", "contact")

    def _trailing_signature(self, start: int) -> None:
        """A name with a post or contacts at the very end closes a letter that has no closing words."""
        found: list[int] = []
        for index in range(len(self.lines) - 1, start - 1, -1):
            line, kind = self.lines[index], self.block(index).kind
            if kind in _FIXED or line.label == "enclosure" or lines.is_clear_enclosure(line.text):
                continue
            if (
                line.label
                or line.prose
                or kind != "paragraph"
                or not lines.is_signature_part(line.text)
            ):
                break
            found.append(index)
            if len(found) > _TRAILING_LINES:
                return
        looks = {self._look(index) for index in found}
        if (
            found
            and self._look(found[-1]) == "person"
            and looks & {"role", "contact", "organisation"}
        ):
            for index in found:
                self.lines[index].label = "signoff"
            self.closings.append(found[-1])

    def _older_mail(self, start: int) -> None:
        headers: set[str] = set()
        first = start
        for index in range(start, len(self.lines)):
            line = self.lines[index]
            if self.block(index).kind in _FIXED:
                continue
            if lines.is_mail_header(line.text):
                first = index if not headers else first
                headers.add(line.text.split(":", 1)[0].strip().lower())
            elif headers:
                headers = set()
            older = (
                self.closings
                and "from" in headers
                and bool(headers & {"sent", "to", "subject", "date"})
            )
            if older or lines.starts_older_mail(line.text):
                for later in range(first if older else index, len(self.lines)):
                    if self.block(later).kind not in _FIXED:
                        self.lines[later].label = "quotation"
                return

    # --- back to blocks ---------------------------------------------------------------------

    def pieces(self) -> list[_Piece]:
        """One piece for each run of lines of a block that share a label."""
        first_closing = self.closings[0] if self.closings else len(self.lines)
        found: list[_Piece] = []
        index = 0
        while index < len(self.lines):
            line = self.lines[index]
            stop = index + 1
            while stop < len(self.lines) and self.lines[stop].block == line.block:
                stop += 1
            block = self.document.blocks[line.block]
            run = index
            for here in range(index + 1, stop + 1):
                if here < stop and self.lines[here].label == self.lines[run].label:
                    continue
                start = block.span.start if run == index else self.lines[run].start
                end = block.span.end if here == stop else self.lines[here - 1].end
                part = (
                    block
                    if (start, end) == (block.span.start, block.span.end)
                    else replace(
                        block, span=Span(start, end), marker=block.marker if run == index else ""
                    )
                )
                label = self.lines[run].label
                if label is None:
                    pieces = self._without_title(part)
                else:
                    pieces = [part]
                found.extend(_Piece(piece, label, run > first_closing) for piece in pieces)
                run = here
            index = stop
        return found

    def _without_title(self, block: Block) -> list[Block]:
        """A paragraph whose first line is set apart as a title, cut after that line."""
        text = self.document.text
        start, end = block.span.start, block.span.end
        cut = text.find("\n", start, end)
        if block.kind != "paragraph" or block.bold or cut < 0:
            return [block]
        title, rest = lines.squeeze(text[start : min(cut, start + _LOOK)]), text[cut:end]
        capitals = (
            lines.is_capitals(title) and not lines.is_capitals(rest.lstrip()) and len(title) > 5
        )
        if not (capitals or self._bold_only(start, cut, end)) or not rest.strip():
            return [block]
        if not lines.could_be_heading(title, marked=True) or lines.list_marker(title) == "bullet":
            return [block]
        body = cut + len(rest) - len(rest.lstrip())
        return [
            replace(block, span=Span(start, cut), bold=not capitals),
            replace(block, span=Span(body, end), marker=""),
        ]

    def _bold_only(self, start: int, cut: int, end: int) -> bool:
        """True when all of `start` to `cut` is bold and what comes next is not."""
        bold, text, position = self.document.bold, self.document.text, start
        index = bisect_left(bold, start + 1, key=lambda span: span.end)
        while index < len(bold) and bold[index].start < end and position < cut:
            if text[position : bold[index].start].strip():
                return False
            position = max(position, bold[index].end)
            index += 1
        if text[position:cut].strip():
            return False
        return (
            not any(span.start < end for span in bold[index : index + 1])
            and not text[cut:position].strip()
        )


def _name_words(text: str) -> list[str]:
    return [word.lower() for word in re.findall(r"[^\W\d_](?:[\w'’-]*\w)?", text)]


# --- body -----------------------------------------------------------------------------------


def _label_rest(document: Document, pieces: list[_Piece]) -> None:
    """Label what is no part of the letter's frame: body, headings, lists, tables."""
    texts = [_piece_text(document, piece) for piece in pieces]
    markers = [
        lines.list_marker(text) if piece.label is None else None
        for piece, text in zip(pieces, texts, strict=True)
    ]
    following = _following(pieces)
    before: int | None = None
    for index, piece in enumerate(pieces):
        if piece.label is None:
            numbered = markers[index] == "number" and any(
                neighbour is not None and markers[neighbour] == "number"
                for neighbour in (before, following[index])
            )
            piece.label = _rest_label(
                document, piece, texts[index], markers[index], numbered,
                texts[before] if before is not None and pieces[before].label == "body" else "",
                _leads_on(document, pieces, texts, following, index),
            )  # fmt: skip
        if piece.block.kind not in _FIXED:
            before = index


def _following(pieces: list[_Piece]) -> list[int | None]:
    found: list[int | None] = [None] * len(pieces)
    after: int | None = None
    for index in range(len(pieces) - 1, -1, -1):
        found[index] = after
        if pieces[index].block.kind not in _FIXED or pieces[index].block.kind == "quote":
            after = index
    return found


def _piece_text(document: Document, piece: _Piece) -> str:
    start = piece.block.span.start
    return lines.squeeze(document.text[start : min(piece.block.span.end, start + _LOOK)])


def _leads_on(
    document: Document,
    pieces: list[_Piece],
    texts: list[str],
    following: list[int | None],
    index: int,
) -> Literal["text", "line"] | None:
    """What comes next, at most one further heading between: text, a list or a table, or some short line."""
    after = following[index]
    for _ in range(2):
        if after is None or pieces[after].label not in (None, "body", "list", "table", "quotation"):
            return None
        block = pieces[after].block
        if block.kind in ("list_item", "table_cell", "quote") or lines.list_marker(texts[after]):
            return "text"
        if block.kind == "paragraph":
            if lines.is_prose(document.text[block.span.start : block.span.end]):
                return "text"
            if not lines.could_be_heading(texts[after], marked=block.bold):
                return "line"
        after = following[after]
    return None


def _rest_label(
    document: Document,
    piece: _Piece,
    text: str,
    marker: str | None,
    numbered: bool,
    before: str,
    leads_on: Literal["text", "line"] | None,
) -> Label:
    block = piece.block
    if block.kind == "heading":
        words = document.text[block.span.start : block.span.end].split()
        long = len(words) > 30 or (len(words) > 14 and text[-1:] == ".")
        return "body" if long else "heading"
    if block.kind != "paragraph":
        return _BY_KIND[block.kind]
    if text.startswith(">"):
        return "quotation"
    if lines.is_clear_enclosure(text) or (piece.after_closing and lines.is_enclosure(text)):
        return "enclosure"
    if lines.is_page_furniture(text):
        return "furniture"
    one_line = "\n" not in document.text[block.span.start : block.span.end].strip()
    capitals = lines.is_capitals(text)
    marked = block.bold or capitals
    heading = one_line and leads_on is not None and lines.could_be_heading(text, marked=block.bold)
    if marker == "bullet" or numbered:
        return "list"
    plain = (
        leads_on == "text" and "\t" not in document.text[block.span.start : block.span.end].strip()
    )
    if heading and (marked or (plain and _plain_heading(text, before))):
        return "heading"
    return "list" if marker == "number" else "body"


def _plain_heading(text: str, before: str) -> bool:
    """True when nothing but its shortness marks a heading, and it is neither a sentence nor a list item."""
    if before and not lines.is_postscript(before):
        unfinished = before[-1] not in '.?!:)”"’' and len(before.split()) < 9
        if before[-1] == ":" or unfinished:
            return False
    if text.count(",") > 1:
        return False
    question = text[-1] == "?"
    return question or not _SENTENCE_OPENER.match(text) or lines.opens_section(text)
