"""Positions against plain definitions: what Python itself says about lines and UTF-16."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainletter.positions import LineColumn, Positions

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
