"""Blanks of a template that nobody filled in."""

from __future__ import annotations

from collections.abc import Iterator

from plainletter.analysis.analyse import Analysis
from plainletter.kinds.match import Match
from plainletter.packs.schema import DetectorRule


def find(letter: Analysis, rule: DetectorRule) -> Iterator[Match]:
    """The first use of every placeholder in a block that people read."""
    document = letter.document
    sentences = {unit.block.span: unit.sentences for unit in letter.units}
    seen: set[str] = set()
    for span in letter.anatomy.placeholders:
        block = document.block_at(span.start)
        text = span.of(document.text)
        if text in seen or block is None or block.label in ("markup", "quotation"):
            continue
        seen.add(text)
        around = [s.span for s in sentences.get(block.span, ()) if s.span.contains(span)]
        yield Match(rule, span, around[0] if around else span)
