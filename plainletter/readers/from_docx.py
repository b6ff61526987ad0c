"""Reads Word files: .docx, .docm, .dotx, .dotm, Transitional and Strict.

What is read is what a person sees with all tracked changes accepted: inserted and moved-to text yes,
deleted, moved-from and hidden text and comments no. Order of the text: headers, body, footnotes,
endnotes, footers. A text box follows the paragraph it is anchored in.

Anchors. `Anchor.part` is the part's name in the package ("word/document.xml"). `Anchor.node` is the
ordinal, from 0, of an element among all that `text_elements` yields for the root of that part: the
elements that can stand for characters, in document order, those in deleted or hidden text and in
alternative copies too. `Anchor.offset` counts code points in that element's text. Elements without text
of their own (a tab, a break, a symbol) give "replaced" segments at offset 0 with a source length of 1;
so do, at their own offset, line ends and symbol-font characters within a text. Characters of no width
(soft hyphens) are left out.
So a writer that parses the same part and lists the same elements finds every character again.

Places. `Place.paragraph` counts all `w:p` of the main part in document order, from 1; in tables `table`
counts `w:tbl` of the main part so, `row` the rows of that table and `cell` the cells written in that
row. Headers, footers and notes have no place.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from plainletter.errors import ReadError
from plainletter.model import Block, BlockKind, Document, Place, Span
from plainletter.readers.decode import MARKED_KINDS, check_limits, printed_marker
from plainletter.readers.numbering import Numbering, symbol, to_roman
from plainletter.readers.package import Package, open_package
from plainletter.readers.wordnames import (
    attribute,
    child,
    children,
    is_on,
    relation_id,
    short_name,
)
from plainletter.readers.wordstyles import Look, Styles, number_settings, outline
from plainletter.sourcemap import Anchor, DocumentBuilder

if TYPE_CHECKING:
    from lxml.etree import _Element

_TEXT_ELEMENTS = frozenset({
    "w:t", "w:delText", "w:tab", "w:ptab", "w:br", "w:cr", "w:sym", "w:noBreakHyphen",
    "w:softHyphen", "m:t",
})  # fmt: skip

# Elements that only wrap others and are read through at every level.
_WRAPPERS = frozenset({
    "w:ins", "w:moveTo", "w:hyperlink", "w:smartTag", "w:customXml", "w:bdo", "w:dir",
    "w:ruby", "w:rubyBase", "m:oMathPara", "m:oMath",
})  # fmt: skip

# Fields whose result a mail merge, a case system or a person fills in.
_BLANK_FIELDS = frozenset({
    "MERGEFIELD", "MERGEREC", "MERGESEQ", "ADDRESSBLOCK", "GREETINGLINE", "FILLIN", "ASK",
    "DOCPROPERTY", "DOCVARIABLE", "MACROBUTTON",
})  # fmt: skip

# Characters of no width and the private area of symbol fonts; white space in a text element is a space.
_SPECIAL = re.compile("[\t\n\r\u00ad\u200b\u200e\u200f\u2060\ufeff\uf000-\uf0ff]")
_NO_WIDTH = "\u200b\u2060\ufeff"
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_XML_BLANKS = " \t\r\n"

_MAIN_PART = "word/document.xml"


def text_elements(root: _Element) -> Iterator[_Element]:
    """The elements of a part that can stand for characters, in document order.

    An `Anchor.node` is the position of its element in this list. Tab stops, which share the name of the
    tab character, are not among them.
    """
    for element in root.iter("{*}*"):
        name = short_name(element.tag)
        if name not in _TEXT_ELEMENTS:
            continue
        if name == "w:tab":
            parent = element.getparent()
            if parent is not None and short_name(parent.tag) == "w:tabs":
                continue
        yield element


def read(data: bytes, path: str) -> Document:
    """Read a Word file held in memory; `path` is only noted in the document.

    Raises `ReadError` for a file that is no Word file, is damaged, breaks a limit or holds no text. A
    damaged header, note or style part is a problem of the document instead.
    """
    package = open_package(data)
    try:
        return _Reader(package).read(path)
    except RecursionError as error:
        raise ReadError("it is nested too deeply to be read; it may be harmful") from error


@dataclass(slots=True)
class _Field:
    """A complex field that is open: its instruction so far, and where its result began."""

    code: list[str] = field(default_factory=list)
    form: _Element | None = None
    in_code: bool = True
    start: int = 0
    inked: int = 0
    marked: bool = False


@dataclass(frozen=True, slots=True)
class _Story:
    """A part, or a text box in it, with the numbers of its elements."""

    part: str
    nodes: Mapping[_Element, int]
    spaced: bool
    kind: BlockKind | None = None
    main: bool = False
    fields: list[_Field] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Cell:
    """A table cell: where it stands, and whether the table's style makes it bold."""

    place: Place
    bold: bool


@dataclass(slots=True)
class _Open:
    """The block that is being read."""

    kind: BlockKind
    level: int
    marker: str
    place: Place
    start: int = -1
    end: int = -1
    letters: bool = False
    plain_letters: bool = False
    boxes: list[tuple[_Element, _Story]] = field(default_factory=list)


class _Reader:
    """Walks one package from start to end."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._builder = DocumentBuilder()
        self._blocks: list[Block] = []
        self._bold: list[tuple[int, int]] = []
        self._placeholders: list[tuple[int, int]] = []
        self._relations: dict[str, tuple[str, str]] = {}
        self._numbers: dict[_Element, int] = {}
        self._tables: dict[_Element, int] = {}
        self._notes: dict[str, list[str]] = {"footnote": [], "endnote": []}
        self._noted: set[tuple[str, str]] = set()
        self._told: set[tuple[str, str]] = set()
        self._shown: dict[_Element, set[_Element]] = {}
        self._note_marker = ""
        self._paragraphs = 0
        self._inked = 0
        self._breaks = 0
        self._block: _Open | None = None
        self._join = False
        self._is_bold = False
        self._hidden = 0
        self._marking = 0
        self._in_code = 0
        self._at = ""
        self._font = ""
        self._on_block: dict[str, _Handler] = {
            "w:p": self._paragraph, "w:tbl": self._table, "w:altChunk": self._foreign,
        }  # fmt: skip
        self._on_row: dict[str, _Handler] = {"w:tr": self._row}
        self._on_cell: dict[str, _Handler] = {"w:tc": self._table_cell}
        self._on_inline: dict[str, _Handler] = {
            "w:r": self._run, "w:fldSimple": self._simple_field, "m:r": self._math_run,
        }  # fmt: skip
        self._on_run: dict[str, _Handler] = {
            "w:t": self._text, "w:tab": self._tab, "w:ptab": self._tab, "w:br": self._break,
            "w:cr": self._break, "w:sym": self._symbol, "w:noBreakHyphen": self._hyphen,
            "w:fldChar": self._field_mark, "w:instrText": self._field_code,
            "w:footnoteReference": self._note, "w:endnoteReference": self._note,
            "w:drawing": self._drawing, "w:pict": self._drawing, "w:object": self._drawing,
            "w:r": self._run, "w:fldSimple": self._simple_field,
        }  # fmt: skip
        self._row_state: _Rows | None = None
        self._cell: _Cell | None = None
        self._style = ""

    # -- the whole file ---------------------------------------------------------------------------

    def read(self, path: str) -> Document:
        main = self._main_part()
        root = self._package.xml(main)
        body = child(root, "w:body") if root is not None else None
        if root is None or body is None:
            raise ReadError("it is not a Word file, or its text is missing; ask for the file again")
        self._relations = self._relations_of(main)
        self._styles = Styles(self._side_part("styles", "headings and bold text may be missed"))
        self._numbering = Numbering(
            self._side_part("numbering", "list numbers are missing"), self._styles.number_of
        )
        paragraphs = (found for found in root.iter("{*}p") if _is(found, "w:p"))
        self._numbers = {found: n for n, found in enumerate(paragraphs, 1)}
        tables = (found for found in root.iter("{*}tbl") if _is(found, "w:tbl"))
        self._tables = {found: n for n, found in enumerate(tables, 1)}
        headers, footers = self._furniture(body)
        for part in headers:
            self._side_story(part, "furniture")
        self._story(body, _story_of(main, root, main=True))
        self._all_notes()
        for part in footers:
            self._side_story(part, "furniture")
        if not self._inked:
            raise ReadError(
                "it holds no text; if it shows pictures of pages, ask for the text itself"
            )
        return self._finish(path)

    def _finish(self, path: str) -> Document:
        builder = self._builder
        for block in self._blocks:
            builder.add_block(block)
        for start, end in self._bold:
            builder.bold(start, end)
        for start, end in _merged(self._placeholders):
            builder.placeholder(start, end)
        document = builder.build(format="docx", path=path, title=self._title())
        blocks = (_without_typed_marker(block, document.text) for block in document.blocks)
        return document.with_blocks(tuple(blocks))

    def _main_part(self) -> str:
        for kind, target in self._relations_of("").values():
            if kind == "officeDocument" and target in self._package.names:
                return target
        return _MAIN_PART

    def _relations_of(self, part: str) -> dict[str, tuple[str, str]]:
        """Relationship id -> (last word of its type, name of the part) of a part, "" for the package."""
        folder, name = posixpath.split(part)
        root = self._package.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
        found = {}
        for relation in root if root is not None else ():
            if relation.get("TargetMode") == "External":
                continue
            target = relation.get("Target", "")
            target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            kind = relation.get("Type", "").rpartition("/")[2]
            found[relation.get("Id", "")] = (kind, target)
        return found

    def _part_of_kind(self, kind: str) -> str:
        return next((target for found, target in self._relations.values() if found == kind), "")

    def _side_part(self, kind: str, loss: str) -> _Element | None:
        part = self._part_of_kind(kind)
        if not part:
            return None
        try:
            return self._package.xml(part)
        except ReadError as error:
            self._problem(f"{error}; {loss}", part)
            return None

    def _title(self) -> str:
        part = next(
            (
                target
                for kind, target in self._relations_of("").values()
                if kind == "core-properties"
            ),
            "docProps/core.xml",
        )
        try:
            root = self._package.xml(part)
        except ReadError:
            # The title is a courtesy: nothing of the letter is lost.
            return ""
        if root is None:
            return ""
        title = root.findtext("{http://purl.org/dc/elements/1.1/}title") or ""
        return " ".join(title.split())

    # -- headers, footers, notes ------------------------------------------------------------------

    def _furniture(self, body: _Element) -> tuple[list[str], list[str]]:
        """Header and footer parts that are really shown, each once, in order of first reference."""
        settings = self._side_part("settings", "headers of even pages may be missed")
        even = settings is not None and is_on(child(settings, "w:evenAndOddHeaders"))
        # Dictionaries as ordered sets.
        found: dict[str, dict[str, None]] = {"w:headerReference": {}, "w:footerReference": {}}
        for section in body.iter("{*}sectPr"):
            first = is_on(child(section, "w:titlePg"))
            for reference in section:
                parts = found.get(short_name(reference.tag))
                kind = attribute(reference, "type") or "default"
                if (
                    parts is None
                    or (kind == "first" and not first)
                    or (kind == "even" and not even)
                ):
                    continue
                part = self._relations.get(relation_id(reference), ("", ""))[1]
                parts.setdefault(part)
        for name, parts in found.items():
            if "" in parts:
                del parts[""]
                kind = "header" if name == "w:headerReference" else "footer"
                self._problem(f"a {kind} is named but not in the file", kind)
        return list(found["w:headerReference"]), list(found["w:footerReference"])

    def _side_story(self, part: str, kind: BlockKind) -> None:
        root = self._side_root(part)
        if root is not None:
            self._story(root, _story_of(part, root, kind=kind))

    def _side_root(self, part: str) -> _Element | None:
        try:
            root = self._package.xml(part)
        except ReadError as error:
            self._problem(str(error), part)
            return None
        if root is None:
            self._problem("a part of the letter is named but not in the file", part)
        return root

    def _all_notes(self) -> None:
        for kind, wanted in self._notes.items():
            if not wanted:
                continue
            part = self._part_of_kind(f"{kind}s")
            root = self._side_root(part or f"word/{kind}s.xml")
            if root is None:
                continue
            story = _story_of(part, root, kind="note")
            notes = {attribute(note, "id"): note for note in children(root, f"w:{kind}")}
            # A list, since a note that is read may name further notes, which are then read as well.
            for number, identity in enumerate(wanted, 1):
                note = notes.get(identity)
                if note is None:
                    self._problem(f"a {kind} is named but not in the file", part)
                    continue
                small = kind == "endnote" and number < 4000
                self._note_marker = to_roman(number) if small else str(number)
                self._story(note, replace(story, fields=[]))

    # -- walking ----------------------------------------------------------------------------------

    def _story(self, container: _Element, story: _Story) -> None:
        """Read everything in a body, header, note or text box as a world of its own."""
        kept = (self._in_code, self._hidden, self._cell, self._is_bold, self._row_state)
        self._in_code, self._hidden, self._cell, self._is_bold = 0, 0, None, False
        self._walk(container, story, self._on_block)
        self._close()
        marked = sum(open_field.marked for open_field in story.fields)
        self._marking -= marked
        if any(open_field.in_code for open_field in story.fields):
            self._problem(
                "a field of the letter has no end, so text after it may be missing; "
                "open the letter in Word, mend the field and save it",
                self._at or story.part,
            )
        self._in_code, self._hidden, self._cell, self._is_bold, self._row_state = kept

    def _walk(self, container: _Element, story: _Story, handlers: Mapping[str, _Handler]) -> None:
        for element in container:
            name = short_name(element.tag)
            handler = handlers.get(name)
            if handler is not None:
                handler(element, story)
            elif name in _WRAPPERS:
                self._walk(element, story, handlers)
            elif name == "w:sdt":
                self._control(element, story, handlers)
            elif name == "mc:AlternateContent":
                branch = self._branch(element)
                if branch is not None:
                    self._walk(branch, story, handlers)
            elif name.startswith("m:") and handlers is self._on_inline:
                self._walk(element, story, handlers)
                if name == "m:num":
                    # A fraction is two numbers, not one.
                    self._insert("/")

    def _control(self, element: _Element, story: _Story, handlers: Mapping[str, _Handler]) -> None:
        properties = child(element, "w:sdtPr")
        prompt = properties is not None and is_on(child(properties, "w:showingPlcHdr"))
        self._mark(prompt)
        for content in children(element, "w:sdtContent"):
            self._walk(content, story, handlers)
        self._marking -= prompt

    def _foreign(self, _element: _Element, story: _Story) -> None:
        self._problem(
            "another file is built into the letter here and was not read; "
            "open the letter in Word and save it again",
            self._at or story.part,
        )

    # -- tables -----------------------------------------------------------------------------------

    def _table(self, table: _Element, story: _Story) -> None:
        self._close()
        kept = self._row_state, self._cell
        number = self._tables.get(table) if story.main else None
        properties = child(table, "w:tblPr")
        style_first = False
        if properties is not None:
            style = child(properties, "w:tblStyle")
            style_first = (
                style is not None
                and _first_row_on(child(properties, "w:tblLook"))
                and self._styles.bold_first_row(attribute(style, "val"))
            )
        self._row_state = state = _Rows(number, style_first)
        self._walk(table, story, self._on_row)
        self._mark_header(state)
        self._row_state, self._cell = kept

    def _mark_header(self, state: _Rows) -> None:
        first = self._blocks[state.first_start : state.first_end]
        bold = [block.bold for block in first if block.kind == "table_cell"]
        # A table of one row, or one bold cell across it, has nothing that the row could head.
        cells = {block.place.cell for block in first}
        if state.rows > 1 and len(cells) > 1 and bold and all(bold):
            for index in range(state.first_start, state.first_end):
                if self._blocks[index].kind == "table_cell":
                    self._blocks[index] = replace(self._blocks[index], header=True)

    def _row(self, row: _Element, story: _Story) -> None:
        state = self._row_state
        if state is None:
            return
        properties = child(row, "w:trPr")
        state.row += 1
        state.cell = 0
        heads = False
        if properties is not None:
            if child(properties, "w:del") is not None or is_on(child(properties, "w:hidden")):
                return
            heads = is_on(child(properties, "w:tblHeader"))
        state.rows += 1
        start = len(self._blocks)
        self._walk(row, story, self._on_cell)
        if state.rows == 1:
            state.first_start, state.first_end = start, len(self._blocks)
            heads = heads or state.style_first
        if heads:
            for index in range(start, len(self._blocks)):
                self._blocks[index] = replace(self._blocks[index], header=True)

    def _table_cell(self, cell: _Element, story: _Story) -> None:
        state = self._row_state
        if state is None:
            return
        state.cell += 1
        properties = child(cell, "w:tcPr")
        if properties is not None and child(properties, "w:cellDel") is not None:
            return
        place = Place()
        if state.number is not None:
            place = Place(table=state.number, row=state.row, cell=state.cell)
        kept = self._cell
        self._cell = _Cell(place, state.style_first and state.rows == 1)
        self._walk(cell, story, self._on_block)
        self._close()
        self._cell = kept

    # -- paragraphs -------------------------------------------------------------------------------

    def _paragraph(self, paragraph: _Element, story: _Story) -> None:
        self._paragraphs += 1
        check_limits(self._paragraphs, 0)
        joining = self._join and self._block is not None
        if not joining:
            # First of all, since it reads the text boxes of the paragraph before.
            self._close()
        properties = child(paragraph, "w:pPr")
        self._style = style = self._styles.paragraph_style(properties)
        mark = child(properties, "w:rPr") if properties is not None else None
        deleted = mark is not None and any(
            child(mark, name) is not None for name in ("w:del", "w:moveFrom")
        )
        number = self._numbers.get(paragraph) if story.main else None
        self._at = f"paragraph {number}" if number else story.part
        empty = deleted and not _has_run(paragraph)
        if not joining and not empty:
            self._breaks += self._builder.length > 0
            self._block = self._opened(properties, style, story, number)
        elif not joining:
            # The whole paragraph is deleted: it has no line and no number.
            self._block = _Open("paragraph", 0, "", Place())
        self._walk(paragraph, story, self._on_inline)
        frame = child(properties, "w:framePr") if properties is not None else None
        dropped = frame is not None and attribute(frame, "dropCap") in ("drop", "margin")
        if dropped or (deleted and (joining or not empty)):
            # Its end is deleted, or it is only the big first letter: the next one goes on from here.
            self._join = True
        else:
            self._close()

    def _opened(
        self, properties: _Element | None, style: str, story: _Story, number: int | None
    ) -> _Open:
        names = self._styles.names(style)
        own = outline(properties)
        heading = self._styles.heading(style) if own is None else own
        marker, depth = self._list_marker(properties, style)
        place = Place(paragraph=number)
        depth = depth if marker else 0
        level = heading or depth
        kind: BlockKind = "paragraph"
        if story.kind is not None:
            kind, level = story.kind, 0
            marker = marker or self._note_marker
            self._note_marker = ""
        elif self._cell is not None:
            kind, place, level = "table_cell", self._cell.place, depth
        elif heading:
            kind = "heading"
        elif marker:
            kind = "list_item"
        elif any(name in ("quote", "intense quote") for name in names):
            kind = "quote"
        return _Open(kind, level, marker, place)

    def _list_marker(self, properties: _Element | None, style: str) -> tuple[str, int]:
        """(printed marker, level from 1) of a paragraph; ("", 0) where it is in no list."""
        number, depth = number_settings(properties)
        styled, styled_depth, origin = self._styles.numbering(style)
        if not number:
            number = styled
            if depth is None:
                by_style = self._numbering.level_for_style(number, origin)
                depth = by_style if by_style is not None else styled_depth
        elif depth is None:
            depth = self._numbering.level_for_style(number, style)
        if not number or number == "0" or not self._numbering.knows(number):
            return "", 0
        depth = depth or 0
        return self._numbering.next_marker(number, depth), depth + 1

    def _close(self) -> None:
        """End the block that is open and read the text boxes anchored in it."""
        block, self._block, self._join = self._block, None, False
        if block is None:
            return
        if block.start >= 0:
            bold = block.letters and not block.plain_letters
            self._blocks.append(
                Block(
                    block.kind,
                    Span(block.start, block.end),
                    level=block.level,
                    marker=block.marker,
                    bold=bold,
                    place=block.place,
                )
            )
        for box, story in block.boxes:
            self._story(box, story)

    # -- runs -------------------------------------------------------------------------------------

    def _run(self, run: _Element, story: _Story) -> None:
        properties = child(run, "w:rPr")
        character = ""
        if properties is not None:
            named = child(properties, "w:rStyle")
            character = attribute(named, "val") if named is not None else ""
        table_bold = self._cell is not None and self._cell.bold
        look = self._styles.look(self._style, character, table_bold)
        if properties is not None:
            own_bold, own_hidden = child(properties, "w:b"), child(properties, "w:vanish")
            look = Look(
                is_on(own_bold) if own_bold is not None else look.bold,
                is_on(own_hidden) if own_hidden is not None else look.hidden,
            )
        prompt = bool(character) and "placeholder text" in self._styles.names(character)
        fonts = child(properties, "w:rFonts") if properties is not None else None
        self._font = attribute(fonts, "ascii") if fonts is not None else ""
        kept, self._is_bold = self._is_bold, look.bold
        self._hidden += look.hidden
        self._mark(prompt)
        self._walk(run, story, self._on_run)
        self._marking -= prompt
        self._hidden -= look.hidden
        self._is_bold = kept

    def _math_run(self, run: _Element, story: _Story) -> None:
        for piece in children(run, "m:t"):
            self._text(piece, story)

    def _text(self, element: _Element, story: _Story) -> None:
        text = element.text or ""
        start, end = 0, len(text)
        if element.get(_XML_SPACE) != "preserve" and not story.spaced:
            # Word drops the blanks at both ends of such a text, too.
            start = end - len(text.lstrip(_XML_BLANKS))
            end = max(start, len(text.rstrip(_XML_BLANKS)))
        node = story.nodes[element]
        for special in _SPECIAL.finditer(text, start, end):
            at = special.start()
            if (
                text[at] in _NO_WIDTH
                and text[at - 1 : at].isalpha()
                and text[at + 1 : at + 2].isalpha()
            ):
                continue  # Inside a word somebody may have hidden it.
            self._copy(text[start:at], Anchor(story.part, node, start))
            char = text[at]
            if char in _XML_BLANKS:
                self._replace(" ", Anchor(story.part, node, at))
            elif "\uf000" <= char <= "\uf0ff":
                self._replace(symbol(ord(char), self._font), Anchor(story.part, node, at))
            start = at + 1
        self._copy(text[start:end], Anchor(story.part, node, start))

    def _tab(self, element: _Element, story: _Story) -> None:
        self._replace("\t", Anchor(story.part, story.nodes[element], 0))

    def _break(self, element: _Element, story: _Story) -> None:
        self._replace("\n", Anchor(story.part, story.nodes[element], 0))

    def _hyphen(self, element: _Element, story: _Story) -> None:
        self._replace("-", Anchor(story.part, story.nodes[element], 0))

    def _symbol(self, element: _Element, story: _Story) -> None:
        try:
            code = int(attribute(element, "char"), 16)
        except ValueError:
            return
        shown = symbol(code, attribute(element, "font"))
        self._replace(shown, Anchor(story.part, story.nodes[element], 0))

    # -- fields -----------------------------------------------------------------------------------

    def _simple_field(self, element: _Element, story: _Story) -> None:
        words = _words(attribute(element, "instr"))
        blank = bool(words) and words[0].upper() in _BLANK_FIELDS
        inked = self._inked
        self._mark(blank)
        self._walk(element, story, self._on_inline)
        if blank and self._inked == inked:
            self._insert(_blank_name(words))
        self._marking -= blank

    def _field_mark(self, element: _Element, story: _Story) -> None:
        kind = attribute(element, "fldCharType")
        fields = story.fields
        if kind == "begin":
            fields.append(_Field(form=child(element, "w:ffData")))
            self._in_code += 1
        elif kind == "separate" and fields and fields[-1].in_code:
            found = fields[-1]
            found.in_code = False
            self._in_code -= 1
            found.start, found.inked = self._builder.length + self._breaks, self._inked
            words = _words("".join(found.code))
            if words and words[0].upper() in _BLANK_FIELDS:
                found.marked = True
                self._mark(True)
        elif kind == "end" and fields:
            self._field_end(fields.pop())

    def _field_end(self, found: _Field) -> None:
        if found.in_code:
            self._in_code -= 1
            found.start, found.inked = self._builder.length + self._breaks, self._inked
        words = _words("".join(found.code))
        kind = words[0].upper() if words else ""
        if self._inked == found.inked:
            if kind in _BLANK_FIELDS:
                self._mark(not found.marked)
                found.marked = True
                self._insert(_blank_name(words))
            elif kind == "FORMTEXT":
                # A form's empty blank is a row of wide spaces.
                self._placeholders.append((found.start, max(found.start, self._builder.length)))
            elif kind in ("FORMCHECKBOX", "FORMDROPDOWN"):
                self._insert(_form_value(found.form))
        self._marking -= found.marked

    def _field_code(self, element: _Element, story: _Story) -> None:
        if story.fields and story.fields[-1].in_code:
            story.fields[-1].code.append(element.text or "")

    # -- what hangs on a run ----------------------------------------------------------------------

    def _note(self, element: _Element, _story: _Story) -> None:
        if self._muted:
            return
        kind = "footnote" if _is(element, "w:footnoteReference") else "endnote"
        identity = attribute(element, "id")
        if (kind, identity) not in self._noted:
            self._noted.add((kind, identity))
            self._notes[kind].append(identity)

    def _drawing(self, element: _Element, story: _Story) -> None:
        if self._muted or self._block is None:
            return
        self._find_boxes(element, story)

    def _find_boxes(self, element: _Element, story: _Story) -> None:
        for found in element:
            name = short_name(found.tag)
            if name == "w:txbxContent":
                if self._block is not None:
                    self._block.boxes.append((found, replace(story, fields=[])))
            elif name == "mc:AlternateContent":
                branch = self._branch(found)
                if branch is not None:
                    self._find_boxes(branch, story)
            elif name == "a:graphicData" and found.get("uri", "").endswith(("/diagram", "/chart")):
                self._problem(
                    "the text of a diagram or chart was not read; check it by eye", self._at
                )
            else:
                self._find_boxes(found, story)

    def _problem(self, message: str, where: str) -> None:
        # Once for each place: a hostile file has a million reasons for the same one.
        if (message, where) not in self._told:
            self._told.add((message, where))
            self._builder.problem(message, where)

    def _branch(self, alternate: _Element) -> _Element | None:
        """The one of several copies to read: the first choice, or the fallback when that has no text."""
        choice, fallback = child(alternate, "mc:Choice"), child(alternate, "mc:Fallback")
        if choice is None or fallback is None:
            return fallback if choice is None else choice
        root = alternate.getroottree().getroot()
        if root not in self._shown:
            # Found out for all elements of the part at once: copies inside copies would be searched
            # for each level anew.
            self._shown[root] = _with_text(root)
        shown = self._shown[root]
        return fallback if choice not in shown and fallback in shown else choice

    # -- adding text ------------------------------------------------------------------------------

    @property
    def _muted(self) -> bool:
        return self._hidden > 0 or self._in_code > 0

    def _mark(self, begins: bool) -> None:
        """Begin a placeholder, if `begins`; it ends when `_marking` is counted down again."""
        if begins and not self._marking:
            # Keeps two blanks that touch apart.
            self._placeholders.append((self._builder.length, self._builder.length))
        self._marking += begins

    def _copy(self, text: str, anchor: Anchor) -> None:
        if text and not self._muted:
            self._before(text)
            self._builder.text(text, anchor)

    def _replace(self, text: str, anchor: Anchor) -> None:
        if text and not self._muted:
            self._before(text)
            self._builder.replace(text, anchor, 1)

    def _insert(self, text: str) -> None:
        if text and not self._muted:
            self._before(text)
            self._builder.insert(text)

    def _before(self, text: str) -> None:
        """Keep account of the characters about to be added: block edges, bold, placeholders, limits."""
        if self._breaks:
            self._builder.insert("\n" * self._breaks)
            self._breaks = 0
        start = self._builder.length
        end = start + len(text)
        check_limits(0, end)
        if self._is_bold:
            _extend(self._bold, start, end)
        if self._marking:
            _extend(self._placeholders, start, end)
        block = self._block
        ink = text.strip()
        if not ink or block is None:
            return
        self._inked += len(ink)
        if block.start < 0:
            block.start = end - len(text.lstrip())
        block.end = start + len(text.rstrip())
        if any(map(str.isalnum, ink)):
            block.letters = True
            block.plain_letters = block.plain_letters or not self._is_bold


_Handler = Callable[["_Element", _Story], None]


@dataclass(slots=True)
class _Rows:
    """How far a table has been read, and where the blocks of its first row are."""

    number: int | None
    style_first: bool
    row: int = 0
    cell: int = 0
    rows: int = 0
    first_start: int = 0
    first_end: int = 0


def _story_of(
    part: str, root: _Element, *, kind: BlockKind | None = None, main: bool = False
) -> _Story:
    nodes = {element: n for n, element in enumerate(text_elements(root))}
    return _Story(part, nodes, root.get(_XML_SPACE) == "preserve", kind, main)


def _is(element: _Element, name: str) -> bool:
    return short_name(element.tag) == name


def _with_text(root: _Element) -> set[_Element]:
    """The elements of a part that hold text, at any depth."""
    found: set[_Element] = set()
    for element in text_elements(root):
        above: _Element | None = element
        while above is not None and above not in found:
            found.add(above)
            above = above.getparent()
    return found


def _has_run(paragraph: _Element) -> bool:
    """Whether anything of a paragraph is left when its deletions are accepted."""
    for element in paragraph:
        name = short_name(element.tag)
        if name in ("w:r", "m:r"):
            return True
        wraps = name in _WRAPPERS or name in ("w:sdt", "w:sdtContent", "w:fldSimple")
        if wraps and _has_run(element):
            return True
    return False


def _first_row_on(look: _Element | None) -> bool:
    if look is None:
        return False
    named = attribute(look, "firstRow")
    if named:
        return named in ("1", "true", "on")
    try:
        return bool(int(attribute(look, "val"), 16) & 0x20)
    except ValueError:
        return False


def _words(instruction: str) -> list[str]:
    """A field's instruction as words; words in quotation marks stay together and lose the marks."""
    found = re.findall(r'"([^"]*)"|([^\s"]+)', instruction)
    return [quoted or plain for quoted, plain in found]


def _blank_name(words: list[str]) -> str:
    """What stands for a blank with no result: the field's name as Word shows it in a template."""
    kind = words[0].upper()
    if kind == "ASK":
        # It asks, and never shows anything itself.
        return ""
    if kind == "MACROBUTTON":
        return " ".join(words[2:])
    name = words[1] if len(words) > 1 and not words[1].startswith("\\") else words[0]
    return f"«{name}»"


def _form_value(form: _Element | None) -> str:
    """What a tick box or drop-down of an old form shows."""
    if form is None:
        return ""
    box, choices = child(form, "w:checkBox"), child(form, "w:ddList")
    if box is not None:
        state = child(box, "w:checked")
        ticked = is_on(state if state is not None else child(box, "w:default"))
        return "☒" if ticked else "☐"
    if choices is None:
        return ""
    entries = [attribute(entry, "val") for entry in children(choices, "w:listEntry")]
    chosen = child(choices, "w:result")
    if chosen is None:
        chosen = child(choices, "w:default")
    value = attribute(chosen, "val") if chosen is not None else "0"
    return (
        entries[int(value)]
        if value.isascii() and value.isdigit() and int(value) < len(entries)
        else ""
    )


def _extend(stretches: list[tuple[int, int]], start: int, end: int) -> None:
    if stretches and stretches[-1][1] == start:
        stretches[-1] = (stretches[-1][0], end)
    else:
        stretches.append((start, end))


def _without_typed_marker(block: Block, text: str) -> Block:
    """A block whose list marker was typed, not made by Word, with that marker beside its text."""
    if block.marker or block.kind not in MARKED_KINDS:
        return block
    typed = printed_marker(text[block.span.start : block.span.end])
    if typed is None or typed.length >= len(block.span):
        return block
    span = Span(block.span.start + typed.length, block.span.end)
    if block.kind != "paragraph":
        return replace(block, span=span, marker=typed.text)
    return replace(block, kind="list_item", level=1, span=span, marker=typed.text)


def _merged(stretches: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found for found in stretches if found[0] < found[1]):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
