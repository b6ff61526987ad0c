"""Decoding, the plain-text reader and suppressions; `sound` is the check all readers must pass."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping

import pytest
from conftest import Tighten
from hypothesis import given
from hypothesis import strategies as st

from plainletter.errors import ReadError
from plainletter.model import Document, Span
from plainletter.readers.decode import decode, printed_marker
from plainletter.readers.directives import Directive, Malformed, find_placeholders, parse
from plainletter.readers.from_txt import find_blocks, read
from plainletter.sourcemap import Anchor

Sources = Mapping[tuple[str, int], str]
"""(part, node) -> its characters."""


def sound(document: Document, sources: Sources | None = None) -> None:
    """Blocks are in order, apart and inside the text; segments cover it; copied ones are true."""
    text = document.text
    last = 0
    for block in document.blocks:
        assert last <= block.span.start < block.span.end <= len(text)
        last = block.span.end
        shown = block.span.of(text)
        assert shown == shown.strip()
    for span in (*document.placeholders, *document.bold):
        assert span.end <= len(text)
    position = 0
    for segment in document.source.segments:
        assert segment.start == position
        assert segment.length > 0
        position += segment.length
        assert (segment.how == "inserted") == (segment.anchor is None)
        if sources is None or segment.anchor is None:
            continue
        anchor = segment.anchor
        source = sources[anchor.part, anchor.node]
        if segment.how == "copied":
            end = anchor.offset + segment.length
            assert source[anchor.offset : end] == text[segment.start : position]
        else:
            assert 0 <= anchor.offset <= anchor.offset + segment.source_length <= len(source)
    assert position == len(text)


def texts(document: Document) -> list[str]:
    return [block.span.of(document.text) for block in document.blocks]


def kinds(document: Document) -> list[str]:
    return [block.kind for block in document.blocks]


def markers(document: Document) -> list[tuple[str, int]]:
    return [(b.marker, b.level) for b in document.blocks if b.kind == "list_item"]


def load(text: str) -> Document:
    document = read(text.encode(), "letter.txt")
    assert document.text == text
    assert document.format == "txt"
    sound(document, {("", 0): text})
    return document


def lines(text: str) -> list[str]:
    return texts(load(text))


# -- decoding -------------------------------------------------------------------------------------

LETTER = "Dear Zoë,\n\nWe owe you £5 – “at once”.\n"


@pytest.mark.parametrize(
    "data",
    [
        LETTER.encode(),
        LETTER.encode("utf-8-sig"),
        LETTER.encode("cp1252"),
        LETTER.encode("utf-16"),
        b"\xfe\xff" + LETTER.encode("utf-16-be"),
        LETTER.encode("utf-16-le"),
        LETTER.encode("utf-16-be"),
        LETTER.encode("utf-32"),
        LETTER.replace("\n", "\r\n").encode(),
        LETTER.replace("\n", "\r").encode("cp1252"),
    ],
)
def test_every_usual_encoding_gives_the_same_text(data: bytes) -> None:
    assert decode(data) == LETTER


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        bytes(range(256)) * 20,
        b"Dear\x00Sam, this is a letter with a zero byte in it",
        b"PK\x03\x04\x14\x00\x06\x00\x08\x00",
        b"caf\x81 \x8d",
        b"\x01\x02\x03\x04 some words",
        b"\xff\xfe\x00",
        b"\xff\xfe\x00\xd8a\x00",
    ],
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(ReadError) as caught:
        decode(data)
    assert "text" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_one_stray_byte_does_not_spoil_a_utf8_letter() -> None:
    text = "We can’t – “really” – say £5 or Zoë’s €3. "
    assert decode(text.encode() + b"\x92") == text + "\ufffd"


def test_few_control_characters_are_let_be() -> None:
    text = "Dear Sam, " * 30 + "\x0c\x1a"
    assert decode(text.encode()) == text


@given(st.binary(max_size=300))
def test_decoding_never_fails_otherwise(data: bytes) -> None:
    try:
        text = decode(data)
    except ReadError:
        return
    assert "\r" not in text
    assert "\x00" not in text


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=200))
def test_utf8_survives(text: str) -> None:
    assert decode(text.encode("utf-8-sig")) == text


# -- markers --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "marker", "rest"),
    [
        ("• Come", "•", "Come"),
        ("•Come", "•", "Come"),
        ("- Come", "-", "Come"),
        ("* Come", "*", "Come"),
        ("o\tCome", "o", "Come"),
        ("1. Come", "1.", "Come"),
        ("12) Come", "12)", "Come"),
        ("(a) Come", "(a)", "Come"),
        ("a) Come", "a)", "Come"),
        ("iv. Come", "iv.", "Come"),
        ("2.1 Come", "2.1", "Come"),
        ("3.2.1. Come", "3.2.1.", "Come"),
    ],
)
def test_printed_markers(line: str, marker: str, rest: str) -> None:
    found = printed_marker(line)
    assert found is not None
    assert (found.text, line[found.length :]) == (marker, rest)


@pytest.mark.parametrize(
    "line",
    [
        "10.30 Break",
        "J. Smith",
        "2026 was hard",
        "-come",
        "1.",
        "on Monday",
        "12 High Street",
        "I. Jones",
    ],
)
def test_what_only_looks_like_a_marker(line: str) -> None:
    assert printed_marker(line) is None


# -- blocks of plain text -------------------------------------------------------------------------


def test_a_hard_wrapped_paragraph_is_one_block() -> None:
    text = (
        "We are writing to you because we are worried about Kai and\n"
        "Mia. We want to help you to keep them safe at home. We met\n"
        "Mrs Green on 3 May.\n\nPlease call me.\n"
    )
    assert lines(text) == [text.split("\n\n")[0], "Please call me."]


def test_an_address_is_a_block_a_line() -> None:
    text = "Ms Sam Taylor\n12 High Street,\nLeeds\nLS1 1AA\n\n5 May 2026"
    assert lines(text) == ["Ms Sam Taylor", "12 High Street,", "Leeds", "LS1 1AA", "5 May 2026"]


def test_salutation_and_sign_off_stand_alone() -> None:
    text = (
        "Dear Ms Taylor,\nWe are worried about Kai.\nYours sincerely,\nJo Brown\nTeam Manager\n"
        "jo.brown@council.example"
    )
    assert lines(text) == text.split("\n")


def test_web_addresses_stand_alone_unless_the_sentence_leads_to_them() -> None:
    assert lines("Jo Brown\njo@council.example\nhttps://council.example") == [
        "Jo Brown",
        "jo@council.example",
        "https://council.example",
    ]
    assert len(lines("You can find out more at\nhttps://council.example")) == 1


def test_labels_stand_alone() -> None:
    text = "Date: Monday 12 May 2026\nTime: 10am\nPlace: the Town Hall, Bank Street, Hillford"
    assert lines(text) == text.split("\n")


def test_paragraphs_without_blank_lines_between() -> None:
    long = "We are worried about Kai because he has missed a lot of school since the summer. " * 3
    text = f"{long.strip()}\nWe want to help you with this. Please call us."
    assert lines(text) == text.split("\n")


def test_a_short_sentence_that_goes_on_is_not_parted() -> None:
    assert lines("We met on\n3 May at the school\nwith Mr Ali.") == [
        "We met on\n3 May at the school\nwith Mr Ali."
    ]


def test_lists_leave_their_markers_out() -> None:
    document = load(
        "What we need:\n1. Jo will call you on Monday and you will talk about the\n   school run.\n"
        "2. Bring Kai to school\n   - every day\n   - on time\n3) Ring us\n• now\n"
    )
    assert texts(document) == [
        "What we need:",
        "Jo will call you on Monday and you will talk about the\n   school run.",
        "Bring Kai to school",
        "every day",
        "on time",
        "Ring us",
        "now",
    ]
    assert markers(document) == [("1.", 1), ("2.", 1), ("-", 2), ("-", 2), ("3)", 1), ("•", 1)]


def test_a_number_at_a_wrapped_line_start_is_no_item() -> None:
    text = (
        "You told us that the children of your neighbour are both aged\n"
        "12. They go to the same school as Kai, and we have met them at\n"
        "the club."
    )
    assert lines(text) == [text]


def test_underlined_lines_are_headings() -> None:
    document = load(
        "Letter before proceedings\n=========================\n\nOur worries\n---\nKai is tired.\n"
        "Dear Sam,\nWhat next\n---------\n\n-----\n\nEnd.\n## Small\n"
    )
    found = [(b.kind, b.level, b.span.of(document.text)) for b in document.blocks]
    assert found == [
        ("heading", 1, "Letter before proceedings"),
        ("heading", 2, "Our worries"),
        ("paragraph", 0, "Kai is tired."),
        ("paragraph", 0, "Dear Sam,"),
        ("heading", 2, "What next"),
        ("paragraph", 0, "End."),
        ("heading", 2, "Small"),
    ]


def test_tables_with_bars_and_tabs() -> None:
    document = load(
        "| What | By when |\n|---|:---:|\n| School |  |\n| Doctor | 6 May |\n\nJo\t5 May\nSam\t\t6 May\n"
        "\nRef:\tA1\n"
    )
    cells = [
        (b.span.of(document.text), b.place.table, b.place.row, b.place.cell, b.header)
        for b in document.blocks
        if b.kind == "table_cell"
    ]
    assert cells == [
        ("What", 1, 1, 1, True),
        ("By when", 1, 1, 2, True),
        ("School", 1, 2, 1, False),
        ("Doctor", 1, 3, 1, False),
        ("6 May", 1, 3, 2, False),
        ("Jo", 2, 1, 1, False),
        ("5 May", 2, 1, 2, False),
        ("Sam", 2, 2, 1, False),
        ("6 May", 2, 2, 2, False),
    ]
    assert texts(document)[-1] == "Ref:\tA1"
    assert kinds(document)[-1] == "paragraph"


def test_quoted_lines() -> None:
    document = load("Hello.\n> you wrote\n> > this\n>\nBye.")
    assert list(zip(kinds(document), texts(document), strict=True)) == [
        ("paragraph", "Hello."),
        ("quote", "you wrote"),
        ("quote", "this"),
        ("paragraph", "Bye."),
    ]


def test_front_matter_is_not_the_letter() -> None:
    document = load('---\nsubject: "About Kai"\nid: 7\n---\nDear Sam,\n')
    assert document.title == "About Kai"
    assert kinds(document) == ["markup", "paragraph"]
    assert texts(document)[1] == "Dear Sam,"
    assert kinds(load("---\nDear Sam, all is well\n---\nBye")) == ["heading", "paragraph"]


def test_places_are_lines_and_columns() -> None:
    places = [b.place.to_dict() for b in load("Hello.\n\n  - one\n").blocks]
    assert places == [{"line": 1, "column": 1}, {"line": 3, "column": 5}]


def test_placeholders() -> None:
    document = load("Dear {{ name }},\n\nYou owe <%= sum %> to «Council». {{ x\n} <% %")
    assert [s.of(document.text) for s in document.placeholders] == [
        "{{ name }}",
        "<%= sum %>",
        "«Council»",
    ]
    assert find_placeholders("<% a %> <%= '<%= b %>") == (Span(0, 7), Span(13, 21))


@pytest.mark.parametrize("data", [b"", b" \n\n\t", b"-----\n", b"<!-- a -->"])
def test_a_file_without_words_is_refused(data: bytes) -> None:
    with pytest.raises(ReadError, match="no text"):
        read(data, "a.txt")


def test_limits(tighten: Tighten) -> None:
    tighten(paragraphs=3)
    with pytest.raises(ReadError, match="paragraphs"):
        read(b"a\n\nb\n\nc\n\nd", "a.txt")
    tighten(characters=5)
    with pytest.raises(ReadError, match="characters"):
        read(b"abc def", "a.txt")


PLAIN = st.lists(
    st.sampled_from([*"aB1 .,:-=|>#*\t\n\n•<!{}%", "<!--", "-->", "Dear ", "1. ", "word"]),
    max_size=60,
).map("".join)


@given(PLAIN)
def test_any_text_gives_sound_blocks(text: str) -> None:
    try:
        document = read(text.encode(), "a.txt")
    except ReadError:
        return
    sound(document, {("", 0): document.text})
    assert document.text == text


@pytest.mark.parametrize(
    "text",
    [
        "a|b\n" * 30_000,
        "a\tb\n" * 30_000,
        "> " * 40_000,
        "<!--" * 40_000,
        "<!-- x -->" * 20_000,
        "- - " * 40_000,
        "-\n" * 40_000,
        "{{" * 40_000,
        "<%" * 40_000,
        "word " * 40_000,
        "word\n" * 40_000,
        ".)" * 40_000,
        "a:\n" * 40_000,
    ],
)
@pytest.mark.timeout(120)
def test_hostile_text_comes_to_an_end(text: str) -> None:
    # A pass over 160,000 characters takes well under a second; the square of it would take hours.
    with contextlib.suppress(ReadError):
        assert read(text.encode(), "a.txt").format == "txt"


# -- suppressions ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        (
            " plainletter: allow jargon.commence because the order says so ",
            Directive(("jargon.commence",), "the order says so", False),
        ),
        (
            "Plainletter: ALLOW jargon.*, C05 because: a, b",
            Directive(("jargon.*", "C05"), "a, b", False),
        ),
        (
            "plainletter: allow-letter tone.threat because\nagreed because of X",
            Directive(("tone.threat",), "agreed because of X", True),
        ),
    ],
)
def test_well_formed_comments(comment: str, expected: Directive) -> None:
    assert parse(comment) == expected


@pytest.mark.parametrize(
    ("comment", "said"),
    [
        ("plainletter: allow jargon.x", "no reason"),
        ("plainletter: allow jargon.x because", "no reason"),
        ("plainletter: allow because I say so", "no rule"),
        ("plainletter: allow", "no rule"),
        ("plainletter: ignore jargon.x because y", "does not begin with allow"),
        ("plainletter allow jargon.x because y", "no colon"),
        ("plainletter: allow jargon x because y", "is not a rule"),
        ("plainletter: allow jar/gon because y", "is not a rule"),
    ],
)
def test_malformed_comments(comment: str, said: str) -> None:
    found = parse(comment)
    assert isinstance(found, Malformed)
    assert said in found.message


@pytest.mark.parametrize("comment", ["", "a note", "plainletter made this", "plainletters: allow"])
def test_other_comments(comment: str) -> None:
    assert parse(comment) is None


def allowed(document: Document) -> list[tuple[str, str | None, str]]:
    return [
        (a.rule, None if a.span is None else a.span.of(document.text), a.where)
        for a in document.allowances
    ]


def test_a_comment_alone_covers_the_next_block() -> None:
    document = load(
        "Hello.\n\n<!-- plainletter: allow a.b, c.d because e -->\nWe commence now.\n\nMore.\n"
    )
    assert kinds(document) == ["paragraph", "markup", "paragraph", "paragraph"]
    assert allowed(document) == [
        ("a.b", "We commence now.", "line 3"),
        ("c.d", "We commence now.", "line 3"),
    ]
    assert not document.problems


def test_a_comment_within_covers_its_paragraph_and_is_no_part_of_it() -> None:
    comment = "<!-- plainletter: allow a.b because c -->"
    document = load(f"Hello.\n\n1. We will {comment} commence\nnow. {comment}\n\nMore.\n")
    assert texts(document) == ["Hello.", "We will", comment, "commence\nnow.", comment, "More."]
    assert [b.marker for b in document.blocks] == ["", "1.", "", "", "", ""]
    whole = f"We will {comment} commence\nnow."
    assert allowed(document) == [("a.b", whole, "line 3"), ("a.b", whole, "line 4")]


def test_a_comment_over_several_lines() -> None:
    document = load(
        "One.\n<!-- plainletter: allow a.b\nbecause c -->\nTwo. <!-- a\nb --> three\n<!-- x --> <!-- y -->\n"
    )
    assert [t for t in texts(document) if "<!" not in t] == ["One.", "Two.", "three"]
    assert allowed(document) == [("a.b", "Two. <!-- a\nb --> three", "line 2")]


def test_the_whole_letter() -> None:
    document = load("Hello.\n<!-- plainletter: allow-letter tone.* because agreed with legal -->\n")
    assert [(a.rule, a.span, a.reason) for a in document.allowances] == [
        ("tone.*", None, "agreed with legal")
    ]


def test_bad_comments_are_problems() -> None:
    document = load(
        "Hello.\n<!-- plainletter: allow a.b -->\n\nBye.\n\n<!-- plainletter: allow a.b because c -->"
    )
    assert [(p.stage, p.where) for p in document.problems] == [
        ("read", "line 2"),
        ("read", "line 6"),
    ]
    assert "no text follows" in document.problems[1].message
    assert not document.allowances


def test_an_unclosed_comment_is_text() -> None:
    assert lines("Hello <!-- there") == ["Hello <!-- there"]


def test_anchors_point_into_the_file() -> None:
    document = read("\ufeffDear Zoë,\r\n\r\nBye.".encode(), "a.txt")
    assert document.text == "Dear Zoë,\n\nBye."
    assert document.source.anchor(11) == Anchor("", 0, 11)
    assert document.path == "a.txt"


def test_find_blocks_alone() -> None:
    assert [b.span for b in find_blocks("a\n\n b ")] == [Span(0, 1), Span(4, 5)]
