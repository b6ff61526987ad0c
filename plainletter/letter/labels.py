"""Gives every block its place in the anatomy of a letter.

The greeting and the closing words are the fixed points. What stands before the greeting is the head,
read line by line; what stands right after it may be the subject; under the closing words follow names,
posts and contacts, then enclosures. All else is body, and in doubt a line is body too: a fault in a line
that was taken for a letterhead would never be found.

A block whose lines belong to different parts ("Dear Jo" and the first paragraph, kept apart only by a
line break) is split at that break; text and spans of characters never change.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace

from plainletter.letter import lines
from plainletter.letter.body import Piece, label_body
from plainletter.letter.ending import label_ending, label_older_mail
from plainletter.letter.head import label_above, label_head
from plainletter.letter.page import LOOK, Page
from plainletter.model import Block, Document, Span


def label_blocks(document: Document) -> tuple[Block, ...]:
    """The document's blocks with labels, some split in two or more; in the order of the text."""
    page = Page(document)
    greetings = label_head(page)
    closings = label_ending(page, greetings)
    label_above(page, greetings)
    label_older_mail(page, greetings, closings)
    pieces = _pieces(page, closings)
    label_body(document, pieces)
    return tuple(replace(piece.block, label=piece.label or "body") for piece in pieces)


def _pieces(page: Page, closings: list[int]) -> list[Piece]:
    """One piece for each run of lines of a block that share a label."""
    first_closing = closings[0] if closings else len(page.lines)
    found: list[Piece] = []
    index = 0
    while index < len(page.lines):
        line = page.lines[index]
        stop = index + 1
        while stop < len(page.lines) and page.lines[stop].block == line.block:
            stop += 1
        block = page.document.blocks[line.block]
        run = index
        for here in range(index + 1, stop + 1):
            if here < stop and page.lines[here].label == page.lines[run].label:
                continue
            start = block.span.start if run == index else page.lines[run].start
            end = block.span.end if here == stop else page.lines[here - 1].end
            part = (
                block
                if (start, end) == (block.span.start, block.span.end)
                else replace(
                    block, span=Span(start, end), marker=block.marker if run == index else ""
                )
            )
            label = page.lines[run].label
            if label is None:
                pieces = _without_title(page, part)
            else:
                pieces = [part]
            found.extend(Piece(piece, label, run > first_closing) for piece in pieces)
            run = here
        index = stop
    return found


def _without_title(page: Page, block: Block) -> list[Block]:
    """A paragraph whose first line is set apart as a title, cut after that line."""
    text = page.document.text
    start, end = block.span.start, block.span.end
    cut = text.find("\n", start, end)
    if block.kind != "paragraph" or block.bold or cut < 0:
        return [block]
    title, rest = lines.squeeze(text[start : min(cut, start + LOOK)]), text[cut:end]
    capitals = lines.is_capitals(title) and not lines.is_capitals(rest.lstrip()) and len(title) > 5
    if not (capitals or _bold_only(page, start, cut, end)) or not rest.strip():
        return [block]
    if not lines.could_be_heading(title, marked=True) or lines.list_marker(title) == "bullet":
        return [block]
    body = cut + len(rest) - len(rest.lstrip())
    return [
        replace(block, span=Span(start, cut), bold=not capitals),
        replace(block, span=Span(body, end), marker=""),
    ]


def _bold_only(page: Page, start: int, cut: int, end: int) -> bool:
    """True when all of `start` to `cut` is bold and what comes next is not."""
    bold, text, position = page.document.bold, page.document.text, start
    index = bisect_left(bold, start + 1, key=lambda span: span.end)
    while index < len(bold) and bold[index].start < end and position < cut:
        if text[position : bold[index].start].strip():
            return False
        position = max(position, bold[index].end)
        index += 1
    if text[position:cut].strip():
        return False
    return (
        not any(span.start < end for span in bold[index : index + 1])
        and not text[cut:position].strip()
    )
