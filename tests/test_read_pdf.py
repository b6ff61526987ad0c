"""The PDF reader, on pages drawn here, and one letter in all formats."""

from __future__ import annotations

import contextlib
import io
import threading
from collections.abc import Callable
from typing import Any

import pytest
from conftest import Tighten
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table
from test_read_eml import HEAD as MAIL_HEAD
from test_read_odt_rtf import HEAD as RTF_HEAD
from test_read_odt_rtf import LISTS, item, odt
from test_read_text import kinds, markers, sound, texts

from plainletter.errors import ReadError
from plainletter.model import Document
from plainletter.readers import read_bytes
from plainletter.readers.from_pdf import read

WIDTH, HEIGHT = A4
LEFT, TOP = 72.0, HEIGHT - 130
LEADING = 14.0


class Pen:
    """Draws lines of text on pages; `y` is where the next one goes."""

    def __init__(self, **options: Any) -> None:
        self.stream = io.BytesIO()
        self.canvas = Canvas(self.stream, pagesize=A4, invariant=1, **options)
        self.y = TOP

    def lines(
        self, text: str, *, left: float = LEFT, font: str = "Helvetica", size: float = 11
    ) -> None:
        for line in text.split("\n"):
            self.canvas.setFont(font, size)
            self.canvas.drawString(left, self.y, line)
            self.y -= LEADING * max(size / 11, 1)

    def at(self, left: float, y: float, text: str, size: float = 11) -> None:
        self.canvas.setFont("Helvetica", size)
        self.canvas.drawString(left, y, text)

    def gap(self, height: float = 10) -> None:
        self.y -= height

    def page(self) -> None:
        self.canvas.showPage()
        self.y = TOP

    def data(self) -> bytes:
        self.canvas.save()
        return self.stream.getvalue()


def characters(data: bytes) -> dict[tuple[str, int], str]:
    """What PDFium says stands at each place of each page."""
    import pypdfium2
    from pypdfium2 import raw

    found = {}
    with contextlib.closing(pypdfium2.PdfDocument(data)) as pdf:
        for number in range(len(pdf)):
            page = pdf[number].get_textpage()
            codes = [raw.FPDFText_GetUnicode(page, i) for i in range(page.count_chars())]
            found["", number] = "".join(map(chr, codes))
    return found


def load(data: bytes) -> Document:
    document = read(data, "letter.pdf")
    sound(document, characters(data))
    return document


def draw(steps: Callable[[Pen], object], **options: Any) -> Document:
    pen = Pen(**options)
    steps(pen)
    return load(pen.data())


def pairs(document: Document) -> list[tuple[str, str]]:
    return list(zip(kinds(document), texts(document), strict=True))


LONG = (
    "We are writing to you because we are worried about Kai and Mia, and we want to help\n"
    "you to keep them safe at home. We met Mrs Green on 3 May and she told us that she can\n"
    "help."
)
FLAT = LONG.replace("\n", " ")


def test_lines_become_paragraphs() -> None:
    def steps(pen: Pen) -> None:
        pen.lines("Ms Sam Taylor\n12 High Street\nLeeds LS1 1AA")
        pen.gap()
        pen.lines("Dear Ms Taylor,")
        pen.gap()
        pen.lines(LONG)
        pen.lines(
            "This follows without a gap, after a line that ended early, and goes on to here\nand on."
        )
        pen.gap()
        pen.lines("Yours sincerely,\nJo Brown\nTeam Manager")

    document = draw(steps)
    assert texts(document) == [
        "Ms Sam Taylor",
        "12 High Street",
        "Leeds LS1 1AA",
        "Dear Ms Taylor,",
        FLAT,
        "This follows without a gap, after a line that ended early, and goes on to here and on.",
        "Yours sincerely,",
        "Jo Brown",
        "Team Manager",
    ]
    assert set(kinds(document)) == {"paragraph"}
    assert {block.place.page for block in document.blocks} == {1}


def test_anchors_count_pages_and_characters() -> None:
    def steps(pen: Pen) -> None:
        pen.lines("First page.")
        pen.page()
        pen.lines("Second page.")

    document = draw(steps)
    start = document.blocks[1].span.start
    anchor = document.source.anchor(start + 7)
    assert anchor is not None
    assert (anchor.part, anchor.node, anchor.offset) == ("", 1, 7)
    assert document.blocks[1].place.page == 2


def test_a_senders_address_at_the_right_is_a_block_a_line() -> None:
    def steps(pen: Pen) -> None:
        for text in (
            "Children’s Services, Hillford Council",
            "1 Long Street",
            "Hillford",
            "HF1 2AB",
        ):
            pen.canvas.setFont("Helvetica", 11)
            pen.canvas.drawRightString(WIDTH - LEFT, pen.y, text)
            pen.y -= LEADING
        pen.gap()
        pen.lines(LONG)

    assert texts(draw(steps))[:4] == [
        "Children’s Services, Hillford Council",
        "1 Long Street",
        "Hillford",
        "HF1 2AB",
    ]


def test_placeholders_are_one_word() -> None:
    def steps(pen: Pen) -> None:
        pen.lines(LONG)
        pen.gap()
        pen.lines(LONG.split("\n")[0] + "\n{{ child.first_name }} {{ child.last_name }} stay safe.")

    document = draw(steps)
    assert len(texts(document)) == 2
    assert len(document.placeholders) == 2


def test_first_line_indents_part_paragraphs() -> None:
    def steps(pen: Pen) -> None:
        for _ in range(2):
            pen.lines(
                "This paragraph begins further in and fills its first line up to about here",
                left=LEFT + 18,
            )
            pen.lines("before it goes on in the second line, which ends at about the same place.")

    assert len(texts(draw(steps))) == 2


def test_lists() -> None:
    def steps(pen: Pen) -> None:
        pen.lines(LONG)
        for marker, text in (
            (
                "1.",
                "Jo will call you on Monday at ten and will talk with you about the way to\nschool.",
            ),
            ("2.", "Bring Kai to school"),
        ):
            pen.at(LEFT, pen.y, marker)
            pen.lines(text, left=LEFT + 18)
        pen.at(LEFT + 18, pen.y, "•")
        pen.lines("every day", left=LEFT + 36)
        pen.lines("- on time", left=LEFT + 18)
        pen.lines("3. ring me")

    document = draw(steps)
    assert texts(document)[1:] == [
        "Jo will call you on Monday at ten and will talk with you about the way to school.",
        "Bring Kai to school",
        "every day",
        "on time",
        "ring me",
    ]
    assert markers(document) == [("1.", 1), ("2.", 1), ("•", 2), ("-", 2), ("3.", 1)]


def test_headings_and_bold() -> None:
    def steps(pen: Pen) -> None:
        pen.lines("About Kai", size=18)
        pen.gap()
        pen.lines("Our worries", size=14)
        pen.gap()
        pen.lines(LONG)
        pen.lines("What we need you to do", font="Helvetica-Bold")
        pen.lines(LONG)

    document = draw(steps)
    assert pairs(document) == [
        ("heading", "About Kai"),
        ("heading", "Our worries"),
        ("paragraph", FLAT),
        ("paragraph", "What we need you to do"),
        ("paragraph", FLAT),
    ]
    assert [block.level for block in document.blocks] == [1, 2, 0, 0, 0]
    assert [block.bold for block in document.blocks] == [False, False, False, True, False]
    assert [span.of(document.text) for span in document.bold] == ["What we need you to do"]


def test_headers_footers_and_paragraphs_over_pages() -> None:
    first, _, rest = LONG.partition("\nyou")

    def steps(pen: Pen) -> None:
        for number in (1, 2):
            pen.at(LEFT, HEIGHT - 40, "Hillford Council")
            pen.at(WIDTH / 2, 30, f"Page {number} of 2")
            pen.lines(f"Dear all,\n{first}" if number == 1 else f"you{rest}\nBye.")
            pen.page()

    document = draw(steps)
    assert pairs(document) == [
        ("furniture", "Hillford Council"),
        ("paragraph", "Dear all,"),
        ("paragraph", FLAT),
        ("furniture", "Page 1 of 2"),
        ("furniture", "Hillford Council"),
        ("paragraph", "Bye."),
        ("furniture", "Page 2 of 2"),
    ]


def test_a_number_in_the_text_is_no_page_number() -> None:
    def steps(pen: Pen) -> None:
        pen.lines("12")
        pen.gap()
        pen.lines("Hello.")
        pen.at(WIDTH / 2, 30, "1")

    assert kinds(draw(steps)) == ["paragraph", "paragraph", "furniture"]


def hyphens(*lines: str) -> str:
    def steps(pen: Pen) -> None:
        pen.lines(LONG)
        pen.gap()
        pen.lines("\n".join(lines))

    return texts(draw(steps))[1]


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (
            ("We need you to come to the meeting with us so that we can talk about the assess-", "ment we want."),
            "We need you to come to the meeting with us so that we can talk about the assessment we want.",
        ),
        (
            ("We need you to come to the meeting with us so that we can talk about your self-", "harm plan."),
            "We need you to come to the meeting with us so that we can talk about your self-harm plan.",
        ),
        (
            ("We know the drop-in and the part-time staff there, and we will ask part-", "time staff too."),
            "We know the drop-in and the part-time staff there, and we will ask part-time staff too.",
        ),
        (
            ("We know the newsletter of the school there, and we will ask for their news-", "letter too."),
            "We know the newsletter of the school there, and we will ask for their newsletter too.",
        ),
        (
            ("The meeting will take place on the ground floor of the old hall in Stoke-", "On-Trent."),
            "The meeting will take place on the ground floor of the old hall in Stoke-On-Trent.",
        ),
        (
            ("The meeting will take place on the ground floor and nobody else will come -", "only you."),
            "The meeting will take place on the ground floor and nobody else will come - only you.",
        ),
    ],
)  # fmt: skip
def test_hyphens_at_line_ends(lines: tuple[str, ...], text: str) -> None:
    assert hyphens(*lines) == text


def test_no_hyphen_sign_of_the_library_is_left() -> None:
    text = hyphens(
        "You can find all of this on the page https://council.example/help-for-parents/what-",
        "we-do/now",
    )
    assert text.endswith("/help-for-parents/what-we-do/now")
    assert "\ufffe" not in text
    assert "\x02" not in text


def grid(document: Document) -> list[tuple[str, int | None, int | None, int | None, bool]]:
    return [
        (b.span.of(document.text), b.place.table, b.place.row, b.place.cell, b.header)
        for b in document.blocks
        if b.kind == "table_cell"
    ]


def test_tables() -> None:
    def steps(pen: Pen) -> None:
        pen.lines("Our plan:")
        pen.gap()
        for row, (left, right) in enumerate(
            (
                ("What", "By when"),
                ("School every day and with all\nof his books", "5 May"),
                ("Doctor", "6 May"),
            )
        ):
            font = "Helvetica" if row else "Helvetica-Bold"
            y = pen.y
            pen.lines(left, font=font)
            below, pen.y = pen.y, y
            pen.lines(right, font=font, left=LEFT + 250)
            pen.y = below - 6
        pen.gap()
        pen.lines("Thank you.")

    document = draw(steps)
    assert grid(document) == [
        ("What", 1, 1, 1, True),
        ("By when", 1, 1, 2, True),
        ("School every day and with all of his books", 1, 2, 1, False),
        ("5 May", 1, 2, 2, False),
        ("Doctor", 1, 3, 1, False),
        ("6 May", 1, 3, 2, False),
    ]
    assert [t for k, t in pairs(document) if k == "paragraph"] == ["Our plan:", "Thank you."]


@pytest.mark.parametrize("align", ["TOP", "MIDDLE", "BOTTOM"])
def test_tables_as_programs_set_them(align: str) -> None:
    style = ParagraphStyle("body", fontName="Helvetica", fontSize=10, leading=12)
    long = Paragraph("School on every day of the week and with all of his books in the bag", style)
    stream = io.BytesIO()
    SimpleDocTemplate(stream, pagesize=A4).build(
        [
            Paragraph("Our plan for the next weeks is this.", style),
            Spacer(1, 12),
            Table(
                [["What", "Who", "By when"], [long, "Sam", "5 May"], ["Doctor", "", "6 May"]],
                colWidths=[170, 80, 80],
                style=[("VALIGN", (0, 0), (-1, -1), align)],
            ),
            Spacer(1, 12),
            Paragraph("Thank you.", style),
        ]
    )
    document = load(stream.getvalue())
    assert [cell[:1] + cell[2:4] for cell in grid(document)] == [
        ("What", 1, 1),
        ("Who", 1, 2),
        ("By when", 1, 3),
        ("School on every day of the week and with all of his books in the bag", 2, 1),
        ("Sam", 2, 2),
        ("5 May", 2, 3),
        ("Doctor", 3, 1),
        ("6 May", 3, 3),
    ]


def test_one_line_with_a_gap_is_one_paragraph() -> None:
    def steps(pen: Pen) -> None:
        pen.at(LEFT, pen.y, "Reference:")
        pen.lines("ABC 12", left=LEFT + 150)
        pen.gap()
        pen.lines(LONG)

    assert texts(draw(steps)) == ["Reference: ABC 12", FLAT]


def test_two_columns_are_read_one_after_the_other() -> None:
    def steps(pen: Pen) -> None:
        column = "\n".join(f"the words of this column {n}" for n in "abcdefghijklmnopqr")
        start = pen.y
        pen.lines(f"We begin with\n{column}.")
        pen.y = start
        pen.lines(f"Then we have\n{column}.", left=320)

    found = texts(draw(steps))
    assert [text[:13] for text in found] == ["We begin with", "Then we have "]


def test_what_stands_across_the_page_is_furniture() -> None:
    def steps(pen: Pen) -> None:
        pen.canvas.saveState()
        pen.canvas.rotate(45)
        pen.at(300, 200, "DRAFT", 60)
        pen.canvas.restoreState()
        pen.lines(LONG)

    assert pairs(draw(steps)) == [("paragraph", FLAT), ("furniture", "DRAFT")]


def test_a_page_written_sideways_is_read() -> None:
    def steps(pen: Pen) -> None:
        pen.canvas.translate(WIDTH, 0)
        pen.canvas.rotate(90)
        pen.y = 400
        pen.lines(LONG)

    assert texts(draw(steps)) == [FLAT]


def picture(pen: Pen) -> None:
    from reportlab.lib.utils import ImageReader

    pen.canvas.drawImage(ImageReader(Image.new("RGB", (8, 8), "white")), 0, 0, WIDTH, HEIGHT)


def test_a_page_that_is_a_picture_is_a_problem() -> None:
    def steps(pen: Pen) -> None:
        pen.lines(LONG)
        picture(pen)
        pen.page()
        picture(pen)
        pen.page()
        pen.canvas.showPage()

    document = draw(steps)
    assert texts(document) == [FLAT]
    assert [(p.where, p.message[:42]) for p in document.problems] == [
        ("page 2", "page 2 holds a picture and no text, so it ")
    ]


def test_a_scan_is_a_document_of_problems() -> None:
    document = draw(picture)
    assert document.blocks == ()
    assert [p.where for p in document.problems] == ["page 1"]


def test_an_empty_pdf_is_refused() -> None:
    with pytest.raises(ReadError, match="no text"):
        draw(lambda pen: pen.canvas.showPage())


def test_filled_in_form_fields_are_a_problem() -> None:
    def steps(pen: Pen) -> None:
        pen.lines(LONG)
        pen.canvas.acroForm.textfield(name="a", value="typed", x=50, y=50, width=90, height=20)
        pen.page()
        pen.lines("Blank field.")
        pen.canvas.acroForm.textfield(name="b", value="", x=50, y=50, width=90, height=20)

    document = draw(steps)
    assert [(p.where, "form fields" in p.message) for p in document.problems] == [("page 1", True)]


def test_title() -> None:
    def steps(pen: Pen) -> None:
        pen.canvas.setTitle("About \n Kai")
        pen.lines("Hello.")

    assert draw(steps).title == "About Kai"
    assert draw(lambda pen: pen.lines("Hello.")).title == ""


def test_protected_and_damaged() -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption

    pen = Pen(encrypt=StandardEncryption("secret", canPrint=0))
    pen.lines("Hello.")
    with pytest.raises(ReadError, match="password"):
        read(pen.data(), "a.pdf")
    owner = Pen(encrypt=StandardEncryption("", ownerPassword="secret"))
    owner.lines("Hello.")
    assert texts(read(owner.data(), "a.pdf")) == ["Hello."]
    pen = Pen()
    pen.lines("Hello.")
    for data in (b"%PDF-1.4\nnothing", pen.data()[:300]):
        with pytest.raises(ReadError, match="damaged"):
            read(data, "a.pdf")


def test_too_many_pages(tighten: Tighten) -> None:
    pen = Pen()
    for _ in range(3):
        pen.lines("Hello.")
        pen.page()
    tighten(pages=2)
    with pytest.raises(ReadError, match="3 pages"):
        read(pen.data(), "a.pdf")


def test_several_threads_at_once() -> None:
    pen = Pen()
    for _ in range(5):
        pen.lines(LONG)
        pen.page()
    data = pen.data()
    expected = texts(read(data, "a.pdf"))
    found: list[list[str]] = []
    threads = [
        threading.Thread(target=lambda: found.append(texts(read(data, "a.pdf")))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 4


@given(st.lists(st.tuples(st.integers(0, 590), st.integers(0, 830), st.sampled_from(
    ["Dear Sam,", "1.", "•", "we are", "worried-", "Page 1", "a b c d e f g", "X.", "-", "3 May"])),
    max_size=15), st.sampled_from([6, 11, 11, 30]))  # fmt: skip
def test_words_anywhere_are_sound(places: list[tuple[int, int, str]], size: int) -> None:
    pen = Pen()
    for left, y, text in places:
        pen.at(left, y, text, size)
    with contextlib.suppress(ReadError):
        load(pen.data())


@given(st.binary(max_size=200), st.integers(0, 1000))
def test_spoilt_files_are_refused_or_sound(noise: bytes, at: int) -> None:
    pen = Pen(pageCompression=0)
    pen.lines(LONG)
    data = pen.data()
    spoilt = data[:at] + noise + data[at + len(noise) :]
    with contextlib.suppress(ReadError):
        sound(read(spoilt, "a.pdf"))


# -- one letter in all formats --------------------------------------------------------------------

SAME = [
    "Hillford Council",
    "5 May 2026",
    "Dear Ms Taylor,",
    "Letter before proceedings",
    "We are worried about Kai’s safety at home & at school, and we want to help you. We may ask a judge to "
    "decide what happens next.",
    "What we need you to do",
    "Come to the meeting on Monday 12 May 2026",
    "Bring Kai to school",
    "every day",
    "What",
    "By when",
    "Doctor",
    "6 May",
    "Yours sincerely,",
    "Jo Brown",
    "Team Manager",
]


def as_txt() -> bytes:
    a = SAME
    wrapped = a[4].replace("at school, ", "at school,\n").replace("what happens", "what\nhappens")
    return (
        f"{a[0]}\n\n{a[1]}\n\n{a[2]}\n\n{a[3]}\n{'=' * len(a[3])}\n\n{wrapped}\n\n{a[5]}\n\n1. {a[6]}\n"
        f"2. {a[7]}\n   - {a[8]}\n\n| {a[9]} | {a[10]} |\n|---|---|\n| {a[11]} | {a[12]} |\n\n{a[13]}\n{a[14]}\n{a[15]}\n"
    ).encode()


def as_md() -> bytes:
    a = SAME
    return (
        f"{a[0]}\n\n{a[1]}\n\n{a[2]}\n\n# {a[3]}\n\n{a[4].replace('&', '&amp;')}\n\n**{a[5]}**\n\n1. {a[6]}\n"
        f"2. {a[7]}\n   - {a[8]}\n\n| {a[9]} | {a[10]} |\n|---|---|\n| {a[11]} | {a[12]} |\n\n{a[13]}\n\n"
        f"{a[14]}\n\n{a[15]}\n"
    ).encode()


def as_html() -> bytes:
    a = SAME
    return (
        f"<html><p>{a[0]}<p>{a[1]}<p>{a[2]}<h1>{a[3]}</h1><p>{a[4].replace('&', '&amp;')}<p><b>{a[5]}</b>"
        f"<ol><li>{a[6]}<li>{a[7]}<ul><li>{a[8]}</ul></ol><table><tr><th>{a[9]}<th>{a[10]}<tr><td>{a[11]}"
        f"<td>{a[12]}</table><p>{a[13]}<p>{a[14]}<p>{a[15]}"
    ).encode()


def as_odt() -> bytes:
    a = [text.replace("&", "&amp;") for text in SAME]
    p = "<text:p>{}</text:p>".format
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>".format
    inner = f"<text:list text:style-name='U'>{item(a[8])}</text:list>"
    return odt(
        p(a[0]) + p(a[1]) + p(a[2]) + f"<text:h text:outline-level='1'>{a[3]}</text:h>" + p(a[4])
        + f"<text:p><text:span text:style-name='B'>{a[5]}</text:span></text:p>"
        + f"<text:list text:style-name='L'>{item(a[6])}{item(a[7], inner)}</text:list>"
        + "<table:table><table:table-header-rows><table:table-row>" + cell(a[9]) + cell(a[10])
        + "</table:table-row></table:table-header-rows><table:table-row>" + cell(a[11]) + cell(a[12])
        + "</table:table-row></table:table>" + p(a[13]) + p(a[14]) + p(a[15]),
        automatic=LISTS + "<style:style style:name='B' style:family='text'>"
        "<style:text-properties fo:font-weight='bold'/></style:style>",
    )  # fmt: skip


def as_rtf() -> bytes:
    a = [text.replace("’", r"\u8217\'92") for text in SAME]
    pard = r"\par\pard\plain "
    return (
        RTF_HEAD + r"\pard\plain " + pard.join(a[:3]) + r"\par\pard\plain\s1\b " + a[3] + pard + a[4] + pard
        + r"{\b " + a[5] + "}" + r"\par\pard\plain{\listtext\pard\plain 1.\tab}\ilvl0\ls1 " + a[6]
        + r"\par\pard\plain{\listtext\pard\plain 2.\tab}\ilvl0\ls1 " + a[7]
        + r"\par\pard\plain{\listtext\pard\plain\f1\'b7\tab}\ilvl1\ls1 " + a[8]
        + r"\par\trowd\trhdr\cellx1\cellx2\pard\plain\intbl " + a[9] + r"\cell " + a[10] + r"\cell\row\trowd"
        + r"\cellx1\cellx2\pard\plain\intbl " + a[11] + r"\cell " + a[12] + r"\cell\row\pard\plain "
        + pard.join(a[13:]) + r"\par}"
    ).encode("ascii")  # fmt: skip


def as_eml() -> bytes:
    return MAIL_HEAD.encode() + b"Content-Type: text/plain; charset=utf-8\n\n" + as_txt()


def as_pdf() -> bytes:
    a = SAME
    pen = Pen()
    for text in a[:3]:
        pen.lines(text)
        pen.gap()
    pen.lines(a[3], size=16, font="Helvetica-Bold")
    pen.gap()
    pen.lines(a[4].replace("want to help ", "want to help\n"))
    pen.gap()
    pen.lines(a[5], font="Helvetica-Bold")
    for marker, text, left in (("1.", a[6], LEFT), ("2.", a[7], LEFT), ("•", a[8], LEFT + 18)):
        pen.at(left, pen.y, marker)
        pen.lines(text, left=left + 18)
    pen.gap()
    for left, right, font in ((a[9], a[10], "Helvetica-Bold"), (a[11], a[12], "Helvetica")):
        y = pen.y
        pen.lines(left, font=font)
        pen.y = y
        pen.lines(right, left=LEFT + 200, font=font)
    pen.gap()
    for text in a[13:]:
        pen.lines(text)
        pen.gap()
    return pen.data()


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (as_txt, "a.txt"),
        (as_md, "a.md"),
        (as_html, "a.html"),
        (as_odt, "a.odt"),
        (as_rtf, "a.rtf"),
        (as_eml, "a.eml"),
        (as_pdf, "a.pdf"),
    ],
)
def test_one_letter_in_all_formats(data: Callable[[], bytes], name: str) -> None:
    document = read_bytes(data(), name)
    assert document.format == name[2:]
    assert [text.replace("\n", " ") for text in texts(document)] == SAME
    assert kinds(document) == [
        *["paragraph"] * 3, "heading", *["paragraph"] * 2, *["list_item"] * 3, *["table_cell"] * 4,
        *["paragraph"] * 3,
    ]  # fmt: skip
    assert [(m.rstrip(".").replace("-", "•"), level) for m, level in markers(document)] == [
        ("1", 1), ("2", 1), ("•", 2),
    ]  # fmt: skip
    table = [(b.place.table, b.place.row, b.place.cell, b.header) for b in document.blocks[9:13]]
    assert table == [(1, 1, 1, True), (1, 1, 2, True), (1, 2, 1, False), (1, 2, 2, False)]
    assert not document.problems
    if name not in ("a.txt", "a.eml"):
        assert document.blocks[5].bold
