r"""Reads Rich Text Format.

One pass over the bytes: control words change a state, groups save and restore it, and what is left is
text. Every character keeps the offset of the byte it was written at; the file is ASCII with escapes, so
`Anchor.offset` counts bytes.

Follows the Rich Text Format Specification, version 1.9.1 (Microsoft, 2008).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from plainletter.errors import ReadError
from plainletter.model import BlockKind, Document, Place
from plainletter.readers.decode import NO_TEXT, BlockWriter, Paragraph, with_headers
from plainletter.readers.directives import find_placeholders
from plainletter.readers.numbering import symbol
from plainletter.sourcemap import Anchor, DocumentBuilder

_TOKEN = re.compile(
    rb"(?P<text>[^\\{}\r\n]+)|\\(?P<word>[A-Za-z]{1,32})(?P<number>-?[0-9]{1,10})?[ ]?"
    rb"|\\'(?P<hex>[0-9A-Fa-f]{2})|\\(?P<sign>[^A-Za-z])|(?P<brace>[{}])|(?P<newline>[\r\n]+)",
    re.DOTALL,
)
_DEEPEST = 2_000

# Destinations whose words are no part of the letter.
_SILENT = frozenset(
    b"""author buptim category colorschememapping colortbl comment company creatim datafield doccomm
    filetbl fontemb fontfile ftncn ftnsep ftnsepc aftncn aftnsep aftnsepc hlinkbase info keywords
    listtable listoverridetable manager mmath nonshppict objdata object operator pict printim private
    propname revtbl revtim rxe shprslt staticval subject tc template themedata title txe upr userprops
    xe do shp shpgrp shppict""".decode().split()
)
# Inside a silent destination, these are read after all.
_HEARD = frozenset({"shptxt", "dptxbxtext", "result"})
_FURNITURE = frozenset(
    "header headerl headerr headerf footer footerl footerr footerf".split()
)
# Starred destinations that hold letter text; all others are passed over, as the specification says.
_STARRED = frozenset({"footnote", "shptxt", "shpinst", "fldinst", "pn", "ud", "do", "shppict"})
_CHARACTERS: Mapping[str, str] = {
    "tab": "\t", "line": "\n", "lbr": "\n", "emdash": "—", "endash": "–", "bullet": "•",
    "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "emspace": "\u2003",
    "enspace": "\u2002", "qmspace": "\u2005",
}  # fmt: skip
_SIGNS: Mapping[bytes, str] = {b"~": "\u00a0", b"_": "-", b"{": "{", b"}": "}", b"\\": "\\"}
_BREAKS = frozenset({"par", "page", "sect", "column"})
# Fields that a system fills in, as they begin.
_BLANK_FIELDS = frozenset({"MERGEFIELD", "FILLIN", "ASK", "DOCVARIABLE", "DOCPROPERTY", "MACROBUTTON"})
# Code pages of font character sets (the table of \fcharset in the specification).
_CHARSETS: Mapping[int, str] = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "cp936",
    136: "cp950", 161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256",
    186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip
_SYMBOL_CHARSET = 2
_WIDE = frozenset({"cp932", "cp949", "johab", "cp936", "cp950"})
_HEADING_STYLE = re.compile(r"heading ([1-9])$|(title)$", re.IGNORECASE)
_SKIP_LIMIT = 1_000


def read(data: bytes, path: str) -> Document:
    """Read an RTF file held in memory; `Anchor.offset` counts bytes.

    Raises `ReadError` for a file that is no RTF, breaks a limit or holds no text. A file that ends too
    early is read as far as it goes, with a problem.
    """
    start = data.find(b"{\\rtf")
    if start < 0 or data[:start].strip(b"\xef\xbb\xbf \t\r\n\x00"):
        raise ReadError("it is not a Rich Text file, or its beginning is lost; ask for the file again")
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

    code: list[str] = field(default_factory=list)
    shown: bool = False

    @property
    def blank(self) -> bool:
        words = "".join(self.code).split(None, 1)
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
    """The body, a header, a note or a text box: each has an open paragraph of its own."""

    kind: BlockKind | None
    paragraph: Paragraph = field(default_factory=Paragraph)
    marker: str = ""
    look: _Look = field(default_factory=_Look)


@dataclass(frozen=True, slots=True)
class _Style:
    name: str = ""
    outline: int = 0


@dataclass(frozen=True, slots=True)
class _Font:
    """A font's code page ("" for the document's own), and its name where it is a symbol font."""

    encoding: str = ""
    symbols: str = ""


@dataclass(slots=True)
class _Deferred:
    """A block of a note or text box, which is written after the paragraph it hangs on."""

    paragraph: Paragraph
    kind: BlockKind
    marker: str


class _Reader:
    """The state of one pass."""

    def __init__(self, data: bytes, builder: DocumentBuilder) -> None:
        self._data = data
        self._writer = BlockWriter(builder)
        self._groups: list[_Group] = []
        self._group = _Group(destination="outside")
        self._stories = [_Story(None)]
        self._encoding = "cp1252"
        self._default_font = -1
        self._fonts: dict[int, _Font] = {}
        self._styles: dict[int, _Style] = {}
        self._title: list[str] = []
        self._table_text: list[str] = []
        self._entry = _Entry()
        self._skip = 0
        self._high = 0
        self._high_at = 0
        self._lead: tuple[int, int] | None = None
        self._later: list[_Deferred] = []
        self._furniture: list[_Deferred] = []
        self._feet: list[_Deferred] = []
        self._seen: set[str] = set()
        self._tables = self._row = self._cell = 0
        self._row_header = False
        self._notes = 0
        self._paragraphs = 0
        self.cut_short = False
        self._words: Mapping[str, Callable[[int | None, int], None]] = {
            "b": self._bold,
            "v": self._hidden,
            "deleted": self._deleted,
            "plain": self._plain,
            "f": self._font,
            "deff": self._deff,
            "uc": self._uc,
            "u": self._unicode,
            "pard": self._pard,
            "s": self._style,
            "outlinelevel": self._outline,
            "intbl": self._intbl,
            "ilvl": self._ilvl,
            "ls": self._ls,
            "cell": self._end_cell,
            "nestcell": self._end_cell,
            "row": self._end_row,
            "trowd": self._row_begins,
            "trhdr": self._header_row,
            "ansicpg": self._code_page,
            "mac": self._mac,
            "pc": self._pc,
            "pca": self._pca,
            "fcharset": self._charset,
        }

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
                elif word == "u" or not self._skipped():
                    self._word(word, number, match.start(), position)
            elif kind == "hex":
                if not self._skipped():
                    self._byte(int(match["hex"], 16), match.start(), 4)
            elif kind == "sign" and not self._skipped():
                self._sign(match["sign"], match.start())
        self.cut_short = bool(self._groups)
        while len(self._stories) > 1:
            self._end_story(self._stories[-1].kind)
        self._paragraph_ends()
        for block in self._furniture:
            self._write_furniture(block)

    def _skipped(self) -> bool:
        """True for one of the characters that stand for a \\u character in old programs."""
        if self._skip:
            self._skip -= 1
            return True
        return False

    def _open(self) -> None:
        if len(self._groups) >= _DEEPEST:
            raise ReadError("it is nested too deeply to be read; it may be harmful")
        self._flush_bytes()
        self._skip = 0
        self._groups.append(self._group)
        self._group = replace(
            self._group, field_open=False, star=False, fresh=True, story=False
        )
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
            self._end_story(self._stories[-1].kind)
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
        if self._destination(word, number, fresh):
            return
        if group.destination in ("fonttbl", "stylesheet") and self._entry_word(word, number):
            return
        handler = self._words.get(word)
        if handler is not None:
            handler(number, start)
        elif word in _CHARACTERS:
            self._character(_CHARACTERS[word], start, end - start)
        elif word in _BREAKS:
            self._paragraph_ends()

    def _destination(self, word: str, number: int | None, fresh: bool) -> bool:
        group = self._group
        if word == "fonttbl" or (word == "stylesheet" and fresh):
            group.destination = word
            self._entry = _Entry()
        elif word == "title" and group.destination == "silent":
            group.destination = "title"
        elif word == "fldinst":
            group.destination = "code"
        elif word == "fldrslt":
            if group.destination == "code":
                group.destination = "body"
        elif word == "field":
            group.field, group.field_open = _Field(), True
        elif word in ("listtext", "pntext"):
            if group.destination == "body":
                group.destination = "marker"
        elif word in ("pntxta", "pntxtb", "pnseclvl"):
            group.destination = "passed"
        elif word == "footnote":
            if group.destination == "body":
                self._begin_story("note")
        elif word in _FURNITURE:
            if fresh and group.destination == "body":
                self._begin_story("furniture", foot=word.startswith("footer"))
        elif word in _HEARD:
            if group.destination == "silent":
                group.destination = "body"
                self._begin_story(self._stories[-1].kind)
        elif word == "ud":
            group.destination = "body" if group.destination == "silent" else group.destination
        elif word in _SILENT and fresh:
            if group.destination in ("body", "marker", "silent"):
                group.destination = "silent"
            if word in ("pict", "objdata", "listtable", "shprslt", "nonshppict", "shppict"):
                group.destination = "passed"
        else:
            return False
        return True

    def _bold(self, number: int | None, start: int) -> None:
        self._group.bold = number != 0

    def _hidden(self, number: int | None, start: int) -> None:
        self._group.hidden = number != 0

    def _deleted(self, number: int | None, start: int) -> None:
        self._group.deleted = number != 0

    def _plain(self, number: int | None, start: int) -> None:
        self._group.bold = self._group.hidden = False
        self._group.font = self._default_font

    def _font(self, number: int | None, start: int) -> None:
        self._group.font = number or 0

    def _deff(self, number: int | None, start: int) -> None:
        self._default_font = self._group.font = number or 0

    def _uc(self, number: int | None, start: int) -> None:
        self._group.fallback = min(max(1 if number is None else number, 0), _SKIP_LIMIT)

    def _unicode(self, number: int | None, start: int) -> None:
        code = (number or 0) % 0x10000
        self._skip = self._group.fallback
        end = start + 2 + len(str(number))
        end += self._data[end : end + 1] == b" "
        if 0xD800 <= code < 0xDC00:
            self._flush_bytes()
            self._high, self._high_at = code, start
            return
        if 0xDC00 <= code < 0xE000:
            if not self._high:
                self._character("\ufffd", start, end - start)
                return
            whole = 0x10000 + ((self._high - 0xD800) << 10) + (code - 0xDC00)
            self._high, first = 0, self._high_at
            self._character(chr(whole), first, end - first)
            return
        self._flush_bytes()
        if 0xF000 <= code <= 0xF0FF:
            shown = symbol(code, self._known_font().symbols)
        else:
            shown = "" if code == 0xAD or code < 0x20 else chr(code)
        self._character(shown, start, end - start)

    def _pard(self, number: int | None, start: int) -> None:
        self._stories[-1].look = _Look()

    def _style(self, number: int | None, start: int) -> None:
        self._stories[-1].look.style = number or 0

    def _outline(self, number: int | None, start: int) -> None:
        level = 9 if number is None else number
        self._stories[-1].look.outline = level + 1 if 0 <= level < 9 else 0

    def _intbl(self, number: int | None, start: int) -> None:
        self._stories[-1].look.in_table = True

    def _ilvl(self, number: int | None, start: int) -> None:
        self._stories[-1].look.depth = min(max(number or 0, 0), 8)

    def _ls(self, number: int | None, start: int) -> None:
        self._stories[-1].look.listed = bool(number)

    def _row_begins(self, number: int | None, start: int) -> None:
        self._row_header = False

    def _header_row(self, number: int | None, start: int) -> None:
        self._row_header = True

    def _end_cell(self, number: int | None, start: int) -> None:
        story = self._stories[-1]
        story.look.in_table = True
        self._paragraph_ends()
        if story.kind is None:
            self._enter_table()
            self._cell += 1

    def _end_row(self, number: int | None, start: int) -> None:
        if self._stories[-1].kind is None and self._row:
            self._row += 1
            self._cell = 1

    def _enter_table(self) -> None:
        if not self._row:
            self._tables += 1
            self._row = self._cell = 1

    def _code_page(self, number: int | None, start: int) -> None:
        self._encoding = _known_encoding(f"cp{number}")

    def _mac(self, number: int | None, start: int) -> None:
        self._encoding = "mac_roman"

    def _pc(self, number: int | None, start: int) -> None:
        self._encoding = "cp437"

    def _pca(self, number: int | None, start: int) -> None:
        self._encoding = "cp850"

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
            level = 9 if number is None else number
            entry.outline = level + 1 if 0 <= level < 9 else 0
        else:
            return word not in ("u", "uc")
        return True

    def _charset(self, number: int | None, start: int) -> None:
        """A character set outside the font table says nothing."""

    def _entry_ends(self, destination: str) -> None:
        """A font or style entry is complete, at its semicolon or the end of its group."""
        entry, self._entry = self._entry, _Entry()
        name = "".join(entry.name).strip()
        if not name:
            return
        if destination == "fonttbl":
            known = _CHARSETS.get(entry.charset, "")
            symbols = name if entry.charset == _SYMBOL_CHARSET or name in _SYMBOL_FONTS else ""
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
        self._flush_bytes()
        piece = self._data[start:end]
        if piece.isascii() and not self._known_font().symbols:
            self._characters(piece.decode("ascii"), start)
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
            self._paragraph_ends()
        elif sign == b"\t":
            self._character("\t", start, 2)
        elif sign in _SIGNS:
            self._character(_SIGNS[sign], start, 2)

    def _byte(self, byte: int, start: int, length: int) -> None:
        """A byte of text in the code page of its font."""
        if self._group.destination == "passed":
            return
        self._group.fresh = False
        font = self._known_font()
        if font.symbols:
            # Letters typed in a symbol font look like signs.
            shown = symbol(byte, font.symbols)
            self._character(shown or bytes([byte]).decode("cp1252", "replace"), start, length)
            return
        encoding = font.encoding or self._encoding
        if self._lead is not None:
            lead, first = self._lead
            self._lead = None
            shown = bytes([lead, byte]).decode(encoding, "replace")
            self._character(shown, first, start + length - first)
            return
        if encoding in _WIDE and byte > 0x80:
            self._lead = (byte, start)
            return
        shown = bytes([byte]).decode(encoding, "replace")
        if length == 1 and byte < 0x80:
            self._characters(shown, start)
        else:
            self._character("" if shown in ("\u00ad", "\x00") else shown, start, length)

    def _flush_bytes(self) -> None:
        """Give up on the first half of a character whose second half did not come."""
        if self._lead is not None:
            _, first = self._lead
            self._lead = None
            self._character("\ufffd", first, 1)
        if self._high:
            self._high = 0
            self._character("\ufffd", self._high_at, 1)

    def _characters(self, text: str, start: int) -> None:
        """ASCII characters that stand in the file as they are."""
        self._put(text, start, None)

    def _character(self, text: str, start: int, length: int) -> None:
        """A character that is written in another way in the file."""
        self._put(text, start, length)

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
                group.field.code.append(text)
        elif place == "marker":
            self._stories[-1].marker += text
        elif place == "body":
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
        words = "".join(closed.code).split()
        if self._group.field is not None:
            self._group.field.shown = self._group.field.shown or closed.shown
        if closed.blank and not closed.shown and len(words) > 1:
            group = self._group
            if group.destination == "body" and not group.hidden and not group.deleted:
                name = words[1].strip("\"")
                self._stories[-1].paragraph.add(f"«{name}»", None, placeholder=True)

    # -- blocks -----------------------------------------------------------------------------------

    def _begin_story(self, kind: BlockKind | None, *, foot: bool = False) -> None:
        group = self._group
        group.story = True
        group.bold = group.hidden = False
        group.field = None
        story = _Story(kind if kind is not None else "paragraph")
        if kind == "note":
            self._notes += 1
            story.marker = str(self._notes)
        if foot:
            story.foot = True
        self._stories.append(story)

    def _end_story(self, kind: BlockKind | None) -> None:
        self._paragraph_ends()
        self._stories.pop()

    def _paragraph_ends(self) -> None:
        self._flush_bytes()
        if self._group.destination not in ("body", "marker", "outside", "silent"):
            return
        story = self._stories[-1]
        paragraph, story.paragraph = story.paragraph, Paragraph()
        marker, story.marker = story.marker.strip(), ""
        look = story.look
        if story.kind is not None:
            block = _Deferred(paragraph, story.kind, marker)
            if story.kind != "furniture":
                self._later.append(block)
            elif story.foot:
                self._feet.append(block)
            else:
                self._furniture.append(block)
            return
        self._paragraphs += 1
        self._write(paragraph, marker, look)
        later, self._later = self._later, []
        for block in later:
            self._writer.write(block.paragraph, block.kind, marker=block.marker)

    def _write(self, paragraph: Paragraph, marker: str, look: _Look) -> None:
        style = self._styles.get(look.style, _Style())
        named = _HEADING_STYLE.match(style.name)
        level = look.outline or style.outline
        if not level and named is not None:
            level = int(named[1] or 1)
        place = Place(paragraph=self._paragraphs)
        header = False
        listed = look.listed or bool(marker)
        kind: BlockKind = "paragraph"
        if look.in_table:
            self._enter_table()
            kind, header = "table_cell", self._row_header
            level = look.depth + 1 if marker else 0
            place = Place(table=self._tables, row=self._row, cell=self._cell)
        else:
            if paragraph.inked:
                self._row = self._cell = 0
            if level:
                kind = "heading"
            elif listed:
                kind, level = "list_item", look.depth + 1
            elif style.name.lower() in ("quote", "quotations", "intense quote"):
                kind = "quote"
        self._writer.write(
            paragraph, kind, level=level, marker=marker, header=header, place=place
        )
