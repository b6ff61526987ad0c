"""The Word reader: what is read, what is left out, and where each character came from."""

from __future__ import annotations

import pytest
from conftest import Tighten
from wordfile import field, mark, p, r, row, style, word

from plainletter.errors import ReadError
from plainletter.model import Document, Place
from plainletter.readers.from_docx import read, text_elements
from plainletter.readers.numbering import symbol, to_roman
from plainletter.readers.package import open_package


def load(body: str, parts: dict[str, str] | None = None, **more: object) -> Document:
    data = word(body, parts, **more)  # type: ignore[arg-type]
    document = read(data, "letter.docx")
    check_map(document, data)
    return document


def check_map(document: Document, data: bytes) -> None:
    """Every character has a segment, and every copied one stands in the source where its anchor says."""
    package = open_package(data)
    elements = {}
    position = 0
    for segment in document.source.segments:
        assert segment.start == position
        position += segment.length
        if segment.anchor is None:
            assert segment.how == "inserted"
            continue
        part, node, offset = segment.anchor.part, segment.anchor.node, segment.anchor.offset
        if part not in elements:
            root = package.xml(part)
            assert root is not None
            elements[part] = list(text_elements(root))
        source = elements[part][node].text or ""
        if segment.how == "copied":
            shown = document.text[segment.start : position]
            assert source[offset : offset + segment.length] == shown
        else:
            assert segment.source_length == 1
            # Within a text, only line ends and symbol-font characters stand for something else.
            here = source[offset] if source else "\n"
            assert here in "\t\r\n" or "\uf000" <= here <= "\uf0ff"
    assert position == len(document.text)


def texts(document: Document) -> list[str]:
    return [block.span.of(document.text) for block in document.blocks]


def kinds(document: Document) -> list[str]:
    return [block.kind for block in document.blocks]


def marked(document: Document) -> list[str]:
    return [span.of(document.text) for span in document.placeholders]


def bold(document: Document) -> list[str]:
    return [span.of(document.text) for span in document.bold]


def test_paragraphs_are_blocks_with_breaks_between() -> None:
    document = load(p("Dear Ms Okafor") + p("") + p("We are worried."))
    assert document.text == "Dear Ms Okafor\n\nWe are worried."
    assert texts(document) == ["Dear Ms Okafor", "We are worried."]
    assert [block.place for block in document.blocks] == [Place(paragraph=1), Place(paragraph=3)]
    assert (document.format, document.path, document.problems) == ("docx", "letter.docx", ())


def test_a_word_over_several_runs_is_one_word() -> None:
    document = load(p(r("pro") + "<w:proofErr/>" + r("ceed", "<w:i/>") + r("ings")))
    assert document.text == "proceedings"
    anchors = [document.source.anchor(offset) for offset in (0, 3, 5, 10)]
    assert [(a.node, a.offset) for a in anchors if a] == [(0, 0), (1, 0), (1, 2), (2, 3)]


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("<w:t>a</w:t><w:tab/><w:t>b</w:t>", "a\tb"),
        ("<w:t>a</w:t><w:br/><w:t>b</w:t>", "a\nb"),
        ("<w:t>a</w:t><w:cr/><w:t>b</w:t>", "a\nb"),
        ('<w:t>a</w:t><w:br w:type="page"/><w:t>b</w:t>', "a\nb"),
        ("<w:t>re</w:t><w:noBreakHyphen/><w:t>sign</w:t>", "re-sign"),
        ("<w:t>pro</w:t><w:softHyphen/><w:t>ceed</w:t>", "proceed"),
        ("<w:t>pro\u00adceed</w:t>", "proceed"),
        ("<w:t>5\u00a0May</w:t>", "5\u00a0May"),
        ("<w:t>one\n  two</w:t>", "one   two"),
        ("<w:t> cut </w:t><w:t>short </w:t>", "cutshort"),
        ('<w:sym w:font="Wingdings" w:char="F0FE"/><w:t>yes</w:t>', "☑yes"),
        ('<w:sym w:font="Wingdings" w:char="F06F"/><w:t>no</w:t>', "☐no"),
        ('<w:sym w:font="Wingdings" w:char="F000"/><w:t>x</w:t>', "x"),
        ('<w:sym w:font="Segoe UI Symbol" w:char="2612"/><w:t>x</w:t>', "☒x"),
        ('<w:rPr><w:rFonts w:ascii="Wingdings 2"/></w:rPr><w:t>\uf052 yes</w:t>', "☑ yes"),
        ("<w:t>a</w:t><w:lastRenderedPageBreak/><w:annotationRef/><w:t>b</w:t>", "ab"),
        (
            "<w:ruby><w:rt><w:r><w:t>no</w:t></w:r></w:rt>"
            "<w:rubyBase><w:r><w:t>base</w:t></w:r></w:rubyBase></w:ruby>",
            "base",
        ),
        ("<w:t>A &amp; B</w:t>", "A & B"),
        ("<w:t>one <!-- two -->three</w:t>", "one three"),
        ("<w:t>\U0001f600x</w:t>", "\U0001f600x"),
    ],
)
def test_characters(inside: str, expected: str) -> None:
    assert load(p(f"<w:r>{inside}</w:r>")).text == expected


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        (f'<w:ins w:id="1">{r("new ")}</w:ins>', "a new b"),
        (f'<w:moveTo w:id="1">{r("new ")}</w:moveTo>', "a new b"),
        ('<w:del w:id="1"><w:r><w:delText>old</w:delText></w:r></w:del>', "a b"),
        (f'<w:moveFrom w:id="1">{r("old")}</w:moveFrom>', "a b"),
        (f'<w:ins w:id="1"><w:del w:id="2">{r("old")}</w:del></w:ins>', "a b"),
        (r("secret", "<w:vanish/>"), "a b"),
        (r("seen ", '<w:vanish w:val="0"/>'), "a seen b"),
        (f'<w:commentRangeStart w:id="1"/>{r("c ")}<w:commentRangeEnd w:id="1"/>', "a c b"),
        (f'<w:hyperlink r:id="x">{r("link ")}</w:hyperlink>', "a link b"),
        (f'<w:smartTag w:element="d">{r("tag ")}</w:smartTag>', "a tag b"),
        (f'<w:customXml w:element="d">{r("own ")}</w:customXml>', "a own b"),
        (f'<w:bdo w:val="ltr">{r("way ")}</w:bdo>', "a way b"),
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{r('box ')}</w:sdtContent></w:sdt>", "a box b"),
        ("<m:oMath><m:r><m:t>x = 1</m:t></m:r></m:oMath>", "a x = 1b"),
        (
            "<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num>"
            "<m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>",
            "a 1/2b",
        ),
        (
            f'<mc:AlternateContent><mc:Choice Requires="x">{r("new ")}</mc:Choice>'
            f"<mc:Fallback>{r('old ')}</mc:Fallback></mc:AlternateContent>",
            "a new b",
        ),
        (
            '<mc:AlternateContent><mc:Choice Requires="x"><w:symEx/></mc:Choice>'
            f"<mc:Fallback>{r('old ')}</mc:Fallback></mc:AlternateContent>",
            "a old b",
        ),
    ],
)
def test_inside_a_paragraph(inside: str, expected: str) -> None:
    assert load(p(r("a ") + inside + r("b"))).text == expected


def test_hidden_by_style_and_shown_again_by_both() -> None:
    styles = style("Gone", "gone", "<w:rPr><w:vanish/></w:rPr>", "character") + style(
        "Lost", "lost", "<w:rPr><w:vanish/></w:rPr>"
    )
    gone = '<w:rStyle w:val="Gone"/>'
    body = p(r("a") + r("hidden", gone)) + p(r("b", gone) + r("c"), '<w:pStyle w:val="Lost"/>')
    assert texts(load(body, {"styles": styles})) == ["a", "b"]


def test_a_deleted_paragraph_end_joins_the_next_paragraph() -> None:
    deleted = '<w:rPr><w:del w:id="1"/></w:rPr>'
    gone = '<w:del w:id="2"><w:r><w:delText>gone</w:delText></w:r></w:del>'
    document = load(p("We will ", deleted) + p(gone, deleted) + p("help you.") + p("End"))
    assert document.text == "We will help you.\nEnd"
    assert texts(document) == ["We will help you.", "End"]


def test_a_deleted_paragraph_leaves_nothing() -> None:
    gone = '<w:del w:id="2"><w:r><w:delText>gone</w:delText></w:r></w:del>'
    assert load(p("a") + p(gone, '<w:rPr><w:del w:id="1"/></w:rPr>') + p("b")).text == "a\nb"


def test_a_dropped_capital_belongs_to_its_word() -> None:
    drop = '<w:framePr w:dropCap="drop" w:lines="3"/>'
    assert texts(load(p("D", drop) + p("ear Mr Lowe"))) == ["Dear Mr Lowe"]


class TestTables:
    def test_cells_row_by_row(self) -> None:
        document = load(
            p("before")
            + f"<w:tbl>{row(p('a') + p('a2'), p('b'))}{row(p('c'), p(''))}</w:tbl>"
            + p("after")
        )
        assert texts(document) == ["before", "a", "a2", "b", "c", "after"]
        assert kinds(document) == ["paragraph", *["table_cell"] * 4, "paragraph"]
        assert [block.place for block in document.blocks[1:5]] == [
            Place(table=1, row=1, cell=1),
            Place(table=1, row=1, cell=1),
            Place(table=1, row=1, cell=2),
            Place(table=1, row=2, cell=1),
        ]
        assert not any(block.header for block in document.blocks)

    def test_nested(self) -> None:
        inner = f"<w:tbl>{row(p('in'))}</w:tbl>"
        document = load(f"<w:tbl>{row(p('x') + inner + p('y'), p('z'))}</w:tbl>")
        assert texts(document) == ["x", "in", "y", "z"]
        assert [(b.place.table, b.place.row, b.place.cell) for b in document.blocks] == [
            (1, 1, 1),
            (2, 1, 1),
            (1, 1, 1),
            (1, 1, 2),
        ]

    def test_header_by_setting(self) -> None:
        head = row(p("When"), p("Where"), properties="<w:tblHeader/>")
        document = load(f"<w:tbl>{head}{row(p('a'), p('b'))}</w:tbl>")
        assert [block.header for block in document.blocks] == [True, True, False, False]

    def test_header_by_bold_row(self) -> None:
        head = row(p(r("When", "<w:b/>")), p(r("Where", "<w:b/>")))
        document = load(f"<w:tbl>{head}{row(p('a'), p('b'))}</w:tbl>")
        assert [block.header for block in document.blocks] == [True, True, False, False]

    @pytest.mark.parametrize(
        "rows",
        [
            row(p(r("When", "<w:b/>")), p("Monday")) + row(p(r("Where", "<w:b/>")), p("Hall")),
            row(p(r("Only", "<w:b/>")), p(r("row", "<w:b/>"))),
            row(p(r("Across", "<w:b/>")), p("")) + row(p("a"), p("b")),
        ],
    )
    def test_no_header(self, rows: str) -> None:
        assert not any(block.header for block in load(f"<w:tbl>{rows}</w:tbl>").blocks)

    @pytest.mark.parametrize(
        ("look", "expected"), [('w:val="04A0"', True), ('w:firstRow="0"', False)]
    )
    def test_header_by_style(self, look: str, expected: bool) -> None:
        first = '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr></w:tblStylePr>'
        settings = f'<w:tblPr><w:tblStyle w:val="G"/><w:tblLook {look}/></w:tblPr>'
        document = load(
            f"<w:tbl>{settings}{row(p('a'), p('b'))}{row(p('c'), p('d'))}</w:tbl>",
            {"styles": style("G", "Grid 4", first, "table")},
        )
        assert [block.header for block in document.blocks] == [expected, expected, False, False]
        assert [block.bold for block in document.blocks] == [expected, expected, False, False]

    def test_rows_and_cells_in_content_controls(self) -> None:
        cell = f"<w:sdt><w:sdtContent><w:tc>{p('cell')}</w:tc></w:sdtContent></w:sdt>"
        line = f"<w:sdt><w:sdtContent><w:tr>{cell}</w:tr></w:sdtContent></w:sdt>"
        document = load(f"<w:tbl>{row(p('a'))}{line}</w:tbl>")
        assert texts(document) == ["a", "cell"]
        assert document.blocks[1].place == Place(table=1, row=2, cell=1)

    def test_deleted_and_hidden_rows(self) -> None:
        body = row(p("a")) + row(p("b"), properties='<w:del w:id="1"/>')
        body += row(p("c"), properties="<w:hidden/>") + row(p("d"))
        assert texts(load(f"<w:tbl>{body}</w:tbl>")) == ["a", "d"]


def test_headers_and_footers_that_are_shown() -> None:
    references = "".join(
        f'<w:{kind}Reference w:type="{variant}" r:id="{kind}{n}"/>'
        for kind in ("header", "footer")
        for n, variant in enumerate(("default", "first", "even"), 1)
    )
    parts = {f"{kind}{n}": p(f"{kind} {n}") for kind in ("header", "footer") for n in (1, 2, 3)}
    section = f"<w:sectPr>{references}</w:sectPr>"
    document = load(p("body") + section, parts)
    assert texts(document) == ["header 1", "body", "footer 1"]
    assert kinds(document) == ["furniture", "paragraph", "furniture"]
    first = load(p("body") + section.replace("</w:sectPr>", "<w:titlePg/></w:sectPr>"), parts)
    assert texts(first) == ["header 1", "header 2", "body", "footer 1", "footer 2"]
    even = load(p("body") + section, {**parts, "settings": "<w:evenAndOddHeaders/>"})
    assert texts(even) == ["header 1", "header 3", "body", "footer 1", "footer 3"]


def test_a_header_of_two_sections_is_read_once() -> None:
    section = '<w:sectPr><w:headerReference w:type="default" r:id="header1"/></w:sectPr>'
    document = load(p("one", section) + p("two") + section, {"header1": p("Council")})
    assert texts(document) == ["Council", "one", "two"]


def test_missing_and_damaged_header_parts_are_problems() -> None:
    section = '<w:sectPr><w:headerReference w:type="default" r:id="header1"/></w:sectPr>'
    document = load(p("one") + section)
    assert [problem.message for problem in document.problems] == [
        "a header is named but not in the file"
    ]
    damaged = load(p("one") + section, {"header1": p("x")}, extra={"word/header1.xml": "<w:hdr"})
    assert texts(damaged) == ["one"]
    assert damaged.problems[0].where == "word/header1.xml"
    assert "damaged" in damaged.problems[0].message


BOX = "<w:txbxContent>{}</w:txbxContent>"


def shape(content: str) -> str:
    return (
        '<w:drawing><wp:anchor><a:graphic><a:graphicData uri="x"><wps:wsp><wps:txbx>'
        f"{BOX.format(content)}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing>"
    )


def old_shape(content: str) -> str:
    return f"<w:pict><v:shape><v:textbox>{BOX.format(content)}</v:textbox></v:shape></w:pict>"


class TestTextBoxes:
    def test_read_once_after_their_paragraph(self) -> None:
        both = (
            f'<mc:AlternateContent><mc:Choice Requires="wps">{shape(p("box 1") + p("box 2"))}'
            f"</mc:Choice><mc:Fallback>{old_shape(p('box 1') + p('box 2'))}</mc:Fallback>"
            "</mc:AlternateContent>"
        )
        document = load(p(r("before ") + f"<w:r>{both}</w:r>" + r("anchor")) + p("after"))
        assert texts(document) == ["before anchor", "box 1", "box 2", "after"]
        assert set(kinds(document)) == {"paragraph"}

    def test_bare_old_box(self) -> None:
        document = load(p(f"<w:r>{old_shape(p('box'))}</w:r>") + p("after"))
        assert texts(document) == ["box", "after"]

    def test_box_in_a_box_and_table_in_a_box(self) -> None:
        inner = shape(f"<w:tbl>{row(p('cell'))}</w:tbl>" + p("end"))
        document = load(p(f"<w:r>{shape(p(r('outer') + f'<w:r>{inner}</w:r>'))}</w:r>") + p("z"))
        assert texts(document) == ["outer", "cell", "end", "z"]

    def test_styles_after_a_box_hold(self) -> None:
        styles = style("B", "strong body", "<w:rPr><w:b/></w:rPr>")
        first = p(f"<w:r>{shape(p('box'))}</w:r>")
        document = load(first + p("bold", '<w:pStyle w:val="B"/>'), {"styles": styles})
        assert [block.bold for block in document.blocks] == [False, True]

    def test_a_diagram_is_a_problem(self) -> None:
        diagram = (
            '<w:drawing><wp:inline><a:graphic><a:graphicData uri="http://x/2006/diagram"/>'
            "</a:graphic></wp:inline></w:drawing>"
        )
        document = load(p(r("a") + f"<w:r>{diagram}</w:r>"))
        assert document.problems[0].where == "paragraph 1"


def test_notes_follow_the_body_and_leave_no_mark() -> None:
    note = '<w:footnote w:id="{}">{}</w:footnote>'
    ref = '<w:r><w:{}Reference w:id="{}"/></w:r>'
    parts = {
        "footnotes": note.format(0, p("---"))
        + note.format(7, p("<w:r><w:footnoteRef/></w:r>" + r("seven")) + p("more"))
        + note.format(3, p("three"))
        + note.format(9, p("nobody points here")),
        "endnotes": '<w:endnote w:id="2">' + p("end") + "</w:endnote>",
    }
    body = p(r("law") + ref.format("footnote", 7) + r(", court") + ref.format("footnote", 3))
    body += p(r("x") + ref.format("endnote", 2))
    document = load(body, parts)
    assert texts(document) == ["law, court", "x", "seven", "more", "three", "end"]
    assert kinds(document)[2:] == ["note"] * 4
    assert [block.marker for block in document.blocks[2:]] == ["1", "", "2", "i"]


def test_a_note_that_is_missing_is_a_problem() -> None:
    document = load(p(r("a") + '<w:r><w:footnoteReference w:id="4"/></w:r>'), {"footnotes": ""})
    assert document.problems[0].message == "a footnote is named but not in the file"


def level(n: int, form: str, text: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/>{more}</w:lvl>'
    )


def number(identity: int, abstract: int, more: str = "") -> str:
    return f'<w:num w:numId="{identity}"><w:abstractNumId w:val="{abstract}"/>{more}</w:num>'


def item(text: str, num: int, depth: int = 0, more: str = "") -> str:
    return p(text, f'{more}<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{num}"/></w:numPr>')


class TestLists:
    NUMBERING = (
        f'<w:abstractNum w:abstractNumId="0">{level(0, "decimal", "%1.")}'
        f"{level(1, 'lowerLetter', '(%2)')}{level(2, 'lowerRoman', '%1.%2.%3', '<w:isLgl/>')}"
        "</w:abstractNum>"
        f'<w:abstractNum w:abstractNumId="1">{level(0, "bullet", chr(0xF0B7))}'
        f"{level(1, 'none', '')}</w:abstractNum>"
        + number(1, 0)
        + number(2, 1)
        + number(3, 0, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>')
        + number(4, 0)
    )

    def markers(self, body: str) -> list[str]:
        document = load(body, {"numbering": self.NUMBERING})
        return [block.marker for block in document.blocks]

    def test_numbers_letters_and_bullets(self) -> None:
        document = load(
            item("a", 1)
            + item("b", 1, 1)
            + item("c", 1, 1)
            + item("d", 1)
            + item("e", 1, 1)
            + item("f", 2),
            {"numbering": self.NUMBERING},
        )
        assert [b.marker for b in document.blocks] == ["1.", "(a)", "(b)", "2.", "(a)", "•"]
        assert [b.level for b in document.blocks] == [1, 2, 2, 1, 2, 1]
        assert set(kinds(document)) == {"list_item"}
        assert document.text == "a\nb\nc\nd\ne\nf"

    def test_restart_and_going_on(self) -> None:
        body = item("a", 1) + item("b", 1) + item("c", 3) + item("d", 3) + item("e", 4)
        assert self.markers(body) == ["1.", "2.", "1.", "2.", "3."]

    def test_upper_levels_in_decimal(self) -> None:
        assert self.markers(item("a", 1) + item("b", 1, 1) + item("c", 1, 2)) == [
            "1.",
            "(a)",
            "1.1.1",
        ]

    def test_a_level_that_prints_nothing_is_a_paragraph(self) -> None:
        document = load(item("a", 2, 1), {"numbering": self.NUMBERING})
        assert (kinds(document), document.blocks[0].level) == (["paragraph"], 0)

    def test_number_zero_takes_a_paragraph_out_of_a_styled_list(self) -> None:
        styles = style("L", "list number", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>')
        styled = '<w:pStyle w:val="L"/>'
        document = load(
            p("a", styled) + item("b", 0, 0, styled) + p("c", styled),
            {"numbering": self.NUMBERING, "styles": styles},
        )
        assert [block.marker for block in document.blocks] == ["1.", "", "2."]

    def test_level_by_style(self) -> None:
        numbering = (
            f'<w:abstractNum w:abstractNumId="0">{level(0, "decimal", "%1")}'
            f"{level(1, 'decimal', '%1.%2', '<w:pStyle w:val=' + chr(34) + 'H2' + chr(34) + '/>')}"
            "</w:abstractNum>" + number(1, 0)
        )
        inside = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
        styles = style("H1", "heading 1", inside) + style("H2", "heading 2", inside)
        one, two = '<w:pStyle w:val="H1"/>', '<w:pStyle w:val="H2"/>'
        document = load(
            p("a", one) + p("b", two) + p("c", two) + p("d", one) + p("e", two),
            {"numbering": numbering, "styles": styles},
        )
        assert [block.marker for block in document.blocks] == ["1", "1.1", "1.2", "2", "2.1"]
        assert kinds(document) == ["heading"] * 5
        assert [block.level for block in document.blocks] == [1, 2, 2, 1, 2]

    def test_list_style_link(self) -> None:
        numbering = (
            '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="Own"/></w:abstractNum>'
            f'<w:abstractNum w:abstractNumId="1"><w:styleLink w:val="Own"/>{level(0, "upperRoman", "%1)")}'
            "</w:abstractNum>" + number(1, 0) + number(2, 1)
        )
        styles = style(
            "Own", "own list", '<w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr>', "numbering"
        )
        document = load(item("a", 1) + item("b", 1), {"numbering": numbering, "styles": styles})
        assert [block.marker for block in document.blocks] == ["I)", "II)"]

    def test_a_list_in_a_cell_is_a_cell(self) -> None:
        document = load(f"<w:tbl>{row(item('a', 1))}</w:tbl>", {"numbering": self.NUMBERING})
        block = document.blocks[0]
        assert (block.kind, block.marker, block.level) == ("table_cell", "1.", 1)

    @pytest.mark.parametrize(
        ("form", "expected"),
        [
            ("decimalZero", "03"),
            ("ordinal", "3rd"),
            ("cardinalText", "Three"),
            ("ordinalText", "Third"),
            ("upperLetter", "C"),
            ("upperRoman", "III"),
            ("hebrew1", "3"),
        ],
    )
    def test_formats(self, form: str, expected: str) -> None:
        numbering = f'<w:abstractNum w:abstractNumId="0">{level(0, form, "%1")}</w:abstractNum>'
        document = load(item("a", 1) * 3, {"numbering": numbering + number(1, 0)})
        assert document.blocks[-1].marker == expected

    def test_letters_after_z_are_doubled(self) -> None:
        numbering = (
            f'<w:abstractNum w:abstractNumId="0">{level(0, "lowerLetter", "%1")}</w:abstractNum>'
        )
        document = load(item("a", 1) * 28, {"numbering": numbering + number(1, 0)})
        assert [block.marker for block in document.blocks[25:]] == ["z", "aa", "bb"]

    def test_huge_starts_stay_short(self) -> None:
        huge = level(0, "lowerRoman", "%1").replace(
            'w:start w:val="1"', 'w:start w:val="2000000000"'
        )
        numbering = f'<w:abstractNum w:abstractNumId="0">{huge}</w:abstractNum>' + number(1, 0)
        assert load(item("a", 1), {"numbering": numbering}).blocks[0].marker == "2000000000"


def test_roman_numbers() -> None:
    assert [to_roman(n) for n in (1, 4, 9, 14, 40, 1994)] == [
        "i",
        "iv",
        "ix",
        "xiv",
        "xl",
        "mcmxciv",
    ]


def test_symbols_of_unknown_look_are_nothing() -> None:
    assert [symbol(0xF0B7, ""), symbol(0xE123, "Arial"), symbol(0xD800, ""), symbol(7, "")] == [
        "•",
        "",
        "",
        "",
    ]


class TestStyles:
    STYLES = (
        style("berschrift1", "heading 1", "<w:rPr><w:b/></w:rPr>")
        + style("Council", "Council Heading", based="berschrift1")
        + style("Outline", "Own", '<w:pPr><w:outlineLvl w:val="2"/></w:pPr>')
        + style("Titel", "Title")
        + style("Unter", "Subtitle")
        + style("Zitat", "Quote")
        + style("Starkes", "Own quote", based="Zitat")
        + style("A", "loop a", based="B")
        + style("B", "loop b", based="A")
    )

    @pytest.mark.parametrize(
        ("identity", "kind", "depth"),
        [
            ("berschrift1", "heading", 1),
            ("Council", "heading", 1),
            ("Outline", "heading", 3),
            ("Titel", "heading", 1),
            ("Unter", "heading", 2),
            ("Zitat", "quote", 0),
            ("Starkes", "quote", 0),
            ("A", "paragraph", 0),
            ("Heading2", "heading", 2),
            ("Missing", "paragraph", 0),
        ],
    )
    def test_kinds(self, identity: str, kind: str, depth: int) -> None:
        block = load(p("x", f'<w:pStyle w:val="{identity}"/>'), {"styles": self.STYLES}).blocks[0]
        assert (block.kind, block.level) == (kind, depth)

    @pytest.mark.parametrize(
        ("value", "kind"), [("0", "heading"), ("9", "paragraph"), ("x", "paragraph")]
    )
    def test_outline_of_the_paragraph_itself(self, value: str, kind: str) -> None:
        assert load(p("x", f'<w:outlineLvl w:val="{value}"/>')).blocks[0].kind == kind

    def test_bold(self) -> None:
        styles = (
            self.STYLES
            + style("Strong", "Strong", "<w:rPr><w:b/></w:rPr>", "character")
            + style("Bold", "own", "<w:rPr><w:b/></w:rPr>")
        )
        strong = '<w:rStyle w:val="Strong"/>'
        document = load(
            p(r("plain ") + r("direct", "<w:b/>") + r(" ") + r("style", strong))
            + p("all bold", '<w:pStyle w:val="Council"/>')
            + p(r("twice is plain", strong), '<w:pStyle w:val="Bold"/>')
            + p(r("off", '<w:b w:val="false"/>'), '<w:pStyle w:val="Bold"/>')
            + p(r("RE: ") + r("X", "<w:b/>"))
            + p(r("Y", "<w:b/>") + r(" - ") + r("Z", "<w:b/>")),
            {"styles": styles},
        )
        assert bold(document) == ["direct", "style", "all bold", "X", "Y", "Z"]
        assert [block.bold for block in document.blocks] == [False, True, False, False, False, True]


class TestFields:
    @pytest.mark.parametrize(
        ("inside", "expected", "blanks"),
        [
            (f'<w:fldSimple w:instr=" MERGEFIELD Name ">{r("«Name»")}</w:fldSimple>', "a «Name»b", ["«Name»"]),
            ('<w:fldSimple w:instr=" MERGEFIELD Name "/>', "a «Name»b", ["«Name»"]),
            (field(' MERGEFIELD "First name" \\* MERGEFORMAT ', r("Ann")), "a Annb", ["Ann"]),
            (field(' MERGEFIELD "First name" '), "a «First name»b", ["«First name»"]),
            (field(" MERGEFIELD Name ", ""), "a «Name»b", ["«Name»"]),
            (field(" DOCPROPERTY Case ", r("77")), "a 77b", ["77"]),
            (field(' FILLIN "Your name?" ', r("Ann")), "a Annb", ["Ann"]),
            (field(" ASK Name "), "a b", []),
            (field(" MACROBUTTON None [Click and type] "), "a [Click and type]b", ["[Click and type]"]),
            (field(" PAGE ", r("3")), "a 3b", []),
            (field(" DATE ", r("4 May")), "a 4 Mayb", []),
            (field(' HYPERLINK "http://x.example/" ', r("site")), "a siteb", []),
            (field(" REF _x ", ""), "a b", []),
            (field(" FORMTEXT ", r("\u2002\u2002\u2002")), "a \u2002\u2002\u2002b", ["\u2002\u2002\u2002"]),
            (field(" FORMTEXT ", r("Ann")), "a Annb", []),
            (field(" IF " + "</w:instrText></w:r>" + field(" MERGEFIELD Sex ", r("m"))
                   + '<w:r><w:instrText> = "m" "son" "daughter" ', r("son")), "a sonb", []),
            (field(" TOC ", r("x ") + field(" MERGEFIELD N ", r("n"))), "a x nb", ["n"]),
            (
                field(" MERGEFIELD A ", r("«A»")) + field(" MERGEFIELD B ", r("«B»")),
                "a «A»«B»b",
                ["«A»", "«B»"],
            ),
        ],
    )  # fmt: skip
    def test_fields(self, inside: str, expected: str, blanks: list[str]) -> None:
        document = load(p(r("a ") + inside + r("b")))
        assert (document.text, marked(document), document.problems) == (expected, blanks, ())

    def test_old_form_boxes(self) -> None:
        ticked = "<w:ffData><w:checkBox><w:checked/></w:checkBox></w:ffData>"
        plain = '<w:ffData><w:checkBox><w:default w:val="0"/></w:checkBox></w:ffData>'
        chosen = (
            '<w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="Mum"/>'
            '<w:listEntry w:val="Dad"/></w:ddList></w:ffData>'
        )
        body = ""
        for inside, name in (
            (ticked, "FORMCHECKBOX"),
            (plain, "FORMCHECKBOX"),
            (chosen, "FORMDROPDOWN"),
        ):
            code = f"<w:r><w:instrText> {name} </w:instrText></w:r>"
            body += mark("begin", inside) + code + mark("separate") + mark("end")
        assert load(p(body)).text == "☒☐Dad"

    def test_a_field_over_two_paragraphs(self) -> None:
        code = "<w:r><w:instrText> TOC </w:instrText></w:r>"
        body = (
            p(r("a") + mark("begin") + code)
            + p(code + mark("separate") + r("b"))
            + p(mark("end") + r("c"))
        )
        assert texts(load(body)) == ["a", "b", "c"]

    def test_a_field_without_end_is_a_problem(self) -> None:
        document = load(p("a") + p(mark("begin") + r("lost")), {"footnotes": ""})
        assert texts(document) == ["a"]
        assert document.problems[0].where == "paragraph 2"
        assert document.problems[0].stage == "read"

    def test_a_field_without_end_in_a_box_stays_there(self) -> None:
        broken = shape(p(mark("begin") + r("lost")))
        document = load(p(r("a") + f"<w:r>{broken}</w:r>") + p("b"))
        assert texts(document) == ["a", "b"]
        assert len(document.problems) == 1

    def test_a_box_is_read_though_a_field_of_its_paragraph_is_open(self) -> None:
        code = "<w:r><w:instrText> TOC </w:instrText></w:r>"
        first = p(f"<w:r>{shape(p('box'))}</w:r>" + mark("begin") + code)
        second = p(code + r("not shown") + mark("separate") + r("b") + mark("end"))
        assert texts(load(first + second)) == ["box", "b"]

    def test_deleted_fields_are_gone(self) -> None:
        gone = f'<w:del w:id="1">{field(" MERGEFIELD X ", "<w:r><w:delText>x</w:delText></w:r>")}</w:del>'
        document = load(p(r("a") + gone + r("b")))
        assert (document.text, document.placeholders) == ("ab", ())


class TestContentControls:
    PROMPT = "<w:sdtPr><w:showingPlcHdr/></w:sdtPr>"

    def test_inline_prompt(self) -> None:
        body = p(
            r("Dear ")
            + f"<w:sdt>{self.PROMPT}<w:sdtContent>{r('Click here')}</w:sdtContent></w:sdt>"
        )
        assert marked(load(body)) == ["Click here"]

    def test_block_prompt_leaves_out_the_break(self) -> None:
        inside = p("Enter text") + p("here")
        body = (
            p("a") + f"<w:sdt>{self.PROMPT}<w:sdtContent>{inside}</w:sdtContent></w:sdt>" + p("b")
        )
        assert marked(load(body)) == ["Enter text", "here"]

    def test_prompt_by_style(self) -> None:
        styles = style("Platzhalter", "Placeholder Text", kind="character")
        body = p(r("Dear ") + r("name", '<w:rStyle w:val="Platzhalter"/>'))
        assert marked(load(body, {"styles": styles})) == ["name"]

    def test_filled_control_is_text(self) -> None:
        body = f"<w:sdt><w:sdtPr/><w:sdtContent>{p('Ann')}</w:sdtContent></w:sdt>"
        document = load(body)
        assert (texts(document), document.placeholders) == (["Ann"], ())


def test_embedded_document_is_a_problem() -> None:
    document = load(p("a") + '<w:altChunk r:id="x"/>')
    assert document.problems[0].where == "paragraph 1"


def test_strict_files_read_the_same() -> None:
    body = item("a", 1) + p(r("b", "<w:b/>"), '<w:pStyle w:val="H"/>') + p("c")
    body += '<w:sectPr><w:headerReference w:type="default" r:id="header1"/></w:sectPr>'
    parts = {
        "numbering": TestLists.NUMBERING,
        "styles": style("H", "heading 1"),
        "header1": p("Council"),
    }
    plain, strict = load(body, parts), load(body, parts, strict=True)
    assert (plain.text, plain.blocks) == (strict.text, strict.blocks)
    assert plain.blocks[1].marker == "1."


@pytest.mark.parametrize("kind", ["document.macroEnabled", "template.macroEnabledTemplate"])
def test_macro_files_and_templates_open(kind: str) -> None:
    assert load(p("x"), main_type=f"application/vnd.ms-word.{kind}.main+xml").text == "x"


def test_title() -> None:
    core = (
        '<c:coreProperties xmlns:c="x" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        "<dc:title> Letter\n before </dc:title></c:coreProperties>"
    )
    assert load(p("x"), extra={"docProps/core.xml": core}).title == "Letter before"
    assert load(p("x"), extra={"docProps/core.xml": "<broken"}).title == ""


def test_anchors_count_elements_that_are_not_read() -> None:
    tabs = '<w:tabs><w:tab w:val="left" w:pos="9"/></w:tabs>'
    gone = '<w:del w:id="1"><w:r><w:delText>old</w:delText></w:r></w:del>'
    document = load(p(gone + r("hidden", "<w:vanish/>") + "<w:r><w:tab/></w:r>" + r("x"), tabs))
    anchor = document.source.anchor(document.text.index("x"))
    assert anchor is not None
    assert (anchor.part, anchor.node, anchor.offset) == ("word/document.xml", 3, 0)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (p(""), "it holds no text"),
        (p(r("x", "<w:vanish/>")), "it holds no text"),
        ("<w:sdt><w:sdtContent>" * 100 + p("x") + "</w:sdtContent></w:sdt>" * 100, ""),
        ("<w:sdt><w:sdtContent>" * 3000 + p("x") + "</w:sdtContent></w:sdt>" * 3000, "nested"),
    ],
)
def test_odd_bodies(body: str, message: str) -> None:
    if not message:
        assert load(body).text == "x"
        return
    with pytest.raises(ReadError, match=message):
        read(word(body), "x.docx")


def test_no_body() -> None:
    with pytest.raises(ReadError, match="its text is missing"):
        read(word("", extra={"word/document.xml": "<x/>"}), "x.docx")


def test_deepest_legal_nesting_is_read_or_refused() -> None:
    # The XML parser stops at 256 levels; tables, the deepest to walk, take three a level.
    inner = p("x")
    for _ in range(80):
        inner = f"<w:tbl>{row(inner)}</w:tbl>"
    assert load(inner).text == "x"


def test_too_many_paragraphs(tighten: Tighten) -> None:
    tighten(paragraphs=10)
    with pytest.raises(ReadError, match="more than 10 paragraphs"):
        read(word(p("") * 11), "x.docx")


def test_too_many_characters(tighten: Tighten) -> None:
    tighten(characters=10)
    with pytest.raises(ReadError, match="more than 10 characters"):
        read(word(p("elevenchars")), "x.docx")


def test_a_block_begins_and_ends_with_ink() -> None:
    document = load(p("  ") + p(" a "))
    assert document.text == "  \n a "
    assert [(block.span.start, block.span.end) for block in document.blocks] == [(4, 5)]
