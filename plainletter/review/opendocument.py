"""Writes tracked changes and annotations into an OpenDocument text; everything else stays as it was.

A change is written as LibreOffice writes it: the new words between `text:change-start` and
`text:change-end`, the old ones in a `text:deletion` at the head of the text. A change has to lie in one
piece of character data; others are given back as refused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from plainletter.model import Document, Edit, Span
from plainletter.readers.package import open_package
from plainletter.review.package import AUTHOR, iso, packed

if TYPE_CHECKING:
    from lxml.etree import _Element

    from plainletter.review.word import Note

_PART = "content.xml"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
_SPAN = f"{_TEXT}span"


@dataclass(frozen=True, slots=True)
class _Holder:
    """Where a piece of character data stands: in an element, or behind it."""

    element: _Element
    behind: bool

    @property
    def text(self) -> str:
        return (self.element.tail if self.behind else self.element.text) or ""

    def split(self, start: int, end: int, new: Sequence[_Element]) -> None:
        """Put elements in the place of the characters from `start` to `end`."""
        text = self.text
        if self.behind:
            parent = self.element.getparent()
            assert parent is not None
            at = parent.index(self.element) + 1
            self.element.tail = text[:start]
        else:
            parent, at = self.element, 0
            self.element.text = text[:start]
        for k, element in enumerate(new):
            parent.insert(at + k, element)
        new[-1].tail = (new[-1].tail or "") + text[end:]


@dataclass(frozen=True, slots=True)
class _Place:
    """Characters of one piece of character data."""

    node: int
    start: int
    end: int


def review(
    data: bytes, document: Document, edits: Sequence[Edit], notes: Sequence[Note], when: datetime
) -> tuple[bytes, tuple[Edit, ...]]:
    """The file `data`, which was read as `document`, with tracked changes and annotations; and the edits
    that were not made. Raises `ReadError` where the package is damaged."""
    return _Review(data, document, iso(when)).run(edits, notes)


class _Review:
    def __init__(self, data: bytes, document: Document, date: str) -> None:
        self._data = data
        self._document = document
        self._date = date
        root = open_package(data).xml(_PART)
        assert root is not None, "the letter was read from it"
        self._root = root
        self._holders = list(_holders(root))
        self._names = {
            name for e in root.iter() for name in (e.get(_XML_ID), e.get(f"{_OFFICE}name"))
        }
        self._number = 0

    def run(self, edits: Sequence[Edit], notes: Sequence[Note]) -> tuple[bytes, tuple[Edit, ...]]:
        refused: list[Edit] = []
        # (node, place, order): from the end to the start, so that earlier places stay good.
        steps: list[tuple[tuple[int, int, int], _Place, list[_Element]]] = []
        regions: list[_Element] = []
        changed: list[_Place] = []
        for edit in edits:
            place = self._place(edit.span)
            if place is None or self._is_shut(place):
                refused.append(edit)
                continue
            changed.append(place)
            made, told = self._change(place, edit.text)
            regions += told
            steps.append(((place.node, place.start, 2), place, made))
        there = self._annotations()
        for note in notes:
            if there["\n".join(note.lines)] > 0:
                there["\n".join(note.lines)] -= 1
                continue
            steps += self._annotated(note, changed)
        for _, place, made in sorted(steps, key=lambda step: step[0], reverse=True):
            self._holders[place.node].split(place.start, place.end, made)
        self._declare(regions)
        if not steps:
            return self._data, tuple(refused)
        return packed(self._data, {_PART: self._root}), tuple(refused)

    # -- places -----------------------------------------------------------------------------------

    def _place(self, span: Span) -> _Place | None:
        if not len(span):
            return None
        pieces = self._document.source.pieces(span)
        found: list[_Place] = []
        for piece, segment in pieces:
            if segment.anchor is None or segment.anchor.part != _PART or not segment.source_length:
                return None
            found.append(_Place(segment.anchor.node, *segment.origin(piece)))
        if not found or len({place.node for place in found}) > 1:
            return None
        return _Place(found[0].node, found[0].start, found[-1].end)

    def _is_shut(self, place: _Place) -> bool:
        """True in fields and other elements whose words LibreOffice makes itself."""
        element = self._holders[place.node].element
        inside = element.getparent() if self._holders[place.node].behind else element
        return inside is None or inside.tag not in (
            f"{_TEXT}p", f"{_TEXT}h", _SPAN, f"{_TEXT}a",
        )  # fmt: skip

    def _end(self, span: Span) -> tuple[_Place, _Place] | None:
        """The first and the last place of the words of a span that stand in the text."""
        found = [
            self._place(piece) for piece, segment in self._document.source.pieces(span)
            if segment.anchor is not None and segment.anchor.part == _PART and segment.source_length
        ]  # fmt: skip
        places = [place for place in found if place is not None]
        return (places[0], places[-1]) if places else None

    # -- changes ----------------------------------------------------------------------------------

    def _change(self, place: _Place, text: str) -> tuple[list[_Element], list[_Element]]:
        """What goes into the text for a change, and what is told of it at the head of the text."""
        holder = self._holders[place.node]
        old = holder.text[place.start : place.end]
        gone, regions = self._region("deletion")
        self._fill(regions, old, holder)
        made = [self._root.makeelement(f"{_TEXT}change", {f"{_TEXT}change-id": gone})]
        told = [regions]
        if text:
            new, region = self._region("insertion")
            told.append(region)
            start, end = (
                self._root.makeelement(f"{_TEXT}change-{kind}", {f"{_TEXT}change-id": new})
                for kind in ("start", "end")
            )
            start.tail = text
            made += [start, end]
        return made, told

    def _region(self, kind: str) -> tuple[str, _Element]:
        name = self._fresh("pl")
        region = self._root.makeelement(
            f"{_TEXT}changed-region", {_XML_ID: name, f"{_TEXT}id": name}
        )
        what = region.makeelement(f"{_TEXT}{kind}")
        told = what.makeelement(f"{_OFFICE}change-info")
        self._sign(told)
        what.append(told)
        region.append(what)
        return name, region

    def _fill(self, region: _Element, old: str, holder: _Holder) -> None:
        """The words that go, in the look they have."""
        around = holder.element.getparent() if holder.behind else holder.element
        paragraph = region.makeelement(f"{_TEXT}p")
        held = paragraph
        if around is not None and around.tag == _SPAN:
            held = paragraph.makeelement(_SPAN, {str(k): str(v) for k, v in around.attrib.items()})
            paragraph.append(held)
        held.text = old
        region[0].append(paragraph)

    def _sign(self, element: _Element) -> None:
        for name, told in (("creator", AUTHOR), ("date", self._date.removesuffix("Z"))):
            signed = element.makeelement(f"{_DC}{name}")
            signed.text = told
            element.append(signed)

    def _declare(self, regions: Sequence[_Element]) -> None:
        if not regions:
            return
        text = next(self._root.iter(f"{_OFFICE}text"))
        head = text.find(f"{_TEXT}tracked-changes")
        if head is None:
            # Changes are recorded from now on only if they were before.
            head = text.makeelement(f"{_TEXT}tracked-changes", {f"{_TEXT}track-changes": "false"})
            forms = text.find(f"{_OFFICE}forms")
            text.insert(0 if forms is None else text.index(forms) + 1, head)
        for region in regions:
            head.append(region)

    def _fresh(self, prefix: str) -> str:
        while True:
            self._number += 1
            name = f"{prefix}{self._number}"
            if name not in self._names:
                return name

    # -- annotations ------------------------------------------------------------------------------

    def _annotated(
        self, note: Note, changed: Sequence[_Place]
    ) -> Iterator[tuple[tuple[int, int, int], _Place, list[_Element]]]:
        ends = self._end(note.span) or self._end(self._top())
        if ends is None:
            return
        first, last = ends
        name = self._fresh("plainletter")
        annotation = self._root.makeelement(f"{_OFFICE}annotation", {f"{_OFFICE}name": name})
        self._sign(annotation)
        for line in note.lines:
            paragraph = annotation.makeelement(f"{_TEXT}p")
            paragraph.text = line
            annotation.append(paragraph)
        close = self._root.makeelement(f"{_OFFICE}annotation-end", {f"{_OFFICE}name": name})
        start, end = first.start, last.end
        for place in changed:  # A mark inside words that go stands before or behind them.
            if place.node == first.node and place.start < start < place.end:
                start = place.start
            if place.node == last.node and place.start < end < place.end:
                end = place.end
        yield (first.node, start, 1), _Place(first.node, start, start), [annotation]
        yield (last.node, end, 0), _Place(last.node, end, end), [close]

    def _annotations(self) -> Counter[str]:
        found: Counter[str] = Counter()
        for annotation in self._root.iter(f"{_OFFICE}annotation"):
            if annotation.findtext(f"{_DC}creator") == AUTHOR:
                lines = ["".join(map(str, p.itertext())) for p in annotation.iter(f"{_TEXT}p")]
                found["\n".join(lines)] += 1
        return found

    def _top(self) -> Span:
        block = next((b for b in self._document.blocks if self._end(b.span)), None)
        return block.span if block is not None else Span(0, 0)


def _holders(root: _Element) -> Iterator[_Holder]:
    """The places of character data in the order in which the reader counts them."""
    from lxml import etree

    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event == "start" and element.text:
            yield _Holder(element, behind=False)
        elif event != "start" and element.tail and element is not root:
            yield _Holder(element, behind=True)
