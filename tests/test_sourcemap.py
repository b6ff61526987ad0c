"""The document builder and the source map: whatever a reader does, the offsets are right."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainletter.model import Allowance, Block, Document, Span
from plainletter.sourcemap import Anchor, DocumentBuilder, Segment, SourceMap

WORDS = st.text("abc \u00e9😀", max_size=6)
STEPS = st.lists(
    st.tuples(st.sampled_from(["text", "replace", "insert", "skip"]), WORDS, WORDS, st.booleans()),
    max_size=20,
)


def build(steps: list[tuple[str, str, str, bool]]) -> tuple[str, str, Document]:
    """A source, the text expected of it, and the document a reader made of it step by step."""
    builder = DocumentBuilder()
    source = expected = ""
    for verb, one, two, new_node in steps:
        # A node of its own leaves a gap in the offsets, as a new element of a file does.
        source += "\x00" * new_node
        anchor = Anchor("part", 0, len(source))
        if verb == "text":
            builder.text(one, anchor)
            source += one
            expected += one
        elif verb == "replace":
            builder.replace(two, anchor, len(one))
            source += one
            expected += two
        elif verb == "insert":
            builder.insert(one)
            expected += one
        else:
            source += one
        assert builder.length == len(expected)
    return source, expected, builder.build(format="txt")


@given(STEPS)
def test_every_character_is_where_the_map_says(steps: list[tuple[str, str, str, bool]]) -> None:
    source, expected, document = build(steps)
    assert document.text == expected
    for offset, char in enumerate(document.text):
        segment = document.source.segment_at(offset)
        anchor = document.source.anchor(offset)
        if segment.how == "copied":
            assert anchor is not None
            assert source[anchor.offset] == char
        elif segment.how == "replaced":
            assert anchor == segment.anchor
        else:
            assert anchor is None


@given(STEPS)
def test_segments_cover_the_text_without_gaps(steps: list[tuple[str, str, str, bool]]) -> None:
    _, expected, document = build(steps)
    position = 0
    for segment in document.source.segments:
        assert segment.start == position
        assert segment.length > 0
        position += segment.length
    assert position == len(expected)
    for offset in (-1, position):
        with pytest.raises(IndexError):
            document.source.segment_at(offset)


@given(STEPS, st.integers(0, 60), st.integers(0, 60))
def test_pieces_cover_a_span(steps: list[tuple[str, str, str, bool]], one: int, two: int) -> None:
    _, expected, document = build(steps)
    start, end = sorted((min(one, len(expected)), min(two, len(expected))))
    pieces = document.source.pieces(Span(start, end))
    position = start
    for span, segment in pieces:
        assert span.start == position
        assert Span(segment.start, segment.start + segment.length).contains(span)
        assert len(span)
        position = span.end
    assert position == end if pieces else start == end


@given(STEPS)
def test_neighbours_in_the_source_are_one_segment(
    steps: list[tuple[str, str, str, bool]],
) -> None:
    _, _, document = build(steps)
    segments = document.source.segments
    for one, two in pairwise(segments):
        if one.how == two.how == "copied":
            assert one.anchor is not None
            assert two.anchor is not None
            assert one.anchor.offset + one.length != two.anchor.offset
        assert not one.how == two.how == "inserted"


@given(st.lists(st.tuples(WORDS, st.sampled_from(["\n", "\n\n", ""])), max_size=8))
def test_blocks_hold_what_was_added_inside(parts: list[tuple[str, str]]) -> None:
    builder = DocumentBuilder()
    for node, (words, separator) in enumerate(parts):
        with builder.block("paragraph", separator=separator):
            builder.text(words, Anchor("", node, 0))
    document = builder.build(format="txt")
    wanted = [words for words, _ in parts if words.strip()]
    assert [block.span.of(document.text) for block in document.blocks] == wanted
    for one, two in pairwise(document.blocks):
        assert one.span.end <= two.span.start


def test_blocks_come_in_the_order_of_the_text() -> None:
    builder = DocumentBuilder()
    builder.text("one two", Anchor("", 0, 0))
    builder.add_block(Block("paragraph", Span(4, 7)))
    builder.add_block(Block("heading", Span(0, 3)))
    builder.set_last_block(Block("heading", Span(0, 3), level=2))
    assert [block.span for block in builder.blocks] == [Span(4, 7), Span(0, 3)]
    document = builder.build(format="txt")
    assert [(block.span, block.level) for block in document.blocks] == [
        (Span(0, 3), 2),
        (Span(4, 7), 0),
    ]


def test_what_else_a_document_holds() -> None:
    builder = DocumentBuilder()
    builder.text("Dear NAME", Anchor("", 0, 0))
    builder.placeholder(5, 9)
    builder.placeholder(9, 9)
    builder.bold(0, 4)
    builder.bold(4, 4)
    allowance = Allowance("tone.*", "agreed", None, "line 1")
    builder.allow(allowance)
    builder.problem("a picture cannot be read", "page 1")
    document = builder.build(format="docx", path="a.docx", title="A")
    assert document.placeholders == (Span(5, 9),)
    assert document.bold == (Span(0, 4),)
    assert document.allowances == (allowance,)
    assert [(p.stage, p.message, p.where) for p in document.problems] == [
        ("read", "a picture cannot be read", "page 1")
    ]
    assert (document.format, document.path, document.title) == ("docx", "a.docx", "A")


def test_a_replaced_stretch_has_one_place() -> None:
    source = SourceMap((Segment(0, 2, "replaced", Anchor("a", 3, 7), 5),))
    assert source.anchor(0) == source.anchor(1) == Anchor("a", 3, 7)


def test_an_empty_map_has_no_characters() -> None:
    with pytest.raises(IndexError):
        SourceMap(()).segment_at(0)
    assert SourceMap(()).pieces(Span(0, 0)) == ()


@given(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
def test_spans(a: int, b: int, c: int, d: int) -> None:
    one, two = Span(min(a, b), max(a, b)), Span(min(c, d), max(c, d))
    assert one.overlaps(two) == two.overlaps(one)
    first, second = set(range(one.start, one.end)), set(range(two.start, two.end))
    if first and second:
        assert one.overlaps(two) == bool(first & second)
        assert one.contains(two) == (second <= first)


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 2)])
def test_no_span(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="not a span"):
        Span(start, end)
