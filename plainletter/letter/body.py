"""What is no part of a letter's frame: body text, headings, lists, tables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from plainletter.letter import lines
from plainletter.letter.page import FIXED, LOOK
from plainletter.model import Block, BlockKind, Document, Label

_BY_KIND: dict[BlockKind, Label] = {
    "paragraph": "body", "heading": "heading", "list_item": "list", "table_cell": "table",
    "quote": "quotation", "note": "note", "furniture": "furniture", "markup": "markup",
}  # fmt: skip
_SENTENCE_OPENER = re.compile(
    r"(?:i|i['’]\w+|we|we['’]\w+|he|she|they|it|it['’]s|please|thanks?|if|there|this is|sorry|as|since|when|on|in|at)\b",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Piece:
    """A whole block, or the lines of one that share a label."""

    block: Block
    label: Label | None
    after_closing: bool


def label_body(document: Document, pieces: list[Piece]) -> None:
    """Label what is no part of the letter's frame: body, headings, lists, tables."""
    texts = [_piece_text(document, piece) for piece in pieces]
    markers = [
        lines.list_marker(text) if piece.label is None else None
        for piece, text in zip(pieces, texts, strict=True)
    ]
    following = _following(pieces)
    before: int | None = None
    for index, piece in enumerate(pieces):
        if piece.label is None:
            numbered = markers[index] == "number" and any(
                neighbour is not None and markers[neighbour] == "number"
                for neighbour in (before, following[index])
            )
            piece.label = _rest_label(
                document, piece, texts[index], markers[index], numbered,
                texts[before] if before is not None and pieces[before].label == "body" else "",
                _leads_on(document, pieces, texts, following, index),
                _is_alone(pieces, before, following[index]),
            )  # fmt: skip
        if piece.block.kind not in FIXED:
            before = index


def _following(pieces: list[Piece]) -> list[int | None]:
    found: list[int | None] = [None] * len(pieces)
    after: int | None = None
    for index in range(len(pieces) - 1, -1, -1):
        found[index] = after
        if pieces[index].block.kind not in FIXED or pieces[index].block.kind == "quote":
            after = index
    return found


def _is_alone(pieces: list[Piece], before: int | None, after: int | None) -> bool:
    """True for an automatically numbered line between two blocks of text: a numbered heading."""
    if after is None or pieces[after].block.kind not in ("paragraph", "heading"):
        return False
    return before is None or pieces[before].block.kind in ("paragraph", "heading")


def _piece_text(document: Document, piece: Piece) -> str:
    start = piece.block.span.start
    return lines.squeeze(document.text[start : min(piece.block.span.end, start + LOOK)])


def _leads_on(
    document: Document,
    pieces: list[Piece],
    texts: list[str],
    following: list[int | None],
    index: int,
) -> Literal["text", "line"] | None:
    """What comes next, at most one further heading between: text, a list or a table, or some short line."""
    after = following[index]
    for _ in range(2):
        if after is None or pieces[after].label not in (None, "body", "list", "table", "quotation"):
            return None
        block = pieces[after].block
        if block.kind in ("list_item", "table_cell", "quote") or lines.list_marker(texts[after]):
            return "text"
        if block.kind == "paragraph":
            if lines.is_prose(document.text[block.span.start : block.span.end]):
                return "text"
            if not lines.could_be_heading(texts[after], marked=block.bold):
                return "line"
        after = following[after]
    return None


def _rest_label(
    document: Document,
    piece: Piece,
    text: str,
    marker: str | None,
    numbered: bool,
    before: str,
    leads_on: Literal["text", "line"] | None,
    alone: bool,
) -> Label:
    block = piece.block
    marked = block.bold or lines.is_capitals(text)
    if block.kind == "list_item" and marked and alone and lines.could_be_heading(text, marked=True):
        return "heading"
    if block.kind == "heading":
        words = document.text[block.span.start : block.span.end].split()
        long = len(words) > 30 or (len(words) > 14 and text[-1:] == ".")
        return "body" if long else "heading"
    if block.kind != "paragraph":
        return _BY_KIND[block.kind]
    if text.startswith(">"):
        return "quotation"
    if lines.is_clear_enclosure(text) or (piece.after_closing and lines.is_enclosure(text)):
        return "enclosure"
    if lines.is_page_furniture(text):
        return "furniture"
    one_line = "\n" not in document.text[block.span.start : block.span.end].strip()
    heading = one_line and leads_on is not None and lines.could_be_heading(text, marked=block.bold)
    if marker == "bullet" or numbered:
        return "list"
    plain = (
        leads_on == "text" and "\t" not in document.text[block.span.start : block.span.end].strip()
    )
    if heading and (marked or (plain and is_plain_heading(text, before))):
        return "heading"
    return "list" if marker == "number" else "body"


def is_plain_heading(text: str, before: str) -> bool:
    """True when nothing but its shortness marks a heading, and it is neither a sentence nor a list item."""
    if before and not lines.is_postscript(before):
        unfinished = before[-1] not in '.?!:)”"’' and len(before.split()) < 9
        if before[-1] == ":" or unfinished:
            return False
    if text.count(",") > 1:
        return False
    question = text[-1] == "?"
    return question or not _SENTENCE_OPENER.match(text) or lines.opens_section(text)
