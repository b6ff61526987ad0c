"""The OpenDocument and Rich Text readers."""

from __future__ import annotations

import contextlib
import io
import zipfile

import pytest
from conftest import Tighten
from hypothesis import given
from hypothesis import strategies as st
from test_read_text import kinds, markers, sound, texts

from plainletter.errors import ReadError
from plainletter.model import Document
from plainletter.readers import from_odt, from_rtf
from plainletter.readers.package import open_package

NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office",
        "text": "text",
        "table": "table",
        "style": "style",
        "draw": "drawing",
        "fo": "xsl-fo-compatible",
        "svg": "svg-compatible",
        "meta": "meta",
    }.items()
)


def odt(
    body: str, *, automatic: str = "", styles: str = "", master: str = "", **parts: str
) -> bytes:
    """An OpenDocument text with this body, automatic styles, common styles and master page."""
    stream = io.BytesIO()
    content = (
        f"<office:document-content {NAMES}><office:automatic-styles>{automatic}"
        f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>"
    )
    styled = (
        f"<office:document-styles {NAMES}><office:styles>{styles}</office:styles>"
        f"<office:master-styles><style:master-page>{master}</style:master-page></office:master-styles>"
        "</office:document-styles>"
    )
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", content)
        archive.writestr("styles.xml", styled)
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", text)
    return stream.getvalue()


def load(body: str, **more: str) -> Document:
    data = odt(body, **more)
    document = from_odt.read(data, "letter.odt")
    package = open_package(data)
    sources = {}
    for part in ("content.xml", "styles.xml"):
        root = package.xml(part)
        assert root is not None
        for node, text in enumerate(from_odt.character_data(root)):
            sources[part, node] = text
    sound(document, sources)
    return document


def pairs(document: Document) -> list[tuple[str, str]]:
    return list(zip(kinds(document), texts(document), strict=True))


def marked(document: Document) -> list[str]:
    return [span.of(document.text) for span in document.placeholders]


def bold(document: Document) -> list[str]:
    return [span.of(document.text) for span in document.bold]


def cells(document: Document) -> list[tuple[str, int | None, int | None, int | None, bool]]:
    return [
        (b.span.of(document.text), b.place.table, b.place.row, b.place.cell, b.header)
        for b in document.blocks
        if b.kind == "table_cell"
    ]


# -- OpenDocument ---------------------------------------------------------------------------------


def test_odt_paragraphs_and_blanks() -> None:
    document = load(
        '<text:h text:outline-level="2">Why</text:h>'
        "<text:p>  We\n   met<text:s/><text:s text:c='2'/>on<text:tab/>3 <text:span>May</text:span>"
        "<text:line-break/> and<text:soft-page-break/> so\u00adon. </text:p><text:p/><text:p> </text:p>"
    )
    assert pairs(document) == [("heading", "Why"), ("paragraph", "We met   on\t3 May\nand soon.")]
    assert document.blocks[0].level == 2
    assert [b.place.paragraph for b in document.blocks] == [1, 2]


def test_odt_what_is_not_in_the_letter() -> None:
    document = load(
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
        "<text:p>a<office:annotation><text:p>comment</text:p></office:annotation>b"
        "<!-- xml --><draw:frame><draw:text-box><text:p>box</text:p></draw:text-box><svg:title>alt</svg:title>"
        "</draw:frame>c<text:hidden-text text:is-hidden='true'>x</text:hidden-text>"
        "<text:ruby><text:ruby-base>d</text:ruby-base><text:ruby-text>x</text:ruby-text></text:ruby></text:p>"
        "<text:section text:display='none'><text:p>x</text:p></text:section>"
        "<text:p><text:hidden-paragraph text:is-hidden='true'/>x</text:p>"
        "<text:p>e<text:span text:style-name='H'>x</text:span></text:p><text:p text:style-name='P'>x</text:p>",
        automatic="<style:style style:name='H' style:family='text'>"
        "<style:text-properties text:display='none'/></style:style>"
        "<style:style style:name='P' style:family='paragraph' style:parent-style-name='Q'/>",
        styles="<style:style style:name='Q' style:family='paragraph'>"
        "<style:text-properties text:display='none'/></style:style>",
    )
    assert texts(document) == ["abcd", "box", "e"]


def test_odt_notes_and_furniture() -> None:
    document = load(
        "<text:p>One<text:note><text:note-citation>1</text:note-citation><text:note-body>"
        "<text:p>Small print.</text:p></text:note-body></text:note> two.</text:p><text:p>End</text:p>",
        master="<style:header><text:p>Council</text:p></style:header>"
        "<style:header-first><text:p>Council</text:p></style:header-first>"
        "<style:footer><text:p>Page <text:page-number>1</text:page-number></text:p></style:footer>"
        "<style:footer-left style:display='false'><text:p>x</text:p></style:footer-left>",
    )
    assert pairs(document) == [
        ("furniture", "Council"),
        ("paragraph", "One two."),
        ("paragraph", "End"),
        ("note", "Small print."),
        ("furniture", "Page 1"),
    ]
    assert document.blocks[3].marker == "1"


LISTS = (
    "<text:list-style style:name='L'>"
    "<text:list-level-style-number text:level='1' style:num-format='1' style:num-suffix='.'/>"
    "<text:list-level-style-number text:level='2' style:num-format='a' style:num-prefix='(' "
    "style:num-suffix=')' text:display-levels='2'/>"
    "<text:list-level-style-bullet text:level='3' text:bullet-char='\uf0b7'/></text:list-style>"
    "<text:list-style style:name='U'><text:list-level-style-bullet text:level='2' text:bullet-char='•'/>"
    "</text:list-style><text:list-style style:name='N'><text:list-level-style-number text:level='1' style:num-format=''/>"
    "</text:list-style><text:list-style style:name='R'><text:list-level-style-number text:level='1' "
    "style:num-format='i' text:start-value='4' style:num-suffix='.'/></text:list-style>"
)


def item(text: str, more: str = "", *, start: int | None = None) -> str:
    begins = "" if start is None else f" text:start-value='{start}'"
    return f"<text:list-item{begins}><text:p>{text}</text:p>{more}</text:list-item>"


def test_odt_lists() -> None:
    inner = f"<text:list>{item('c', '<text:list>' + item('d') + '</text:list>')}</text:list>"
    document = load(
        f"<text:list text:style-name='L'>{item('a')}{item('b', '<text:p>more</text:p>' + inner)}"
        f"{item('e', start=7)}</text:list><text:p>between</text:p>"
        f"<text:list text:style-name='L' text:continue-numbering='true'>{item('f')}</text:list>"
        f"<text:list text:style-name='L'>{item('g', inner)}</text:list>"
        f"<text:list text:style-name='R'>{item('h')}</text:list>"
        f"<text:list text:style-name='N'>{item('i')}</text:list><text:list>{item('j')}</text:list>"
        "<text:p>1. typed</text:p>",
        automatic=LISTS,
    )
    assert texts(document) == [*"ab", "more", "c", "d", "e", "between", *"fgcdhij", "typed"]
    assert markers(document) == [
        ("1.", 1),
        ("2.", 1),
        ("", 1),
        ("(2.a)", 2),
        ("•", 3),
        ("7.", 1),
        ("8.", 1),
        ("1.", 1),
        ("(1.a)", 2),
        ("•", 3),
        ("iv.", 1),
        ("•", 1),
        ("1.", 1),
    ]
    assert kinds(document)[-3:] == ["paragraph", "list_item", "list_item"]


def test_odt_numbered_headings() -> None:
    document = load(
        "<text:h text:outline-level='1'>A</text:h><text:h text:outline-level='2'>B</text:h>"
        "<text:h text:outline-level='2'>C</text:h><text:h text:outline-level='1'>D</text:h>"
        "<text:p text:style-name='T'>E</text:p>",
        styles="<text:outline-style><text:outline-level-style text:level='1' style:num-format='A'/>"
        "<text:outline-level-style text:level='2' style:num-format='1' text:display-levels='2'/>"
        "</text:outline-style>"
        "<style:style style:name='T' style:family='paragraph' style:default-outline-level='3'/>",
    )
    found = [(b.marker, b.level) for b in document.blocks]
    assert found == [("A", 1), ("A.1", 2), ("A.2", 2), ("B", 1), ("", 3)]


def test_odt_tables() -> None:
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
    bold_cell = "<table:table-cell><text:p text:style-name='B'>{}</text:p></table:table-cell>"
    document = load(
        "<table:table><table:table-header-rows><table:table-row>"
        + cell.format("H")
        + cell.format("I")
        + "</table:table-row></table:table-header-rows><table:table-row>"
        + cell.format("a</text:p><text:p>b")
        + "<table:covered-table-cell/>"
        + cell.format("<text:span/>")
        + "</table:table-row></table:table><table:table><table:table-row>"
        + bold_cell.format("J")
        + bold_cell.format("K")
        + "</table:table-row><table:table-row>"
        + cell.format("c")
        + "</table:table-row></table:table>",
        automatic="<style:style style:name='B' style:family='paragraph'>"
        "<style:text-properties fo:font-weight='bold'/></style:style>",
    )
    assert cells(document) == [
        ("H", 1, 1, 1, True),
        ("I", 1, 1, 2, True),
        ("a", 1, 2, 1, False),
        ("b", 1, 2, 1, False),
        ("J", 2, 1, 1, True),
        ("K", 2, 1, 2, True),
        ("c", 2, 2, 1, False),
    ]


def test_odt_bold_and_placeholders() -> None:
    document = load(
        "<text:p>Dear <text:placeholder text:placeholder-type='text'>&lt;Name&gt;</text:placeholder>, "
        "<text:database-display>Sam</text:database-display> <text:user-field-get>X1</text:user-field-get>"
        "</text:p><text:p text:style-name='B'>All <text:span text:style-name='N'>not</text:span></text:p>"
        "<text:p><text:span text:style-name='S'>Bold</text:span></text:p>",
        automatic="<style:style style:name='B' style:family='paragraph'><style:text-properties "
        "fo:font-weight='700'/></style:style><style:style style:name='N' style:family='text'>"
        "<style:text-properties fo:font-weight='normal'/></style:style>"
        "<style:style style:name='S' style:family='text' style:parent-style-name='Strong'/>",
        styles="<style:style style:name='Strong' style:family='text'><style:text-properties "
        "fo:font-weight='bold'/></style:style>",
    )
    assert marked(document) == ["<Name>", "Sam", "X1"]
    assert bold(document) == ["All", "Bold"]
    assert [b.bold for b in document.blocks] == [False, False, True]


def test_odt_title() -> None:
    meta = (
        f"<office:document-meta {NAMES}><office:meta>"
        '<dc:title xmlns:dc="http://purl.org/dc/elements/1.1/">About \n Kai</dc:title>'
        "</office:meta></office:document-meta>"
    )
    assert load("<text:p>a</text:p>", meta=meta).title == "About Kai"
    assert load("<text:p>a</text:p>", meta="<broken").title == ""


def test_odt_errors() -> None:
    manifest = (
        '<!DOCTYPE m SYSTEM "x.dtd"><m xmlns:m="m"><m:file-entry m:full-path="content.xml">'
        "<m:encryption-data/></m:file-entry></m>"
    )
    with pytest.raises(ReadError, match="password"):
        from_odt.read(odt("<text:p>a</text:p>", **{"META-INF__manifest": manifest}), "a.odt")
    plain = manifest.replace("<m:encryption-data/>", "")
    assert texts(load("<text:p>a</text:p>", **{"META-INF__manifest": plain})) == ["a"]
    with pytest.raises(ReadError, match="no text"):
        from_odt.read(odt("<text:p/>"), "a.odt")
    with pytest.raises(ReadError, match="damaged"):
        from_odt.read(odt("<text:p>"), "a.odt")
    with pytest.raises(ReadError, match="damaged"):
        from_odt.read(odt("<text:p>a</text:p>")[:200], "a.odt")
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    with pytest.raises(ReadError, match="not an OpenDocument text"):
        from_odt.read(empty.getvalue(), "a.odt")


def test_odt_damaged_styles_are_a_problem() -> None:
    document = from_odt.read(odt("<text:p>a</text:p>", master="<broken"), "a.odt")
    assert texts(document) == ["a"]
    assert [p.where for p in document.problems] == ["styles.xml"]


PIECES = st.lists(
    st.sampled_from(
        [
            "a", " ", "\n", "b c", "<text:p>", "</text:p>", "<text:span>", "</text:span>", "<text:s/>",
            "<text:tab/>", "<text:line-break/>", "<text:list>", "</text:list>", "<text:list-item>",
            "</text:list-item>", "<table:table>", "</table:table>", "<table:table-row>",
            "</table:table-row>", "<table:table-cell>", "</table:table-cell>", "<text:h>", "</text:h>",
        ]
    ),
    max_size=30,
)  # fmt: skip


def balanced(pieces: list[str]) -> str:
    """The pieces with every element closed, so that most of them are XML."""
    found, waiting = [], []
    for piece in pieces:
        if piece.startswith("</"):
            if not waiting:
                continue
            piece = waiting.pop()
        elif piece.startswith("<") and not piece.endswith("/>"):
            waiting.append("</" + piece[1:])
        found.append(piece)
    return "".join(found + waiting[::-1])


@given(PIECES)
def test_any_odt_is_sound(pieces: list[str]) -> None:
    with contextlib.suppress(ReadError):
        load(balanced(pieces))


# -- Rich Text ------------------------------------------------------------------------------------

HEAD = (
    r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\froman\fcharset0 Times;}{\f1\fcharset2 Symbol;}"
    r"{\f2\fcharset238 Times CE{\*\falt Other};}{\f3\fcharset128 Gothic;}}"
    r"{\colortbl;\red0\green0\blue0;}{\stylesheet{\ql Normal;}{\s1\b\outlinelevel0 heading 1;}"
    r"{\s2 heading 2;}{\s3 Title;}{\s4 Quote;}{\*\cs5 Strong;}}"
)


def rtf_bytes(data: bytes) -> Document:
    document = from_rtf.read(data, "letter.rtf")
    sound(document, {("", 0): data.decode("latin-1")})
    return document


def rtf(body: str) -> Document:
    return rtf_bytes((HEAD + r"\pard\plain " + body + "}").encode("latin-1"))


def test_rtf_paragraphs() -> None:
    document = rtf(
        r"{\s1 Head}\par\pard\s2 Second\par\pard\s3 Third\par\pard\outlinelevel3 Fourth\par"
        "\r\n"
        r"\pard Dear Sam,\line we\tab met.\par\pard\s4 Said.\par\pard\par \page Last"
    )
    assert pairs(document) == [
        ("heading", "Head"),
        ("heading", "Second"),
        ("heading", "Third"),
        ("heading", "Fourth"),
        ("paragraph", "Dear Sam,\nwe\tmet."),
        ("quote", "Said."),
        ("paragraph", "Last"),
    ]
    assert [b.level for b in document.blocks] == [1, 2, 1, 4, 0, 0, 0]
    assert not document.problems


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"caf\'e9 \'93x\'94", "café “x”"),
        (r"Kai\u8217\'92s", "Kai’s"),
        (r"Kai\u8217 ?s", "Kai’s"),
        (r"{\uc0 Kai\u8217 s}", "Kai’s"),
        (r"{\uc2 a\u8217 xyb} \u8217?c", "a’b ’c"),
        (r"\u8217\b x", "’x"),
        (r"\u-10179?\u-8704? x", "😀 x"),
        (r"\u-10179? x\u-8704?", "\ufffd x\ufffd"),
        (r"{\f2\'e8}", "č"),
        (r"{\f3\'82\'a0\'83A}", "あア"),
        (r"{\f3\'82}", "\ufffd"),
        (r"a{\f1\'b7}b \u-3913?", "a•b •"),
        (r"a\~b\_c\-d \{\}\\", "a\u00a0b-cd {}\\"),
        (r"\lquote a\rquote\endash\emdash\ldblquote b\rdblquote\bullet", "‘a’–—“b”•"),
        (r"a {\v hid}{\deleted gone}b{\v0 c}", "a bc"),
        (r"a{\*\unknown x{y}}b{\pict 0a0b}{\*\bkmkstart m}", "ab"),
        (r"a\bin4 {{{{b", "ab"),
        (r"a{\object{\*\objdata 00}{\result shown}}b", "ashownb"),
        (r"a{\upr{ansi}{\*\ud{wide}}}b", "awideb"),
        (r"a{\xe index}{\tc toc}{\comment x}b", "ab"),
        ("a\r\nb\nc\\\nd", "abc"),
    ],
)
def test_rtf_characters(body: str, text: str) -> None:
    assert texts(rtf(body))[0] == text


def test_rtf_bytes_beyond_ascii() -> None:
    document = rtf_bytes(b"{\\rtf1\\ansi caf\xe9 \xa35{\\mac}}")
    assert texts(document) == ["café £5"]
    assert texts(rtf_bytes(b"{\\rtf1\\mac caf\x8e}")) == ["café"]
    assert texts(rtf_bytes(b"{\\rtf1\\ansi\\ansicpg1250 \\'e8}")) == ["č"]
    assert texts(rtf_bytes(b"{\\rtf1\\ansi\\ansicpg99999 \\'e9}")) == ["é"]


def test_rtf_lists() -> None:
    document = rtf(
        r"{\listtext\pard\plain\f1 \'b7\tab}\ls1\ilvl0 one\par{\listtext\pard 2.\tab}\ls1\ilvl1 two\par"
        r"\pard{\pntext 3)\tab}{\*\pn\pnlvlblt{\pntxtb x}}three\par\pard 4. four\par\pard end"
    )
    assert texts(document) == ["one", "two", "three", "four", "end"]
    assert markers(document) == [("•", 1), ("2.", 2), ("3)", 1), ("4.", 1)]
    assert kinds(document)[-1] == "paragraph"


def test_rtf_tables() -> None:
    document = rtf(
        r"\trowd\trhdr\cellx1\cellx2\pard\intbl A\cell B\cell\row\trowd\cellx1"
        r"\pard\intbl c\par d\cell{\b e}\cell\row\pard between\par\trowd\cellx1\pard\intbl{\b J}\cell"
        r"{\b K}\cell\row\trowd\pard\intbl\itap2 n\nestcell{\*\nesttableprops x}\nestrow\pard\intbl l\cell\row"
        r"\pard after\par"
    )
    assert cells(document) == [
        ("A", 1, 1, 1, True),
        ("B", 1, 1, 2, True),
        ("c", 1, 2, 1, False),
        ("d", 1, 2, 1, False),
        ("e", 1, 2, 2, False),
        ("J", 2, 1, 1, True),
        ("K", 2, 1, 2, True),
        ("n", 2, 2, 1, False),
        ("l", 2, 2, 2, False),
    ]
    assert [t for k, t in pairs(document) if k == "paragraph"] == ["between", "after"]


def test_rtf_stories() -> None:
    document = rtf(
        r"{\header Council\par}{\headerf Council\par}{\footer Page {\field{\*\fldinst PAGE}{\fldrslt 1}}\par}"
        r"One{\super\chftn{\*\footnote\chftn\pard  Small.\par}} two.\par"
        r"{\shp{\*\shpinst\shpleft1{\sp{\sn a}{\sv 9}}{\shptxt\pard Box\par}}{\shprslt{\*\do x}}}Three.\par"
    )
    assert pairs(document) == [
        ("furniture", "Council"),
        ("paragraph", "One two."),
        ("paragraph", "Three."),
        ("paragraph", "Box"),
        ("note", "Small."),
        ("furniture", "Page 1"),
    ]
    assert document.blocks[4].marker == "1"


def test_rtf_fields() -> None:
    document = rtf(
        r"Dear {\field{\*\fldinst { MERGEFIELD  Name \\* M }}{\fldrslt {\b Sam} Lee}}, "
        r"{\field{\*\fldinst MERGEFIELD Street}{\fldrslt }} {\field{\*\fldinst{HYPERLINK x}}{\fldrslt site}}"
    )
    assert texts(document) == ["Dear Sam Lee, «Street» site"]
    assert marked(document) == ["Sam Lee", "«Street»"]


def test_rtf_bold() -> None:
    document = rtf(r"{\b All of it}\par\pard\plain a \b b c\b0  d {\b e\plain f}\par \b g\par")
    assert [b.bold for b in document.blocks] == [True, False, True]
    assert bold(document) == ["All of it", "b c", "e", "g"]


def test_rtf_title_and_info() -> None:
    data = rb"{\rtf1{\info{\title About \u8217?Kai\'92}{\author Nobody}{\*\company X}}text}"
    document = rtf_bytes(data)
    assert (document.title, texts(document)) == ("About ’Kai’", ["text"])


def test_rtf_broken() -> None:
    whole = (HEAD + r"\pard Dear Sam,\par We are worried}").encode()
    document = rtf_bytes(whole[:-9])
    assert texts(document) == ["Dear Sam,", "We are"]
    assert [(p.stage, p.where) for p in document.problems] == [("read", "end of the file")]
    with pytest.raises(ReadError, match="breaks off"):
        from_rtf.read(whole[:80], "a.rtf")
    with pytest.raises(ReadError, match="no text"):
        from_rtf.read(HEAD.encode() + b"}", "a.rtf")
    with pytest.raises(ReadError, match="not a Rich Text file"):
        from_rtf.read(b"Dear Sam {\\rtf1 x}", "a.rtf")
    with pytest.raises(ReadError, match="nested"):
        from_rtf.read(b"{\\rtf1 " + b"{" * 5_000, "a.rtf")
    assert texts(rtf_bytes(b"{\\rtf1 a}} b")) == ["a"]
    assert texts(rtf_bytes(b"{\\rtf1 a\\")) == ["a"]


def test_rtf_limits(tighten: Tighten) -> None:
    tighten(paragraphs=2)
    with pytest.raises(ReadError, match="paragraphs"):
        rtf(r"a\par b\par c\par")


@pytest.mark.parametrize(
    "body",
    [
        rb"\par" * 40_000,
        rb"{\b x}" * 40_000,
        rb"\'e9" * 60_000,
        rb"{\field{\*\fldinst MERGEFIELD x}{\fldrslt y}}" * 5_000,
        rb"{\field{\*\fldinst MERGEFIELD x}{\fldrslt " + b"{y}" * 40_000 + b"}}",
        rb"{\field{\*\fldinst " + b"{y}" * 40_000,
        rb"{\footnote x}" * 20_000,
    ],
)
@pytest.mark.timeout(120)
def test_hostile_rtf_comes_to_an_end(body: bytes) -> None:
    assert from_rtf.read(b"{\\rtf1 x" + body, "a.rtf").text


RTF = st.lists(
    st.sampled_from(
        [
            "a", "B ", "{", "}", "\\par ", "\\cell ", "\\row ", "\\intbl ", "\\pard", "\\'e9", "\\'", "\\u8217?",
            "\\u-10179?", "\\u-8704?", "\\uc0 ", "\\uc5 ", "\\b ", "\\b0 ", "\\v ", "\\*", "\\*\\x ", "{\\*\\footnote ",
            "{\\header ", "{\\field", "{\\*\\fldinst MERGEFIELD n}", "{\\fldrslt ", "{\\listtext 1.\\tab}", "\\bin3 ",
            "\\line ", "\\", "\n", "{\\fonttbl{\\f1\\fcharset128 X;}", "\\f1 ", "{\\stylesheet{\\s1 heading 1;}}",
            "\\s1 ", "{\\shptxt ", "{\\info{\\title ", "\\ansicpg932 ", "\xe9", "{\\upr", "{\\*\\ud ", ";",
        ]
    ),
    max_size=40,
).map("".join)  # fmt: skip


@given(RTF)
def test_any_rtf_is_sound(body: str) -> None:
    with contextlib.suppress(ReadError):
        rtf_bytes(("{\\rtf1 " + body).encode("latin-1"))


@given(st.binary(max_size=100))
def test_any_bytes_after_the_head_are_sound(body: bytes) -> None:
    with contextlib.suppress(ReadError):
        rtf_bytes(b"{\\rtf1 x" + body)
