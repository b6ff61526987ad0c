"""Words in quotation marks: what somebody said, or what something is called.

Marks are paired within one block. An opening mark that nothing closes quotes nothing, so a slip of the
typist never hides the rest of the letter from the checks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from plainletter.model import Block, Document, Span

_MARKS = re.compile('[\u201c\u201d\u201e"\u2018\u2019]')
_BEFORE_OPENING = frozenset('([{<-\u2013\u2014/:\u201c\u2018"')
_AFTER_CLOSING = frozenset(')]}>.,;:?!-\u2013\u2014/\u2026\u201d\u2019"*')
# Word processors set the apostrophe of a clipped word as an opening single mark.
_CLIPPED = re.compile(
    r"(?:\d|(?:til|cause|cos|em|tis|twas|n|bout|round|ere|im|er)\b)", re.IGNORECASE
)


def find_quotations(document: Document) -> tuple[Span, ...]:
    """Quoted stretches with their marks, in order, none overlapping; quotation blocks are taken whole."""
    found: list[Span] = []
    for block in document.blocks:
        if block.label == "quotation":
            found.append(block.span)
        elif block.label != "markup":
            found.extend(_in_block(document.text, block))
    found.sort()
    kept: list[Span] = []
    for span in found:
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return tuple(kept)


def _in_block(text: str, block: Block) -> Iterator[Span]:
    start, end = block.span.start, block.span.end
    double: int | None = None
    straight: int | None = None
    single: int | None = None
    for match in _MARKS.finditer(text, start, end):
        at, mark = match.start(), match.group()
        before = text[at - 1] if at > start else " "
        after = text[at + 1] if at + 1 < end else " "
        if mark in "\u201c\u201e":
            double = at
        elif mark == "\u201d":
            if double is not None:
                yield Span(double, at + 1)
                double = single = None
        elif mark == '"':
            opens = (before.isspace() or before in _BEFORE_OPENING) and not after.isspace()
            closes = not before.isspace() and (after.isspace() or after in _AFTER_CLOSING)
            if straight is not None and closes and at > straight + 1:
                yield Span(straight, at + 1)
                straight = single = None
            elif opens:
                straight = at
        elif double is None and straight is None:
            if mark == "\u2018":
                if (before.isspace() or before in _BEFORE_OPENING) and not after.isspace():
                    single = None if _CLIPPED.match(text, at + 1, end) else at
            elif single is not None and not after.isalnum() and not before.isspace():
                if len(text[single + 1 : at].split()) > 1:
                    yield Span(single, at + 1)
                single = None
