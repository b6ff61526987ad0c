"""Reads HTML: saved pages, mail bodies, and letter templates with Jinja or ERB in them.

justhtml builds the tree a browser would build and says where in the file each text begins; from there
every character is matched with the file again, entities and all. What cannot be matched (text that HTML's
rules move out of a broken table) is kept without a source place.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from html.entities import html5
from typing import TYPE_CHECKING

from plainletter import limits
from plainletter.errors import ReadError
from plainletter.model import BlockKind, Document, Place
from plainletter.positions import Positions
from plainletter.readers.decode import NO_TEXT, BlockWriter, Paragraph, check_limits, decode
from plainletter.readers.directives import Suppressions
from plainletter.readers.numbering import to_roman
from plainletter.sourcemap import Anchor, DocumentBuilder

if TYPE_CHECKING:
    from justhtml import Node

_SKIPPED = frozenset(
    [
        "head",
        "script",
        "style",
        "template",
        "noscript",
        "iframe",
        "object",
        "embed",
        "applet",
        "audio",
        "video",
        "canvas",
        "svg",
        "math",
        "map",
        "select",
        "datalist",
        "textarea",
        "button",
        "del",
        "noframes",
        "title",
        "rp",
        "rt",
    ]
)
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "search",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LISTS = frozenset({"ul", "ol", "menu", "dir"})
_BOLD = frozenset({"b", "strong"})
_BULLET = "•"
_BLANKS = " \t\n\f\r"
_HIDDEN = re.compile(
    r"(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)", re.IGNORECASE
)
_WEIGHT = re.compile(
    r"font-weight\s*:\s*(bold|bolder|[6-9]00|normal|lighter|[1-5]00)", re.IGNORECASE
)
_PAGE_NUMBER = re.compile(r"(?:page\s*)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[A-Za-z][A-Za-z0-9]*;?)")
_LONGEST_NAME = max(len(name) for name in html5)
_SOFT_HYPHEN = "\u00ad"
_WORDS = re.compile(r"[ \t\n\f\r]+|[^ \t\n\f\r]+")
# Words with single blanks between them, or a longer blank; soft hyphens fall between the two.
_RUNS = re.compile("[^ \t\n\f\r\u00ad]+(?: [^ \t\n\f\r\u00ad]+)*|[ \t\n\f\r]+")
_EMPTY_LINES = re.compile(r"\n[ \t]*\n\s*")
_SPECIAL = re.compile("[&<]")
_TAG = re.compile(r"<(?:!--.*?--|[/!?a-zA-Z][^>]*)>", re.DOTALL)
_QUOTE_CLASSES = frozenset({"gmail_quote", "moz-cite-prefix", "yahoo_quoted", "protonmail_quote"})

# Signs that stand for the characters of template code while the page is parsed. One code point for one,
# so places stay true; a letter of the private area is text to HTML wherever it stands.
_VALUE = "\ue000"
_VALUES = re.compile(_VALUE + "+")
_CODE = re.compile(r"\{\{|\{%|\{#|<%|<!\[")
_LONGEST_CODE = 400
# A stray tag within a text is shorter; without a bound, signs that open one would each search the whole page.
_LONGEST_TAG = 1_000
# Python refuses to read decimal numbers of thousands of digits; no character has more than seven.
_ENDLESS_NUMBER = re.compile("&#[0-9]{20,}")
# What Word writes around its list bullets; browsers pass over it.
_CONDITION = re.compile(r"<!\[(?:if[^\]<>]{0,100}|endif)\]>")
_CLOSINGS = {"{{": "}}", "{%": "%}", "{#": "#}", "<%": "%>"}


def read(data: bytes, path: str) -> Document:
    """Read an HTML file; anchors count code points in the decoded file.

    Raises `ReadError` for bytes that are not text and for a page with no words in it.
    """
    source = decode(data)
    builder = DocumentBuilder()
    title = write_html(builder, source)
    if not any(block.kind != "markup" for block in builder.blocks):
        raise ReadError(NO_TEXT)
    return builder.build(format="html", path=path, title=title)


def write_html(builder: DocumentBuilder, source: str, *, part: str = "", node: int = 0) -> str:
    """Write the blocks of an HTML page into `builder` and give the page's title; anchors name `part` and
    `node`."""
    suppressions = Suppressions(builder)
    positions = Positions(source)
    reader = HtmlFragment(BlockWriter(builder), suppressions, positions, part, node)
    title = reader.write(source, 0)
    suppressions.settle()
    return title


@dataclass(slots=True)
class _Table:
    """A table that is open: its number, and where in it we are. A layout table has number 0."""

    number: int
    row: int = 0
    cell: int = 0


@dataclass(slots=True)
class _List:
    """A list that is open."""

    ordered: bool
    count: int = 1
    step: int = 1
    style: str = "1"


@dataclass(frozen=True, slots=True)
class _Context:
    """What the elements around a text say about it."""

    kind: BlockKind = "paragraph"
    level: int = 0
    header: bool = False
    bold: bool = False
    pre: bool = False
    place: Place = Place()  # noqa: RUF009 - frozen
    depth: int = 0
    furniture: bool = False


@dataclass(slots=True)
class _State:
    contexts: list[_Context] = field(default_factory=lambda: [_Context()])
    tables: list[_Table] = field(default_factory=list)
    lists: list[_List] = field(default_factory=list)


class HtmlFragment:
    """Writes pieces of HTML that share one source: a whole page, or the HTML inside a Markdown file."""

    def __init__(
        self,
        writer: BlockWriter,
        suppressions: Suppressions,
        positions: Positions,
        part: str = "",
        node: int = 0,
    ) -> None:
        self._writer = writer
        self._suppressions = suppressions
        self._positions = positions
        self._part = part
        self._node = node
        self._tables = 0

    def write(self, source: str, offset: int) -> str:
        """Parse `source`, which begins at `offset` of the whole, write its blocks and give its title."""
        from justhtml import JustHTML

        codes = _template_code(source)
        masked = _masked(source, codes)
        tree = JustHTML(masked, sanitize=False, track_node_locations=True)
        self._source, self._masked, self._offset = source, masked, offset
        self._codes = codes
        self._layout = _layout_tables(tree.root)
        self._state = _State()
        self._paragraph = Paragraph()
        self._comments: list[tuple[str, str]] = []
        self._marker = ""
        self._title = ""
        for node, entering in _walk(tree.root):
            name = node.name
            if name == "#text":
                if entering:
                    self._text(str(node.data), node.origin_offset)
            elif name == "#comment":
                if entering:
                    self._comment(str(node.data), node.origin_offset)
            elif not name.startswith(("#", "!")):
                (self._enter if entering else self._leave)(node)
        self._flush()
        return self._title

    # -- elements ---------------------------------------------------------------------------------

    def _enter(self, node: Node) -> None:
        name = node.name
        state = self._state
        context = state.contexts[-1]
        if name == "head":
            self._find_title(node)
        if name in _BLOCKS:
            self._flush()
        if name == "br":
            self._break(node.origin_offset)
        elif name == "q":
            self._paragraph.add("“", None, bold=context.bold)
        attributes = _attributes(node)
        if name in _BOLD:
            context = replace(context, bold=True)
        weight = _WEIGHT.search(attributes.get("style", ""))
        if weight is not None:
            heavy = weight[1].lower()
            context = replace(context, bold=heavy.startswith("bold") or heavy in "600 700 800 900")
        if name in _HEADINGS and context.kind == "paragraph":
            context = replace(context, kind="heading", level=_HEADINGS[name])
        elif name == "blockquote" or _QUOTE_CLASSES.intersection(
            attributes.get("class", "").split()
        ):
            self._flush()
            context = replace(context, kind="quote", level=0)
        elif name in ("header", "footer"):
            context = replace(context, furniture=True)
        elif name == "pre":
            context = replace(context, pre=True)
        elif name == "code" and context.pre and not self._paragraph.inked:
            context = replace(context, kind="markup")
        elif name in _LISTS:
            state.lists.append(_opened_list(name, attributes))
            context = replace(context, depth=context.depth + 1)
        elif name == "li":
            context = self._item(context, attributes)
        elif name == "table":
            layout = id(node) in self._layout
            self._tables += not layout
            state.tables.append(_Table(0 if layout else self._tables))
        elif name == "tr" and state.tables:
            state.tables[-1].row += 1
            state.tables[-1].cell = 0
        elif name in ("td", "th") and state.tables:
            table = state.tables[-1]
            table.cell += 1
            if table.number:
                place = Place(table=table.number, row=table.row, cell=table.cell)
                context = replace(
                    context, kind="table_cell", level=0, header=name == "th", place=place, depth=0
                )
        state.contexts.append(context)

    def _leave(self, node: Node) -> None:
        name = node.name
        state = self._state
        if name in _BLOCKS or state.contexts[-1].kind != state.contexts[-2].kind:
            self._flush()
        if name == "q":
            self._paragraph.add("”", None, bold=state.contexts[-1].bold)
        elif name in _LISTS:
            state.lists.pop()
        elif name == "li":
            self._marker = ""
        elif name == "table":
            state.tables.pop()
        state.contexts.pop()

    def _find_title(self, head: Node) -> None:
        for child in head.children or ():
            if child.name == "title" and not self._title:
                text = "".join(str(piece.data) for piece in child.children or ())
                self._title = "" if _VALUE in text else " ".join(text.split())

    def _item(self, context: _Context, attributes: Mapping[str, str]) -> _Context:
        lists = self._state.lists
        depth = max(context.depth, 1)
        if lists and lists[-1].ordered:
            given = _integer(attributes.get("value"))
            lists[-1].count = lists[-1].count if given is None else given
            self._marker = _ordinal(lists[-1].count, lists[-1].style) + "."
            lists[-1].count += lists[-1].step
        else:
            self._marker = _BULLET
        if context.kind in ("quote", "table_cell"):
            return replace(context, level=depth)
        return replace(context, kind="list_item", level=depth)

    def _break(self, offset: int | None) -> None:
        paragraph = self._paragraph
        if not paragraph.inked:
            return
        if paragraph.last == "\n":
            # An empty line on the screen parts paragraphs as an element would.
            self._flush()
            return
        paragraph.drop_blank_end()
        if offset is None:
            paragraph.add("\n", None)
            return
        end = self._masked.find(">", offset) + 1
        paragraph.add("\n", self._anchor(offset), length=max(end - offset, 1))

    def _comment(self, inner: str, offset: int | None) -> None:
        line = self._positions.line_column(self._offset + (offset or 0)).line
        if self._paragraph.inked:
            self._comments.append((inner, f"line {line}"))
        else:
            self._suppressions.comment(inner, f"line {line}", at=self._writer.builder.length)

    def _flush(self) -> None:
        """End the block that is open."""
        paragraph, comments = self._paragraph, self._comments
        if not paragraph.inked:
            if paragraph.last:
                self._paragraph = Paragraph()
            return
        self._paragraph, self._comments = Paragraph(), []
        context = self._state.contexts[-1]
        place = context.place
        anchor = paragraph.anchor
        if anchor is not None:
            known = self._positions.line_column(anchor.offset)
            place = replace(place, line=known.line, column=known.column)
        kind = context.kind
        if context.furniture and _PAGE_NUMBER.fullmatch(paragraph.text.strip()):
            kind = "furniture"
        span = self._writer.write(
            paragraph,
            kind,
            level=context.level,
            marker=self._marker,
            header=context.header,
            place=place,
        )
        self._marker = ""
        for inner, where in comments:
            self._suppressions.comment(inner, where, at=self._writer.builder.length, span=span)

    # -- text -------------------------------------------------------------------------------------

    def _anchor(self, offset: int) -> Anchor:
        return Anchor(self._part, self._node, self._offset + offset)

    def _text(self, text: str, offset: int | None) -> None:
        context = self._state.contexts[-1]
        if len(text) > limits.now().characters:
            # Now, and not when the block is written: following such a text through the file takes minutes.
            check_limits(0, len(text if context.pre else " ".join(text.split())))
        for piece in _aligned(text, self._masked, offset):
            if piece.offset is None:
                self._unplaced(piece.text, context)
            elif piece.length is not None:
                self._replaced(piece.text, piece.offset, piece.length, context)
            else:
                self._copied(piece.offset, piece.offset + len(piece.text), context)

    def _copied(self, start: int, end: int, context: _Context) -> None:
        """Characters `start` to `end` of the source, with the template code among them taken apart."""
        codes = self._codes
        index = max(bisect_right(codes, start, key=lambda code: code.start) - 1, 0)
        while index < len(codes) and codes[index].start < end:
            code = codes[index]
            index += 1
            if code.end <= start:
                continue
            if start < code.start:
                self._words(start, code.start, context)
            if code.value:
                first, last = max(start, code.start), min(end, code.end)
                self._paragraph.add(
                    self._source[first:last],
                    self._anchor(first),
                    bold=context.bold,
                    placeholder=True,
                )
            start = min(code.end, end)
        if start < end:
            self._words(start, end, context)

    def _words(self, start: int, end: int, context: _Context) -> None:
        source = self._source
        if context.pre:
            self._preformatted(start, end, context)
            return
        for match in _RUNS.finditer(source, start, end):
            run, at = match[0], match.start()
            if run[0] not in _BLANKS:
                self._paragraph.add(run, self._anchor(at), bold=context.bold)
            elif self._paragraph.last and self._paragraph.last not in " \n":
                length = None if run == " " else len(run)
                self._paragraph.add(" ", self._anchor(at), length=length, bold=context.bold)

    def _preformatted(self, start: int, end: int, context: _Context) -> None:
        position = start
        for gap in _EMPTY_LINES.finditer(self._source, start, end):
            self._paragraph.add(
                self._source[position : gap.start()], self._anchor(position), bold=context.bold
            )
            self._flush()
            position = gap.end()
        self._paragraph.add(self._source[position:end], self._anchor(position), bold=context.bold)

    def _replaced(self, text: str, offset: int, length: int, context: _Context) -> None:
        if text == _SOFT_HYPHEN:
            return
        if text in _BLANKS and not context.pre:
            if not self._paragraph.last or self._paragraph.last in " \n":
                return
            text = " "
        self._paragraph.add(text, self._anchor(offset), length=length, bold=context.bold)

    def _unplaced(self, text: str, context: _Context) -> None:
        for match in _WORDS.finditer(text):
            word = match[0]
            if word[0] in _BLANKS:
                if self._paragraph.last and self._paragraph.last not in " \n":
                    self._paragraph.add(" ", None, bold=context.bold)
            else:
                shown = _VALUES.sub("{{…}}", word).replace(_SOFT_HYPHEN, "")
                self._paragraph.add(shown, None, bold=context.bold, placeholder=shown != word)


# -- template code --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Code:
    """A stretch of template code: a value that will be printed, or an instruction that will not."""

    start: int
    end: int
    value: bool


def _template_code(source: str) -> list[_Code]:
    found = []
    position = 0
    while (match := _CODE.search(source, position)) is not None:
        opening = match[0]
        if opening == "<![":
            end = _CONDITION.match(source, match.start())
            if end is not None:
                found.append(_Code(match.start(), end.end(), False))
            position = end.end() if end is not None else match.end()
            continue
        closing = source.find(_CLOSINGS[opening], match.end(), match.end() + _LONGEST_CODE)
        if closing < 0:
            position = match.end()
            continue
        end_of_code = closing + 2
        value = opening == "{{" or (opening == "<%" and source[match.end()] in "=-")
        if opening == "<%" and source.startswith("<%-", match.start()):
            value = source[match.end() + 1 : match.end() + 2] == "="
        found.append(_Code(match.start(), end_of_code, value))
        position = end_of_code
    return found


def _masked(source: str, codes: list[_Code]) -> str:
    pieces = []
    position = 0
    for code in codes:
        pieces.append(source[position : code.start])
        pieces.append((_VALUE if code.value else " ") * (code.end - code.start))
        position = code.end
    pieces.append(source[position:])
    return _ENDLESS_NUMBER.sub(_no_character, "".join(pieces))


def _no_character(number: re.Match[str]) -> str:
    # The sign for a character that does not exist, written with as many digits.
    return "&#x" + "FFFD".rjust(len(number[0]) - 3, "0")


# -- matching a text with the file ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Aligned:
    """Characters of a text node: copied from `offset`, standing for `length` characters there, or of
    unknown place."""

    text: str
    offset: int | None
    length: int | None = None


def _aligned(text: str, source: str, offset: int | None) -> Iterator[_Aligned]:
    """The text of a node, piece by piece, with its places in the source it was parsed from."""
    if offset is None:
        yield _Aligned(text, None)
        return
    done = 0
    if source.startswith("\n", offset) and not text.startswith("\n"):
        # The first line end in <pre> is not part of its text.
        offset += 1
    while done < len(text):
        special = _SPECIAL.search(source, offset)
        stop = special.start() if special is not None else len(source)
        length = min(stop - offset, len(text) - done)
        if length:
            if source[offset : offset + length] != text[done : done + length]:
                break
            yield _Aligned(text[done : done + length], offset)
            done += length
            offset += length
            continue
        if offset >= len(source):
            break
        if source[offset] == "&":
            shown, size = _entity(source, offset)
            if not text.startswith(shown, done):
                break
            copied = source[offset : offset + size] == shown
            yield _Aligned(shown, offset, None if copied else size)
            done += len(shown)
            offset += size
            continue
        tag = _TAG.match(source, offset, offset + _LONGEST_TAG)
        if tag is not None:
            # A stray closing tag within the text.
            offset = tag.end()
        elif text[done] == "<":
            yield _Aligned("<", offset)
            done += 1
            offset += 1
        else:
            break
    if done < len(text):
        yield _Aligned(text[done:], None)


def _entity(source: str, offset: int) -> tuple[str, int]:
    """What the ampersand at `offset` begins: the characters shown, and how many of the source they take."""
    match = _ENTITY.match(source, offset)
    if match is None:
        return "&", 1
    written = match[0]
    if written[1] == "#":
        return html.unescape(written), len(written)
    for end in range(min(len(written), _LONGEST_NAME + 1), 1, -1):
        shown = html5.get(written[1:end])
        if shown is not None:
            return shown, end
    return "&", 1


# -- the tree -------------------------------------------------------------------------------------


def _walk(root: Node) -> Iterator[tuple[Node, bool]]:
    """Every node that is shown, in document order, at its beginning (True) and end (False)."""
    waiting = [(root, True)]
    while waiting:
        node, entering = waiting.pop()
        yield node, entering
        if not entering:
            continue
        waiting.append((node, False))
        if node.name not in _SKIPPED and not _is_hidden(node):
            waiting.extend((child, True) for child in reversed(node.children or ()))


def _is_hidden(node: Node) -> bool:
    attributes = _attributes(node)
    return "hidden" in attributes or _HIDDEN.search(attributes.get("style", "")) is not None


def _attributes(node: Node) -> dict[str, str]:
    found = getattr(node, "attrs", None) or {}
    return {name: value or "" for name, value in found.items()}


def _layout_tables(root: Node) -> set[int]:
    """The tables that only arrange the page: marked so, with tables in them, or never with two cells
    side by side that hold text."""
    found = set()
    # For each open table: its node, whether it holds another, most filled cells in a row, filled cells
    # in this row, and whether this cell is filled.
    tables: list[_Shape] = []
    for node, entering in _walk(root):
        name = node.name
        if name == "table":
            if entering:
                for outer in tables[-1:]:
                    outer.nested = True
                tables.append(_Shape())
            else:
                shape = tables.pop()
                role = _attributes(node).get("role", "").lower()
                if role in ("presentation", "none") or shape.nested or shape.widest < 2:
                    found.add(id(node))
        elif not tables:
            continue
        elif name == "tr" and entering:
            tables[-1].filled = 0
        elif name in ("td", "th"):
            if not entering and tables[-1].inked:
                tables[-1].filled += 1
                tables[-1].widest = max(tables[-1].widest, tables[-1].filled)
            tables[-1].inked = False
        elif name == "#text" and entering and str(node.data).strip():
            tables[-1].inked = True
    return found


@dataclass(slots=True)
class _Shape:
    nested: bool = False
    widest: int = 0
    filled: int = 0
    inked: bool = False


# -- lists ----------------------------------------------------------------------------------------


def _opened_list(name: str, attributes: Mapping[str, str]) -> _List:
    start = _integer(attributes.get("start"))
    return _List(
        ordered=name == "ol",
        count=1 if start is None else start,
        step=-1 if "reversed" in attributes else 1,
        style=attributes.get("type", "1"),
    )


def _integer(text: str | None) -> int | None:
    # Few digits, so that no number is longer than any list.
    return int(text) if text and re.fullmatch(r"\s*-?[0-9]{1,6}\s*", text) else None


def _ordinal(count: int, style: str) -> str:
    if style in ("i", "I") and 0 < count < 4000:
        roman = to_roman(count)
        return roman.upper() if style == "I" else roman
    if style in ("a", "A") and 0 < count <= 26 * 26:
        tens, ones = divmod(count - 1, 26)
        letters = (chr(ord("a") + tens - 1) if tens else "") + chr(ord("a") + ones)
        return letters.upper() if style == "A" else letters
    return str(count)
