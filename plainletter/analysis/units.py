"""A unit is one block made ready for analysis: clean text, its parse, its sentences, and the way back.

Matching wants plain characters: one space between words, straight quotes, no soft hyphens, and a word
where a merge field stands. The document's own text must not change, so each unit keeps a clean copy and
a map from clean positions to document positions.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from plainletter.analysis.counts import Counts, count_sentence, names_in
from plainletter.analysis.segment import trim
from plainletter.model import Block, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.tokens import Span as Tokens

_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_PLAIN = {
    "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u201b": "'", "\u2032": "'",
    "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u2033": '"',
    "\u2010": "-", "\u2011": "-",
}  # fmt: skip
_UNCLEAN = re.compile(rf"\s{{2,}}|[^\S ]|[{_INVISIBLE}]|[{''.join(_PLAIN)}]")

STAND_IN = "Alex"
"""What a merge field reads as while parsing: a first name, which is what most fields hold."""


class CleanText:
    """A clean copy of a stretch of a document's text, with positions that map back.

    `lines` is `text` with its line ends still there, character for character.
    """

    __slots__ = ("_clean_starts", "_origins", "lines", "text")

    def __init__(
        self, lines: str, clean_starts: list[int], origins: list[tuple[int, int, bool]]
    ) -> None:
        self.lines = lines
        self.text = lines.replace("\n", " ")
        self._clean_starts = clean_starts
        # (document start, document end, copied one to one) for each piece.
        self._origins = origins

    @classmethod
    def of(cls, source: str, span: Span, placeholders: Sequence[Span] = ()) -> CleanText:
        """The clean copy of `source[span]`; `placeholders` are spans of `source`, in order."""
        pieces: list[str] = []
        starts: list[int] = []
        origins: list[tuple[int, int, bool]] = []
        length = 0

        def add(piece: str, start: int, end: int, copied: bool) -> None:
            nonlocal length
            if piece:
                pieces.append(piece)
                starts.append(length)
                origins.append((start, end, copied))
                length += len(piece)

        def add_stretch(start: int, end: int) -> None:
            position = start
            for match in _UNCLEAN.finditer(source, start, end):
                add(source[position : match.start()], position, match.start(), True)
                found = match.group()
                space = "\n" if "\n" in found else " "
                plain = "" if found in _INVISIBLE else _PLAIN.get(found, space)
                add(plain, match.start(), match.end(), False)
                position = match.end()
            add(source[position:end], position, end, True)

        position = span.start
        for placeholder in placeholders:
            start, end = max(placeholder.start, position), min(placeholder.end, span.end)
            if start >= end:
                continue
            add_stretch(position, start)
            add(STAND_IN, start, end, False)
            position = end
        add_stretch(position, span.end)
        return cls("".join(pieces), starts, origins)

    def to_document(self, start: int, end: int) -> Span:
        """The document span of `text[start:end]`; a piece that was replaced counts as a whole."""
        if start >= end:
            at = self._edge(start)
            return Span(at, at)
        return Span(self._edge(start), self._edge(end - 1, last=True))

    def _edge(self, position: int, *, last: bool = False) -> int:
        if not self._origins:
            return 0
        index = max(bisect_right(self._clean_starts, position) - 1, 0)
        start, end, copied = self._origins[index]
        if copied:
            return min(start + position - self._clean_starts[index] + last, end)
        return end if last else start


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a unit: clean positions, its document span, its tokens, and its counts.

    `own` is `text`, character for character, with spaces where somebody else's words or the name of a
    law stand: what is measured and counted.
    """

    start: int
    end: int
    span: Span
    text: str
    tokens: Tokens
    counts: Counts
    own: str


@dataclass(frozen=True, slots=True)
class Unit:
    """One block, cleaned and parsed. `index` is the block's place in the document."""

    index: int
    block: Block
    clean: CleanText
    doc: Doc
    sentences: tuple[Sentence, ...]

    @property
    def text(self) -> str:
        """The clean text, to which `doc` and the sentences' positions refer."""
        return self.clean.text

    def span(self, start: int, end: int) -> Span:
        """The document span of clean positions."""
        return self.clean.to_document(start, end)

    def sentence_at(self, position: int) -> Sentence:
        """The sentence that holds a clean position, or the nearest one before it."""
        after = bisect_right(self.sentences, position, key=lambda sentence: sentence.start)
        return self.sentences[max(after - 1, 0)]


def build_unit(
    index: int, block: Block, clean: CleanText, doc: Doc, names: frozenset[str],
    others: Sequence[Span] = (),
) -> Unit:  # fmt: skip
    """Put a block's parse and its sentences together; the parse must be of `clean.text`. `others` are
    stretches of the document that are not the writer's own words, in order."""
    sentences = []
    for tokens in doc.sents:
        start, end = trim(clean.text, tokens.start_char, tokens.end_char)
        if start < end:
            text = clean.text[start:end]
            span = clean.to_document(start, end)
            own = _own_words(clean, start, end, span, others)
            counts = count_sentence(own, names_in(own, names))
            sentences.append(Sentence(start, end, span, text, tokens, counts, own))
    return Unit(index, block, clean, doc, tuple(sentences))


def _own_words(clean: CleanText, start: int, end: int, span: Span, others: Sequence[Span]) -> str:
    text = clean.text[start:end]
    first = bisect_right(others, span.start, key=lambda other: other.end)
    touching = []
    for other in others[first:]:
        if other.start >= span.end:
            break
        touching.append(other)
    if not touching:
        return text
    characters = list(text)
    at = 0
    for k in range(len(characters)):
        here = clean.to_document(start + k, start + k + 1)
        while at < len(touching) and touching[at].end <= here.start:
            at += 1
        if at == len(touching):
            break
        if touching[at].overlaps(here):
            characters[k] = " "
    return "".join(characters)


def clean_blocks(
    text: str, blocks: Iterable[Block], placeholders: Sequence[Span]
) -> list[CleanText]:
    """The clean text of each block, in one pass over the placeholders."""
    ordered = sorted(placeholders)
    ends = [placeholder.end for placeholder in ordered]
    cleaned = []
    for block in blocks:
        first = bisect_right(ends, block.span.start)
        inside = []
        for placeholder in ordered[first:]:
            if placeholder.start >= block.span.end:
                break
            inside.append(placeholder)
        cleaned.append(CleanText.of(text, block.span, inside))
    return cleaned
