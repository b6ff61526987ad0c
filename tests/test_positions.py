"""Positions against plain definitions: what Python itself says about lines and UTF-16."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainletter.positions import EditorPlace, EditorPositions, Encoding, LineColumn, Positions

TEXTS = st.text(
    st.one_of(
        st.sampled_from("\n\n ab£é\u2019\u0301"),
        st.sampled_from("😀👩🏽𝔘"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=60,
)


def utf16_units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@given(TEXTS)
def test_lines_and_columns(text: str) -> None:
    positions = Positions(text)
    assert positions.length == len(text)
    lines = text.split("\n")
    offset = 0
    for number, line in enumerate(lines, 1):
        for column in range(1, len(line) + 2):
            place = LineColumn(number, column)
            assert positions.line_column(offset) == place
            assert positions.offset(place) == offset
            offset += 1
    assert offset == len(text) + 1


@given(TEXTS)
def test_utf16_is_what_python_encodes(text: str) -> None:
    positions = Positions(text)
    for offset in range(len(text) + 1):
        units = positions.utf16(offset)
        assert units == utf16_units(text[:offset])
        assert positions.from_utf16(units) == offset


@given(TEXTS)
def test_utf16_inside_a_pair_is_the_start_of_its_character(text: str) -> None:
    positions = Positions(text)
    for offset, char in enumerate(text):
        if ord(char) > 0xFFFF:
            assert positions.from_utf16(positions.utf16(offset) + 1) == offset


@pytest.mark.parametrize("offset", [-1, 4])
def test_offsets_outside(offset: int) -> None:
    positions = Positions("a\nb")
    with pytest.raises(IndexError):
        positions.line_column(offset)
    with pytest.raises(IndexError):
        positions.utf16(offset)
    with pytest.raises(IndexError):
        positions.from_utf16(offset)


@pytest.mark.parametrize(("line", "column"), [(0, 1), (3, 1), (1, 0), (1, 3), (2, 3)])
def test_places_outside(line: int, column: int) -> None:
    with pytest.raises(IndexError):
        Positions("a\nb").offset(LineColumn(line, column))


def test_only_line_feeds_end_lines() -> None:
    positions = Positions("a\u2028b\x0cc\rd\ne")
    assert positions.line_column(6) == LineColumn(1, 7)
    assert positions.line_column(8) == LineColumn(2, 1)


EDITOR_TEXTS = st.text(
    st.one_of(
        st.sampled_from("\n\r\r\n ab£é\u2019\u0301\u2028\x0c"),
        st.sampled_from("😀👩🏽𝔘"),
        st.sampled_from("\ud800\udfff"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=60,
)
ENCODINGS = st.sampled_from(("utf-8", "utf-16", "utf-32"))
CODECS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}


def units(text: str, encoding: Encoding) -> int:
    codec, size = CODECS[encoding]
    return len(text.encode(codec, "surrogatepass")) // size


def editor_lines(text: str) -> list[str]:
    """The lines of a text without their ends."""
    return re.split(r"\r\n|\r|\n", text)


@given(EDITOR_TEXTS, ENCODINGS)
def test_editor_places_are_what_python_encodes(text: str, encoding: Encoding) -> None:
    positions = EditorPositions(text, encoding)
    lines = editor_lines(text)
    assert positions.lines == len(lines)
    reached = 0
    for number, line in enumerate(lines):
        start, end = positions.line_span(number)
        assert text[start:end] == line
        assert start == reached
        for column in range(len(line) + 1):
            place = EditorPlace(number, units(line[:column], encoding))
            assert positions.place(start + column) == place
            assert positions.offset(place) == start + column
        reached = end + (2 if text[end : end + 2] == "\r\n" else 1)
    assert reached == len(text) + 1


@given(EDITOR_TEXTS, ENCODINGS)
def test_editor_places_inside_a_character_are_its_start(text: str, encoding: Encoding) -> None:
    positions = EditorPositions(text, encoding)
    for number, line in enumerate(editor_lines(text)):
        start, _ = positions.line_span(number)
        for column, char in enumerate(line):
            before = units(line[:column], encoding)
            for inside in range(units(char, encoding)):
                assert positions.offset(EditorPlace(number, before + inside)) == start + column


@given(EDITOR_TEXTS, ENCODINGS, st.integers(), st.integers())
def test_no_editor_place_is_outside(
    text: str, encoding: Encoding, line: int, character: int
) -> None:
    positions = EditorPositions(text, encoding)
    offset = positions.offset(EditorPlace(line, character))
    assert 0 <= offset <= len(text)
    if line < 0:
        assert offset == 0
    elif line >= positions.lines:
        assert offset == len(text)
    else:
        start, end = positions.line_span(line)
        assert start <= offset <= end
        if character <= 0:
            assert offset == start
        if character >= units(text[start:end], encoding):
            assert offset == end


def test_within_a_line_end_is_the_end_of_the_line() -> None:
    positions = EditorPositions("a\r\nb")
    assert positions.place(2) == EditorPlace(0, 1)
    assert positions.place(3) == EditorPlace(1, 0)
    for outside in (-1, 5):
        with pytest.raises(IndexError):
            positions.place(outside)
        with pytest.raises(IndexError):
            positions.line_span(outside)
