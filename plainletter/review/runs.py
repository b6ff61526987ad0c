"""Cuts the runs of a part of a Word file at given characters, without changing what they show.

A character is named as a reader's anchor names it: the ordinal of its element among `text_elements` of
the part, and the offset in that element's text. Ordinals and offsets are those of the file as it was read;
they stay good however often its runs are cut.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from itertools import pairwise
from typing import TYPE_CHECKING

from plainletter.readers.from_docx import text_elements
from plainletter.readers.wordnames import attribute, child, is_on, short_name

if TYPE_CHECKING:
    from lxml.etree import _Element

SPACE = "{http://www.w3.org/XML/1998/namespace}space"

_PLAIN = frozenset({
    "w:rPr", "w:t", "w:tab", "w:br", "w:cr", "w:noBreakHyphen", "w:softHyphen", "w:ptab", "w:sym",
    "w:lastRenderedPageBreak",
})  # fmt: skip
"""What a run may hold to be struck out: text and nothing that would be lost with it."""

_SHUT = frozenset({"contentLocked", "sdtContentLocked"})
_TYPED = frozenset({
    "w:dataBinding", "w:text", "w:dropDownList", "w:comboBox", "w:date", "w:picture", "w:checkbox",
    "w14:checkbox", "checkbox", "w:showingPlcHdr", "w:citation", "w:equation",
})  # fmt: skip
"""Kinds of content control that hold a value and no running text."""


class Runs:
    """The runs of one part, by the characters in them."""

    def __init__(self, root: _Element) -> None:
        self.root = root
        self.elements = list(text_elements(root))
        self.texts = [element.text or "" for element in self.elements]
        """The text of each element as it was read."""
        self._pieces: dict[int, list[tuple[int, _Element]]] = {}
        self._in_fields = _field_runs(root)

    def run_from(self, node: int, offset: int) -> _Element:
        """The run that starts with this character; cut off from what stands before it if need be."""
        element = self._piece_from(node, offset)
        return _cut_before(element)

    def run_until(self, node: int, offset: int) -> _Element:
        """The run that ends just before the character at `offset`, which may be one past the last."""
        element = self._piece_until(node, offset)
        following = element.getnext()
        if following is not None:
            _cut_before(following)
        run = element.getparent()
        assert run is not None
        return run

    def run_over(self, first: tuple[int, int], last: tuple[int, int]) -> tuple[_Element, _Element]:
        """The runs that start with one character and end before another, each (node, offset); the same
        run twice for a place between two characters."""
        if first == last:
            run = self.run_until(*last)
            return run, run
        start = self.run_from(*first)
        return start, self.run_until(*last)

    def _piece_from(self, node: int, offset: int) -> _Element:
        pieces = self._pieces.setdefault(node, [(0, self.elements[node])])
        index = max(k for k, (start, _) in enumerate(pieces) if start <= offset)
        start, element = pieces[index]
        if offset == start:
            return element
        text = element.text or ""
        tail = deepcopy(element)
        element.text, tail.text = text[: offset - start], text[offset - start :]
        for half in (element, tail):
            half.set(SPACE, "preserve")
        element.addnext(tail)
        pieces.insert(index + 1, (offset, tail))
        return tail

    def _piece_until(self, node: int, offset: int) -> _Element:
        pieces = self._pieces.setdefault(node, [(0, self.elements[node])])
        last_start, last = pieces[-1]
        if offset >= last_start + max(len(last.text or ""), 1):
            return last
        after = self._piece_from(node, offset)
        return next(
            element for (_, element), (_, other) in pairwise(pieces)
            if other is after
        )  # fmt: skip

    def obstacle(self, element: _Element) -> str:
        """Why the words of a text element must not be changed: "" where nothing is in the way."""
        run = element.getparent()
        if run is None or short_name(run.tag) != "w:r":
            return "a formula or another object"
        if run in self._in_fields:
            return "a field that Word fills in"
        for above in run.iterancestors():
            name = short_name(above.tag)
            if name == "w:p":
                break
            if name == "w:fldSimple":
                return "a field that Word fills in"
            if name in ("w:del", "w:moveFrom", "w:moveTo", "w:ruby", "w:r"):
                return "an earlier change"
        if any(is_locked(above) for above in run.iterancestors("{*}sdt")):
            return "a form field that is locked or holds a fixed value"
        return ""

    def outside(self, run: _Element) -> tuple[_Element, _Element]:
        """The elements before and after which a comment's marks go: the run, or the field around it. Of a
        text box it is the run that holds the box, since LibreOffice loses comments inside."""
        if next(run.iterancestors("{*}txbxContent"), None) is not None:
            holder = [
                above for above in run.iterancestors("{*}r") if short_name(above.tag) == "w:r"
            ][-1]
            return self.outside(holder)
        field = self._in_fields.get(run)
        if field is not None:
            return field
        outer = run
        for above in run.iterancestors():
            name = short_name(above.tag)
            if name == "w:p":
                break
            if name in ("w:fldSimple", "w:ruby", "w:r", "w:moveTo"):
                outer = above
        return outer, outer


def paragraph_of(element: _Element) -> _Element | None:
    """The nearest paragraph around an element."""
    return next(element.iterancestors("{*}p"), None)


def is_locked(control: _Element) -> bool:
    """True for a content control that is locked against changes or holds a value of a fixed kind."""
    properties = child(control, "w:sdtPr")
    if properties is None:
        return False
    lock = child(properties, "w:lock")
    if lock is not None and attribute(lock, "val") in _SHUT:
        return True
    return any(short_name(kind.tag) in _TYPED for kind in properties)


def between(first: _Element, last: _Element) -> list[_Element] | None:
    """The runs from one to another of the same paragraph that show text, both included; None where
    something between them must not be struck out with them (a picture, a note's number, hidden text)."""
    paragraph = paragraph_of(first)
    if paragraph is None or paragraph is not paragraph_of(last):
        return None
    found: list[_Element] = []
    inside = False
    for run in paragraph.iter("{*}r"):
        inside = inside or run is first
        if not inside or short_name(run.tag) != "w:r" or paragraph_of(run) is not paragraph:
            continue
        if not any(
            short_name(above.tag) in ("w:del", "w:moveFrom") for above in run.iterancestors()
        ):
            names = {short_name(held.tag) for held in run}
            if names & {"w:commentReference", "w:annotationRef"}:
                continue
            look = child(run, "w:rPr")
            hidden = look is not None and is_on(child(look, "w:vanish"))
            if hidden or not names <= _PLAIN:
                return None
            found.append(run)
        if run is last:
            return found
    return None


def _cut_before(element: _Element) -> _Element:
    """The run that starts with `element`: its own, or a new one behind it with the same look."""
    run = element.getparent()
    assert run is not None
    look = child(run, "w:rPr")
    before = [held for held in run if held is not look]
    at = before.index(element)
    if at == 0:
        return run
    tail = like(run, run.tag, {str(k): str(v) for k, v in run.attrib.items()})
    if look is not None:
        tail.append(deepcopy(look))
    for held in before[at:]:
        tail.append(held)
    run.addnext(tail)
    return tail


def like(element: _Element, tag: str, attributes: Mapping[str, str]) -> _Element:
    """A new element that uses the namespaces of another."""
    made: _Element = element.makeelement(tag, dict(attributes), element.nsmap)  # type: ignore[arg-type]
    return made


def _field_runs(root: _Element) -> dict[_Element, tuple[_Element, _Element]]:
    """Each run of a complex field, its marks included, with the first and the last run of the field."""
    found: dict[_Element, tuple[_Element, _Element]] = {}
    open_fields: list[list[_Element]] = []
    for run in root.iter("{*}r"):
        if short_name(run.tag) != "w:r":
            continue
        kinds = [
            attribute(mark, "fldCharType") for mark in run if short_name(mark.tag) == "w:fldChar"
        ]
        open_fields += [[] for kind in kinds if kind == "begin"]
        for runs in open_fields[:1]:
            runs.append(run)
        for kind in kinds:
            if kind == "end" and open_fields:
                closed = open_fields.pop()
                for inner in closed:
                    found[inner] = (closed[0], closed[-1])
    for runs in open_fields:  # A field without an end: leave all of it alone.
        for inner in runs:
            found[inner] = (runs[0], runs[-1])
    return found
