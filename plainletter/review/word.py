"""Writes tracked changes and comments into a Word file; everything else in it stays as it was.

What is written is what Word itself writes: `w:del` around the words that go, `w:ins` behind them with the
look of the first of them, `w:commentRangeStart` and `w:commentRangeEnd` at the exact words. Rejecting all
changes gives the text and the runs of the original again, apart from cuts between runs that look alike.
Parts without a change are copied byte for byte.

Left alone: fields (Word fills them in anew), locked controls and controls with a fixed value, formulas,
words that somebody has already changed by moving or striking out, and stretches with a picture or a note's
number in them. A change that falls there is given back as refused, so that it can become a comment.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from plainletter.model import Document, Edit, Span
from plainletter.readers.package import Package, open_package
from plainletter.readers.wordnames import attribute, child, short_name
from plainletter.review.comments import Comments
from plainletter.review.package import AUTHOR, INITIALS, Copy, iso, packed
from plainletter.review.runs import SPACE, Runs, between
from plainletter.review.runs import like as new_like

if TYPE_CHECKING:
    from lxml.etree import _Element


@dataclass(frozen=True, slots=True)
class Note:
    """A comment: the words it is about, and its paragraphs. An empty span stands for the place itself."""

    span: Span
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Neighbouring characters of one part: from (node, offset) up to (node, offset)."""

    part: str
    first: tuple[int, int]
    last: tuple[int, int]


def review(
    data: bytes,
    document: Document,
    edits: Sequence[Edit],
    notes: Iterable[Note],
    when: datetime,
) -> Copy:
    """The Word file `data`, which was read as `document`, with tracked changes and comments of `AUTHOR`.

    edits: changes of `document.text` that do not overlap; each within one paragraph.
    notes: comments; those on headers go to the top of the letter, those on notes to the note's number.
    when: the date of all changes and comments; one without a time zone counts as UTC.

    Raises `ReadError` where the package is damaged.
    """
    return _Review(data, document, when).run(edits, notes)


class _Review:
    """The writing of one file."""

    def __init__(self, data: bytes, document: Document, when: datetime) -> None:
        self._data = data
        self._document = document
        self._package: Package = open_package(data)
        self._parts: dict[str, Runs] = {}
        self._changed: set[str] = set()
        self._date = iso(when)
        self._next_id = 0
        self._main = _main_part(self._package)
        self._note_places = _note_places(self._runs(self._main))

    def run(self, edits: Sequence[Edit], notes: Iterable[Note]) -> Copy:
        """Make all changes that can be made, and all comments."""
        refused: list[Edit] = []
        possible: list[tuple[Edit, Edit, _Stretch]] = []
        for edit in sorted(edits, key=lambda edit: edit.span):
            least = _trimmed(edit, self._document.text)
            stretch = self._stretch(least.span)
            if stretch is None or not self._is_open(least.span):
                refused.append(edit)
            else:
                possible.append((edit, least, stretch))
        self._start_ids()
        comments = Comments(self._package, self._main, AUTHOR, INITIALS, self._date)
        # Comments first: their marks stand outside the words that a change wraps up.
        for note in sorted(notes, key=lambda note: note.span):
            self._comment(note, comments)
        for edit, least, stretch in possible:
            if not self._change(least, stretch):
                refused.append(edit)
        return Copy(self._saved(comments), tuple(refused))

    # -- where words stand ------------------------------------------------------------------------

    def _stretch(self, span: Span) -> _Stretch | None:
        """Where the words stand in the file; None where they are in two parts, or not in the file at all."""
        if not len(span):
            return self._point(span.start)
        pieces = self._document.source.pieces(span)
        if not pieces or any(segment.anchor is None for _, segment in pieces):
            return None
        (head, first), (tail, last) = pieces[0], pieces[-1]
        if first.anchor is None or last.anchor is None or first.anchor.part != last.anchor.part:
            return None
        start, end = first.origin(head)[0], last.origin(tail)[1]
        return _Stretch(first.anchor.part, (first.anchor.node, start), (last.anchor.node, end))

    def _point(self, at: int) -> _Stretch | None:
        """A place between two characters, as the end of the one before it, or the start of the next."""
        block = self._document.block_at(at) or self._document.block_at(max(at - 1, 0))
        if block is None or not len(block.span):
            return None
        if at > block.span.start:
            stretch = self._stretch(Span(at - 1, at))
            return stretch and _Stretch(stretch.part, stretch.last, stretch.last)
        stretch = self._stretch(Span(at, at + 1))
        return stretch and _Stretch(stretch.part, stretch.first, stretch.first)

    def _runs(self, part: str) -> Runs:
        if part not in self._parts:
            root = self._package.xml(part)
            assert root is not None, "it was read from this part"
            self._parts[part] = Runs(root)
        return self._parts[part]

    def _is_open(self, span: Span) -> bool:
        """True when nothing in the words stands against changing them."""
        around = span if len(span) else Span(max(span.start - 1, 0), span.start + 1)
        for _, segment in self._document.source.pieces(around):
            if segment.anchor is not None:
                runs = self._runs(segment.anchor.part)
                if runs.obstacle(runs.elements[segment.anchor.node]):
                    return False
        return True

    # -- changes ----------------------------------------------------------------------------------

    def _change(self, edit: Edit, stretch: _Stretch) -> bool:
        runs = self._runs(stretch.part)
        if not len(edit.span):
            made = self._insert_at(runs, stretch, edit)
        else:
            made = self._replace(runs, stretch.first, stretch.last, edit.text)
        if made:
            self._changed.add(stretch.part)
            self._mirror(runs, stretch, edit)
        return made

    def _insert_at(self, runs: Runs, stretch: _Stretch, edit: Edit) -> bool:
        node, offset = stretch.first
        block = self._document.block_at(edit.span.start)
        if block is not None and edit.span.start == block.span.start:
            run = runs.run_from(node, offset)
            run.addprevious(self._inserted(edit.text, run))
        else:
            run = runs.run_until(node, offset)
            self._put_behind(run, self._inserted(edit.text, run))
        return True

    def _replace(
        self, runs: Runs, first: tuple[int, int], last: tuple[int, int], text: str
    ) -> bool:
        start, end = runs.run_over(first, last)
        covered = between(start, end)
        if not covered or any(self._is_shut(runs, run) for run in covered):
            return False
        look = covered[0]
        inserted = self._inserted(text, look) if text else None
        for run in covered:
            self._strike(run)
        if inserted is not None:
            struck = covered[-1].getparent()
            assert struck is not None
            self._put_behind(struck, inserted)
        return True

    def _is_shut(self, runs: Runs, run: _Element) -> bool:
        held = next((e for e in run if short_name(e.tag) != "w:rPr"), None)
        return held is None or bool(runs.obstacle(held))

    def _strike(self, run: _Element) -> None:
        """Put a run into `w:del`, that of the run before it if it is ours and stands just before."""
        before = run.getprevious()
        if before is not None and short_name(before.tag) == "w:del" and self._is_ours(before):
            before.append(run)
        else:
            struck = self._mark("del", run)
            run.addprevious(struck)
            struck.append(run)
        for text in list(run):
            if short_name(text.tag) == "w:t":
                text.tag = text.tag[: text.tag.index("}") + 1] + "delText"
                text.set(SPACE, "preserve")

    def _is_ours(self, mark: _Element) -> bool:
        number = attribute(mark, "id")
        return number.isdigit() and int(number) >= self._first_id

    def _inserted(self, text: str, like: _Element) -> _Element:
        """`w:ins` with the text in a run that looks like another."""
        inserted = self._mark("ins", like)
        space = like.tag[: like.tag.index("}") + 1]
        run = new_like(like, f"{space}r", {})
        look = child(like, "w:rPr")
        if look is not None:
            run.append(deepcopy(look))
        held = new_like(like, f"{space}t", {SPACE: "preserve"})
        held.text = text
        run.append(held)
        inserted.append(run)
        return inserted

    def _mark(self, kind: str, like: _Element) -> _Element:
        space = like.tag[: like.tag.index("}") + 1]
        names = {"id": str(self._fresh_id()), "author": AUTHOR, "date": self._date}
        told = {f"{space}{name}": value for name, value in names.items()}
        return new_like(like, f"{space}{kind}", told)

    def _put_behind(self, place: _Element, inserted: _Element) -> None:
        """Insert behind an element; an insertion of somebody else around it is cut in two first, since one
        insertion cannot hold another."""
        around = place.getparent()
        if around is None or short_name(around.tag) != "w:ins":
            place.addnext(inserted)
            return
        rest = list(place.itersiblings())
        if rest:
            other = new_like(around, around.tag, {str(k): str(v) for k, v in around.attrib.items()})
            other.set(around.tag[: around.tag.index("}") + 1] + "id", str(self._fresh_id()))
            for held in rest:
                other.append(held)
            around.addnext(other)
        around.addnext(inserted)

    def _mirror(self, runs: Runs, stretch: _Stretch, edit: Edit) -> None:
        """Make the same change in the copy of a text box that older programs read, where the two agree."""
        shift = _copy_of(runs, stretch)
        if shift is None:
            return
        (first, start), (last, end) = stretch.first, stretch.last
        if len(edit.span):
            self._replace(runs, (first + shift, start), (last + shift, end), edit.text)
        else:
            run = runs.run_until(first + shift, start)
            self._put_behind(run, self._inserted(edit.text, run))

    # -- comments ---------------------------------------------------------------------------------

    def _comment(self, note: Note, comments: Comments) -> None:
        lines = note.lines
        if comments.has(lines):
            return
        stretch = self._stretch(note.span) or self._stretch_near(note.span)
        if stretch is None or stretch.part != self._main:
            stretch = (stretch and self._in_main(stretch)) or self._top()
        if stretch is None:
            return
        runs = self._runs(self._main)
        start, end = runs.run_over(stretch.first, stretch.last)
        before, after = runs.outside(start)[0], runs.outside(end)[1]
        number = comments.add(lines)
        opens, closes, reference = comments.marks(number, before)
        before.addprevious(opens)
        after.addnext(closes)
        closes.addnext(reference)
        self._changed.add(self._main)

    def _stretch_near(self, span: Span) -> _Stretch | None:
        """The words of a span that stand in the file, where some of it does not."""
        for piece, segment in self._document.source.pieces(span):
            if segment.anchor is not None and piece.start < piece.end:
                return self._stretch(piece)
        return None

    def _in_main(self, stretch: _Stretch) -> _Stretch | None:
        """Where in the letter itself a comment on a note goes: to the word before the note's number."""
        runs = self._runs(stretch.part)
        kind = {"footnotes": "footnote", "endnotes": "endnote"}.get(
            short_name(runs.root.tag).partition(":")[2]
        )
        if kind is None:
            return None
        element = runs.elements[stretch.first[0]]
        note = next(element.iterancestors(f"{{*}}{kind}"), None)
        if note is None:
            return None
        place = self._note_places.get((kind, attribute(note, "id")))
        return place and _Stretch(self._main, (place[0], place[1] - 1), place)

    def _top(self) -> _Stretch | None:
        """The first words of the letter's own text."""
        main = self._runs(self._main)
        for node, element in enumerate(main.elements):
            if short_name(element.tag) == "w:t" and (element.text or "").strip():
                return _Stretch(self._main, (node, 0), (node, len(element.text or "")))
        return None

    # -- ids, and the package ---------------------------------------------------------------------

    def _start_ids(self) -> None:
        """Numbers for changes start above every number in any part of the file."""
        highest = 0
        for name in self._package.names:
            if not (name.startswith(posixpath.dirname(self._main)) and name.endswith(".xml")):
                continue
            root = self._parts[name].root if name in self._parts else self._package.xml(name)
            for element in root.iter("{*}*") if root is not None else ():
                number = attribute(element, "id")
                if number.isdigit():
                    highest = max(highest, int(number))
        self._first_id = self._next_id = highest + 1

    def _fresh_id(self) -> int:
        self._next_id += 1
        return self._next_id - 1

    def _saved(self, comments: Comments) -> bytes:
        changed = {name: self._parts[name].root for name in self._changed}
        return packed(self._data, {**changed, **comments.parts()})


def _main_part(package: Package) -> str:
    root = package.xml("_rels/.rels")
    for relation in root if root is not None else ():
        if relation.get("Type", "").endswith("/officeDocument"):
            return posixpath.normpath(relation.get("Target", "").lstrip("/"))
    return "word/document.xml"


def _note_places(runs: Runs) -> dict[tuple[str, str], tuple[int, int]]:
    """The last character before the number of each note: node and offset behind it."""
    found: dict[tuple[str, str], tuple[int, int]] = {}
    numbers = {element: node for node, element in enumerate(runs.elements)}
    place: tuple[int, int] | None = None
    for element in runs.root.iter("{*}*"):
        name = short_name(element.tag)
        if name == "w:t" and element.text:
            place = (numbers[element], len(element.text))
        elif place and name in ("w:footnoteReference", "w:endnoteReference"):
            found.setdefault((name[2:].removesuffix("Reference"), attribute(element, "id")), place)
    return found


def _copy_of(runs: Runs, stretch: _Stretch) -> int | None:
    """How many elements further on the copy for older programs has the same text; None without one."""
    element = runs.elements[stretch.first[0]]
    choice = next(element.iterancestors("{*}Choice"), None)
    if choice is None:
        return None
    fallback = next(choice.itersiblings("{*}Fallback"), None)
    if fallback is None:
        return None
    own = [k for k, e in enumerate(runs.elements) if choice in e.iterancestors()]
    copies = [k for k, e in enumerate(runs.elements) if fallback in e.iterancestors()]
    if len(own) != len(copies) or not own:
        return None
    shift = copies[0] - own[0]
    alike = all(
        runs.texts[k] == runs.texts[k + shift] for k in range(stretch.first[0], stretch.last[0] + 1)
    )
    return shift if alike else None


def _trimmed(edit: Edit, text: str) -> Edit:
    """The edit without the words that both the old and the new wording begin or end with."""
    old, new = edit.span.of(text), edit.text
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    while start > 0 and not _is_edge(old, new, start):
        start -= 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    while end > 0 and not _is_edge(old, new, -end):
        end -= 1
    span = Span(edit.span.start + start, edit.span.end - end)
    return Edit(span, new[start : len(new) - end])


def _is_edge(old: str, new: str, at: int) -> bool:
    """True where both wordings have no letter or digit on at least one side of a place."""

    def edge(words: str) -> bool:
        k = at if at >= 0 else len(words) + at
        return k in (0, len(words)) or not (words[k - 1].isalnum() and words[k].isalnum())

    return edge(old) and edge(new)
