r"""Reads Rich Text Format.

One pass over the bytes: control words change a state, groups save and restore it, and what is left is
text. Every character keeps the offset of the byte it was written at; the file is ASCII with escapes, so
`Anchor.offset` counts bytes.

Follows the Rich Text Format Specification, version 1.9.1 (Microsoft, 2008).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from plainletter import limits
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
from plainletter.readers.numbering import symbol
from plainletter.sourcemap import Anchor, DocumentBuilder

_TOKEN = re.compile(
    rb"(?P<text>[^\\{}\r\n]+)|\\(?P<word>[A-Za-z]{1,32})(?P<number>-?[0-9]{1,10})?[ ]?"
    rb"|\\'(?P<hex>[0-9A-Fa-f]{2})|\\(?P<sign>[^A-Za-z])|(?P<brace>[{}])|(?P<newline>[\r\n]+)",
    re.DOTALL,
)

# Destinations whose words are no part of the letter.
_SILENT = frozenset(
    [
        "author",
        "buptim",
        "category",
        "colorschememapping",
        "colortbl",
        "comment",
        "company",
        "creatim",
        "datafield",
        "doccomm",
        "filetbl",
        "fontemb",
        "fontfile",
        "ftncn",
        "ftnsep",
        "ftnsepc",
        "aftncn",
        "aftnsep",
        "aftnsepc",
        "hlinkbase",
        "info",
        "keywords",
        "listtable",
        "listoverridetable",
        "manager",
        "mmath",
        "nonshppict",
        "objdata",
        "object",
        "operator",
        "pict",
        "printim",
        "private",
        "propname",
        "revtbl",
        "revtim",
        "rxe",
        "shprslt",
        "staticval",
        "subject",
        "tc",
        "template",
        "themedata",
        "title",
        "txe",
        "upr",
        "userprops",
        "xe",
        "do",
        "shp",
        "shpgrp",
    ]
)
_PASSED = frozenset(
    [
        "pict",
        "objdata",
        "listtable",
        "shprslt",
        "nonshppict",
        "pntxta",
        "pntxtb",
        "pnseclvl",
        "datafield",
        "fontemb",
    ]
)
# Inside a silent destination, these are read after all.
_BOXES = frozenset({"shptxt", "dptxbxtext"})
_FURNITURE = frozenset(
    ["header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf"]
)
# Starred destinations that hold letter text; all others are passed over, as the specification says.
_STARRED = frozenset({"footnote", "shptxt", "shpinst", "fldinst", "ud", "do"})
_SYMBOL_FONTS = frozenset({"symbol", "wingdings", "wingdings 2", "wingdings 3", "webdings"})
_CHARACTERS: Mapping[str, str] = {
    "tab": "\t", "line": "\n", "lbr": "\n", "emdash": "—", "endash": "–", "bullet": "•",
    "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "emspace": "\u2003",
    "enspace": "\u2002", "qmspace": "\u2005",
}  # fmt: skip
_SIGNS: Mapping[bytes, str] = {b"~": "\u00a0", b"_": "-", b"{": "{", b"}": "}", b"\\": "\\"}
_BREAKS = frozenset({"par", "page", "sect", "column"})
# Words about paragraphs and tables, which mean nothing outside the letter's own text.
_BODY_ONLY = frozenset(
    [
        "par",
        "page",
        "sect",
        "column",
        "pard",
        "s",
        "outlinelevel",
        "intbl",
        "ilvl",
        "ls",
        "cell",
        "nestcell",
        "row",
        "nestrow",
        "trowd",
        "trhdr",
    ]
)
# Fields that a system fills in, as they begin.
_BLANK_FIELDS = frozenset(
    {"MERGEFIELD", "FILLIN", "ASK", "DOCVARIABLE", "DOCPROPERTY", "MACROBUTTON"}
)
# Code pages of font character sets (the table of \fcharset in the specification).
_CHARSETS: Mapping[int, str] = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "cp936",
    136: "cp950", 161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256",
    186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip
_ENCODINGS: Mapping[str, str] = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
_WIDE = frozenset({"cp932", "cp949", "johab", "cp936", "cp950"})
_HEADING_STYLE = re.compile(r"heading ([1-9])$|(sub)?title$", re.IGNORECASE)
_SKIP_LIMIT = 1_000
_LONGEST_CODE = 1_000
_LONGEST_MARKER = 100


def read(data: bytes, path: str) -> Document:
    """Read an RTF file held in memory; `Anchor.offset` counts bytes.

    Raises `ReadError` for a file that is no RTF, breaks a limit or holds no text. A file that ends too
    early is read as far as it goes, with a problem.
    """
    start = data.find(b"{\\rtf")
    if start < 0 or data[:start].strip(b"\xef\xbb\xbf \t\r\n\x00"):
        raise ReadError(
            "it is not a Rich Text file, or its beginning is lost; ask for the file again"
        )
    builder = DocumentBuilder()
    reader = _Reader(data, builder)
    reader.read(start)
    if not reader.inked:
        raise ReadError(
            "it breaks off before its text begins; ask for the file again"
            if reader.cut_short
            else NO_TEXT
        )
    if reader.cut_short:
        builder.problem(
            "the file breaks off before its end, so the last part may be missing; "
            "ask for the file again",
            "end of the file",
        )
    return with_headers(builder.build(format="rtf", path=path, title=reader.title))


@dataclass(slots=True)
class _Field:
    """A field that is open: its instruction, and whether its result has shown anything."""

    code: str = ""
    shown: bool = False

    @property
    def blank(self) -> bool:
        words = self.code.split(None, 1)
        return bool(words) and words[0].upper() in _BLANK_FIELDS


@dataclass(slots=True)
class _Group:
    """What a group saves at its brace and restores at the closing one."""

    destination: str = "body"
    bold: bool = False
    hidden: bool = False
    deleted: bool = False
    font: int = -1
    fallback: int = 1
    field: _Field | None = None
    field_open: bool = False
    star: bool = False
    fresh: bool = True
    story: bool = False


@dataclass(slots=True)
class _Look:
    """The paragraph settings, which \\pard resets."""

    style: int = 0
    outline: int = 0
    in_table: bool = False
    listed: bool = False
    depth: int = 0


@dataclass(slots=True)
class _Story:
    """The body, a header, a note or a text box: each has an open paragraph of its own, and `blocks` is
    where its finished ones go."""

    blocks: list[PendingBlock]
    kind: BlockKind | None = None
    paragraph: Paragraph = field(default_factory=Paragraph)
    marker: str = ""
    look: _Look = field(default_factory=_Look)


@dataclass(slots=True)
class _Entry:
    """A font or style entry that is being read."""

    number: int = 0
    charset: int = -1
    paragraph: bool = False
    outline: int = 0
    name: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Style:
    name: str = ""
    outline: int = 0


@dataclass(frozen=True, slots=True)
class _Font:
    """A font's code page ("" for the document's own), and its name where it is a symbol font."""

    encoding: str = ""
    symbols: str = ""


class _Reader:
    """The state of one pass."""

    def __init__(self, data: bytes, builder: DocumentBuilder) -> None:
        self._data = data
        self._writer = BlockWriter(builder)
        self._groups: list[_Group] = []
        self._group = _Group(destination="outside")
        self._heads: list[PendingBlock] = []
        self._body: list[PendingBlock] = []
        self._boxes: list[PendingBlock] = []
        self._notes: list[PendingBlock] = []
        self._feet: list[PendingBlock] = []
        self._stories = [_Story(self._body)]
        self._encoding = "cp1252"
        self._default_font = -1
        self._fonts: dict[int, _Font] = {}
        self._styles: dict[int, _Style] = {}
        self._title: list[str] = []
        self._entry = _Entry()
        self._skip = 0
        self._high = 0
        self._high_at = 0
        self._lead: tuple[int, int] | None = None
        self._tables = self._row = self._cell = 0
        self._row_header = False
        self._note_count = 0
        self._paragraphs = self._ended = self._characters = 0
        self.cut_short = False

    @property
    def inked(self) -> bool:
        """True when there is something to read."""
        return self._writer.inked

    @property
    def title(self) -> str:
        """The title in the file's properties."""
        return " ".join("".join(self._title).split())

    # -- the pass ---------------------------------------------------------------------------------

    def read(self, position: int) -> None:
        data = self._data
        while position < len(data):
            match = _TOKEN.match(data, position)
            if match is None:
                # A lone backslash at the very end.
                break
            kind = match.lastgroup
            position = match.end()
            if kind == "text":
                self._text(match.start(), position)
            elif kind == "brace":
                if match["brace"] == b"{":
                    self._open()
                else:
                    self._close()
                    if not self._groups:
                        break
            elif kind in ("word", "number"):
                word = match["word"].decode("ascii")
                number = int(match["number"]) if match["number"] else None
                if word == "bin":
                    position += max(number or 0, 0)
                else:
                    # A control word where a stand-in character was due: there is none.
                    self._skip = 0
                    self._word(word, number, match.start(), position)
            elif kind == "hex":
                if not self._skipped():
                    self._byte(int(match["hex"], 16), match.start(), 4)
            elif kind == "sign" and not self._skipped():
                self._sign(match["sign"], match.start())
        self.cut_short = bool(self._groups)
        while len(self._stories) > 1:
            self._end_story()
        self._paragraph_ends()
        furniture: set[str] = set()
        for block in (*self._heads, *self._body, *self._notes, *self._feet):
            self._writer.write_pending(block, furniture)

    def _skipped(self) -> bool:
        """True for one of the characters that stand for a \\u character in old programs."""
        if self._skip:
            self._skip -= 1
            return True
        return False

    def _open(self) -> None:
        if len(self._groups) >= limits.now().depth:
            raise ReadError("it is nested too deeply to be read; it may be harmful")
        self._flush_bytes()
        self._skip = 0
        self._groups.append(self._group)
        self._group = replace(self._group, field_open=False, star=False, fresh=True, story=False)
        if len(self._groups) == 1:
            self._group.destination = "body"

    def _close(self) -> None:
        self._flush_bytes()
        self._skip = 0
        closed = self._group
        if not self._groups:
            return
        self._group = self._groups.pop()
        if closed.story:
            self._end_story()
        if closed.destination in ("fonttbl", "stylesheet"):
            self._entry_ends(closed.destination)
        if closed.field_open and closed.field is not None:
            self._field_ends(closed.field)

    # -- control words ----------------------------------------------------------------------------

    def _word(self, word: str, number: int | None, start: int, end: int) -> None:
        group = self._group
        fresh, group.fresh = group.fresh, False
        if word != "u":
            self._flush_bytes()
        if group.star:
            group.star = False
            if word not in _STARRED:
                group.destination = "passed"
                return
        if group.destination == "passed":
            return
        if self._destination(word, fresh):
            return
        if group.destination != "body" and word in _BODY_ONLY - {"s"}:
            return
        if group.destination in ("fonttbl", "stylesheet") and self._entry_word(word, number):
            return
        if word == "u":
            self._unicode(number or 0, start, end)
        elif word in _CHARACTERS:
            self._put(_CHARACTERS[word], start, end - start)
        elif not self._character_word(word, number):
            self._paragraph_word(word, number)

    def _destination(self, word: str, fresh: bool) -> bool:
        group = self._group
        if word == "fonttbl" or (word == "stylesheet" and fresh):
            group.destination = word
            self._entry = _Entry()
        elif word == "title" and group.destination == "silent":
            group.destination = "title"
        elif word == "fldinst":
            group.destination = "code"
        elif word == "field":
            group.field, group.field_open = _Field(), True
        elif word in ("listtext", "pntext"):
            if group.destination == "body":
                group.destination = "marker"
        elif word == "footnote":
            if group.destination == "body":
                self._note_count += 1
                self._begin_story(_Story(self._notes, "note", marker=str(self._note_count)))
        elif word in _FURNITURE:
            if fresh and group.destination == "body":
                blocks = self._heads if word.startswith("header") else self._feet
                self._begin_story(_Story(blocks, "furniture"))
        elif word in _BOXES:
            if group.destination == "silent":
                group.destination = "body"
                kind = self._stories[-1].kind
                self._begin_story(_Story(self._boxes, "paragraph" if kind is None else kind))
        elif word in ("ud", "result"):
            group.destination = "body" if group.destination == "silent" else group.destination
        elif word in _PASSED:
            group.destination = "passed"
        elif word in _SILENT and fresh:
            if group.destination in ("body", "marker"):
                group.destination = "silent"
        else:
            return False
        return True

    def _character_word(self, word: str, number: int | None) -> bool:
        """Take a control word about characters; False for other ones."""
        group = self._group
        if word == "b":
            group.bold = number != 0
        elif word == "v":
            group.hidden = number != 0
        elif word == "deleted":
            group.deleted = number != 0
        elif word == "plain":
            group.bold = group.hidden = False
            group.font = self._default_font
        elif word == "f":
            group.font = number or 0
        elif word == "uc":
            group.fallback = min(max(1 if number is None else number, 0), _SKIP_LIMIT)
        elif word == "deff":
            self._default_font = group.font = number or 0
        elif word == "ansicpg":
            self._encoding = _known_encoding(f"cp{number}")
        elif word in _ENCODINGS:
            self._encoding = _ENCODINGS[word]
        else:
            return False
        return True

    def _paragraph_word(self, word: str, number: int | None) -> None:
        """Take a control word about paragraphs and tables; others are passed over."""
        look = self._stories[-1].look
        if word in _BREAKS:
            self._paragraph_ends()
        elif word == "pard":
            self._stories[-1].look = _Look()
        elif word == "s":
            look.style = number or 0
        elif word == "outlinelevel":
            look.outline = _heading_level(number)
        elif word == "intbl":
            look.in_table = True
        elif word == "ilvl":
            look.depth = min(max(number or 0, 0), 8)
        elif word == "ls":
            look.listed = bool(number)
        elif word in ("trowd", "trhdr"):
            self._row_header = word == "trhdr"
        elif word in ("cell", "nestcell"):
            look.in_table = True
            self._paragraph_ends()
            if self._stories[-1].kind is None:
                self._enter_table()
                self._cell += 1
        elif word == "row" and self._stories[-1].kind is None and self._row:
            self._row += 1
            self._cell = 1

    def _enter_table(self) -> None:
        if not self._row:
            self._tables += 1
            self._row = self._cell = 1

    def _unicode(self, number: int, start: int, end: int) -> None:
        code = number % 0x10000
        self._skip = self._group.fallback
        if 0xD800 <= code < 0xDC00:
            self._flush_bytes()
            self._high, self._high_at = code, start
            return
        if 0xDC00 <= code < 0xE000:
            if not self._high:
                self._put("\ufffd", start, end - start)
                return
            whole = 0x10000 + ((self._high - 0xD800) << 10) + (code - 0xDC00)
            self._high, first = 0, self._high_at
            self._put(chr(whole), first, end - first)
            return
        self._flush_bytes()
        if 0xF000 <= code <= 0xF0FF:
            shown = symbol(code, self._known_font().symbols)
        else:
            shown = "" if code == 0xAD or code < 0x20 else chr(code)
        self._put(shown, start, end - start)

    # -- fonts and styles -------------------------------------------------------------------------

    def _entry_word(self, word: str, number: int | None) -> bool:
        """Take a control word of a font or style entry; False for one that means the same everywhere."""
        entry = self._entry
        if word in ("f", "s", "cs", "ds", "ts"):
            if self._group.destination == "stylesheet" and word == "f":
                return True
            entry.number = number or 0
            entry.paragraph = word == "s"
        elif word == "fcharset":
            entry.charset = -1 if number is None else number
        elif word == "outlinelevel":
            entry.outline = _heading_level(number)
        else:
            return word not in ("u", "uc")
        return True

    def _entry_ends(self, destination: str) -> None:
        """A font or style entry is complete, at its semicolon or the end of its group."""
        entry, self._entry = self._entry, _Entry()
        name = "".join(entry.name).strip()
        if not name:
            return
        if destination == "fonttbl":
            known = _CHARSETS.get(entry.charset, "")
            symbols = name if name.casefold() in _SYMBOL_FONTS else ""
            self._fonts.setdefault(entry.number, _Font(known, symbols))
        elif entry.paragraph or not entry.number:
            self._styles.setdefault(entry.number, _Style(name, entry.outline))

    # -- characters -------------------------------------------------------------------------------

    def _known_font(self) -> _Font:
        return self._fonts.get(self._group.font, _Font())

    def _text(self, start: int, end: int) -> None:
        group = self._group
        group.fresh = False
        if group.destination == "passed":
            return
        skipped = min(self._skip, end - start)
        self._skip -= skipped
        start += skipped
        if start >= end:
            return
        if self._lead is not None:
            self._byte(self._data[start], start, 1)
            start += 1
        self._flush_bytes()
        piece = self._data[start:end]
        if piece.isascii() and not self._known_font().symbols:
            self._put(piece.decode("ascii"), start, None)
            return
        for offset, byte in enumerate(piece, start):
            self._byte(byte, offset, 1)

    def _sign(self, sign: bytes, start: int) -> None:
        group = self._group
        if sign == b"*":
            group.star = group.fresh
            return
        group.fresh = False
        self._flush_bytes()
        if group.destination == "passed":
            return
        if sign in (b"\r", b"\n"):
            if group.destination == "body":
                self._paragraph_ends()
        elif sign == b"\t":
            self._put("\t", start, 2)
        elif sign in _SIGNS:
            self._put(_SIGNS[sign], start, 2)

    def _byte(self, byte: int, start: int, length: int) -> None:
        """A byte of text in the code page of its font."""
        if self._group.destination == "passed":
            return
        self._group.fresh = False
        font = self._known_font()
        if font.symbols:
            # Letters typed in a symbol font look like signs.
            shown = symbol(byte, font.symbols)
            self._put(shown or bytes([byte]).decode("cp1252", "replace"), start, length)
            return
        encoding = font.encoding or self._encoding
        if self._lead is not None:
            lead, first = self._lead
            self._lead = None
            shown = bytes([lead, byte]).decode(encoding, "replace")
            self._put(shown, first, start + length - first)
            return
        if encoding in _WIDE and byte > 0x80:
            self._lead = (byte, start)
            return
        shown = bytes([byte]).decode(encoding, "replace")
        if length == 1 and byte < 0x80:
            self._put(shown, start, None)
        else:
            self._put("" if shown in ("\u00ad", "\x00") else shown, start, length)

    def _flush_bytes(self) -> None:
        """Give up on the first half of a character whose second half did not come."""
        if self._lead is not None:
            _, first = self._lead
            self._lead = None
            self._put("\ufffd", first, 1)
        if self._high:
            self._high = 0
            self._put("\ufffd", self._high_at, 1)

    def _put(self, text: str, start: int, length: int | None) -> None:
        group = self._group
        place = group.destination
        if place == "title":
            self._title.append(text)
        elif place in ("fonttbl", "stylesheet"):
            for part in re.split("(;)", text):
                if part == ";":
                    self._entry_ends(place)
                else:
                    self._entry.name.append(part)
        elif group.hidden or group.deleted:
            return
        elif place == "code":
            if group.field is not None:
                group.field.code = (group.field.code + text)[:_LONGEST_CODE]
        elif place == "marker":
            story = self._stories[-1]
            story.marker = (story.marker + text)[:_LONGEST_MARKER]
        elif place == "body":
            # Counted here as well, since each piece of a text that is never written takes memory, too.
            self._characters += len(text)
            check_limits(0, self._characters)
            paragraph = self._stories[-1].paragraph
            if text == "\n":
                paragraph.drop_blank_end()
            blank = group.field is not None and group.field.blank
            if group.field is not None and text.strip():
                group.field.shown = True
            paragraph.add(
                text, Anchor("", 0, start), length=length, bold=group.bold, placeholder=blank
            )

    def _field_ends(self, closed: _Field) -> None:
        words = closed.code.split()
        if self._group.field is not None:
            self._group.field.shown = self._group.field.shown or closed.shown
        if closed.blank and not closed.shown and len(words) > 1:
            group = self._group
            if group.destination == "body" and not group.hidden and not group.deleted:
                name = words[1].strip('"')
                self._stories[-1].paragraph.add(f"«{name}»", None, placeholder=True)

    # -- blocks -----------------------------------------------------------------------------------

    def _begin_story(self, story: _Story) -> None:
        group = self._group
        group.story = True
        group.bold = group.hidden = False
        group.field = None
        self._stories.append(story)

    def _end_story(self) -> None:
        self._paragraph_ends()
        self._stories.pop()

    def _paragraph_ends(self) -> None:
        self._flush_bytes()
        story = self._stories[-1]
        paragraph, story.paragraph = story.paragraph, Paragraph()
        marker, story.marker = story.marker.strip(), ""
        self._ended += 1
        check_limits(self._ended, 0)
        if story.kind is not None:
            story.blocks.append(PendingBlock(paragraph, story.kind, marker=marker))
            return
        self._paragraphs += 1
        self._body.append(self._finished(paragraph, marker, story.look))
        # What hangs on a paragraph comes after it.
        self._body += self._boxes
        self._boxes.clear()

    def _finished(self, paragraph: Paragraph, marker: str, look: _Look) -> PendingBlock:
        if look.in_table:
            self._enter_table()
            level = look.depth + 1 if marker else 0
            place = Place(table=self._tables, row=self._row, cell=self._cell)
            return PendingBlock(paragraph, "table_cell", level, marker, self._row_header, place)
        self._row = self._cell = 0
        place = Place(paragraph=self._paragraphs)
        style = self._styles.get(look.style, _Style())
        level = look.outline or style.outline
        named = _HEADING_STYLE.match(style.name)
        if not level and named is not None:
            level = int(named[1] or (2 if named[2] else 1))
        if level:
            return PendingBlock(paragraph, "heading", level, marker, place=place)
        if look.listed or marker:
            return PendingBlock(paragraph, "list_item", look.depth + 1, marker, place=place)
        quoted = style.name.lower() in ("quote", "quotations", "intense quote")
        return PendingBlock(paragraph, "quote" if quoted else "paragraph", place=place)


def _heading_level(outline: int | None) -> int:
    """Level of a heading, from 1, of an outline level, from 0; 0 for body text, which is level 9."""
    return outline + 1 if outline is not None and 0 <= outline < 9 else 0


def _known_encoding(name: str) -> str:
    try:
        codecs.lookup(name)
    except LookupError:
        return "cp1252"
    return "utf-8" if name == "cp65001" else name
