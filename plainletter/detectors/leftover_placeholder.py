"""Blanks of a template that nobody filled in."""

from __future__ import annotations

from collections.abc import Iterator

from plainletter.analysis.analyse import Analysis
from plainletter.kinds.match import Match
from plainletter.packs.schema import DetectorRule
from plainletter.refine import block_at


def find(letter: Analysis, rule: DetectorRule) -> Iterator[Match]:
    """Every placeholder in a block that people read."""
    blocks = letter.document.blocks
    for span in letter.anatomy.placeholders:
        block = block_at(blocks, span.start)
        if block is not None and block.label not in ("markup", "quotation"):
            yield Match(rule, span, span)
