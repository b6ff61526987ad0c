"""Edits of a text: done one after the other they are what they are together."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from plainletter.edits import apply_edits, composed, edited, original_span
from plainletter.model import Block, Document, Edit, Span
from plainletter.sourcemap import SourceMap

TEXT = "We will commence the work prior to the visit."


@st.composite
def edits_of(draw: st.DrawFn, text: str) -> tuple[Edit, ...]:
    """Edits of a text that do not touch one another."""
    places = sorted(draw(st.sets(st.integers(0, len(text)), max_size=6)))
    pairs = [*zip(places[::2], places[1::2], strict=False)]
    words = st.text("ab ", max_size=5)
    return tuple(Edit(Span(start, end), draw(words)) for start, end in pairs)


@given(st.data())
@settings(max_examples=300)
def test_two_rows_of_edits_are_one(data: st.DataObject) -> None:
    first = data.draw(edits_of(TEXT))
    between = apply_edits(TEXT, first)
    then = data.draw(edits_of(between))
    both = composed(first, then)
    assert apply_edits(TEXT, both) == apply_edits(between, then)
    ordered = sorted(both, key=lambda edit: edit.span)
    for one, two in pairwise(ordered):
        assert one.span.end <= two.span.start


@given(st.data())
def test_untouched_words_are_found_where_they_were(data: st.DataObject) -> None:
    edits = data.draw(edits_of(TEXT))
    after = apply_edits(TEXT, edits)
    moved = 0
    at = 0
    for edit in edits:
        for old in range(at, edit.span.start):
            span = Span(old + moved, old + moved + 1)
            assert original_span(span, edits).start == old
            assert span.of(after) == TEXT[old]
        moved += len(edit.text) - len(edit.span)
        at = edit.span.end


def test_blocks_move_with_the_text() -> None:
    blocks = (Block("paragraph", Span(0, 9)), Block("paragraph", Span(10, 19)))
    document = Document("prior to.\nprior to.", blocks, SourceMap(()), "txt")
    changed = edited(document, [Edit(Span(0, 8), "before"), Edit(Span(10, 18), "before")])
    assert changed.text == "before.\nbefore."
    assert [block.span.of(changed.text) for block in changed.blocks] == ["before.", "before."]
