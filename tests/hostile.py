"""Hostile letters, built in memory: bombs, loops, lies about sizes, and files that would reach out.

Every case has a size for the tests and, where that shows more, a larger one for the benchmark
(`python tests/benchmarks/hostile.py`), which measures all of them. What is random has a fixed seed, so every
run tries the same bytes.
"""

from __future__ import annotations

import base64
import io
import random
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace

from wordfile import NAMESPACES, R, field, p, pack, r, row, style, word

LINE = "Dear Ms Lowe, we will visit you on Monday."
"""What is to be read where a hostile file holds a letter."""


@dataclass(frozen=True, slots=True)
class Case:
    """A hostile file.

    said: part of the message with which it must be refused; "" where it must be read; None where both do.
    size, large: what `make` is called with in the tests and in the benchmark.
    """

    name: str
    file: str
    make: Callable[[int], bytes]
    said: str | None = None
    size: int = 0
    large: int = 0

    @property
    def family(self) -> str:
        """The format it attacks: the first word of its name."""
        return self.name.split(" ", 1)[0]

    def data(self, *, large: bool = False) -> bytes:
        """The content of the file."""
        return self.make(self.large or self.size if large else self.size)


# -- packages -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a zip file as it is written, true or not; `at` puts another place into the directory."""

    name: bytes
    packed: bytes
    size: int
    crc: int = 0
    method: int = 8
    flags: int = 0
    outside: int = 0
    at: int | None = None
    listed_only: bool = False


def entry(name: str, content: bytes, **changes: object) -> Entry:
    """An honest entry, with `changes`."""
    made = Entry(name.encode(), deflated(content), len(content), zlib.crc32(content))
    return replace(made, **changes)  # type: ignore[arg-type]


def deflated(content: bytes) -> bytes:
    """Raw deflate, as packages hold it."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()


def repeated(content: bytes, times: int) -> bytes:
    """Raw deflate of `content` many times over, without ever holding it."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = packer.compress(content) + packer.flush(zlib.Z_FULL_FLUSH)
    return piece * times + packer.flush()


def zlib_repeated(content: bytes, times: int) -> bytes:
    """The same as PDF wants it; the check sum at the end is wrong, which no PDF program minds."""
    return b"\x78\xda" + repeated(content, times) + bytes(4)


def zipped(*entries: Entry) -> bytes:
    """A zip file of these entries."""
    held, directory = io.BytesIO(), io.BytesIO()
    count = 0
    for one in entries:
        start = held.tell()
        if not one.listed_only:
            size = min(one.size, 0xFFFFFFFE)
            held.write(
                struct.pack(
                    "<4s5H3L2H", b"PK\x03\x04", 20, one.flags, one.method, 0, 0x21, one.crc,
                    len(one.packed), size, len(one.name), 0,
                )
            )  # fmt: skip
            held.write(one.name + one.packed)
        wide = one.size > 0xFFFFFFFE
        extra = struct.pack("<2HQ", 1, 8, one.size) if wide else b""
        directory.write(
            struct.pack(
                "<4s6H3L5H2L", b"PK\x01\x02", 20, 20, one.flags, one.method, 0, 0x21, one.crc,
                len(one.packed), 0xFFFFFFFF if wide else one.size, len(one.name), len(extra), 0, 0, 0,
                one.outside, start if one.at is None else one.at,
            )
        )  # fmt: skip
        directory.write(one.name + extra)
        count += 1
    start, listed = held.tell(), directory.getvalue()
    held.write(listed)
    shown = min(count, 0xFFFF)
    held.write(struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, shown, shown, len(listed), start, 0))
    return held.getvalue()


TYPES = b'<Types><Override ContentType="wordprocessingml.document.main+xml"/></Types>'
BODY = f"<w:document {NAMESPACES}><w:body>{p(LINE)}</w:body></w:document>".encode()


def parts(*more: Entry, body: bytes = BODY) -> bytes:
    """A Word file with these entries beside its own."""
    return zipped(entry("[Content_Types].xml", TYPES), entry("word/document.xml", body), *more)


def loose(body: bytes) -> bytes:
    """A Word file that a picture beside its text keeps from being packed too tightly."""
    noise = random.Random(1).randbytes(len(body) // 100)
    return parts(
        Entry(b"word/media/a.png", noise, len(noise), zlib.crc32(noise), method=0), body=body
    )


def flat(megabytes: int, declared: int | None = None) -> bytes:
    packed = repeated(bytes(2**20), megabytes)
    size = megabytes * 2**20 if declared is None else declared
    return zipped(entry("[Content_Types].xml", TYPES), Entry(b"word/document.xml", packed, size))


def lying(megabytes: int) -> bytes:
    """A part that unpacks to `megabytes` and is declared as 100 bytes, with the check sum of those."""
    packed = repeated(bytes(2**20), megabytes)
    return zipped(
        entry("[Content_Types].xml", TYPES),
        Entry(b"word/document.xml", packed, 100, zlib.crc32(bytes(100))),
    )


def overlapping(count: int) -> bytes:
    """Many names in the directory for one local file, as "a better zip bomb" has them (Fifield 2019)."""
    content = bytes(2**20)
    one = entry("word/document.xml", content)
    others = [
        replace(one, name=b"word/%d.xml" % number, at=0, listed_only=True)
        for number in range(count)
    ]
    return zipped(one, entry("[Content_Types].xml", TYPES), *others)


def overlapping_small(count: int) -> bytes:
    """The same within the limits on size: each part named by the relationships is the same local file."""
    one = entry("word/document.xml", BODY)
    others = [
        replace(one, name=b"word/header%d.xml" % number, at=0, listed_only=True)
        for number in range(count)
    ]
    return zipped(one, entry("[Content_Types].xml", TYPES), *others)


def nested(depth: int) -> bytes:
    data = word(p(LINE))
    for number in range(depth):
        data = pack({f"{number}.zip": data})
    return data


def quine() -> bytes:
    """A package in itself as far as that goes: its first part begins with the package's own beginning."""
    data = word(p(LINE))
    for _ in range(5):
        data = word(p(LINE), extra={"word/embeddings/self.docx": data})
    return data


def twice() -> bytes:
    return parts(entry("word/document.xml", BODY))


def document(inside: str, head: str = "", coding: str = "utf-8") -> bytes:
    """A Word file whose main part has `head` before its root."""
    xml = f"{head}<w:document {NAMESPACES}><w:body>{inside}</w:body></w:document>"
    return pack({"[Content_Types].xml": TYPES, "word/document.xml": xml.encode(coding)})


_LAUGHS = "".join(f"<!ENTITY a{n + 1} '{f'&a{n};' * 10}'>" for n in range(12))
LAUGHS = f"<!DOCTYPE x [<!ENTITY a0 'ha'>{_LAUGHS}]>"
LAUGHS_IN_ATTRIBUTE = LAUGHS.replace("]>", "<!ATTLIST y z CDATA '&a12;'>]>")
QUADRATIC = f"<!DOCTYPE x [<!ENTITY a '{'ha' * 50_000}'>]>"
OUTSIDE = "<!DOCTYPE x [<!ENTITY a SYSTEM '{0}'>]>"
OUTSIDE_DTD = "<!DOCTYPE x SYSTEM '{0}'>"
PARAMETER = "<!DOCTYPE x [<!ENTITY % a SYSTEM '{0}'> %a;]>"
INCLUDE = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{0}" parse="text"/>'
SHEET = '<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="{0}"?>'

PASSWD = "file:///etc/passwd"
ADDRESS = "http://127.0.0.1:9/letter"
"""Where files that reach out point; tests put a listening port in its place."""


def odt(text: str, *, head: str = "", styles: str = "", content_styles: str = "") -> bytes:
    """An OpenDocument text."""
    space = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in {
            "office": "office", "text": "text", "table": "table", "style": "style", "draw": "drawing",
            "fo": "xsl-fo-compatible", "script": "script",
        }.items()
    )  # fmt: skip
    files = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": f'{head}<office:document-content {space} xmlns:xlink="http://www.w3.org/1999/xlink">'
        f"<office:automatic-styles>{content_styles}</office:automatic-styles>"
        f"<office:body><office:text>{text}</office:text></office:body></office:document-content>",
    }
    if styles:
        files["styles.xml"] = f"<office:document-styles {space}>{styles}</office:document-styles>"
    return pack(files)


def op(text: str = LINE) -> str:
    return f"<text:p>{text}</text:p>"


def relations(*found: tuple[str, str, str]) -> str:
    """A relationships part; (id, type, target), all external."""
    inside = "".join(
        f'<Relationship Id="{i}" Type="{R}/{kind}" Target="{target}" TargetMode="External"/>'
        for i, kind, target in found
    )
    uri = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{uri}">{inside}</Relationships>'


def reaching_word(body: str, *kinds: str, target: str = ADDRESS) -> bytes:
    found = [(f"x{number}", kind, target) for number, kind in enumerate(kinds)]
    return word(body, extra={"word/_rels/document.xml.rels": relations(*found)})


def macros() -> bytes:
    kind = "application/vnd.ms-word.document.macroEnabled.main+xml"
    project = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"Attribute VB_Name\0AutoOpen\0Shell" * 50
    return word(p(LINE), main_type=kind, extra={"word/vbaProject.bin": project})


def in_boxes(depth: int) -> str:
    inside = p(LINE)
    for _ in range(depth):
        inside = (
            "<w:p><w:r><w:pict><v:shape><v:textbox><w:txbxContent>"
            f"{inside}</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
        )
    return inside


def in_tables(depth: int) -> str:
    return "<w:tbl><w:tr><w:tc>" * depth + p(LINE) + "</w:tc></w:tr></w:tbl>" * depth


def in_choices(depth: int, wide: int) -> str:
    """Alternative copies inside each other, with many elements and no text in the innermost."""
    inside = "<w:a/>" * wide
    for _ in range(depth):
        inside = (
            f'<mc:AlternateContent><mc:Choice Requires="wps">{inside}</mc:Choice>'
            "<mc:Fallback><w:b/></mc:Fallback></mc:AlternateContent>"
        )
    return p(r(LINE) + inside)


def notes(count: int) -> bytes:
    """Footnotes that name themselves and each other."""

    def call(number: int) -> str:
        return f'<w:r><w:footnoteReference w:id="{number % count}"/></w:r>'

    inside = "".join(
        f'<w:footnote w:id="{n}">{p(r("Note.") + call(n) + call(n + 1))}</w:footnote>'
        for n in range(count)
    )
    return word(p(r(LINE) + call(0)), {"footnotes": inside})


def numbered(level: str, count: int, body: str = "x") -> bytes:
    """A letter whose list has this level, with `count` items."""
    item = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    return word(
        p(LINE) + p(body, item) * count,
        {
            "numbering": f'<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0">{level}</w:lvl></w:abstractNum>'
            '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        },
    )


def number_loops() -> bytes:
    return word(
        p(LINE, '<w:pStyle w:val="A"/>'),
        {
            "styles": style(
                "A", "A", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>', based="A"
            )
            + style(
                "L", "L", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>', "numbering"
            ),
            "numbering": '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="L"/></w:abstractNum>'
            '<w:abstractNum w:abstractNumId="1"><w:styleLink w:val="L"/><w:numStyleLink w:val="L"/></w:abstractNum>'
            '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
        },
    )


def style_loops(count: int) -> bytes:
    styles = "".join(style(f"S{n}", f"S{n}", based=f"S{(n + 1) % count}") for n in range(count))
    return word(p(LINE, '<w:pStyle w:val="S0"/>'), {"styles": styles})


FIELDS = (
    r'DDEAUTO c:\\windows\\system32\\cmd.exe "/k calc"', f'INCLUDETEXT "{PASSWD}"',
    'INCLUDEPICTURE "{0}" \\d', 'IMPORT "{0}"', f'LINK Word.Document "{PASSWD}"',
    r'DATABASE \\d "C:\\x"', 'MACROBUTTON AutoOpen Click',
)  # fmt: skip


def ole(names: tuple[str, ...], fat: bytes, seed: int = 5) -> bytes:
    """An OLE file with this allocation table and these names in its directory."""
    header = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<LLLLLLLL", header, 44, 1, 1, 0, 0x1000, 2, 1, 0, 0)
    struct.pack_into("<L", header, 76, 0)
    listed = b""
    for name in names:
        coded = name.encode("utf-16-le")
        made = bytearray(coded[:62].ljust(64, b"\0") + bytes(64))
        struct.pack_into("<HBB3L", made, 64, len(coded) + 2, 2, 1, 1, 1, 1)
        struct.pack_into("<LL", made, 116, 1, 0xFFFFFF)
        listed += bytes(made)
    directory = listed.ljust(512, b"\0")
    return bytes(header) + fat.ljust(512, b"\xff") + directory + random.Random(seed).randbytes(2048)


WORD_CASES = (
    Case("zip flat bomb", "a.docx", flat, "more than the", 200, 10_240),
    Case("zip flat bomb within its size", "a.docx", lambda n: flat(n), "packed far more tightly", 60),
    Case("zip part declared small", "a.docx", lying, "damaged", 300, 10_240),
    Case("zip part declared huge", "a.docx", lambda n: flat(1, n), "more than the", 2**40),
    Case("zip part declared too large", "a.docx", lambda n: flat(1, n), "damaged", 9 * 2**20),
    Case("zip overlapping entries", "a.docx", overlapping, "more than the", 4_000),
    Case("zip overlapping small entries", "a.docx", overlapping_small, None, 200),
    Case("zip in zip", "a.docx", nested, "zip archive", 20, 200),
    Case("zip in itself", "a.docx", lambda _: quine(), ""),
    Case("zip docx in docx", "a.docx", lambda _: word(p(LINE) + "<w:altChunk/>", extra={"word/a.docx": word(p(LINE))}), ""),
    Case("zip of 100,000 entries", "a.docx", lambda n: parts(*(Entry(b"%d" % k, b"", 0, method=0) for k in range(n))), "more than 5,000 parts", 20_000, 100_000),
    Case("zip with a name twice", "a.docx", lambda _: twice(), "twice"),
    Case("zip name ..", "a.docx", lambda _: parts(entry("../../etc/cron.d/x", b"x")), "leads out"),
    Case("zip name absolute", "a.docx", lambda _: parts(entry("/etc/cron.d/x", b"x")), "leads out"),
    Case("zip name backslashes", "a.docx", lambda _: parts(entry("word\\..\\..\\x", b"x")), "leads out"),
    Case("zip name drive", "a.docx", lambda _: parts(entry("C:\\windows\\x", b"x")), None),
    Case("zip name with NUL", "a.docx", lambda _: parts(entry("word/document.xml\0.txt", b"x")), "twice"),
    Case("zip name escape codes", "a.docx", lambda _: parts(entry("\x1b[2J\n", b"x"), entry("\x1b[2J\n", b"x")), "twice"),
    Case("zip name not UTF-8", "a.docx", lambda _: parts(replace(entry("x", b"x"), name=b"\xff\xfe\x80", flags=0x800)), "damaged"),
    Case("zip name of 60,000 letters", "a.docx", lambda n: parts(entry("x" * n, b"x"), entry("x" * n, b"x")), "twice", 60_000),
    Case("zip link", "a.docx", lambda _: parts(replace(entry("word/styles.xml", b"/etc/passwd"), outside=0o120777 << 16)), None),
    Case("zip encrypted", "a.docx", lambda _: parts(replace(entry("x", b"x"), flags=1)), "password"),
    Case("zip strong encryption", "a.docx", lambda _: zipped(replace(entry("word/document.xml", BODY), flags=0x40)), "damaged"),
    Case("zip patched data", "a.docx", lambda _: zipped(replace(entry("word/document.xml", BODY), flags=0x20)), "damaged"),
    Case("zip method unknown", "a.docx", lambda _: parts(replace(entry("x", b"x"), method=77)), "unusual"),
    Case("zip method bzip2", "a.docx", lambda _: parts(replace(entry("x", b"x"), method=12)), "unusual"),
    Case("zip wrong check sum", "a.docx", lambda _: zipped(replace(entry("word/document.xml", BODY), crc=1)), "damaged"),
    Case("zip truncated", "a.docx", lambda _: parts()[:-30], "damaged"),
    Case("zip entry beyond the end", "a.docx", lambda _: zipped(replace(entry("word/document.xml", BODY), at=2**31)), "damaged"),
    Case("zip entry in the directory", "a.docx", lambda _: zipped(replace(entry("word/document.xml", BODY), at=len(BODY) // 2)), "damaged"),
    Case("zip end marks", "a.docx", lambda n: b"PK\x05\x06" * n, None, 100_000, 12_000_000),
    Case("zip directory size lies", "a.docx", lambda _: parts()[:-10] + struct.pack("<LLH", 2**31, 2**31, 0), "damaged"),
    Case("xml billion laughs", "a.docx", lambda _: document(p("&a12;"), LAUGHS), "XML entities"),
    Case("xml billion laughs UTF-16", "a.docx", lambda _: document(p("&a12;"), LAUGHS, "utf-16"), "XML entities"),
    Case("xml billion laughs UTF-7", "a.docx", lambda _: document(p("&a12;").replace("<", "+ADw-"), '<?xml version="1.0" encoding="UTF-7"?>' + LAUGHS.replace("<", "+ADw-").replace("&", "+ACY-"), "ascii"), None),
    Case("xml billion laughs UTF-32", "a.docx", lambda _: document(p("&a12;"), LAUGHS, "utf-32"), None),
    Case("xml billion laughs in an attribute", "a.docx", lambda _: document('<y z="&a12;"/>', LAUGHS_IN_ATTRIBUTE, "utf-32-be"), None),
    Case("xml billion laughs EBCDIC", "a.docx", lambda _: document('<y z="&a12;"/>', '<?xml version="1.0" encoding="IBM037"?>' + LAUGHS, "cp037"), None),
    Case("xml quadratic blowup", "a.docx", lambda n: document(p("&a;" * n), QUADRATIC), "XML entities", 50_000),
    Case("xml external entity file", "a.docx", lambda _: document(p("&a;"), OUTSIDE.format(PASSWD)), "XML entities"),
    Case("xml external entity http", "a.docx", lambda _: document(p("&a;"), OUTSIDE.format(ADDRESS)), "XML entities"),
    Case("xml external entity UTF-32", "a.docx", lambda _: document(p("&a;"), OUTSIDE.format(PASSWD), "utf-32"), None),
    Case("xml external DTD", "a.docx", lambda _: document(p(LINE), OUTSIDE_DTD.format(ADDRESS)), "XML entities"),
    Case("xml external DTD UTF-32", "a.docx", lambda _: document(p(LINE), OUTSIDE_DTD.format(ADDRESS), "utf-32"), None),
    Case("xml parameter entity", "a.docx", lambda _: document(p(LINE), PARAMETER.format(ADDRESS)), "XML entities"),
    Case("xml DTD in relationships", "a.docx", lambda _: word(p(LINE), extra={"word/_rels/document.xml.rels": LAUGHS + "<x/>"}), "XML entities"),
    Case("xml DTD in styles", "a.docx", lambda _: word(p(LINE), {"styles": ""}, extra={"word/styles.xml": LAUGHS + "<x/>"}), ""),
    Case("xml include", "a.docx", lambda _: document(p(r(LINE) + INCLUDE.format(PASSWD))), ""),
    Case("xml style sheet", "a.docx", lambda _: document(p(LINE), SHEET.format(ADDRESS)), ""),
    Case("xml 100,000 levels", "a.docx", lambda n: document("<w:p>" * n + "</w:p>" * n), "nested too deeply", 100_000),
    Case("xml tables 1,000 deep", "a.docx", lambda n: document(in_tables(n)), "nested too deeply", 1_000),
    Case("xml tables 80 deep", "a.docx", lambda n: document(in_tables(n)), "", 80),
    Case("xml million attributes", "a.docx", lambda n: document("<w:p " + " ".join(f"a{k}=''" for k in range(n)) + "/>" + p(LINE)), None, 100_000, 1_000_000),
    Case("xml attribute of 9 MB", "a.docx", lambda n: document(f'<w:p a="{"x" * n}"/>' + p(LINE)), None, 9_000_000),
    Case("xml attribute of 30 MB", "a.docx", lambda n: document(f'<w:p a="{"x " * (n // 2)}"/>' + p(LINE)), None, 30_000_000),
    Case("xml encoding unknown", "a.docx", lambda _: document(p(LINE), '<?xml version="1.0" encoding="klingon"?>'), "damaged"),
    Case("xml encoding lies", "a.docx", lambda _: document(p(LINE), '<?xml version="1.0" encoding="UTF-16"?>'), None),
    Case("xml entities flood", "a.docx", lambda n: document(p("&amp;&#65;" * n)), "more than", 1_010_000, 3_000_000),
    Case("docx external relationships", "a.docx", lambda _: reaching_word(p(LINE) + '<w:subDoc r:id="x4"/><w:altChunk r:id="x6"/>', "image", "hyperlink", "attachedTemplate", "oleObject", "subDocument", "frame", "aFChunk", "header", "footnotes", "styles"), ""),
    Case("docx remote template", "a.docx", lambda _: word(p(LINE), {"settings": '<w:attachedTemplate r:id="x0"/>'}, extra={"word/_rels/settings.xml.rels": relations(("x0", "attachedTemplate", ADDRESS))}), ""),
    Case("docx relationship to a file outside", "a.docx", lambda _: word(p(LINE), extra={"_rels/.rels": relations(("m", "officeDocument", PASSWD)).replace(' TargetMode="External"', "")}), ""),
    Case("docx relationships flood", "a.docx", lambda n: reaching_word(p(LINE), *["image"] * n), "", 100_000, 700_000),
    Case("docx macros", "a.docm", lambda _: macros(), ""),
    Case("docx altChunk", "a.docx", lambda n: document(p(LINE) + '<w:altChunk r:id="x"/>' * n), "", 10_000, 1_000_000),
    Case("docx fields that reach out", "a.docx", lambda _: document(p(LINE) + "".join(p(field(code.replace("{0}", ADDRESS).replace('"', "&quot;"), r("x"))) for code in FIELDS)), ""),
    Case("docx fields without end", "a.docx", lambda n: document(p(LINE) + p('<w:r><w:fldChar w:fldCharType="begin"/></w:r>' * n)), "", 100_000, 400_000),
    Case("docx field code flood", "a.docx", lambda n: document(p(LINE) + p(field("&quot;x " * n, r("x")))), "", 200_000, 2_000_000),
    Case("docx style loops", "a.docx", style_loops, "", 5_000, 100_000),
    Case("docx style of itself", "a.docx", lambda _: style_loops(1), ""),
    Case("docx numbering loops", "a.docx", lambda _: number_loops(), ""),
    Case("docx number of 4,300 digits", "a.docx", lambda n: numbered(f'<w:start w:val="{"9" * n}"/><w:lvlText w:val="%1."/>', 3), "", 4_300),
    Case("docx number text of 1 MB", "a.docx", lambda n: numbered(f'<w:lvlText w:val="{"y" * 1_000_000}%1"/>', n), "", 500, 40_000),
    Case("docx number text with many signs", "a.docx", lambda n: numbered(f'<w:start w:val="{"9" * 4_000}"/><w:lvlText w:val="{"%1" * 100_000}"/>', n), "", 2, 40_000),
    Case("docx empty paragraphs", "a.docx", lambda n: document(p(LINE) + "<w:p/>" * n), "more than 50,000 paragraphs", 60_000, 2_900_000),
    Case("docx 10,000,000 empty paragraphs", "a.docx", lambda n: parts(body=BODY.replace(b"<w:body>", b"<w:body>" + b"<w:p/>" * n)), "packed far more tightly", 10_000_000),
    Case("docx 4,000,000 empty paragraphs, loosely packed", "a.docx", lambda n: loose(BODY.replace(b"<w:body>", b"<w:body>" + b"<w:p/>" * n)), "too large for a letter", 4_000_000),
    Case("docx huge spans", "a.docx", lambda _: document("<w:tbl>" + row(f'<w:tcPr><w:gridSpan w:val="{10**18}"/><w:vMerge w:val="{10**18}"/></w:tcPr>' + p(LINE)) + "</w:tbl>"), ""),
    Case("docx notes that name each other", "a.docx", notes, "", 500, 40_000),
    Case("docx note of itself", "a.docx", lambda _: notes(1), ""),
    Case("docx text boxes 25 deep", "a.docx", lambda n: document(in_boxes(n)), "", 25),
    Case("docx text boxes 100 deep", "a.docx", lambda n: document(in_boxes(n)), "nested too deeply", 100),
    Case("docx choices in choices", "a.docx", lambda n: document(in_choices(100, n)), "", 20_000, 1_000_000),
    Case("docx text of 12 MB", "a.docx", lambda n: loose(BODY.replace(b"Dear", b"x" * n)), "too large for a letter", 12_000_000),
    Case("docx text of 100 MB", "a.docx", lambda n: loose(BODY.replace(b"Dear", b"x" * n)), "more than the 100 MB", 105_000_000),
    Case("docx runs flood", "a.docx", lambda n: document(p("<w:r><w:t>a</w:t></w:r>" * n)), "", 50_000, 700_000),
    Case("docx tabs flood", "a.docx", lambda n: document(p(r(LINE) + f"<w:r>{'<w:tab/>' * n}</w:r>")), None, 100_000, 2_900_000),
    Case("docx controls in controls", "a.docx", lambda n: document("<w:sdt><w:sdtContent>" * n + p(LINE) + "</w:sdtContent></w:sdt>" * n), "", 100),
    Case("docx bidirectional and zero-width", "a.docx", lambda _: document(p("D\u200be\u200ba\u200br \u202eMs Lowe\u202c \u2066we\u2069 visit")), ""),
)  # fmt: skip


ODT_CASES = (
    Case("odt columns repeated", "a.odt", lambda n: odt(op() + f'<table:table><table:table-column table:number-columns-repeated="{n}"/><table:table-row table:number-rows-repeated="{n}"><table:table-cell table:number-columns-repeated="{n}">{op()}</table:table-cell></table:table-row></table:table>'), "", 10**9),
    Case("odt blanks repeated", "a.odt", lambda n: odt(op(f'a<text:s text:c="{n}"/>b')), "", 10**9),
    Case("odt blanks flood", "a.odt", lambda n: odt(op("a" + '<text:s text:c="999999"/>' * n + "b")), None, 20_000, 700_000),
    Case("odt lists in lists", "a.odt", lambda n: odt("<text:list><text:list-item>" * n + op() + "</text:list-item></text:list>" * n), "", 100),
    Case("odt lists 10,000 deep", "a.odt", lambda n: odt("<text:list><text:list-item>" * n + op() + "</text:list-item></text:list>" * n), "nested too deeply", 10_000),
    Case("odt changes that name each other", "a.odt", lambda _: odt('<text:tracked-changes><text:changed-region text:id="a"><text:deletion><text:change text:change-id="a"/></text:deletion></text:changed-region></text:tracked-changes>' + op('<text:change-start text:change-id="a"/>' + LINE)), ""),
    Case("odt section from outside", "a.odt", lambda _: odt(op() + f'<text:section text:name="x"><text:section-source xlink:href="{PASSWD}"/><text:p/></text:section><draw:frame><draw:image xlink:href="{ADDRESS}"/></draw:frame>'), ""),
    Case("odt scripts", "a.odt", lambda _: odt(op(f'<text:script script:language="x">{LINE}</text:script>{LINE}')), ""),
    Case("odt empty paragraphs", "a.odt", lambda n: odt(op() + "<text:p/>" * n), "more than 50,000 paragraphs", 60_000, 2_900_000),
    Case("odt billion laughs", "a.odt", lambda _: odt(op("&a12;"), head=LAUGHS), "XML entities"),
    Case("odt external entity", "a.odt", lambda _: odt(op("&a;"), head=OUTSIDE.format(PASSWD)), "XML entities"),
    Case("odt DTD in styles", "a.odt", lambda _: pack({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>", "styles.xml": LAUGHS + "<x/>"}), None),
    Case("odt outline level huge", "a.odt", lambda n: odt('<text:h text:outline-level="999999">x</text:h>' * n, styles='<text:outline-style><text:outline-level-style text:level="999999" style:num-format="1" text:display-levels="999999"/></text:outline-style>'), "", 40, 40_000),
    Case("odt number text of 1 MB", "a.odt", lambda n: odt("<text:list text:style-name='L'>" + f"<text:list-item>{op('x')}</text:list-item>" * n + "</text:list>", content_styles=f"<text:list-style style:name='L'><text:list-level-style-number text:level='1' style:num-format='1' style:num-prefix='{'y' * 1_000_000}'/></text:list-style>"), "", 500, 40_000),
    Case("odt style loops", "a.odt", lambda n: odt(op(), content_styles="".join(f"<style:style style:family='paragraph' style:name='s{k}' style:parent-style-name='s{(k + 1) % n}'/>" for k in range(n))), "", 5_000, 100_000),
    Case("odt notes in notes", "a.odt", lambda n: odt(op(LINE + "<text:note><text:note-body><text:p>x" * n + "</text:p></text:note-body></text:note>" * n)), "", 60),
    Case("odt frames in frames", "a.odt", lambda n: odt(op(LINE + "<draw:frame><draw:text-box><text:p>x" * n + "</text:p></draw:text-box></draw:frame>" * n)), "", 60),
    Case("odt spans flood", "a.odt", lambda n: odt(op("<text:span>a</text:span>" * n)), "", 50_000, 900_000),
    Case("odt body in body", "a.odt", lambda n: odt("<office:text>" * n + op() + "</office:text>" * n), "", 100),
)  # fmt: skip


# -- RTF ------------------------------------------------------------------------------------------


def rtf(body: str | bytes) -> bytes:
    inside = body if isinstance(body, bytes) else body.encode("cp1252")
    return b"{\\rtf1\\ansi " + LINE.encode() + b"\\par " + inside + b"}"


RTF_CASES = (
    Case("rtf bin huge", "a.rtf", lambda n: rtf(f"\\bin{n} x\\par x"), "", 2_147_483_647),
    Case("rtf bin negative", "a.rtf", lambda _: rtf("\\bin-2147483648 x\\par x"), ""),
    Case("rtf bin flood", "a.rtf", lambda n: rtf("\\bin1 {" * n), "", 100_000, 2_900_000),
    Case("rtf fallback negative", "a.rtf", lambda _: rtf("\\uc-5\\u8217 ?x\\uc1000000 \\u8217 abc"), ""),
    Case("rtf surrogates", "a.rtf", lambda n: rtf("\\uc0" + "\\u-10240 " * n + "\\u-9216 x"), None, 20_000, 1_900_000),
    Case("rtf 100,000 groups", "a.rtf", lambda n: rtf("{" * n), "nested too deeply", 100_000),
    Case("rtf no closing brace", "a.rtf", lambda _: rtf("{{{x")[:-1], ""),
    Case("rtf object data", "a.rtf", lambda n: rtf("{\\object\\objautlink\\objupdate{\\*\\objclass Word.Document}{\\*\\objdata " + "d0cf11e0" * n + "}{\\result x}}"), "", 100_000, 2_000_000),
    Case("rtf include", "a.rtf", lambda _: rtf(f'{{\\field{{\\*\\fldinst INCLUDETEXT "{PASSWD}"}}{{\\fldrslt x}}}}{{\\field{{\\*\\fldinst INCLUDEPICTURE "{ADDRESS}"}}}}{{\\*\\template {ADDRESS}}}'), ""),
    Case("rtf giant numbers", "a.rtf", lambda _: rtf("\\fs9999999999\\li-9999999999\\s9999999999\\ilvl9999999999\\b99999999999999999999 x\\ansicpg9999999999\\'e9"), ""),
    Case("rtf code pages that are no code pages", "a.rtf", lambda _: rtf("\\ansicpg-1\\'e9\\ansicpg0\\'e9\\ansicpg65001\\'e9\\ansicpg1200\\'e9\\ansicpg037\\'e9"), ""),
    Case("rtf list text flood", "a.rtf", lambda n: rtf("{\\listtext " + "\\'41" * n + "}x\\par"), None, 200_000, 4_900_000),
    Case("rtf code flood", "a.rtf", lambda n: rtf("{\\field{\\*\\fldinst " + "\\'41" * n + "}{\\fldrslt x}}"), "", 100_000, 4_900_000),
    Case("rtf header paragraphs flood", "a.rtf", lambda n: rtf("{\\header " + "\\par" * n + "}x"), "more than 50,000 paragraphs", 200_000, 5_000_000),
    Case("rtf note flood", "a.rtf", lambda n: rtf("{\\footnote}" * n), "more than 50,000 paragraphs", 60_000, 1_900_000),
    Case("rtf paragraphs flood", "a.rtf", lambda n: rtf("\\par" * n), "more than 50,000 paragraphs", 60_000, 5_000_000),
    Case("rtf hex flood", "a.rtf", lambda n: rtf("\\'e9" * n), None, 100_000, 4_900_000),
    Case("rtf one letter groups", "a.rtf", lambda n: rtf("{\\b x}" * n), None, 100_000, 3_300_000),
    Case("rtf fonts flood", "a.rtf", lambda n: rtf("{\\fonttbl" + "".join(f"{{\\f{k} x;}}" for k in range(n)) + "}x"), "", 50_000, 1_300_000),
    Case("rtf semicolons in a font", "a.rtf", lambda n: rtf("{\\fonttbl{\\f0 " + ";" * n + "}}x"), "", 1_000_000, 20_000_000),
    Case("rtf stories in stories", "a.rtf", lambda n: rtf("{\\footnote x" * n), None, 150, 1_500),
    Case("rtf boxes in boxes", "a.rtf", lambda n: rtf("{\\shp{\\*\\shpinst{\\shptxt x" * n), None, 60, 600),
    Case("rtf table without end", "a.rtf", lambda n: rtf("\\trowd" + "x\\cell" * n), None, 40_000, 2_000_000),
    Case("rtf blanks before", "a.rtf", lambda n: b" " * n + b"{\\rtf1 x}", None, 60_000, 20_000_000),
    Case("rtf backslashes", "a.rtf", lambda n: rtf("\\" * n), "", 100_000, 20_000_000),
)  # fmt: skip


# -- PDF ------------------------------------------------------------------------------------------


def pdf(*objects: bytes, root: int = 1, table: bool = True, trailer: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1, with a true cross-reference table unless told otherwise."""
    held = io.BytesIO()
    held.write(b"%PDF-1.7\n")
    places = []
    for number, inside in enumerate(objects, 1):
        places.append(held.tell())
        held.write(b"%d 0 obj\n%b\nendobj\n" % (number, inside))
    start = held.tell()
    if table:
        held.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1))
        held.writelines(b"%010d 00000 n \n" % place for place in places)
    held.write(b"trailer\n<</Size %d/Root %d 0 R%b>>\n" % (len(places) + 1, root, trailer))
    held.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return held.getvalue()


def stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<<%b/Length %d>>\nstream\n%b\nendstream" % (entries, len(content), content)


SHOWN = b"BT /F1 12 Tf 72 700 Td (" + LINE.encode() + b") Tj ET"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def page(
    content: bytes = SHOWN,
    entries: bytes = b"",
    *,
    catalogue: bytes = b"",
    box: bytes = b"[0 0 595 842]",
    font: bytes = FONT,
    packed: bytes = b"",
    resources: bytes = b"",
    more: tuple[bytes, ...] = (),
    trailer: bytes = b"",
) -> bytes:
    """A PDF of one page; `more` are objects from number 6 on."""
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R%b>>" % catalogue,
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox%b/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>%b>>%b>>"
        % (box, resources, entries),
        stream(content, packed),
        font,
        *more,
        trailer=trailer,
    )


def tree(kids: bytes, count: int = 1, parent: bytes = b"") -> bytes:
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%b]/Count %d%b>>" % (kids, count, parent),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        stream(SHOWN),
        FONT,
    )


def many_pages(count: int) -> bytes:
    return tree(b"3 0 R " * count, count)


def flated(content: bytes, times: int) -> bytes:
    for _ in range(times):
        content = zlib.compress(content, 9)
    return content


def flate_bomb(megabytes: int) -> bytes:
    """A page of blanks, packed twice."""
    packed = zlib_repeated(b" " * 2**20, megabytes)
    return page(zlib.compress(packed, 9), packed=b"/Filter[/FlateDecode/FlateDecode]")


def text_bomb(thousands: int) -> bytes:
    """A page of letters drawn one by one, packed twice."""
    packed = zlib_repeated(b"BT /F1 1 Tf (a)Tj ET\n" * 1_000, thousands)
    return page(zlib.compress(packed, 9), packed=b"/Filter[/FlateDecode/FlateDecode]")


def text_bomb_once(thousands: int) -> bytes:
    packed = zlib_repeated(b"BT /F1 1 Tf (a)Tj ET\n" * 1_000, thousands)
    return page(packed, packed=b"/Filter/FlateDecode")


def forms(depth: int, fan: int) -> bytes:
    """Form pictures that each draw the next one `fan` times."""
    made = [
        stream(
            b"/X%d Do " % (number + 1) * fan,
            b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X%d %d 0 R>>>>"
            % (number + 1, 7 + number),
        )
        for number in range(depth)
    ]
    last = stream(b"BT /F1 9 Tf (x) Tj ET", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]")
    return page(SHOWN + b" /X0 Do", resources=b"/XObject<</X0 6 0 R>>", more=(*made, last))


def form_of_itself() -> bytes:
    made = stream(
        b"BT (x) Tj ET /X0 Do /X0 Do",
        b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X0 6 0 R>>>>",
    )
    return page(SHOWN + b" /X0 Do", resources=b"/XObject<</X0 6 0 R>>", more=(made,))


def mapped(lines: bytes) -> bytes:
    """A page whose font has this table of letters."""
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>"
    table = b"/CIDInit /ProcSet findresource begin begincmap\n1 begincodespacerange <00><FF> endcodespacerange\n"
    return page(font=font, more=(stream(table + lines + b"\nendcmap"),))


def picture(width: int, content: bytes = b"\0" * 100) -> bytes:
    made = stream(
        content,
        b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB/BitsPerComponent 8"
        % (width, width),
    )
    return page(b"600 0 0 800 0 0 cm /X0 Do", resources=b"/XObject<</X0 6 0 R>>", more=(made,))


ACTIONS = (
    b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\);this.submitForm\\('"
    + ADDRESS.encode()
    + b"'\\))>>"
    b"/AA<</WC<</S/Launch/F(calc.exe)>>>>/AcroForm<</Fields[]/XFA 6 0 R>>"
    b"/Names<</EmbeddedFiles<</Names[(a)<</EF<</F 6 0 R>>>>]>>/JavaScript<</Names[(a)<</S/JavaScript/JS(1)>>]>>>>"
)
NOTE = (
    b"/Annots[<</Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(%b)>>>><</Subtype/Link/Rect[0 0 9 9]/A<</S/Launch/F(/etc/passwd)>>>>]"
    % ADDRESS.encode()
)


def object_streams(depth: int) -> bytes:
    """Object streams that say they lie in each other."""
    made = [
        stream(
            b"%d 0 <<>>" % (k + 7),
            b"/Type/ObjStm/N 1/First 4/Extends %d 0 R" % (6 + (k + 1) % depth),
        )
        for k in range(depth)
    ]
    return page(more=tuple(made))


PDF_CASES = (
    Case("pdf kids are their own parent", "a.pdf", lambda _: tree(b"2 0 R", 1), None),
    Case("pdf kids loop", "a.pdf", lambda _: tree(b"3 0 R 2 0 R 3 0 R", 3), None),
    Case("pdf parent loop", "a.pdf", lambda _: tree(b"3 0 R", 1, b"/Parent 2 0 R"), ""),
    Case("pdf count too high", "a.pdf", lambda n: tree(b"3 0 R", n), None, 1_000_000_000),
    Case("pdf count a little too high", "a.pdf", lambda n: tree(b"3 0 R", n), "", 1_000),
    Case("pdf count negative", "a.pdf", lambda _: tree(b"3 0 R", -5), None),
    Case("pdf 1,000,000 pages", "a.pdf", many_pages, "more than the 2,000 allowed", 20_000, 1_000_000),
    Case("pdf page box huge", "a.pdf", lambda _: page(box=b"[-1e30 -1e30 1e30 1e30]"), ""),
    Case("pdf page box upside down", "a.pdf", lambda _: page(box=b"[900 900 0 0]"), ""),
    Case("pdf page box of words", "a.pdf", lambda _: page(box=b"[/a (b) null 3 0 R]"), None),
    Case("pdf no cross-reference table", "a.pdf", lambda _: pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Kids[]/Count 0>>", table=False), None),
    Case("pdf cross-reference loop", "a.pdf", lambda _: page().replace(b"/Root", b"/Prev 9/Root").replace(b"trailer", b"trailer", 1), None),
    Case("pdf cross-reference to itself", "a.pdf", lambda _: (lambda d: d.replace(b"/Root", b"/Prev %d/Root" % d.index(b"xref\n")))(page()), ""),
    Case("pdf cross-reference of noise", "a.pdf", lambda _: page().replace(b" 00000 n", b" 99999 n"), None),
    Case("pdf cross-reference of 4,000,000,000", "a.pdf", lambda _: page().replace(b"xref\n0 6", b"xref\n0 4000000000"), None),
    Case("pdf object streams in object streams", "a.pdf", object_streams, "", 50, 5_000),
    Case("pdf 50 filters", "a.pdf", lambda n: page(flated(SHOWN, n), packed=b"/Filter[" + b"/FlateDecode" * n + b"]"), "several times over", 50),
    Case("pdf bomb of blanks", "a.pdf", flate_bomb, "several times over", 500, 10_240),
    Case("pdf bomb of letters", "a.pdf", text_bomb, "several times over", 2_000, 40_000),
    Case("pdf bomb of letters, packed once", "a.pdf", text_bomb_once, "more than 2,000,000 characters", 4_000, 40_000),
    Case("pdf bomb of blanks, packed once", "a.pdf", lambda n: page(zlib_repeated(b" " * 2**20, n), packed=b"/Filter/FlateDecode"), "more than the 100 MB", 200, 10_240),
    Case("pdf bomb of lines", "a.pdf", lambda n: page(zlib_repeated(b"0 0 1 1 re f\n" * 1_000, n), packed=b"/Filter/FlateDecode"), None, 300, 7_000),
    Case("pdf picture of 100,000 x 100,000", "a.pdf", picture, "", 100_000),
    Case("pdf picture of 2,000,000,000 wide", "a.pdf", picture, "", 2_000_000_000),
    Case("pdf actions", "a.pdf", lambda _: page(catalogue=ACTIONS, entries=NOTE, more=(stream(b"MZ" * 50),)), ""),
    Case("pdf external stream", "a.pdf", lambda _: page(packed=b"/F(/etc/passwd)"), None),
    Case("pdf encrypted by an unknown handler", "a.pdf", lambda _: page(trailer=b"/Encrypt<</Filter/Klingon/V 77/R 77>>/ID[<00><00>]"), None),
    Case("pdf encrypted without anything", "a.pdf", lambda _: page(trailer=b"/Encrypt<<>>"), None),
    Case("pdf form that draws itself", "a.pdf", lambda _: form_of_itself(), "without end"),
    Case("pdf forms that draw forms", "a.pdf", lambda n: forms(n, 10), "without end", 6, 9),
    Case("pdf letters become controls", "a.pdf", lambda _: mapped(b"1 beginbfrange <00><FF><0000> endbfrange"), None),
    Case("pdf letters become lone surrogates", "a.pdf", lambda _: mapped(b"1 beginbfrange <41><7A><D800> endbfrange"), None),
    Case("pdf letters become end marks", "a.pdf", lambda _: mapped(b"1 beginbfrange <41><7A><202E> endbfrange"), None),
    Case("pdf letters table without end", "a.pdf", lambda n: mapped(b"1 beginbfrange <00><FFFFFFFF><0000> " + b"<00>" * n), None, 100_000, 5_000_000),
    Case("pdf letters become long texts", "a.pdf", lambda n: mapped(b"1 beginbfchar <65><" + b"0041" * n + b"> endbfchar"), None, 20_000, 1_000_000),
    Case("pdf deep arrays", "a.pdf", lambda n: page(entries=b"/X" + b"[" * n), None, 100_000, 5_000_000),
    Case("pdf deep dictionaries", "a.pdf", lambda n: page(entries=b"/X" + b"<</X" * n), None, 100_000, 5_000_000),
    Case("pdf graphics states", "a.pdf", lambda n: page(b"q " * n + SHOWN), None, 100_000, 5_000_000),
    Case("pdf letters on one spot", "a.pdf", lambda n: page(b"BT /F1 12 Tf 72 700 Td (" + b"a " * n + b") Tj ET"), None, 20_000, 400_000),
    Case("pdf lines all over", "a.pdf", lambda n: page(b"BT /F1 1 Tf " + b"".join(b"1 0 0 1 %d %d Tm (a) Tj " % (k * 7 % 590, k * 13 % 840) for k in range(n)) + b"ET"), None, 5_000, 100_000),
    Case("pdf stream length lies", "a.pdf", lambda _: page().replace(b"/Length ", b"/Length 99999999"), None),
    Case("pdf stream length of itself", "a.pdf", lambda _: page().replace(b"/Length 69", b"/Length 4 0 R"), None),
    Case("pdf header only", "a.pdf", lambda n: b"%PDF-1.7\n" + b"obj " * n, "damaged", 100_000, 12_000_000),
    Case("pdf of noise", "a.pdf", lambda n: b"%PDF-1.7\n" + random.Random(7).randbytes(n), "damaged", 200_000, 20_000_000),
    Case("pdf title huge", "a.pdf", lambda n: page(trailer=b"/Info<</Title(" + b"x " * n + b")>>"), "", 100_000, 5_000_000),
)  # fmt: skip


# -- HTML -----------------------------------------------------------------------------------------


def html(body: str, coding: str = "utf-8") -> bytes:
    return f"<!doctype html><html><body><p>{LINE}</p>{body}".encode(coding, "surrogatepass")


HTML_CASES = (
    Case("html scripts and frames", "a.html", lambda _: html(f'<base href="{ADDRESS}"><meta http-equiv="refresh" content="0;url={ADDRESS}"><script src="{ADDRESS}"></script><iframe src="{PASSWD}"></iframe><img src="{ADDRESS}" onerror="x"><link rel=stylesheet href="{ADDRESS}"><object data="{PASSWD}"></object>'), ""),
    Case("html 100,000 nested div", "a.html", lambda n: html("<div>" * n + "x"), None, 20_000, 100_000),
    Case("html paragraphs under nested div", "a.html", lambda n: html("<div>" * n + "<p>" * n + "x"), None, 3_000, 50_000),
    Case("html nested span", "a.html", lambda n: html("<span>" * n + "x"), None, 20_000, 100_000),
    Case("html closing tags that close nothing", "a.html", lambda n: html("<div>" * n + "</p>" * n + "x"), None, 2_000, 50_000),
    Case("html bold different for each paragraph", "a.html", lambda n: html("".join(f"<b id={k}>" for k in range(n)) + "<p>x" * n), None, 400, 5_000),
    Case("html misnested bold", "a.html", lambda n: html("<b><p>" * n + "x" + "</b>" * n), None, 2_000, 20_000),
    Case("html links in links", "a.html", lambda n: html("<a><div>" * n + "x"), None, 1_000, 20_000),
    Case("html unclosed everything", "a.html", lambda n: html("<table><tr><td><ul><li><b><i><p>x" * n), None, 500, 20_000),
    Case("html tables in tables", "a.html", lambda n: html("<table><tr><td>" * n + "x"), None, 3_000, 30_000),
    Case("html text in tables", "a.html", lambda n: html("<table>" + "a<tr>" * n), None, 5_000, 100_000),
    Case("html lists in lists", "a.html", lambda n: html("<ul><li>" * n + "x"), None, 3_000, 30_000),
    Case("html million attributes", "a.html", lambda n: html("<p " + " ".join(f"a{k}" for k in range(n)) + ">x"), None, 50_000, 1_000_000),
    Case("html attribute of 10 MB", "a.html", lambda n: html(f'<p style="{"display:" * (n // 8)}">x'), None, 1_000_000, 10_000_000),
    Case("html impossible characters", "a.html", lambda _: html("a&#x110000;b&#xD800;c&#0;d&#x1b;[2Je&#99999999999999999999;f&#x" + "F" * 5_000 + ";"), ""),
    Case("html number of 5,000 digits", "a.html", lambda n: html("&#" + "9" * n + ";x"), "", 5_000),
    Case("html entities flood", "a.html", lambda n: html("&amp;&lt;&CounterClockwiseContourIntegral;" * n), None, 10_000, 400_000),
    Case("html half entities", "a.html", lambda n: html("&" * n + "&aaaaaaaa" * n), None, 20_000, 1_000_000),
    Case("html CDATA", "a.html", lambda _: html("<![CDATA[ x ]]><svg><![CDATA[x]]></svg>"), ""),
    Case("html comments without end", "a.html", lambda n: html("<!--" * n), None, 10_000, 4_000_000),
    Case("html opening signs", "a.html", lambda n: html("<" * n + "x"), None, 20_000, 1_000_000),
    Case("html tags without end", "a.html", lambda n: html("<a " * n), None, 20_000, 3_000_000),
    Case("html stray tags in text", "a.html", lambda n: html("x</b>" * n), None, 20_000, 500_000),
    Case("html stray signs in text", "a.html", lambda n: html("a <1 " * n), None, 5_000, 100_000),
    Case("html quotes without end", "a.html", lambda n: html('<a b="' * n), None, 20_000, 3_000_000),
    Case("html says UTF-7", "a.html", lambda _: b"<!doctype html><meta charset=utf-7><p>+ADw-script+AD4-" + LINE.encode(), ""),
    Case("html says UTF-16", "a.html", lambda _: b"<!doctype html><meta charset=utf-16><p>" + LINE.encode(), ""),
    Case("html with zero bytes", "a.html", lambda _: html("a\0b\0c"), "does not look like text"),
    Case("html UTF-16 with lone surrogates", "a.html", lambda _: html("x\ud800y", "utf-16"), "characters are damaged"),
    Case("html template code", "a.html", lambda n: html("{{" * n + "{%" * n + "{#" * n), None, 20_000, 1_000_000),
    Case("html select and options", "a.html", lambda n: html("<select>" + "<option>" * n), None, 20_000, 200_000),
    Case("html svg and math", "a.html", lambda n: html("<svg><math><mi><p>" * n + "x"), None, 500, 20_000),
    Case("html templates in templates", "a.html", lambda n: html("<template>" * n + "x"), None, 2_000, 50_000),
    Case("html empty paragraphs", "a.html", lambda n: html("<p>" * n), None, 20_000, 3_000_000),
    Case("html full paragraphs", "a.html", lambda n: html("<p>x" * n), "more than 50,000 paragraphs", 51_000, 3_000_000),
    Case("html breaks", "a.html", lambda n: html("x<br>" * n), None, 10_000, 2_000_000),
    Case("html preformatted", "a.html", lambda n: html("<pre>" + "x\n\n" * n), None, 40_000, 5_000_000),
)  # fmt: skip


# -- mail -----------------------------------------------------------------------------------------

HEAD = b"From: a@lowe.example\nSubject: Visit\nMIME-Version: 1.0\n"


def mail(kind: bytes, body: bytes, more: bytes = b"") -> bytes:
    return HEAD + more + b"Content-Type: " + kind + b"\n\n" + body


def multiparts(depth: int, lines: int = 0) -> bytes:
    held = [HEAD]
    for number in range(depth):
        held.append(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (number, number))
    held.append(b"Content-Type: text/plain\n\n" + LINE.encode() + b"\n" + b"\n" * lines)
    held += [b"--b%d--\n" % number for number in reversed(range(depth))]
    return b"".join(held)


def forwards(depth: int) -> bytes:
    return HEAD + b"Content-Type: message/rfc822\n\n" * depth + b"\n" + LINE.encode()


def alternatives(depth: int) -> bytes:
    held = [HEAD]
    for number in range(depth):
        held.append(
            b"Content-Type: multipart/alternative; boundary=b%d\n\n--b%d\n" % (number, number)
        )
        held.append(b"Content-Type: text/plain\n\n \n--b%d\n" % number)
    held.append(b"Content-Type: text/plain\n\n" + LINE.encode())
    return b"".join(held)


EML_CASES = (
    Case("eml parts 10,000 deep", "a.eml", multiparts, "nested too deeply", 10_000),
    Case("eml parts 300 deep over many lines", "a.eml", lambda n: multiparts(300, n), "nested too deeply", 20_000, 10_000_000),
    Case("eml parts 40 deep over many lines", "a.eml", lambda n: multiparts(40, n), None, 20_000, 10_000_000),
    Case("eml 100,000 parts", "a.eml", lambda n: mail(b"multipart/mixed; boundary=b", b"--b\n\nx\n" * n), "nested too deeply", 5_000, 100_000),
    Case("eml boundary in itself", "a.eml", lambda _: mail(b"multipart/mixed; boundary=b", b"--b\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n" + LINE.encode() + b"\n--b--\n"), None),
    Case("eml boundary empty", "a.eml", lambda _: mail(b'multipart/mixed; boundary=""', b"--\n\n" + LINE.encode() + b"\n----\n"), None),
    Case("eml boundary of signs", "a.eml", lambda n: mail(b'multipart/mixed; boundary="' + b"(.*)+" * n + b'"', b"--x\n\n" + LINE.encode()), None, 1_000, 100_000),
    Case("eml 1,000,000 headers", "a.eml", lambda n: HEAD + b"X-A: b\n" * n + b"\n" + LINE.encode(), "", 30_000, 1_000_000),
    Case("eml header of 10 MB", "a.eml", lambda n: HEAD + b"X-A: " + b"b" * n + b"\n\n" + LINE.encode(), "", 1_000_000, 10_000_000),
    Case("eml header in a million lines", "a.eml", lambda n: HEAD + b"X-A: b\n" + b" b\n" * n + b"\n" + LINE.encode(), "", 50_000, 5_000_000),
    Case("eml type with many parameters", "a.eml", lambda n: mail(b"text/plain" + b"; a=b" * n, LINE.encode()), "", 2_000, 200_000),
    Case("eml type with open quotes", "a.eml", lambda n: mail(b'text/plain; a="' + b';"' * n, LINE.encode()), "", 2_000, 200_000),
    Case("eml parameters in pieces", "a.eml", lambda n: mail(b"text/plain" + b"".join(b"; name*%d*=utf-8''a" % k for k in range(n)), LINE.encode()), None, 2_000, 100_000),
    Case("eml parameter of 5,000 digits", "a.eml", lambda n: mail(b"text/plain; name*" + b"9" * n + b"*=a", LINE.encode()), None, 5_000),
    Case("eml wrong base64", "a.eml", lambda _: mail(b"text/plain", b"!!!=A=" * 99 + LINE.encode(), b"Content-Transfer-Encoding: base64\n"), None),
    Case("eml base64 of text", "a.eml", lambda n: mail(b"text/plain", base64.encodebytes(b"visit " * n), b"Content-Transfer-Encoding: base64\n"), None, 100_000, 2_000_000),
    Case("eml quoted-printable", "a.eml", lambda n: mail(b"text/plain", b"=\n=3D=" * n, b"Content-Transfer-Encoding: quoted-printable\n"), None, 100_000, 3_000_000),
    Case("eml uuencode", "a.eml", lambda n: mail(b"text/plain", b"begin 666 ../../x\n" + b"M" * n + b"\nend\n", b"Content-Transfer-Encoding: x-uuencode\n"), None, 100_000),
    Case("eml forwards in forwards", "a.eml", forwards, "nested too deeply", 5_000, 50_000),
    Case("eml alternatives in alternatives", "a.eml", alternatives, None, 40),
    Case("eml body elsewhere", "a.eml", lambda _: mail(b'message/external-body; access-type=URL; URL="' + ADDRESS.encode() + b'"', b"Content-Type: text/plain\n\n" + LINE.encode()), None),
    Case("eml character set unknown", "a.eml", lambda _: mail(b"text/plain; charset=klingon", LINE.encode()), ""),
    Case("eml character set is a packer", "a.eml", lambda _: mail(b"text/plain; charset=zlib", zlib.compress(LINE.encode())), None),
    Case("eml character set bz2", "a.eml", lambda _: mail(b"text/plain; charset=bz2", LINE.encode()), ""),
    Case("eml character set of zero", "a.eml", lambda _: mail(b'text/plain; charset="a\0b"', LINE.encode()), None),
    Case("eml character set punycode", "a.eml", lambda n: mail(b"text/plain; charset=punycode", b"-" + b"a" * n), None, 5_000, 1_000_000),
    Case("eml character set idna", "a.eml", lambda n: mail(b"text/plain; charset=idna", b"xn--a." * n), None, 1_000, 300_000),
    Case("eml character set unicode-escape", "a.eml", lambda _: mail(b"text/plain; charset=unicode_escape", b"\\ud800\\x1b " + LINE.encode()), None),
    Case("eml character set utf-7", "a.eml", lambda _: mail(b"text/plain; charset=utf-7", b"+2AA- " + LINE.encode()), None),
    Case("eml character set undefined", "a.eml", lambda _: mail(b"text/plain; charset=undefined", LINE.encode()), ""),
    Case("eml encoded words", "a.eml", lambda n: HEAD.replace(b"Visit", b"=?utf-8?q?a?= " * n) + b"\n" + LINE.encode(), "", 5_000, 300_000),
    Case("eml half encoded words", "a.eml", lambda n: HEAD.replace(b"Visit", b"=?a?q?" * n) + b"\n" + LINE.encode(), "", 2_000, 100_000),
    Case("eml escape codes in names", "a.eml", lambda _: mail(b"multipart/mixed; boundary=b", b"--b\n\n" + LINE.encode() + b"\n--b\nContent-Disposition: attachment; filename=\"\x1b[2J\xff.docx\"\n\nx\n--b--\n"), ""),
    Case("eml TNEF", "a.eml", lambda _: mail(b"multipart/mixed; boundary=b", b"--b\n\n" + LINE.encode() + b"\n--b\nContent-Type: application/ms-tnef; name=winmail.dat\n\n\x78\x9f\x3e\x22\n--b--\n"), ""),
    Case("eml html in it", "a.eml", lambda n: mail(b"text/html", html("<div>" * n + "<p>" * n + "x")), None, 2_000, 20_000),
    Case("eml flowed", "a.eml", lambda n: mail(b"text/plain; format=flowed; delsp=yes", b"> x \n" * n), None, 30_000, 200_000),
    Case("eml wrote", "a.eml", lambda n: mail(b"text/plain", b"On x\n\n" * n), None, 20_000, 100_000),
)  # fmt: skip


# -- text and Markdown ----------------------------------------------------------------------------


def flood(what: str) -> Callable[[int], bytes]:
    return lambda n: f"{LINE}\n\n{what * n}x\n".encode()


MD_CASES = (
    *(
        Case(f"md {called}", "a.md", flood(what), None, 20_000, 100_000)
        for called, what in {
            "quotes": ">", "quotes with blanks": "> ", "brackets": "[", "closing brackets": "]", "stars": "*",
            "stars and letters": "*a ", "both stars": "**a*", "backticks": "`", "underlines": "_", "links": "[a](", "nested links": "[a][", "pictures": "![",
            "pictures in links": "[![a](", "strikes": "~~a", "addresses": "<a:", "entities": "&#", "escapes": "\\",
            "tags": "<a ", "comments": "<!-- ", "declarations": "<!A ", "instructions": "<?", "CDATA": "<![CDATA[",
            "code lengths": "`a``", "headings": "# ", "rules": "- ", "hard breaks": "\\\n", "pipes": "|",
            "link titles": '[a](b "', "reference names": "[a]: ", "note names": "[^a]: ",
        }.items()
    ),
    Case("md backticks of all lengths", "a.md", lambda n: " ".join("`" * k for k in range(n)).encode() + b" x", None, 400, 4_000),
    Case("md references", "a.md", lambda n: "".join(f"[r{k}]: /u\n" for k in range(n)).encode() + b"\nx", None, 10_000, 100_000),
    Case("md references that are used", "a.md", lambda n: b"[r]: /" + b"u" * n + b"\n\n" + b"[r] " * n, None, 2_000, 50_000),
    Case("md lists 10,000 deep", "a.md", lambda n: "".join("  " * k + "- x\n" for k in range(n)).encode(), None, 300, 3_000),
    Case("md list signs in a line", "a.md", flood("- "), None, 5_000, 100_000),
    Case("md table of many columns", "a.md", lambda n: b"|a" * n + b"|\n" + b"|-" * n + b"|\n" + b"|b" * n + b"|\n", None, 10_000, 100_000),
    Case("md table of many rows", "a.md", lambda n: b"|a" * 200 + b"|\n" + b"|-" * 200 + b"|\n" + b"x\n" * n, None, 250, 100_000),
    Case("md cells that repeat", "a.md", lambda n: b"|a|b|\n|-|-|\n" + b"|" + b"x" * n + b"|\n", None, 100_000, 900_000),
    Case("md html blocks", "a.md", lambda n: b"x\n\n" + b"<p>\n\n" * n, None, 5_000, 300_000),
    Case("md html nested", "a.md", lambda n: b"x\n\n" + b"<div>" * n + b"<p>" * n + b"x", None, 2_000, 50_000),
    Case("md 20 MB of words", "a.md", lambda n: b"visit " * n, "more than", 900_000, 3_400_000),
    Case("md 20 MB of empty items", "a.md", lambda n: b"x\n" + b"-\n" * n, None, 20_000, 1_000_000),
    Case("md quote of many lines", "a.md", lambda n: b"> x\n" * n, None, 10_000, 250_000),
    Case("md lazy lines", "a.md", lambda n: b"> " * 15 + b"x\n" + b"y\n" * n, None, 5_000, 200_000),
)  # fmt: skip


def text(what: str, coding: str = "utf-8") -> bytes:
    return (LINE + "\n\n" + what).encode(coding, "surrogatepass")


TXT_CASES = (
    Case("txt 100 MB", "a.txt", lambda n: b"visit " * n, "more than the 50 MB", 9_000_000, 17_500_000),
    Case("txt 40 MB", "a.txt", lambda n: b"visit " * n, "more than the 20 MB", 7_000_000),
    Case("txt line of 19 MB", "a.txt", lambda n: b"a" * n, "more than", 19_000_000),
    Case("txt line of 900,000 letters", "a.txt", lambda n: b"a" * n, "", 900_000),
    Case("txt 10,000,000 empty lines", "a.txt", lambda n: LINE.encode() + b"\n" * n, "more than", 10_000_000),
    Case("txt 900,000 empty lines", "a.txt", lambda n: LINE.encode() + b"\n" * n, "", 900_000),
    Case("txt control characters", "a.txt", lambda n: b"\x01\x02\x1b" * n, "does not look like text", 10_000, 3_000_000),
    Case("txt escapes only", "a.txt", lambda n: b"\x1b" * n, None, 10_000, 900_000),
    Case("txt bidirectional", "a.txt", lambda n: text("\u202e\u2066\u202c\u2069 pay " * n), "", 10_000, 90_000),
    Case("txt zero-width everywhere", "a.txt", lambda n: text("\u200b".join("visit") * n), "", 10_000, 90_000),
    Case("txt surrogates as UTF-8", "a.txt", lambda n: text("a\ud83d\ude00 " * n), None, 10_000, 90_000),
    Case("txt overlong UTF-8", "a.txt", lambda n: LINE.encode() + b"\xc0\xaf\xe0\x80\xaf" * n, None, 1_000, 100_000),
    Case("txt UTF-16 of odd length", "a.txt", lambda _: text("x", "utf-16") + b"x", "characters are damaged"),
    Case("txt UTF-16 with a lone surrogate", "a.txt", lambda _: text("x\ud800y", "utf-16"), "characters are damaged"),
    Case("txt UTF-32 beyond Unicode", "a.txt", lambda _: b"\xff\xfe\0\0" + b"\xff\xff\xff\x7f" * 9, "characters are damaged"),
    Case("txt mark that lies", "a.txt", lambda _: b"\xff\xfe" + LINE.encode(), None),
    Case("txt UTF-8 mark before UTF-16", "a.txt", lambda _: b"\xef\xbb\xbf" + text("x", "utf-16-le"), None),
    Case("txt form feeds", "a.txt", lambda n: text("x\f" * n), "", 10_000, 400_000),
    Case("txt combining marks", "a.txt", lambda n: text("a" + "\u0301" * n), "", 10_000, 900_000),
    Case("txt list signs", "a.txt", lambda n: text("1.1.1. " * n + "\n" + "(a) x\n" * n), None, 10_000, 40_000),
    Case("txt brackets", "a.txt", lambda n: text("[" * n + "<" * n + "{" * n), "", 20_000, 300_000),
    Case("txt front matter", "a.txt", lambda n: b"---\n" + b"a: b\n" * n + b"---x\n" + LINE.encode(), None, 10_000, 150_000),
    Case("txt comments", "a.txt", lambda n: text("<!-- plainletter: off -->\n" * n), None, 5_000, 35_000),
    Case("txt comments in one line", "a.txt", lambda n: text("<!-- x --> a " * n), None, 5_000, 70_000),
    Case("txt cells", "a.txt", lambda n: text("a|" * n + "\n" + "a|" * n), None, 10_000, 200_000),
    Case("txt line separators", "a.txt", lambda n: text("x\u2028y\x85z\x0b" * n), "", 10_000, 100_000),
)  # fmt: skip


DOC_CASES = (
    Case("doc table of itself", "a.doc", lambda _: ole(("Root Entry", "WordDocument", "1Table"), struct.pack("<128L", *[1] * 128)), None),
    Case("doc table loop", "a.doc", lambda _: ole(("Root Entry", "WordDocument"), struct.pack("<128L", *[(k + 1) % 128 for k in range(128)])), None),
    Case("doc of names only", "a.doc", lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le") * 100, None),
)  # fmt: skip

DOC_REFUSED = (
    Case("doc names of everything", "a.doc", lambda _: ole(("WordDocument", "Workbook", "EncryptedPackage"), b""), "password"),
    Case("doc without names", "a.doc", lambda _: ole(("x",), b""), "unknown kind"),
    Case("doc that is a workbook", "a.doc", lambda _: ole(("Workbook", "_VBA_PROJECT"), b""), "Excel workbook"),
)  # fmt: skip

CASES: tuple[Case, ...] = (
    *WORD_CASES, *ODT_CASES, *RTF_CASES, *PDF_CASES, *HTML_CASES, *EML_CASES, *MD_CASES, *TXT_CASES,
    *DOC_REFUSED,
)  # fmt: skip
"""All that can be tried without LibreOffice; `DOC_CASES` need it."""
