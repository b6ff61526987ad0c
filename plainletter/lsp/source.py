"""From a document's text back to the text in the editor: where something stands there, and what has to be
written there to change it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from lsprotocol import types

from plainletter.edits import apply_edits
from plainletter.errors import ReadError
from plainletter.lsp.texts import MARK, Letter, read_letter
from plainletter.model import Document, Edit, Span
from plainletter.positions import EditorPlace, EditorPositions, Encoding
from plainletter.review.source import rewritten


@dataclass(frozen=True)
class Source:
    """A letter in an editor, and the document that was read from it. Spans of the source count code points
    of `letter.plain`."""

    letter: Letter
    document: Document
    encoding: Encoding

    @cached_property
    def plain(self) -> str:
        """The text as it was read."""
        return self.letter.plain

    @cached_property
    def _shift(self) -> int:
        return len(MARK) if self.letter.text.startswith(MARK) else 0

    @cached_property
    def _positions(self) -> EditorPositions:
        # Line ends of any sort give the same lines, so that one sort will do.
        return EditorPositions(MARK * bool(self._shift) + self.plain, self.encoding)

    # -- places -----------------------------------------------------------------------------------

    @property
    def first_line(self) -> types.Range:
        """Where that stands which is about the whole letter."""
        start, end = self._positions.line_span(0)
        return types.Range(self._position(start), self._position(end))

    def span(self, span: Span) -> Span | None:
        """From where to where a span of the document stands in the source, with the signs in between; None
        where it stands for nothing there."""
        if not len(span):
            return self._behind(span.start)
        found = [
            segment.origin(piece)
            for piece, segment in self.document.source.pieces(span)
            if segment.anchor is not None
        ]
        if not found:
            return None
        return Span(min(start for start, _ in found), max(end for _, end in found))

    def _behind(self, offset: int) -> Span | None:
        """The place behind the character before `offset`: where a rewrite puts words in."""
        if not 0 < offset <= len(self.document.text):
            return None
        end = self.span(Span(offset - 1, offset))
        return Span(end.end, end.end) if end is not None else None

    def range(self, span: Span) -> types.Range:
        """Where a span of the document stands for the editor: on the first line if nowhere else."""
        found = self.span(span) if span != Span(0, 0) else None
        return self.first_line if found is None else self.range_of(found)

    def range_of(self, span: Span) -> types.Range:
        """A span of the source for the editor."""
        return types.Range(
            self._position(span.start + self._shift), self._position(span.end + self._shift)
        )

    def _position(self, offset: int) -> types.Position:
        place = self._positions.place(offset)
        return types.Position(place.line, place.character)

    def well_formed(self, range: types.Range) -> types.Range:
        """A range that an editor names, moved into the text where it is not."""
        start, end = sorted(
            self._positions.offset(EditorPlace(place.line, place.character))
            for place in (range.start, range.end)
        )
        return types.Range(self._position(start), self._position(end))

    # -- edits ------------------------------------------------------------------------------------

    def edits(self, edits: Sequence[Edit]) -> tuple[Edit, ...] | None:
        """Edits of the source that make these edits of the document, in order; None where they cannot be
        made there exactly."""
        try:
            found = [self._written(edit) for edit in sorted(edits, key=lambda edit: edit.span)]
        except ReadError:
            return None
        written = [edit for edit in found if edit is not None]
        if not edits or len(written) < len(found):
            return None
        written.sort(key=lambda edit: edit.span)
        if any(two.span.start < one.span.end for one, two in pairwise(written)):
            return None
        return tuple(written)

    def _written(self, edit: Edit) -> Edit | None:
        """The edit as the writer of reviewed copies makes it."""
        span = self.span(edit.span)
        if span is None:
            return None
        data, refused = rewritten(self.data, self.document, [edit])
        if refused:
            return None
        new, old = data.decode("utf-8-sig"), self.readable
        end = len(new) - (len(old) - span.end)
        if (
            end < span.start
            or new[: span.start] != old[: span.start]
            or new[end:] != old[span.end :]
        ):
            return None
        return Edit(span, new[span.start : end])

    @cached_property
    def readable(self) -> str:
        """The source as its reader had it, with "?" for each half of a character."""
        return self.plain.encode("utf-8", "replace").decode()

    @cached_property
    def data(self) -> bytes:
        """The source as the file whose reviewed copy it would be."""
        return (MARK + self.readable).encode()

    def reads_as(self, written: Iterable[Edit], edits: Iterable[Edit]) -> bool:
        """True when the source with the edits `written` reads as the document with `edits`."""
        wanted = apply_edits(self.document.text, edits)
        after = self.after(written)
        return after is not None and after.text.split() == wanted.split()

    def after(self, written: Iterable[Edit]) -> Document | None:
        """The document that the source is with edits of it put in; None where it is none."""
        try:
            return read_letter(
                apply_edits(self.plain, written), self.letter.name, self.letter.language
            )
        except ReadError:
            return None

    def text_edits(self, written: Iterable[Edit]) -> list[types.TextEdit]:
        """Edits of the source for the editor."""
        return [types.TextEdit(self.range_of(edit.span), edit.text) for edit in written]
