"""Reads OpenDocument text (.odt, .ott).

The walk counts every piece of character data in a part, shown or not, so that an anchor is a place in the
file and not in what was made of it: `Anchor.node` is the number of the piece of character data in its
part, in document order, from 0 (`character_data` lists them).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from plainletter.errors import ReadError
from plainletter.model import BlockKind, Document, Place
from plainletter.readers.decode import (
    NO_TEXT,
    BlockWriter,
    Paragraph,
    PendingBlock,
    check_limits,
    with_headers,
)
from plainletter.readers.numbering import to_roman
from plainletter.readers.package import Package, open_package
from plainletter.sourcemap import Anchor, DocumentBuilder

if TYPE_CHECKING:
    from lxml.etree import _Element

_CONTENT = "content.xml"
_STYLES = "styles.xml"

_NAMES = {
    "urn:oasis:names:tc:opendocument:xmlns:office:1.0": "office",
    "urn:oasis:names:tc:opendocument:xmlns:text:1.0": "text",
    "urn:oasis:names:tc:opendocument:xmlns:table:1.0": "table",
    "urn:oasis:names:tc:opendocument:xmlns:style:1.0": "style",
    "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0": "draw",
    "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0": "fo",
    "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0": "svg",
    "urn:oasis:names:tc:opendocument:xmlns:form:1.0": "form",
    "urn:oasis:names:tc:opendocument:xmlns:script:1.0": "script",
    "urn:oasis:names:tc:opendocument:xmlns:database:1.0": "db",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://www.w3.org/1998/Math/MathML": "math",
    "http://www.w3.org/XML/1998/namespace": "xml",
}

# What is in the file and not in the letter: deleted text, comments, descriptions of pictures, formulas.
_SKIPPED = frozenset(
    [
        "text:tracked-changes",
        "office:annotation",
        "office:annotation-end",
        "office:forms",
        "office:binary-data",
        "svg:title",
        "svg:desc",
        "math:math",
        "text:note-citation",
        "text:ruby-text",
        "text:script",
        "office:scripts",
        "text:sequence-decls",
        "text:variable-decls",
        "text:user-field-decls",
        "text:index-title-template",
        "text:table-of-content-source",
        "text:alphabetical-index-source",
        "text:dde-connection-decls",
        "table:tracked-changes",
        "text:hidden-text",
        "text:bibliography-configuration",
        "draw:image-map",
        "office:event-listeners",
        "style:header-left",
        "style:footer-left",
    ]
)
_BLANK_FIELDS = frozenset(
    [
        "text:placeholder",
        "text:database-display",
        "text:database-name",
        "text:user-field-get",
        "text:user-field-input",
        "text:text-input",
        "text:variable-input",
    ]
)
_BLANKS = " \t\n\r"
_RUNS = re.compile(r"[^ \t\n\r\u00ad]+(?: [^ \t\n\r\u00ad]+)*|[ \t\n\r]+")
_BULLET = "•"
_MAX_CHAIN = 50
_MAX_SPACES = 200
# Levels that a number may show, and characters around it: both come back for each item of a list.
_MAX_SHOWN = 10
_LONGEST_AFFIX = 100


def read(data: bytes, path: str) -> Document:
    """Read an OpenDocument text held in memory.

    Raises `ReadError` for a file that is no OpenDocument text, is damaged, protected with a password, or
    holds no text. A damaged styles part is a problem of the document instead.
    """
    package = open_package(data)
    # Searched as bytes: some programs write a document type into the manifest.
    if b"encryption-data" in (package.bytes("META-INF/manifest.xml") or b""):
        raise ReadError("it is protected with a password; save a copy without one")
    root = package.xml(_CONTENT)
    body = None if root is None else _find(root, "office:body", "office:text")
    if root is None or body is None:
        raise ReadError(
            "it is not an OpenDocument text, or its text is missing; ask for the file again"
        )
    builder = DocumentBuilder()
    writer = BlockWriter(builder)
    try:
        styled = package.xml(_STYLES)
    except ReadError as error:
        styled = None
        builder.problem(f"{error}; headers, footers and list numbers may be missed", _STYLES)
    styles = _Styles([part for part in (styled, root) if part is not None])
    if styled is not None:
        _Story(writer, styles, _STYLES, furniture=True).read(styled, "style:header")
    _Story(writer, styles, _CONTENT).read(root, "office:text")
    if styled is not None:
        _Story(writer, styles, _STYLES, furniture=True).read(styled, "style:footer")
    if not writer.inked:
        raise ReadError(NO_TEXT)
    return with_headers(builder.build(format="odt", path=path, title=_title(package)))


def character_data(root: _Element) -> Iterator[str]:
    """The pieces of character data of a part in document order; `Anchor.node` counts them."""
    for _, _, text in _events(root):
        if text:
            yield text


def _title(package: Package) -> str:
    try:
        root = package.xml("meta.xml")
    except ReadError:
        # The title is a courtesy: nothing of the letter is lost.
        return ""
    if root is None:
        return ""
    return " ".join((root.findtext(".//{http://purl.org/dc/elements/1.1/}title") or "").split())


# -- names ----------------------------------------------------------------------------------------


def _name(element: _Element) -> str:
    """`text:p` for the element of that name, whatever prefix the file uses; "" for comments and such."""
    # The tag of a comment is a function, which has no text of its own.
    uri, _, local = str(element.tag)[1:].rpartition("}")
    return f"{_NAMES.get(uri, '')}:{local}"


_URIS = {prefix: uri for uri, prefix in _NAMES.items()}


def _get(element: _Element, name: str) -> str:
    prefix, _, local = name.partition(":")
    return element.get(f"{{{_URIS[prefix]}}}{local}") or ""


def _find(element: _Element, *names: str) -> _Element | None:
    """The first descendant along a path of child names."""
    for name in names:
        found = next((child for child in element if _name(child) == name), None)
        if found is None:
            return None
        element = found
    return element


def _events(root: _Element) -> Iterator[tuple[str, _Element, str]]:
    """("start" or "end", element, character data right after that tag), in document order."""
    from lxml import etree

    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event == "start":
            yield "start", element, element.text or ""
        elif event == "end":
            yield "end", element, (element.tail or "") if element is not root else ""
        else:
            yield "other", element, element.tail or ""


# -- styles ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Level:
    """A level of a list style: what is printed before its items."""

    bullet: str = ""
    format: str = ""
    prefix: str = ""
    suffix: str = ""
    start: int = 1
    shown: int = 1

    @property
    def printed(self) -> bool:
        return bool(self.bullet or self.format)


@dataclass(frozen=True, slots=True)
class _Look:
    """What a style says about characters; None where it says nothing."""

    parent: str = ""
    bold: bool | None = None
    hidden: bool | None = None
    outline: int = 0
    list_style: str = ""


class _Styles:
    """The styles of all parts by family and name."""

    def __init__(self, roots: list[_Element]) -> None:
        self._looks: dict[tuple[str, str], _Look] = {}
        self._lists: dict[str, dict[int, _Level]] = {}
        self._known: dict[tuple[str, str], _Look] = {}
        self.outline: dict[int, _Level] = {}
        for root in roots:
            for element in root.iter("{*}style", "{*}list-style", "{*}outline-style"):
                name = _name(element)
                if name == "style:style":
                    key = (_get(element, "style:family"), _get(element, "style:name"))
                    self._looks[key] = _look(element)
                elif name == "text:list-style":
                    self._lists[_get(element, "style:name")] = _levels(element)
                elif name == "text:outline-style":
                    self.outline = _levels(element)

    def look(self, family: str, name: str) -> _Look:
        """A style with what it takes from those it is based on."""
        key = (family, name)
        if key not in self._known:
            found = _Look()
            seen: set[str] = set()
            while name and name not in seen and len(seen) < _MAX_CHAIN:
                seen.add(name)
                look = self._looks.get((family, name))
                if look is None:
                    break
                found = _Look(
                    "",
                    look.bold if found.bold is None else found.bold,
                    look.hidden if found.hidden is None else found.hidden,
                    found.outline or look.outline,
                    found.list_style or look.list_style,
                )
                name = look.parent
            self._known[key] = found
        return self._known[key]

    def level(self, style: str, depth: int) -> _Level | None:
        """Level `depth` (from 1) of a list style; None where the file does not define it."""
        return self._lists.get(style, {}).get(depth)


def _look(style: _Element) -> _Look:
    bold = hidden = None
    text = _find(style, "style:text-properties")
    if text is not None:
        weight = _get(text, "fo:font-weight")
        if weight:
            bold = weight == "bold" or (weight.isdigit() and int(weight[:4]) >= 600)
        display = _get(text, "text:display")
        if display:
            hidden = display == "none"
    outline = _get(style, "style:default-outline-level")
    return _Look(
        _get(style, "style:parent-style-name"),
        bold,
        hidden,
        _count(outline, 0),
        _get(style, "style:list-style-name"),
    )


def _levels(style: _Element) -> dict[int, _Level]:
    found = {}
    for element in style:
        name = _name(element)
        depth = _count(_get(element, "text:level"), 0) if name.startswith("text:") else 0
        if not depth:
            continue
        prefix = _get(element, "style:num-prefix")[:_LONGEST_AFFIX]
        suffix = _get(element, "style:num-suffix")[:_LONGEST_AFFIX]
        if name in ("text:list-level-style-bullet", "text:list-level-style-image"):
            sign = _get(element, "text:bullet-char")[:_LONGEST_AFFIX] or _BULLET
            # Bullets of symbol fonts are letters of the private area.
            found[depth] = _Level(bullet=_BULLET if "\ue000" <= sign <= "\uf8ff" else sign)
        else:
            found[depth] = _Level(
                format=_get(element, "style:num-format")[:_LONGEST_AFFIX],
                prefix=prefix,
                suffix=suffix,
                start=_count(_get(element, "text:start-value"), 1),
                shown=min(_count(_get(element, "text:display-levels"), 1), _MAX_SHOWN),
            )
    return found


def _count(text: str, default: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else default


def _numeral(count: int, style: str) -> str:
    if style in ("i", "I") and 0 < count < 4000:
        roman = to_roman(count)
        return roman.upper() if style == "I" else roman
    if style in ("a", "A") and count > 0:
        turns, index = divmod(count - 1, 26)
        return chr(ord(style) + index) * (min(turns, 9) + 1)
    return str(count)


# -- stories --------------------------------------------------------------------------------------


@dataclass(slots=True)
class _List:
    """A list that is open: its style, and how far each of its levels has counted."""

    style: str
    counts: dict[int, int]
    identity: str = ""


@dataclass(slots=True)
class _Item:
    """A list item that is open: whether it has a number, and whether that is printed yet."""

    numbered: bool
    start: int | None
    done: bool = False


@dataclass(slots=True)
class _Table:
    number: int
    row: int = 0
    cell: int = 0
    header: int = 0


@dataclass(slots=True)
class _Open:
    """A paragraph that is open, and what stands in it but is shown apart: notes and text boxes."""

    block: PendingBlock
    bold: bool
    hidden: bool
    inner: list[_Open] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Around:
    """What the elements around a text say; one for each open element."""

    bold: bool = False
    hidden: bool = False
    blank_field: bool = False
    note: str | None = None
    furniture: bool = False


class _Story:
    """Walks one part and writes what stands in the containers of one kind."""

    def __init__(
        self, writer: BlockWriter, styles: _Styles, part: str, *, furniture: bool = False
    ) -> None:
        self._writer = writer
        self._styles = styles
        self._part = part
        self._furniture = furniture
        self._around = [_Around()]
        self._open: list[_Open] = []
        self._lists: list[_List] = []
        self._items: list[_Item] = []
        self._last_lists: dict[str, dict[int, int]] = {}
        self._named_lists: dict[str, _List] = {}
        self._outline: dict[int, int] = {}
        self._notes: list[PendingBlock] = []
        self._tables: list[_Table] = []
        self._table_count = 0
        self._paragraphs = 0
        self._node = -1
        self._furniture_seen: set[str] = set()

    def read(self, root: _Element, container: str) -> None:
        """Write the paragraphs inside all elements named `container` (and its first-page sister)."""
        inside = 0
        skipping: _Element | None = None
        for event, element, text in _events(root):
            if text:
                self._node += 1
            name = _name(element)
            if skipping is None and event != "other" and name in (container, f"{container}-first"):
                if _get(element, "style:display") == "false":
                    skipping = element if event == "start" else None
                    continue
                inside += 1 if event == "start" else -1
                self._text(text if event == "start" else "")
                continue
            if skipping is None and inside:
                if event == "start":
                    if name in _SKIPPED or self._hides(element, name):
                        skipping = element
                        continue
                    self._enter(element, name)
                elif event == "end":
                    self._leave(name)
                self._text(text)
            elif event == "end" and element is skipping:
                skipping = None
                if inside:
                    self._text(text)
        for note in self._notes:
            self._writer.write_pending(note, self._furniture_seen)

    # -- elements ---------------------------------------------------------------------------------

    def _hides(self, element: _Element, name: str) -> bool:
        if name == "text:section":
            return _get(element, "text:display") == "none"
        if name == "text:hidden-paragraph":
            for opened in self._open[-1:]:
                opened.hidden = opened.hidden or _get(element, "text:is-hidden") == "true"
            return True
        return name == "table:table-row" and _get(element, "table:visibility") == "collapse"

    def _enter(self, element: _Element, name: str) -> None:
        around = self._around[-1]
        if name in ("text:p", "text:h"):
            opened = self._opened(element, name, around)
            self._open.append(opened)
            around = replace(around, bold=opened.bold, hidden=opened.hidden)
        elif name == "text:span":
            look = self._styles.look("text", _get(element, "text:style-name"))
            around = replace(
                around,
                bold=around.bold if look.bold is None else look.bold,
                hidden=around.hidden if look.hidden is None else look.hidden,
            )
        elif name == "text:s":
            blanks = min(_count(_get(element, "text:c"), 1), _MAX_SPACES)
            self._made(" " * max(blanks, 1))
        elif name == "text:tab":
            self._made("\t")
        elif name == "text:line-break":
            self._made("\n")
        elif name in _BLANK_FIELDS:
            around = replace(around, blank_field=True)
        elif name == "text:note":
            around = replace(around, note=self._note_number(element))
        elif name == "text:table-of-content":
            around = replace(around, furniture=True)
        elif name == "text:list":
            self._open_list(element)
        elif name in ("text:list-item", "text:list-header"):
            start = _get(element, "text:start-value")
            self._items.append(
                _Item(name == "text:list-item", int(start) if _count(start, -1) >= 0 else None)
            )
        elif name == "table:table":
            self._table_count += 1
            self._tables.append(_Table(self._table_count))
        elif name == "table:table-header-rows" and self._tables:
            self._tables[-1].header += 1
        elif name == "table:table-row" and self._tables:
            self._tables[-1].row += 1
            self._tables[-1].cell = 0
        elif name == "table:table-cell" and self._tables:
            self._tables[-1].cell += 1
        self._around.append(around)

    def _leave(self, name: str) -> None:
        self._around.pop()
        if name in ("text:p", "text:h"):
            self._close()
        elif name == "text:list":
            self._close_list()
        elif name in ("text:list-item", "text:list-header"):
            self._items.pop()
        elif name == "table:table":
            self._tables.pop()
        elif name == "table:table-header-rows" and self._tables:
            self._tables[-1].header -= 1

    def _note_number(self, element: _Element) -> str:
        citation = _find(element, "text:note-citation")
        return "" if citation is None else (citation.text or "").strip()

    # -- paragraphs -------------------------------------------------------------------------------

    def _opened(self, element: _Element, name: str, around: _Around) -> _Open:
        self._paragraphs += 1
        # Empty ones are never written and have to be counted here.
        check_limits(self._paragraphs, 0)
        style = _get(element, "text:style-name")
        look = self._styles.look("paragraph", style)
        outline = _count(_get(element, "text:outline-level"), 1) if name == "text:h" else 0
        level = outline or look.outline
        marker, depth = self._marker(element, level if name == "text:h" else 0)
        kind: BlockKind = "paragraph"
        place = Place(paragraph=self._paragraphs)
        header = False
        if self._furniture or around.furniture:
            kind, level, place = "furniture", 0, Place()
        elif around.note is not None:
            kind, level, marker = "note", 0, around.note
        elif self._tables:
            table = self._tables[-1]
            kind, level, header = "table_cell", depth, table.header > 0
            place = Place(table=table.number, row=table.row, cell=table.cell)
        elif level:
            kind = "heading"
        elif depth:
            kind, level = "list_item", depth
        elif style.lower().startswith("quot"):
            kind = "quote"
        hidden = around.hidden if look.hidden is None else look.hidden
        block = PendingBlock(Paragraph(), kind, level, marker, header, place)
        return _Open(block, bool(look.bold), hidden)

    def _close(self) -> None:
        opened = self._open.pop()
        if self._open:
            # A note or text box: it comes after the paragraph that holds it.
            self._open[-1].inner += [opened, *opened.inner]
            return
        for closed in (opened, *opened.inner):
            if closed.hidden:
                continue
            if closed.block.kind == "note":
                self._notes.append(closed.block)
            else:
                self._writer.write_pending(closed.block, self._furniture_seen)

    # -- lists ------------------------------------------------------------------------------------

    def _open_list(self, element: _Element) -> None:
        style = _get(element, "text:style-name")
        identity = _get(element, "xml:id")
        if self._lists:
            outer = self._lists[-1]
            self._lists.append(_List(style or outer.style, outer.counts, identity))
            return
        counts: dict[int, int] = {}
        continued = self._named_lists.get(_get(element, "text:continue-list"))
        if continued is not None:
            counts = continued.counts
        elif _get(element, "text:continue-numbering") == "true":
            counts = self._last_lists.get(style, counts)
        self._lists.append(_List(style, counts, identity))

    def _close_list(self) -> None:
        closed = self._lists.pop()
        # An inner list counts anew the next time.
        depth = len(self._lists) + 1
        for deeper in [level for level in closed.counts if level > depth]:
            del closed.counts[deeper]
        if closed.identity:
            self._named_lists[closed.identity] = closed
        if not self._lists:
            self._last_lists[closed.style] = closed.counts

    def _marker(self, element: _Element, heading: int) -> tuple[str, int]:
        """(printed marker, level from 1) of a paragraph; ("", 0) where it is in no list that shows one."""
        if self._lists and self._items:
            depth = len(self._lists)
            item, opened = self._items[-1], self._lists[-1]
            level = self._styles.level(opened.style, depth)
            if level is None and opened.style:
                return "", depth
            shown = level if level is not None else _Level(bullet=_BULLET)
            if not shown.printed:
                return "", 0
            if item.done or not item.numbered:
                return "", depth
            item.done = True
            return self._next(opened.counts, depth, shown, item.start, opened.style), depth
        level = self._styles.outline.get(heading)
        if heading and level is not None and level.printed:
            if _get(element, "text:is-list-header") == "true":
                return "", 0
            return self._next(self._outline, heading, level, None, ""), 0
        return "", 0

    def _next(
        self, counts: dict[int, int], depth: int, level: _Level, start: int | None, style: str
    ) -> str:
        before = counts.get(depth)
        counts[depth] = (
            start if start is not None else level.start if before is None else before + 1
        )
        for deeper in [found for found in counts if found > depth]:
            del counts[deeper]
        if level.bullet:
            return level.bullet
        parts = []
        for shown in range(max(depth - level.shown + 1, 1), depth + 1):
            outer = self._styles.level(style, shown) if style else self._styles.outline.get(shown)
            form = level.format if shown == depth else (outer.format if outer else "")
            if form:
                parts.append(_numeral(counts.get(shown, 1), form))
        return level.prefix + ".".join(parts) + level.suffix

    # -- text -------------------------------------------------------------------------------------

    def _made(self, text: str) -> None:
        """Blanks and breaks that are elements: they stand between two pieces of character data."""
        around = self._around[-1]
        if self._open and not around.hidden:
            if text == "\n":
                self._open[-1].block.paragraph.drop_blank_end()
            self._open[-1].block.paragraph.add(
                text, Anchor(self._part, max(self._node, 0), 0), length=0, bold=around.bold
            )

    def _text(self, text: str) -> None:
        around = self._around[-1]
        if not text or not self._open or around.hidden:
            return
        paragraph = self._open[-1].block.paragraph
        for match in _RUNS.finditer(text):
            run = match[0]
            length = None
            if run[0] in _BLANKS:
                if not paragraph.last or paragraph.last in " \n\t":
                    continue
                length = None if run == " " else len(run)
                run = " "
            paragraph.add(
                run,
                Anchor(self._part, self._node, match.start()),
                length=length,
                bold=around.bold,
                placeholder=around.blank_field,
            )
