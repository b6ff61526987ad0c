"""Edits of a text: put in, done one after the other, and counted back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from plainletter.model import Document, Edit, Span
from plainletter.sourcemap import Segment, SourceMap


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """`text` with edits that do not overlap put in."""
    for edit in sorted(edits, key=lambda edit: edit.span, reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


def composed(first: Sequence[Edit], then: Sequence[Edit]) -> tuple[Edit, ...]:
    """Edits of a text that do what `first`, and `then` on its outcome, do one after the other."""
    result = list(first)
    for edit in sorted(then, key=lambda edit: edit.span, reverse=True):
        result = _joined(result, edit)
    return tuple(result)


def _joined(edits: list[Edit], later: Edit) -> list[Edit]:
    """`edits` with one more, whose span counts in their outcome."""
    kept: list[Edit] = []
    touched: list[tuple[Edit, int]] = []
    moved = 0
    for edit in sorted(edits, key=lambda edit: edit.span):
        start = edit.span.start + moved
        if start <= later.span.end and later.span.start <= start + len(edit.text):
            touched.append((edit, start))
        else:
            kept.append(edit)
        moved += len(edit.text) - len(edit.span)
    if not touched:
        return sorted(
            [*kept, Edit(Span(original(later.span.start, edits), original(later.span.end, edits)), later.text)],
            key=lambda edit: edit.span,
        )  # fmt: skip
    first, first_start = touched[0]
    last, last_start = touched[-1]
    head = first.text[: max(later.span.start - first_start, 0)]
    tail = last.text[later.span.end - last_start :] if later.span.end > last_start else last.text
    start = min(first.span.start, first.span.start - max(first_start - later.span.start, 0))
    beyond = max(later.span.end - (last_start + len(last.text)), 0)
    if beyond:
        tail = ""
    return sorted(
        [*kept, Edit(Span(start, last.span.end + beyond), head + later.text + tail)],
        key=lambda edit: edit.span,
    )


def original(position: int, edits: Sequence[Edit], *, end: bool = False) -> int:
    """Where a position of the edited text was before. One inside a new wording counts as the start of what
    it stands for, or as its end."""
    moved = 0
    for edit in sorted(edits, key=lambda edit: edit.span):
        start = edit.span.start + moved
        if position < start or (position == start and (end or edit.text)):
            break
        if position < start + len(edit.text):
            return edit.span.end if end else edit.span.start
        moved += len(edit.text) - len(edit.span)
    return position - moved


def original_span(span: Span, edits: Sequence[Edit]) -> Span:
    """Where a span of the edited text was before."""
    start = original(span.start, edits)
    return Span(start, max(start, original(span.end, edits, end=True)))


def edited(document: Document, edits: Sequence[Edit]) -> Document:
    """The document with edits put in, each inside one block. It has no source any more."""
    text = apply_edits(document.text, edits)

    def span(old: Span) -> Span:
        return moved_span(old, edits)

    return replace(
        document,
        text=text,
        blocks=tuple(replace(block, span=span(block.span)) for block in document.blocks),
        source=SourceMap((Segment(0, len(text), "inserted", None, 0),) if text else ()),
        placeholders=tuple(span(old) for old in document.placeholders),
        bold=tuple(span(old) for old in document.bold),
        allowances=tuple(
            replace(a, span=span(a.span) if a.span is not None else None)
            for a in document.allowances
        ),
    )


def moved_span(span: Span, edits: Sequence[Edit]) -> Span:
    """Where a span of the text is once the edits are put in."""
    ordered = sorted(edits, key=lambda edit: edit.span)
    start = _moved(span.start, ordered)
    return Span(start, max(_moved(span.end, ordered, end=True), start))


def _moved(position: int, edits: Sequence[Edit], *, end: bool = False) -> int:
    moved = 0
    for edit in edits:
        if edit.span.end > position or (edit.span.end == position and not end and len(edit.span)):
            if edit.span.start < position:
                return edit.span.start + moved + (len(edit.text) if end else 0)
            break
        moved += len(edit.text) - len(edit.span)
    return position + moved
